"""The emails of sign-in, each with a link. The worker writes them, because only the worker looks up whether an address
belongs to an account. Links start with the configured address of the site, never with the host that a request names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, g, url_for
from flask_security.change_email import _generate_token
from flask_security.recoverable import send_reset_password_instructions
from flask_security.utils import check_and_get_token_status
from sqlalchemy import func, select, update

from impactplan.emails import Writer, compose_email, find_user, send_email
from impactplan.extensions import security
from impactplan.lib.texts import gettext as _
from impactplan.models import Outbox, User, db, now
from impactplan.site.addresses import own_address

WAITED_FOR = timedelta(days=1)
"""How long after it was asked for a letter with a link still goes out."""


def sign_in_token(user: User, address: str) -> str:
    """Create a token that works once: every sign-in raises the count that it contains."""
    return str(security.login_serializer.dumps([user.fs_uniquifier, user.login_count or 0, address]))


def read_sign_in_token(token: str) -> tuple[User | None, str]:
    """Return the user whom a token signs in, if any, and the address to go to."""
    expired, invalid, data = check_and_get_token_status(token, "login", current_app.config["SECURITY_LOGIN_WITHIN"])
    if expired or invalid or not isinstance(data, list) or len(data) != 3:
        return None, "/"
    user = db.session.scalar(select(User).where(User.fs_uniquifier == str(data[0])))
    if user is None or not user.active or (user.login_count or 0) != data[1]:
        return None, "/"
    return user, own_address(data[2])


def use_up(user: User) -> bool:
    """Take a sign-in link for oneself, and return whether it was still there: of several at once, one gets it."""
    count = user.login_count or 0
    mine = User.id == user.id, func.coalesce(User.login_count, 0) == count
    taken = db.session.execute(update(User).where(*mine).values(login_count=count + 1).returning(User.id))
    return taken.first() is not None


def lock_reset(token: str) -> None:
    """Have whoever else uses the same link to choose a password wait for this request: they find it used."""
    _expired, invalid, data = check_and_get_token_status(
        token, "reset", current_app.config["SECURITY_RESET_PASSWORD_WITHIN"]
    )
    if not invalid and isinstance(data, list):  # a new password gives the account another identity than the link has
        mine = User.fs_uniquifier == str(data[0])
        db.session.execute(update(User).where(mine).values(fs_uniquifier=User.fs_uniquifier))


def is_wanted(user: User, payload: Mapping[str, Any]) -> bool:
    """Tell whether somebody still waits for a letter with a link: they asked for it today, did not ask again since,
    and did not come in another way."""
    asked_at = datetime.fromisoformat(payload["asked_at"])
    if now() - asked_at > WAITED_FOR:
        return False
    last = user.current_login_at
    if payload["letter"] != "change_email" and last is not None and last.replace(tzinfo=UTC) > asked_at:
        return False
    same = Outbox.written_by == user.id if payload["letter"] == "change_email" else Outbox.email == user.email
    others = select(Outbox.payload["renewal"]).where(Outbox.kind == "mail", same, Outbox.created_at > asked_at)
    return not any(
        other and other["letter"] == payload["letter"] and datetime.fromisoformat(other["asked_at"]) > asked_at
        for other in db.session.scalars(others)
    )


def renewal_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the job that writes this letter again, with a link that works, should it go out late."""
    return {**payload, "renewed": True}


def write_sign_in_link(user: User, payload: dict[str, Any]) -> None:
    token = sign_in_token(user, own_address(payload.get("next")))
    link = url_for("accounts.use_link", token=token, _external=True)
    email = compose_email(str(user.email), _("Your link to sign in"), "sign_in_link", user=user, link=link)
    replace(email, renewal=renewal_of(payload)).queue()


def write_reset(user: User, payload: dict[str, Any]) -> None:
    g.renewal = renewal_of(payload)  # for the mail that this leads to
    send_reset_password_instructions(user)  # type: ignore[no-untyped-call]  # the library has no types here


def write_change_of_email(user: User, payload: dict[str, Any]) -> None:
    """Send the link to the new address, unless that address has an account already."""
    new_email = payload["new_email"]
    if find_user(new_email) is None:
        token = _generate_token(user, new_email)  # type: ignore[no-untyped-call]  # nor here
        link = url_for("accounts.confirm_email", token=token, _external=True)
        subject, profile = _("Confirm your new e-mail address"), url_for("accounts.show_profile", _external=True)
        email = compose_email(new_email, subject, "change_email", user=user, link=link)
        replace(email, renewal=renewal_of(payload), written_by=int(user.id), seen_at=profile).queue()
    if payload.get("renewed"):
        return
    link = url_for("accounts.show_profile", _external=True)
    send_email(str(user.email), _("Your e-mail address will change"), "email_will_change", user=user, link=link)


def if_wanted(write: Writer) -> Writer:
    """Have a letter written only while somebody waits for it."""

    def write_if_wanted(user: User, payload: dict[str, Any]) -> None:
        if is_wanted(user, payload):
            write(user, payload)

    return write_if_wanted


WRITERS: Mapping[str, Writer] = {
    "sign_in_link": if_wanted(write_sign_in_link),
    "reset": if_wanted(write_reset),
    "change_email": if_wanted(write_change_of_email),
}
