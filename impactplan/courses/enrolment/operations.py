"""Writes about who is in a round: list, invite, change, withdraw, drop out and take back. The route commits.

Tokens and letters come from the caller, made before the round is locked; a link goes out by mail and only its hash is
kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from impactplan.access import RoundPermission, lock_round
from impactplan.accounts.queries import hash_token
from impactplan.courses.enrolment.places import library_key
from impactplan.lib.refusals import Refusal
from impactplan.models import Enrolment, RoundStaff, User, db, enrolment_table, new_id, now, round_staff_table

LASTS = timedelta(days=30)
MOST_PEOPLE = 1000
"""In one round."""
QUIET = timedelta(hours=1)
"""Whoever was written to this recently is passed over when all are written to again."""


class PeopleError(Refusal):
    """Something that cannot be done with the people of a round; the key says what."""


@dataclass(frozen=True)
class NewPlace:
    email: str
    name: str
    library: str
    together: bool = False
    token: str = ""
    """Of the invitation; empty: they are listed only."""


def invitation_values(token: str, moment: datetime) -> dict[str, Any]:
    """Return the columns of a place whose link goes out now."""
    return {"token_hash": hash_token(token), "invited_at": moment, "expires_at": moment + LASTS}


def addresses_in(round_id: str) -> dict[str, str]:
    """Return the addresses that are in a round: "participant" or "staff"."""
    found: dict[str, str] = {}
    for place, role in ((Enrolment, "participant"), (RoundStaff, "staff")):
        query = select(place.email, User.email).join(User, User.id == place.user_id, isouter=True)
        for row in db.session.execute(query.where(place.round_id == round_id)):
            found |= {email: role for email in row if email}
    return found


def enrol_people(round_id: str, actor: User, places: Sequence[NewPlace]) -> list[NewPlace]:
    """Put people on the list of a round, and return those who were not in it yet. Colleagues of somebody who writes
    together do so too, as long as they have no plan: a plan is opened to nobody here."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    moment, there = now(), addresses_in(round_id)
    new = list({place.email: place for place in places if place.email not in there}.values())
    if len(there) + len(new) > MOST_PEOPLE:
        raise PeopleError("full")
    rows = [
        {
            "id": new_id(),
            "round_id": round_id,
            "email": place.email,
            "name": place.name,
            "organisation": place.library,
            "together": place.together,
            "created_at": moment,
            **(
                invitation_values(place.token, moment)
                if place.token
                else {"token_hash": None, "invited_at": None, "expires_at": None}
            ),
        }
        for place in new
    ]
    if rows:
        db.session.execute(insert(enrolment_table), rows)
    write_together(round_id, [place.library for place in new if place.together])
    return new


def write_together(round_id: str, libraries: Sequence[str]) -> None:
    """Let everybody of these libraries who has no plan in the round write together."""
    query = select(Enrolment.id, Enrolment.organisation).where(
        Enrolment.round_id == round_id, Enrolment.plan_id.is_(None), Enrolment.together.is_(False)
    )
    keys = {library_key(library) for library in libraries} - {""}
    ids = [row.id for row in db.session.execute(query) if library_key(row.organisation) in keys]
    if ids:
        db.session.execute(update(enrolment_table).where(enrolment_table.c.id.in_(ids)).values(together=True))


def invite_people(round_id: str, actor: User, tokens: Mapping[str, str], place: Table = enrolment_table) -> set[str]:
    """Give places in a round a new link each, and return the ids of those that were still open. An earlier link opens
    nothing any more."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    moment = now()
    invited = set()
    for place_id, token in tokens.items():
        changed = update(place).where(*_open(place, round_id, place_id)).values(invitation_values(token, moment))
        if db.session.execute(changed.returning(place.c.id)).first() is not None:
            invited.add(place_id)
    return invited


def _open(place: Table, round_id: str, place_id: str) -> tuple[Any, ...]:
    return place.c.id == place_id, place.c.round_id == round_id, place.c.user_id.is_(None)


def withdraw(round_id: str, actor: User, place_id: str, place: Table = enrolment_table) -> None:
    """Take somebody off the list, and their link with it. Who has accepted does not go like that."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _need_row(delete(place).where(*_open(place, round_id, place_id)).returning(place.c.id))


