"""The people of the tests and a plan to work on.

Olga owns the plan, Karel writes with her, Lena reads, Carla reads and comments, Pim is in Olga's peer group,
Tess trains her round and Cor coordinates it, Bea is the administrator. Vera is a stranger, Tom trains another round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from impactplan.models import (
    Course,
    Enrolment,
    Membership,
    PeerGroup,
    Plan,
    Role,
    Round,
    RoundStaff,
    User,
    db,
    new_id,
)
from impactplan.workbook.plans import create_plan
from tests.support.copies import RowsCopy, filled_tables

PEOPLE = {
    "olga": "participant",
    "karel": "participant",
    "lena": "",
    "carla": "",
    "pim": "participant",
    "tess": "trainer",
    "tom": "trainer",
    "cor": "coordinator",
    "bea": "administrator",
    "vera": "participant",
}


def make_user(name: str, role: str = "", **more: Any) -> User:
    """Add somebody with an address of their own; passwords are left to the tests that are about them."""
    user = User(
        email=more.pop("email", f"{name}@example.org"),
        name=name.title(),
        organisation=more.pop("organisation", f"Bibliotheek van {name.title()}"),
        active=True,
        fs_uniquifier=new_id(),
        **more,
    )
    if role:
        existing = db.session.execute(select(Role).where(Role.name == role)).scalar()
        user.roles.append(existing or Role(name=role))
    db.session.add(user)
    db.session.flush()
    return user


@dataclass
class Cast:
    olga: User
    karel: User
    lena: User
    carla: User
    pim: User
    tess: User
    tom: User
    cor: User
    bea: User
    vera: User
    plan_id: str
    course_id: str
    round_id: str
    group_id: str


def make_cast() -> Cast:
    """Add the people and their plan; where nothing is and that was done before, their rows are written again."""
    database = str(db.engine.url)
    if filled_tables():
        return _make_cast()
    if database not in _made:
        cast = _make_cast()
        _made[database] = ({name: getattr(cast, name) for name in IDS}, RowsCopy())
        return cast
    ids, copy = _made[database]
    new = copy.write()
    found: dict[str, Any] = {user.name.lower(): user for user in db.session.scalars(select(User))}
    return Cast(**found, **{name: new(old) for name, old in ids.items()})


IDS = ("plan_id", "course_id", "round_id", "group_id")
_made: dict[str, tuple[dict[str, str], RowsCopy]] = {}
"""What the cast of a database was when it was made there first."""


def _make_cast() -> Cast:
    people = {name: make_user(name, role) for name, role in PEOPLE.items()}
    plan_id = create_plan(people["olga"], "Digitaal Mee", "Bibliotheek Merenrijk", "nl")
    course, second = Course(title="Impactmanagement"), Course(title="Andere leergang")
    db.session.add_all([course, second])
    db.session.flush()
    first, other = Round(title="Ronde 1", course_id=course.id), Round(title="Ronde 2", course_id=second.id)
    db.session.add_all([first, other])
    db.session.flush()
    group = PeerGroup(round_id=first.id, title="Groep A")
    db.session.add(group)
    db.session.flush()
    roles = {"karel": "coauthor", "lena": "reader", "carla": "commenter"}
    for name, role in roles.items():
        db.session.add(Membership(plan_id=plan_id, user_id=people[name].id, role=role))
    for name, plan in (("olga", plan_id), ("pim", None)):
        db.session.add(Enrolment(round_id=first.id, user_id=people[name].id, group_id=group.id, plan_id=plan))
    staff = (("tess", first, "trainer"), ("cor", first, "coordinator"), ("tom", other, "trainer"))
    for name, round_, role in staff:
        db.session.add(RoundStaff(round_id=round_.id, user_id=people[name].id, role=role))
    plan = db.session.get(Plan, plan_id)
    assert plan is not None
    plan.shared_with_group = True
    db.session.commit()
    return Cast(**people, plan_id=plan_id, course_id=course.id, round_id=first.id, group_id=group.id)
