"""Telling the people of a round something by mail: each in their own language, each in a mail of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from flask_babel import force_locale
from sqlalchemy import func, literal, null, select

from impactplan.emails import Email
from impactplan.models import Enrolment, RoundStaff, User, db


@dataclass(frozen=True)
class Receiver:
    email: str
    name: str
    language: str
    role: str = "participant"
    group_id: str | None = None
    signed_in: bool = True
    """Whether they accepted their place; who has not is written to at the address that was entered."""


def load_everybody(round_id: str) -> list[Receiver]:
    """Return everybody in a round whom a message can go to, by name: those who take part, are invited to, or are
    staff; nobody who dropped out or was only listed. Who has two places comes twice."""
    found: list[Receiver] = []
    for place in (Enrolment, RoundStaff):
        query = (
            select(
                func.coalesce(User.email, place.email).label("email"),
                func.coalesce(User.name, place.name).label("name"),
                func.coalesce(User.language, "nl").label("language"),
                place.user_id.is_not(None).label("signed_in"),
                (RoundStaff.role if place is RoundStaff else literal("participant")).label("role"),
                (Enrolment.group_id if place is Enrolment else null()).label("group_id"),
            )
            .select_from(place)
            .join(User, User.id == place.user_id, isouter=True)
            .where(place.round_id == round_id, place.user_id.is_not(None) | place.invited_at.is_not(None))
            .order_by("name", "email")
        )
        if place is Enrolment:
            query = query.where(Enrolment.dropped_at.is_(None))
        found += [Receiver(**row._mapping) for row in db.session.execute(query)]
    return found


def once(receivers: Iterable[Receiver]) -> list[Receiver]:
    """Return the receivers without whoever came before, so that nobody is written to twice."""
    found: dict[str, Receiver] = {}
    for one in receivers:
        found.setdefault(one.email, one)
    return list(found.values())


def load_receivers(round_id: str, group_id: str | None = None, *, staff: bool = True) -> list[Receiver]:
    """Return whom a message to a round, or to one of its groups, goes to."""

    def concerns(one: Receiver) -> bool:
        if one.role != "participant":
            return staff
        return group_id is None or one.group_id == group_id

    return once(filter(concerns, load_everybody(round_id)))


def compose_notices(receivers: Iterable[Receiver], write: Callable[[str], Email]) -> list[Email]:
    """Write a notice once in each language (it addresses nobody by name) and return a letter to each receiver.

    ``write`` gets the address of one of them. Composing takes long: do it before the write, then queue the letters.
    """
    written: dict[str, Email] = {}
    letters = []
    for receiver in receivers:
        if receiver.language not in written:
            with force_locale(receiver.language):
                written[receiver.language] = write(receiver.email)
        letters.append(replace(written[receiver.language], to=receiver.email))
    return letters
