"""Telling the people of a round something by mail: each in their own language, each in a mail of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from flask_babel import force_locale
from sqlalchemy import func, select

from impactplan.accounts.letters import Letter
from impactplan.models import Enrolment, RoundStaff, User, db


@dataclass(frozen=True)
class Receiver:
    email: str
    name: str
    language: str


def load_receivers(round_id: str, group_id: str | None = None, *, staff: bool = True) -> list[Receiver]:
    """Return whom a message to a round, or to one of its groups, goes to: those who take part or are invited to, and
    the staff who accepted; nobody twice, and nobody who dropped out or was only listed."""
    places: list[type[Enrolment] | type[RoundStaff]] = [Enrolment, RoundStaff] if staff else [Enrolment]
    found: dict[str, Receiver] = {}
    for place in places:
        query = (
            select(
                func.coalesce(User.email, place.email).label("email"),
                func.coalesce(User.name, place.name).label("name"),
                func.coalesce(User.language, "nl").label("language"),
            )
            .select_from(place)
            .join(User, User.id == place.user_id, isouter=True)
            .where(place.round_id == round_id, place.user_id.is_not(None) | place.invited_at.is_not(None))
            .order_by("name", "email")
        )
        if place is Enrolment:
            query = query.where(Enrolment.dropped_at.is_(None))
            query = query.where(Enrolment.group_id == group_id) if group_id else query
        for row in db.session.execute(query):
            found.setdefault(row.email, Receiver(row.email, row.name, row.language))
    return list(found.values())


def compose_notices(receivers: Iterable[Receiver], write: Callable[[str], Letter]) -> list[Letter]:
    """Write a notice once in each language (it addresses nobody by name) and return a letter to each receiver.

    ``write`` gets the address of one of them. Composing takes long: do it before the write, then queue the letters.
    """
    written: dict[str, Letter] = {}
    letters = []
    for receiver in receivers:
        if receiver.language not in written:
            with force_locale(receiver.language):
                written[receiver.language] = write(receiver.email)
        letters.append(replace(written[receiver.language], to=receiver.email))
    return letters
