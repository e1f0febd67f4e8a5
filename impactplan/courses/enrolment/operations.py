"""Writes about who is in a round: enrol, invite, change, withdraw, drop out and take back. The route commits.

The caller makes tokens and composes emails before the round is locked. A link goes out by email only; of its token
only the hash is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from impactplan.access import RoundPermission, lock_round
from impactplan.accounts.queries import hash_token
from impactplan.courses.enrolment.libraries import library_key
from impactplan.lib.refusals import Refusal
from impactplan.models import Enrolment, RoundStaff, User, db, enrolment_table, new_id, now, round_staff_table

INVITATION_LIFETIME = timedelta(days=30)
MOST_PEOPLE = 1000
"""In one round."""
REMINDER_INTERVAL = timedelta(hours=1)
"""When all are invited again, those who got an email more recently are skipped."""


class PeopleError(Refusal):
    """Something that cannot be done with the people of a round; the key says what."""


@dataclass(frozen=True)
class NewEnrolment:
    email: str
    name: str
    library: str
    together: bool = False
    token: str = ""
    """Of the invitation; empty when they are listed but not invited."""


def invitation_values(token: str, moment: datetime) -> dict[str, Any]:
    """Return the columns of an invitation that is sent now."""
    return {"token_hash": hash_token(token), "invited_at": moment, "expires_at": moment + INVITATION_LIFETIME}


def addresses_in(round_id: str) -> dict[str, str]:
    """Return the addresses that are in a round, each as "participant" or "staff"."""
    addresses: dict[str, str] = {}
    for model, role in ((Enrolment, "participant"), (RoundStaff, "staff")):
        query = select(model.email, User.email).join(User, User.id == model.user_id, isouter=True)
        for row in db.session.execute(query.where(model.round_id == round_id)):
            addresses |= {email: role for email in row if email}
    return addresses


def enrol_people(round_id: str, actor: User, enrolments: Sequence[NewEnrolment]) -> list[NewEnrolment]:
    """Add people to a round, and return those who were not in it yet. When somebody writes together, so do their
    colleagues who have no plan yet: existing plans are opened to nobody here."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    moment, present = now(), addresses_in(round_id)
    new = list({enrolment.email: enrolment for enrolment in enrolments if enrolment.email not in present}.values())
    if len(present) + len(new) > MOST_PEOPLE:
        raise PeopleError("full")
    not_invited = {"token_hash": None, "invited_at": None, "expires_at": None}
    rows = [
        {
            "id": new_id(),
            "round_id": round_id,
            "email": enrolment.email,
            "name": enrolment.name,
            "organisation": enrolment.library,
            "together": enrolment.together,
            "created_at": moment,
            **(invitation_values(enrolment.token, moment) if enrolment.token else not_invited),
        }
        for enrolment in new
    ]
    if rows:
        db.session.execute(insert(enrolment_table), rows)
    write_together(round_id, [enrolment.library for enrolment in new if enrolment.together])
    return new


def write_together(round_id: str, libraries: Sequence[str]) -> None:
    """Let everybody of these libraries who has no plan in the round yet write together."""
    query = select(Enrolment.id, Enrolment.organisation).where(
        Enrolment.round_id == round_id, Enrolment.plan_id.is_(None), Enrolment.together.is_(False)
    )
    keys = {library_key(library) for library in libraries} - {""}
    ids = [row.id for row in db.session.execute(query) if library_key(row.organisation) in keys]
    if ids:
        db.session.execute(update(enrolment_table).where(enrolment_table.c.id.in_(ids)).values(together=True))


def invite_people(round_id: str, actor: User, tokens: Mapping[str, str], table: Table = enrolment_table) -> set[str]:
    """Give enrolments, or staff members, a new link each, and return the ids of those who had not accepted yet. Their
    earlier links stop working."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    moment = now()
    invited = set()
    for row_id, token in tokens.items():
        values = invitation_values(token, moment)
        renewed = update(table).where(*_not_accepted(table, round_id, row_id)).values(values).returning(table.c.id)
        if db.session.execute(renewed).first() is not None:
            invited.add(row_id)
    return invited


def _not_accepted(table: Table, round_id: str, row_id: str) -> tuple[Any, ...]:
    return table.c.id == row_id, table.c.round_id == round_id, table.c.user_id.is_(None)


def withdraw(round_id: str, actor: User, enrolment_id: str) -> None:
    """Remove somebody who has not accepted from the round; their link stops working."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    not_accepted = _not_accepted(enrolment_table, round_id, enrolment_id)
    _require_row(delete(enrolment_table).where(*not_accepted).returning(enrolment_table.c.id))


