"""A coordinator runs rounds and reads no plan: whatever address they ask for, nothing of what it says comes back."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import String, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.models import KINDS, Base, Enrolment, Invitation, Meeting, RoundMail, RoundStaff, User, db, now
from impactplan.models.reflection import QUESTIONS
from impactplan.reflections.operations import save_reflection
from impactplan.steps import MODULES, STEPS
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.plans import set_step_aside
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill

SignIn = Callable[[User], PageClient]
SECRET = "Schildwachtwoord"
MOST = 60
"""In how many ways one route is asked for at most."""


@pytest.fixture
def written(cast: Cast) -> Cast:
    """The cast, whose plan says the secret in every text there is, and whose round has something of everything."""
    fill(cast.plan_id, 2, word=SECRET)
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        create_item(write, "stakeholder", {"name": SECRET})
        set_step_aside(write, "pitch", SECRET)
        for kind in KINDS.values():
            if kind.sheet:
                prose = {name: SECRET for name, field in kind.stored.items() if field.is_text and not field.fixed}
                set_fields(write, kind.key, kind.key, prose, {})
    for module in MODULES:
        save_reflection(cast.plan_id, cast.olga, module.number, dict.fromkeys(QUESTIONS, SECRET), {})
    db.session.add_all(
        [
            RoundMail(round_id=cast.round_id, to="Iedereen", subject="Tot dan", body="Dag", count=1),
            Meeting(round_id=cast.round_id, number=1, module=1),
            Enrolment(round_id=cast.round_id, email="nieuw@example.org", invited_at=now(), expires_at=now()),
            RoundStaff(round_id=cast.round_id, email="trainer@example.org", role="trainer"),
            Invitation(plan_id=cast.plan_id, email="x@example.org", role="reader", token_hash="x", expires_at=now()),
        ]
    )
    db.session.commit()
    return cast


def ids_in_use() -> list[str]:
    """Return the ids of everything in the database that is no item of a plan: some fit each argument of a route."""
    content = {kind.table.name for kind in KINDS.values()} | {"plan_item"}
    keys = [table.c["id"] for table in Base.metadata.sorted_tables if "id" in table.c and table.name not in content]
    return [found for key in keys if isinstance(key.type, String) for found in db.session.scalars(select(key))]


def values_for(name: str, cast: Cast, item_id: str) -> list[object]:
    """Return what can stand for an argument of a route."""
    known: dict[str, list[object]] = {
        "plan_id": [cast.plan_id],
        "round_id": [cast.round_id],
        "course_id": [cast.course_id],
        "step": [step.key for step in STEPS],
        "module": [module.number for module in MODULES],
        "kind": ["stakeholder", *(kind.key for kind in KINDS.values() if kind.sheet)],
        "field": ["name", "statement", "ambition"],
        "item_id": [item_id],
        "ref": [item_id, "challenge"],
        "user_id": [cast.olga.id],
        "filename": ["app.css"],
        "seq": [1, 3],
        "direction": ["forwards", "backwards"],
        "key": ["theory", "stakeholders"],
        "extension": ["svg", "png"],
    }
    return known.get(name) or [*ids_in_use(), "1"]


def addresses(app: Flask, cast: Cast) -> Iterator[str]:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        item_id = create_item(write, "stakeholder", {"name": SECRET})
    rules: list[Rule] = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    for rule in rules:
        if rule.endpoint == "security.logout":
            continue
        names = sorted(rule.arguments)
        ways = itertools.product(*(values_for(name, cast, item_id) for name in names))
        for values in itertools.islice(ways, MOST):
            arguments = dict(zip(names, values, strict=True))
            if address := rule.build({name: str(value) for name, value in arguments.items()}, append_unknown=False):
                yield address[1]


def text_of(answer: TestResponse) -> str:
    """Return what an answer says, also where that is packed."""
    if not zipfile.is_zipfile(BytesIO(answer.data)):
        return answer.get_data(as_text=True) if answer.mimetype.startswith(("text", "application/json")) else ""
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_the_secret_is_in_the_plan(written: Cast, signed_in: SignIn) -> None:
    """Else the test below would prove nothing."""
    olga = signed_in(written.olga)
    for page in ("document", "steps/challenge", "steps/stakeholders", "reflections/1", "history"):
        assert SECRET in olga.get(f"/plans/{written.plan_id}/{page}").text, page


@pytest.mark.once  # what may be read is decided by rows, whichever database they come from
@pytest.mark.parametrize("dropped_out", [False, True])
def test_a_coordinator_reaches_no_content_by_any_address(
    app: Flask, written: Cast, signed_in: SignIn, dropped_out: bool
) -> None:
    if dropped_out:
        place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == written.olga.id)).one()
        place.dropped_at = now()
        db.session.commit()
    cor = signed_in(written.cor)
    asked, seen = 0, 0
    for address in list(addresses(app, written)):
        answer = cor.get(address)
        asked, seen = asked + 1, seen + (answer.status_code == 200)
        assert answer.status_code < 500, address
        assert SECRET not in text_of(answer), address
    assert asked > 300
    assert seen > 25, "what a coordinator may see was among it"


def test_nor_after_handing_the_plan_over(app: Flask, written: Cast, signed_in: SignIn) -> None:
    for user in (written.olga, written.vera):
        place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one_or_none()
        place = place or Enrolment(round_id=written.round_id, user_id=user.id)
        place.organisation = "Bibliotheek Merenrijk"
        db.session.add(place)
    db.session.commit()
    places = {place.user_id: place.id for place in db.session.scalars(select(Enrolment))}
    cor = signed_in(written.cor)
    person = f"/rounds/{written.round_id}/people/{places[written.olga.id]}"
    data = {"heir": places[written.vera.id], "former": "leaves", "owner": str(written.olga.id)}
    answer = cor.post(f"{person}/hand-over", data=data)
    assert answer.location == f"{person}/plan"
    for address in (f"{person}/plan", f"{person}/hand-over", f"/rounds/{written.round_id}/mails", "/"):
        assert SECRET not in cor.get(address).text
    assert cor.get(f"/plans/{written.plan_id}/").status_code in {403, 404}
