"""Putting the demo into a database: again and again gives the same, and what people changed stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_security.utils import hash_password
from sqlalchemy import insert, select, update

from impactplan.access import Permission
from impactplan.demo import digitaal_mee, samen_lezen, taal_aan_zee
from impactplan.demo.digitaal_mee.reflections import REFLECTIONS
from impactplan.demo.people import HEUVELSTROOM, KUSTLIJN, MERENRIJK, PEOPLE, Person
from impactplan.demo.rows import Rows, To
from impactplan.models import (
    KINDS,
    ROLES,
    Course,
    Enrolment,
    Membership,
    PeerGroup,
    Plan,
    Reflection,
    Role,
    Round,
    RoundStaff,
    User,
    db,
    new_id,
    now,
)
from impactplan.reflections.operations import save_reflection
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing

PASSWORD = "impactplan-demo"  # noqa: S105  # a demo account is meant to be opened


def load_demo() -> list[Person]:
    """Make what is missing of the demo, and return its people."""
    people = _make_people()
    _make_plan("digitaal-mee", people["deelnemer"], "Digitaal Mee", MERENRIJK, digitaal_mee.SHEETS, digitaal_mee.ROWS)
    _make_plan("samen-lezen", people["intervisie"], "Samen lezen", HEUVELSTROOM, samen_lezen.SHEETS, samen_lezen.ROWS)
    _make_plan("taal-aan-zee", people["ander"], "Taal aan zee", KUSTLIJN, taal_aan_zee.SHEETS, taal_aan_zee.ROWS)
    _make_reflections("digitaal-mee", people["deelnemer"])
    _make_rounds(people)
    return list(PEOPLE)


def _make_people() -> dict[str, User]:
    for name in ROLES:
        if db.session.execute(select(Role.id).where(Role.name == name)).scalar() is None:
            db.session.add(Role(name=name))
    db.session.commit()
    roles = {role.name: role for role in db.session.execute(select(Role)).scalars()}
    people: dict[str, User] = {}
    for person in PEOPLE:
        user = db.session.execute(select(User).where(User.email == person.email)).unique().scalar()
        if user is None:
            user = User(
                email=person.email,
                name=person.name,
                organisation=person.organisation,
                password=hash_password(PASSWORD),
                active=True,
                confirmed_at=now().replace(tzinfo=None),
                fs_uniquifier=new_id() + new_id(),
                is_demo=True,
                roles=[roles[person.role]] if person.role else [],
            )
            db.session.add(user)
            db.session.commit()
        people[person.account] = user
    return people


def _make_plan(
    plan_id: str, owner: User, title: str, organisation: str, sheets: Mapping[str, Any], rows: Mapping[str, Rows]
) -> None:
    if db.session.execute(select(Plan.id).where(Plan.id == plan_id)).scalar() is not None:
        return
    create_plan(owner, title, organisation, "nl", plan_id=plan_id)
    db.session.commit()
    with writing(plan_id, Permission.EDIT, owner) as write:
        ids: dict[str, str] = {}
        for kind, found in rows.items():
            for name, values in found:
                ids[name] = create_item(write, kind, _resolve(kind, values, ids))
        for kind, values in sheets.items():
            set_fields(write, kind, kind, values, {})


def _resolve(kind: str, values: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    resolved = {}
    for name, value in values.items():
        if isinstance(value, To):
            found = tuple(ids[target] for target in value.names)
            resolved[name] = found if KINDS[kind].fields[name].type == "refs" else found[0]
        else:
            resolved[name] = value
    return resolved


def _make_reflections(plan_id: str, owner: User) -> None:
    if db.session.execute(select(Reflection.id).where(Reflection.plan_id == plan_id)).first() is not None:
        return
    for module, texts in REFLECTIONS.items():
        save_reflection(plan_id, owner, module, texts, {})
        db.session.commit()


def _make_rounds(people: Mapping[str, User]) -> None:
    if db.session.execute(select(Round.id)).first() is not None:
        return
    first, second = new_id(), new_id()
    group, other = new_id(), new_id()
    course = new_id()
    db.session.execute(insert(Course), {"id": course, "title": "Impactmanagement voor bibliotheken"})
    rounds = ({"id": first, "title": "Ronde 1"}, {"id": second, "title": "Ronde 2"})
    db.session.execute(insert(Round), [{**row, "course_id": course} for row in rounds])
    groups = [
        {"id": group, "round_id": first, "title": "Intervisiegroep 1"},
        {"id": other, "round_id": second, "title": "Intervisiegroep 2"},
    ]
    db.session.execute(insert(PeerGroup), groups)
    places = (
        ("deelnemer", first, group, "digitaal-mee"),
        ("collega", first, group, "digitaal-mee"),
        ("intervisie", first, group, "samen-lezen"),
        ("ander", second, other, "taal-aan-zee"),
    )
    for account, round_id, group_id, plan_id in places:
        row = {"id": new_id(), "round_id": round_id, "group_id": group_id, "plan_id": plan_id}
        db.session.execute(insert(Enrolment), {**row, "user_id": people[account].id})
    staff = (
        ("trainer", first, "trainer"),
        ("trainer2", second, "trainer"),
        ("coordinator", first, "coordinator"),
        ("coordinator", second, "coordinator"),
    )
    for account, round_id, role in staff:
        post = {"id": new_id(), "round_id": round_id, "user_id": people[account].id, "role": role}
        db.session.execute(insert(RoundStaff), post)
    for account, role in (("collega", "coauthor"), ("lezer", "reader")):
        db.session.execute(insert(Membership), {"plan_id": "digitaal-mee", "user_id": people[account].id, "role": role})
    db.session.execute(update(Plan).where(Plan.id == "digitaal-mee").values(shared_with_group=True))
    db.session.commit()