@dataclass(frozen=True)
class Changed:
    name: str
    library: str
    together: bool
    email: str = ""
    """Empty: stays as it is."""
    token: str = ""
    """For a new address of somebody who was invited: their link goes there now."""


def change_place(round_id: str, actor: User, enrolment_id: str, changed: Changed) -> None:
    """Change what a place says. Whoever has accepted names themselves, and has their plan."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    place = db.session.execute(
        select(enrolment_table.c.user_id, enrolment_table.c.email, enrolment_table.c.invited_at).where(
            enrolment_table.c.id == enrolment_id, enrolment_table.c.round_id == round_id
        )
    ).first()
    if place is None:
        raise PeopleError("gone")
    values: dict[str, Any] = {"organisation": changed.library}
    if place.user_id is None:
        values |= {"name": changed.name, "together": changed.together}
        if changed.email and changed.email != place.email:
            if changed.email in addresses_in(round_id):
                raise PeopleError("there")
            values["email"] = changed.email
            values |= invitation_values(changed.token, now()) if place.invited_at is not None else {}
    db.session.execute(update(enrolment_table).where(enrolment_table.c.id == enrolment_id).values(values))
    if changed.together and place.user_id is None:
        write_together(round_id, [changed.library])


def drop_out(round_id: str, actor: User, enrolment_id: str) -> None:
    """Note that somebody takes part no longer: the round is closed to them, and their plan to the round."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    taking_part = enrolment_table.c.user_id.is_not(None), enrolment_table.c.dropped_at.is_(None)
    _change(round_id, enrolment_id, taking_part, {"dropped_at": now()})


def take_back(round_id: str, actor: User, enrolment_id: str) -> None:
    """Let somebody who dropped out take part again, as they were."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    values = {"dropped_at": None, "delete_after": None, "announced_at": None}
    _change(round_id, enrolment_id, (enrolment_table.c.dropped_at.is_not(None),), values)


def _change(round_id: str, enrolment_id: str, which: tuple[Any, ...], values: dict[str, Any]) -> None:
    place = enrolment_table.c.id == enrolment_id, enrolment_table.c.round_id == round_id
    _need_row(update(enrolment_table).where(*place, *which).values(values).returning(enrolment_table.c.id))


def _need_row(statement: Any) -> None:
    if db.session.execute(statement).first() is None:
        raise PeopleError("gone")


# --- staff ---------------------------------------------------------------------------------------------------


def add_staff(round_id: str, actor: User, email: str, name: str, role: str, contact: str, token: str) -> None:
    """Invite somebody to train or to coordinate a round. Coordinators read no plans: none of them becomes a trainer."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    if addresses_in(round_id).get(email) == "participant":
        raise PeopleError("participant")
    known = select(RoundStaff.role).join(User, User.id == RoundStaff.user_id, isouter=True)
    known = known.where(RoundStaff.round_id == round_id, (RoundStaff.email == email) | (User.email == email))
    roles = set(db.session.scalars(known))
    if role in roles:
        raise PeopleError("there")
    if role == "trainer" and "coordinator" in roles:
        raise PeopleError("coordinates")
    moment = now()
    row = {"id": new_id(), "round_id": round_id, "email": email, "name": name, "role": role, "contact": contact}
    db.session.execute(insert(round_staff_table), {**row, "created_at": moment, **invitation_values(token, moment)})


def change_staff(round_id: str, actor: User, staff_id: str, contact: str) -> None:
    lock_round(round_id, RoundPermission.MANAGE, actor)
    place = round_staff_table.c.id == staff_id, round_staff_table.c.round_id == round_id
    _need_row(update(round_staff_table).where(*place).values(contact=contact).returning(round_staff_table.c.id))


def remove_staff(round_id: str, actor: User, staff_id: str) -> None:
    """Take somebody out of the staff of a round, which always keeps a coordinator."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    others = select(RoundStaff.id).where(
        RoundStaff.round_id == round_id,
        RoundStaff.role == "coordinator",
        RoundStaff.user_id.is_not(None),
        RoundStaff.id != staff_id,
    )
    if db.session.execute(others).first() is None:
        raise PeopleError("last")
    place = round_staff_table.c.id == staff_id, round_staff_table.c.round_id == round_id
    _need_row(delete(round_staff_table).where(*place).returning(round_staff_table.c.id))