@dataclass(frozen=True)
class EnrolmentChange:
    name: str
    library: str
    together: bool
    email: str = ""
    """Empty: stays as it is."""
    token: str = ""
    """For a new address of somebody who was invited: the link that is sent there."""


def change_enrolment(round_id: str, actor: User, enrolment_id: str, change: EnrolmentChange) -> None:
    """Change an enrolment. Once it is accepted only its library changes: the account has a name, and they a plan."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    enrolment = db.session.execute(
        select(enrolment_table.c.user_id, enrolment_table.c.email, enrolment_table.c.invited_at).where(
            enrolment_table.c.id == enrolment_id, enrolment_table.c.round_id == round_id
        )
    ).first()
    if enrolment is None:
        raise PeopleError("gone")
    values: dict[str, Any] = {"organisation": change.library}
    if enrolment.user_id is None:
        values |= {"name": change.name, "together": change.together}
        if change.email and change.email != enrolment.email:
            if change.email in addresses_in(round_id):
                raise PeopleError("there")
            values["email"] = change.email
            values |= invitation_values(change.token, now()) if enrolment.invited_at is not None else {}
    db.session.execute(update(enrolment_table).where(enrolment_table.c.id == enrolment_id).values(values))
    if change.together and enrolment.user_id is None:
        write_together(round_id, [change.library])


def drop_out(round_id: str, actor: User, enrolment_id: str) -> None:
    """Record that somebody dropped out: the round is closed to them, and their plan to the round."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    takes_part = enrolment_table.c.user_id.is_not(None), enrolment_table.c.dropped_at.is_(None)
    _update(round_id, enrolment_id, takes_part, {"dropped_at": now()})


def take_back(round_id: str, actor: User, enrolment_id: str) -> None:
    """Let somebody who dropped out take part again, as they were."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    values = {"dropped_at": None, "delete_after": None, "announced_at": None}
    _update(round_id, enrolment_id, (enrolment_table.c.dropped_at.is_not(None),), values)


def _update(round_id: str, enrolment_id: str, conditions: tuple[Any, ...], values: dict[str, Any]) -> None:
    table = enrolment_table
    changed = update(table).where(table.c.id == enrolment_id, table.c.round_id == round_id, *conditions).values(values)
    _require_row(changed.returning(table.c.id))


def _require_row(statement: Any) -> None:
    if db.session.execute(statement).first() is None:
        raise PeopleError("gone")


# --- staff ---------------------------------------------------------------------------------------------------


def add_staff(round_id: str, actor: User, email: str, name: str, role: str, contact: str, token: str) -> None:
    """Invite somebody to train or to coordinate a round. Coordinators read no plans, so none becomes a trainer."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    if addresses_in(round_id).get(email) == "participant":
        raise PeopleError("participant")
    present = select(RoundStaff.role).join(User, User.id == RoundStaff.user_id, isouter=True)
    present = present.where(RoundStaff.round_id == round_id, (RoundStaff.email == email) | (User.email == email))
    roles = set(db.session.scalars(present))
    if role in roles:
        raise PeopleError("there")
    if role == "trainer" and "coordinator" in roles:
        raise PeopleError("coordinates")
    moment = now()
    row = {"id": new_id(), "round_id": round_id, "email": email, "name": name, "role": role, "contact": contact}
    db.session.execute(insert(round_staff_table), {**row, "created_at": moment, **invitation_values(token, moment)})


def change_staff(round_id: str, actor: User, staff_id: str, contact: str) -> None:
    lock_round(round_id, RoundPermission.MANAGE, actor)
    changed = update(round_staff_table).where(*_staff_member(round_id, staff_id)).values(contact=contact)
    _require_row(changed.returning(round_staff_table.c.id))


def remove_staff(round_id: str, actor: User, staff_id: str) -> None:
    """Remove somebody from the staff of a round, which always keeps a coordinator."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    other_coordinators = select(RoundStaff.id).where(
        RoundStaff.round_id == round_id,
        RoundStaff.role == "coordinator",
        RoundStaff.user_id.is_not(None),
        RoundStaff.id != staff_id,
    )
    if db.session.execute(other_coordinators).first() is None:
        raise PeopleError("last")
    removed = delete(round_staff_table).where(*_staff_member(round_id, staff_id))
    _require_row(removed.returning(round_staff_table.c.id))


def _staff_member(round_id: str, staff_id: str) -> tuple[Any, ...]:
    return round_staff_table.c.id == staff_id, round_staff_table.c.round_id == round_id
