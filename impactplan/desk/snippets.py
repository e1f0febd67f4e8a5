"""The remarks that a trainer keeps to use again: theirs alone, those used most on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, update

from impactplan.lib.refusals import Refusal
from impactplan.models import RemarkSnippet, User, db, new_id, now

MOST = 200
"""How many somebody may keep."""


class SnippetError(Refusal):
    """A remark that cannot be kept or changed; the key says why."""


@dataclass(frozen=True)
class Snippet:
    id: str
    body: str
    used: int


def load_snippets(user_id: int) -> Sequence[Snippet]:
    """Return what somebody keeps, in the order in which it is offered."""
    columns = RemarkSnippet.id, RemarkSnippet.body, RemarkSnippet.used
    order = RemarkSnippet.used.desc(), RemarkSnippet.used_at.desc(), RemarkSnippet.id
    rows = db.session.execute(select(*columns).where(RemarkSnippet.user_id == user_id).order_by(*order))
    return [Snippet(row.id, row.body, row.used) for row in rows]


def keep_snippet(user_id: int, body: str, key: str = "") -> bool:
    """Keep a text, and tell whether it was not there yet; it is kept once, however often it is sent."""
    db.session.rollback()  # what is counted is what is there once it is one's turn
    # A write, so that either database lets one person's requests through one by one: two would count the same.
    locking = update(User).where(User.id == user_id).values(active=User.active)
    db.session.execute(locking, execution_options={"synchronize_session": False})
    mine = RemarkSnippet.user_id == user_id
    same = RemarkSnippet.body == body
    if db.session.scalar(select(RemarkSnippet.id).where(mine, (RemarkSnippet.key == key) | same if key else same)):
        db.session.rollback()
        return False
    if (db.session.scalar(select(func.count()).select_from(RemarkSnippet).where(mine)) or 0) >= MOST:
        db.session.rollback()
        raise SnippetError("too_many")
    db.session.add(RemarkSnippet(id=new_id(), user_id=user_id, body=body, used=0, used_at=now(), key=key or new_id()))
    db.session.commit()
    return True


def change_snippet(user_id: int, snippet_id: str, body: str) -> None:
    _need(update(RemarkSnippet).where(*_own(user_id, snippet_id)).values(body=body))


def remove_snippet(user_id: int, snippet_id: str) -> None:
    _need(delete(RemarkSnippet).where(*_own(user_id, snippet_id)))


def note_use(user_id: int, snippet_id: str) -> None:
    """Count that it was put into a remark, for the order."""
    counted = {"used": RemarkSnippet.used + 1, "used_at": now()}
    _need(update(RemarkSnippet).where(*_own(user_id, snippet_id)).values(counted))


def _own(user_id: int, snippet_id: str) -> tuple[ColumnElement[bool], ...]:
    return RemarkSnippet.user_id == user_id, RemarkSnippet.id == snippet_id


def _need(statement: object) -> None:
    """Carry out a change of one's own remark, or raise SnippetError if there is none."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]  # any change of a row
    db.session.commit()
    if not result.rowcount:
        raise SnippetError("gone")
