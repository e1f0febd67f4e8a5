"""The drawing as data: what comes, what is left out, who sees what over it, and laying it out anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from impactplan.access import Permission
from impactplan.models import Revision, User, UserSession, db, new_id
from impactplan.models.feedback import Circle
from impactplan.models.revision import Origin
from impactplan.workbook import operations
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.feedback.support import begin
from tests.support.cast import Cast
from tests.workbook.conftest import SignIn
from tests.workbook.support import Script, add
from tests.workbook.test_batches import create, send, take_back

JSON = "application/json"


def ask(script: Script, seq: int = -1, have: str = "") -> Any:
    answer = script.client.get(f"/plans/{script.plan_id}/drawing?seq={seq}&have={have}")
    assert answer.status_code == 200
    return answer.json


@pytest.fixture
def theory(cast: Cast) -> dict[str, str]:
    """An activity that leads to an impact by way of an output and two outcomes."""
    ids = {"activity": add(cast, "activity", name="Cursus")}
    ids["output"] = add(cast, "output", name="Afronders", activity=ids["activity"])
    ids["first"] = add(cast, "outcome", statement="Weet wat DigiD is", term="short")
    ids["second"] = add(cast, "outcome", statement="Logt zelf in", term="mid")
    ids["impact"] = add(cast, "impact", statement="Iedereen doet mee")
    ends = [("output", "first"), ("first", "second"), ("second", "impact")]
    for source, target in ends:
        ids[f"{source}-{target}"] = add(cast, "link", source=ids[source], target=ids[target])
    return ids


def test_the_whole_drawing_comes_to_a_page_that_has_none(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    drawing = ask(olga)
    assert drawing["base"] == ""
    assert drawing["order"] == [theory[name] for name in ("activity", "output", "first", "second", "impact")]
    boxes = {box["id"]: box for box in drawing["boxes"]}
    assert boxes[theory["first"]]["values"]["statement"] == "Weet wat DigiD is"
    assert boxes[theory["first"]]["column"] == "short"
    assert boxes[theory["first"]]["versions"]["term"] > 0
    assert all(box["markup"] for box in boxes.values())
    links = {link["id"]: link for link in drawing["links"]}
    assert set(links) == {f"of-{theory['output']}", *(theory[name] for name in theory if "-" in name)}
    assert "Logt zelf in" in boxes[theory["first"]]["label"]
    assert "Afronders" in boxes[theory["first"]]["label"]
    assert drawing["may"]["activity"] == ["output"]
    assert drawing["gone"] == []


def test_assumptions_stand_beside_the_drawing_by_number(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    assert ask(olga)["notes"] == []
    for name, text in (("second-impact", "Anderen doen het ook"), ("output-first", "De les gaat erover")):
        send(olga, {"do": "set", "kind": "link", "id": theory[name], "values": {"assumption": text}, "versions": {}})
    assert ask(olga)["notes"] == [theory["output-first"], theory["second-impact"]]
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/theory?view=drawing").get_data(as_text=True)
    assert page.index(">De les gaat erover</a>") < page.index(">Anderen doen het ook</a>")


def test_nothing_comes_while_nothing_changes(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    drawing = ask(olga)
    address = f"/plans/{cast.plan_id}/drawing?seq={drawing['seq']}&have={drawing['id']}"
    answer = olga.client.get(address, queries=2)
    assert (answer.status_code, answer.data) == (204, b"")


def test_only_what_differs_comes(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    drawing = ask(olga)
    version = load_state(cast.plan_id).find(theory["first"]).version("importance")  # type: ignore[union-attr]  # the row is there
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as write:
        operations.set_fields(write, "outcome", theory["first"], {"importance": 4}, {"importance": version})
    changed = ask(olga, drawing["seq"], drawing["id"])
    assert changed["base"] == drawing["id"]
    (box,) = changed["boxes"]
    assert (box["id"], box["values"]["importance"]) == (theory["first"], "4")
    assert "markup" not in box
    assert changed["links"] == []
    send(olga, {"do": "delete", "kind": "outcome", "id": theory["first"]})
    after = ask(olga, changed["seq"], changed["id"])
    assert set(after["gone"]) == {theory["first"], theory["output-first"], theory["first-second"]}


def test_a_page_gets_what_goes_with_the_picture_that_it_has(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/theory?view=drawing").get_data(as_text=True)
    shown = page.split('data-drawing-id="')[1].split('"')[0]
    drawing = ask(olga, -1, shown)
    assert drawing["base"] == shown
    assert len(drawing["boxes"]) == 5
    assert not any("markup" in part for part in (*drawing["boxes"], *drawing["links"]))


def test_a_drawing_of_another_plan_is_no_base(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    have = ask(olga)["id"]
    other = create_plan(cast.olga, "Ander plan", "", "nl")
    db.session.commit()
    there = Script(olga.client, other)
    answer = ask(there, -1, have)
    assert answer["base"] == ""
    assert answer["gone"] == []


def test_what_builds_on_a_box_is_told(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    add(cast, "indicator", name="Logt in", outcome=theory["second"])
    boxes = {box["id"]: box for box in ask(olga)["boxes"]}
    assert [build["kind"] for build in boxes[theory["second"]]["builds"]] == ["indicator"]
    assert boxes[theory["first"]]["builds"] == []


def crossed(cast: Cast) -> dict[str, list[str]]:
    """Three outcomes that lead to three others, all crossing."""
    left = [add(cast, "outcome", statement=f"L{at}", term="short") for at in range(3)]
    right = [add(cast, "outcome", statement=f"R{at}", term="mid") for at in range(3)]
    for source, target in zip(left, reversed(right), strict=True):
        add(cast, "link", source=source, target=target)
    return {"left": left, "right": right}


def tidy(script: Script, key: str = "", have: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return script.client.post(f"/plans/{script.plan_id}/tidy", json={"have": have}, headers=headers)


def test_tidying_up_is_one_batch_that_is_told_in_one_line(cast: Cast, olga: Script) -> None:
    crossed(cast)
    before = ask(olga)
    assert before["tidier"] == 3
    answer = tidy(olga, "once", before["id"])
    assert answer.status_code == 201
    assert answer.json["drawing"]["tidier"] == 0
    assert tidy(olga, "once").json["batch"] == answer.json["batch"]
    entries = db.session.execute(select(Revision).where(Revision.batch == answer.json["batch"])).scalars().all()
    assert {(entry.action, entry.origin) for entry in entries} == {("move", Origin.LAYOUT)}
    history = olga.client.get(f"/plans/{cast.plan_id}/history").get_data(as_text=True)
    assert "De tekening is netjes gemaakt" in history
    assert "verplaatst" not in history
    again = tidy(olga)
    assert again.json["batch"] == ""
    undone = take_back(olga, answer.json["batch"])
    assert undone.json["drawing"]["tidier"] == 3
    assert ask(olga)["boxes"] == before["boxes"]


def test_tidying_up_by_a_form_leads_back_with_a_way_to_undo_it(cast: Cast, olga: Script) -> None:
    crossed(cast)
    answer = olga.post("tidy", {"key": "k", "view": "list"})
    assert answer.headers["Location"].endswith("/steps/theory?view=list")
    page = olga.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'name="batch"' in page
    assert ask(olga)["tidier"] == 0


def test_a_new_box_or_link_moves_no_other_out_of_its_order(cast: Cast, olga: Script) -> None:
    sides = crossed(cast)
    before = ask(olga)["order"]
    made = new_id()
    send(olga, create("outcome", made, statement="Nieuw", term="short") | {"after": sides["left"][0]})
    send(olga, create("link", new_id(), source=made, target=sides["right"][2]))
    after = ask(olga)["order"]
    assert [box for box in after if box != made] == before
    assert after.index(made) == after.index(sides["left"][0]) + 1


def test_readers_see_only_the_marks_of_what_is_theirs_to_see(
    cast: Cast, theory: dict[str, str], signed_in: SignIn
) -> None:
    begin(cast.plan_id, cast.karel, f"theory.outcome.{theory['first']}", "Onder ons", Circle.AUTHORS)
    begin(cast.plan_id, cast.karel, f"theory.outcome.{theory['second']}", "Voor de trainer", Circle.TRAINERS)
    begin(cast.plan_id, cast.karel, f"theory.impact.{theory['impact']}", "Voor iedereen", Circle.READERS)
    begin(cast.plan_id, cast.karel, f"solutions.activity.{theory['activity']}", "Ook bij activiteiten", Circle.READERS)
    everybody = {theory["impact"], theory["activity"]}
    seen = {
        "karel": everybody | {theory["first"], theory["second"]},
        "olga": everybody | {theory["first"], theory["second"]},
        "tess": everybody | {theory["second"]},
        "pim": everybody,
        "lena": set(),
    }
    told = {name: ask(Script(signed_in(getattr(cast, name)), cast.plan_id)) for name in (*seen, *reversed(seen))}
    assert {name: {mark["id"] for mark in drawing["marks"]} for name, drawing in told.items()} == seen
    for drawing in told.values():
        drawing.pop("marks")
    assert all(drawing == told["olga"] for drawing in told.values()), "nothing of it is in the drawing itself"


@pytest.mark.parametrize("name", ["lena", "pim", "tess"])
def test_who_reads_sees_the_drawing_and_writes_nothing(
    cast: Cast, theory: dict[str, str], signed_in: SignIn, name: str
) -> None:
    user: User = getattr(cast, name)
    script = Script(signed_in(user), cast.plan_id)
    assert ask(script)["order"]
    for answer in (send(script, create("outcome", new_id(), statement="A")), tidy(script), take_back(script, "x")):
        assert answer.status_code == 403
    form = script.client.get(f"/plans/{cast.plan_id}/items/outcome/{theory['first']}/form?step=theory")
    assert "<form" not in form.get_data(as_text=True)


def test_who_may_not_read_finds_nothing(cast: Cast, theory: dict[str, str], signed_in: SignIn) -> None:
    vera, nowhere = Script(signed_in(cast.vera), cast.plan_id), Script(signed_in(cast.vera), "nothing")
    acts: tuple[Callable[[Script], Any], ...] = (
        lambda script: script.client.get(f"/plans/{script.plan_id}/drawing?seq=1"),
        lambda script: script.client.get(f"/plans/{script.plan_id}/items/outcome/{theory['first']}/form"),
        lambda script: send(script, create("outcome", new_id(), statement="A")),
        lambda script: script.client.post(f"/plans/{script.plan_id}/batches", data="[", content_type=JSON),
        tidy,
        lambda script: take_back(script, "x"),
    )
    for act in acts:
        there, absent = act(vera), act(nowhere)
        assert there.status_code == absent.status_code
        assert there.status_code in {400, 404}
        assert there.data == absent.data or not there.is_json


def test_the_form_of_a_box_is_that_of_its_open_row(cast: Cast, olga: Script, theory: dict[str, str]) -> None:
    form = olga.client.get(f"/plans/{cast.plan_id}/items/link/{theory['first-second']}/form?step=theory")
    text = form.get_data(as_text=True)
    assert f'id="{theory["first-second"]}-assumption"' in text
    assert "<!doctype" not in text
    assert olga.client.get(f"/plans/{cast.plan_id}/items/outcome/{new_id()}/form").status_code == 404
    assert olga.client.get(f"/plans/{cast.plan_id}/items/impact/{theory['first']}/form").status_code == 404


def test_only_who_is_signed_in_and_may_read_is_told_that_nothing_changed(
    cast: Cast, theory: dict[str, str], signed_in: SignIn
) -> None:
    seq = load_state(cast.plan_id).seq
    address = f"/plans/{cast.plan_id}/drawing?seq={seq}"
    client = signed_in(cast.lena)
    assert client.get(address).status_code == 204
    assert client.get(f"/plans/{cast.plan_id}/drawing?seq={seq - 1}").status_code == 200
    assert client.get(f"/plans/nothing/drawing?seq={seq}").status_code == 404
    assert signed_in(cast.vera).get(address).status_code == 404
    db.session.execute(delete(UserSession))
    db.session.commit()
    assert client.get(address, headers={"Accept": JSON}).status_code == 401
