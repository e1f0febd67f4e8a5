"""Where people are signed in, kept on the server's side: what is ended here is ended, whoever has a copy of the cookie.

A session ends when somebody signs out, after a while without use, and in any case after thirty days.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request, session
from flask_security.utils import set_request_attr
from sqlalchemy import String, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from impactplan.accounts.queries import hash_token
from impactplan.models import Role, User, UserSession, db, new_id, now, user_table
from impactplan.models.base import UtcDateTime, as_loaded, columns_of, execute, table_of
from impactplan.models.user import roles_users

log = structlog.get_logger()

TOKEN = "session_token"  # noqa: S105  # the name under which the cookie holds it
LASTS = timedelta(days=30)
LASTS_UNUSED = timedelta(days=14)
SEEN_EVERY = timedelta(hours=1)
MOST_SESSIONS = 30

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "Chromebook",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def summarise_agent(agent: str) -> str:
    """Name the browser and the system of a User-Agent: enough to know one's own again, and no more."""
    names = [next((name for sign, name in known.items() if sign in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names))


def is_alive() -> tuple[Any, ...]:
    moment = now()
    return UserSession.created_at > moment - LASTS, UserSession.seen_at > moment - LASTS_UNUSED


def store_session(user_id: int, agent: str = "") -> str:
    """Begin a session of somebody in the current transaction, and return the token for its cookie."""
    oldest = (
        select(UserSession.id)
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.seen_at.desc())
        .offset(MOST_SESSIONS - 1)
    )
    db.session.execute(delete(UserSession).where(UserSession.id.in_(db.session.scalars(oldest).all())))
    token = secrets.token_urlsafe(32)
    row = {"id": new_id(), "user_id": user_id, "token_hash": hash_token(token), "browser": summarise_agent(agent)}
    db.session.execute(insert(UserSession).values(**row, created_at=now(), seen_at=now()))
    return token


def load_user(identity: str) -> User | None:
    """Return whom the cookie of this request signs in, with their roles, in one query, if their session is alive."""
    if request.endpoint == "static":  # the same for everybody, and needed for a page that says the database is away
        return None
    moment, token = now(), hash_token(str(session.get(TOKEN)))
    values = {"identity": str(identity), "token": token, "begun": moment - LASTS, "seen": moment - LASTS_UNUSED}
    rows = execute(_signed_in(), values).all()
    if not rows:
        return None
    session_id, seen_at, *of_user = rows[0][: 2 + len(columns_of(User))]
    if seen_at < moment - SEEN_EVERY:
        g.session_seen = session_id
    # What Flask-Security's own loader sets.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    of_roles = [row[-len(columns_of(Role)) :] for row in rows]
    roles = [as_loaded(Role, of_role) for of_role in of_roles if any(of_role)]
    return as_loaded(User, of_user, roles=roles)


@cache
def _signed_in() -> Any:
    """Return the query of a session, its user and each of their roles. Past the session of the ORM it takes a third of
    the work, and every request makes it."""
    user, own, role = user_table, table_of(UserSession), table_of(Role)
    return (
        select(own.c.id, own.c.seen_at, *columns_of(User).values(), *columns_of(Role).values())
        .join_from(user, own, own.c.user_id == user.c.id)
        .join(roles_users, roles_users.c.user_id == user.c.id, isouter=True)
        .join(role, role.c.id == roles_users.c.role_id, isouter=True)
        .where(user.c.fs_uniquifier == bindparam("identity", type_=String), user.c.active.is_(True))
        .where(own.c.token_hash == bindparam("token", type_=String))
        .where(own.c.created_at > bindparam("begun", type_=UtcDateTime))
        .where(own.c.seen_at > bindparam("seen", type_=UtcDateTime))
    )


def signed_in_id() -> Any:
    """Return, as a query within another one, the id of whom a cookie signs in (``signs_in``). Without a row the request
    is to go its usual way: nobody is signed in, or it is to be noted that the session is in use."""
    user, own = user_table, table_of(UserSession)
    return (
        select(user.c.id)
        .join(own, own.c.user_id == user.c.id)
        .where(user.c.fs_uniquifier == bindparam("identity", type_=String), user.c.active.is_(True))
        .where(own.c.token_hash == bindparam("token", type_=String))
        .where(own.c.created_at > bindparam("begun", type_=UtcDateTime))
        .where(own.c.seen_at > bindparam("seen", type_=UtcDateTime))
        .scalar_subquery()
    )


def signs_in(cookie: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what ``signed_in_id`` looks for."""
    moment, identity, token = now(), cookie.get("_user_id"), cookie.get(TOKEN)
    if identity is None or token is None:
        return None
    hashed = hash_token(str(token))
    return {"identity": str(identity), "token": hashed, "begun": moment - LASTS, "seen": moment - SEEN_EVERY}


def begin_session(_app: Flask, user: User, authn_via: Sequence[str] = (), **_about: Any) -> None:
    """Begin a session for whoever just signed in; the one that this browser had ends. The caller commits."""
    db.session.flush()  # gives a new account its id
    end_session()
    session["language"] = user.language  # for pages that cannot ask who is signed in
    session[TOKEN] = store_session(int(user.id), request.user_agent.string)
    # Staying signed in is a cookie that stays: a second cookie would be a second way in.
    remembered = session.pop("_remember", "") == "set"
    session.pop("_remember_seconds", None)
    if not {"change", "email"} & set(authn_via or ()):  # those go on with a session that was there
        session.permanent = remembered


def end_session(*_signal: Any, **_about: Any) -> None:
    """End the session of this browser. The caller commits."""
    if token := session.pop(TOKEN, None):
        db.session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(str(token))))


def end_other_sessions(user: User) -> None:
    """End all sessions of somebody but that of this browser. The caller commits."""
    here = hash_token(str(session.get(TOKEN))) if has_request_context() else ""
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.token_hash != here))


def end_one_session(user: User, session_id: str) -> None:
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.id == session_id))


def load_sessions(user: User) -> Sequence[Any]:
    """Return where somebody is signed in, this browser first."""
    here = UserSession.token_hash == hash_token(str(session.get(TOKEN)))
    return db.session.execute(
        select(UserSession.id, UserSession.browser, UserSession.created_at, UserSession.seen_at, here.label("here"))
        .where(UserSession.user_id == user.id, *is_alive())
        .order_by(here.desc(), UserSession.seen_at.desc())
    ).all()


def note_seen(_error: BaseException | None) -> None:
    """Note that a session is in use, after the request: what the request left unfinished is not kept by it."""
    session_id = g.pop("session_seen", None)
    if session_id is None:
        return
    try:
        db.session.rollback()
        db.session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now()))
        db.session.commit()
    except SQLAlchemyError as error:
        log.warning("session not noted", error=type(error).__name__)


def drop_dead_sessions(_day: date) -> None:
    """Remove sessions that have ended by themselves: they say where people were, and nobody needs them."""
    moment = now()
    ended = (UserSession.created_at <= moment - LASTS) | (UserSession.seen_at <= moment - LASTS_UNUSED)
    db.session.execute(delete(UserSession).where(ended))
