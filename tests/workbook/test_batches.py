"""Several edits in one write: each of them, all or nothing, sent twice, in conflict, and where there is too much."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.graph import PlanState
from impactplan.models import Revision, db, new_id
from impactplan.workbook import operations, plans
from impactplan.workbook.batches import MOST_OPERATIONS
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.workbook.support import Script, add


def send(script: Script, *does: dict[str, Any], key: str = "", have: str = "") -> TestResponse:
    sent = {"operations": list(does), "have": have, "typed_language": "nl", "page_language": "nl"}
    headers = {"Idempotency-Key": key} if key else {}
    return script.client.post(f"/plans/{script.plan_id}/batches", json=sent, headers=headers)


def take_back(script: Script, batch: str) -> TestResponse:
    return script.client.post(f"/plans/{script.plan_id}/undo", json={"batch": batch, "page_language": "nl"})


def create(kind: str, item_id: str, **values: Any) -> dict[str, Any]:
    return {"do": "create", "kind": kind, "id": item_id, "values": values, "after": None}


def boxes(state: PlanState, kind: str, name: str = "statement") -> list[str]:
    return [item[name] for item in state.rows(kind)]


def test_a_box_and_its_link_are_written_at_once(cast: Cast, olga: Script) -> None:
    first, second, link = new_id(), new_id(), new_id()
    answer = send(
        olga,
        create("outcome", first, statement="Weet wat DigiD is", term="short"),
        create("outcome", second, statement="Logt zelf in", term="mid"),
        create("link", link, source=first, target=second),
    )
    assert answer.status_code == 201
    state = load_state(cast.plan_id)
    assert [item.id for item in state.rows("outcome")] == [first, second]
    assert state.rows("link")[0].values["target"] == second
    told = answer.json
    assert told["seq"] == state.seq
    assert told["versions"][first] == {"statement": state.seq, "term": state.seq}
    assert told["drawing"]["order"] == [first, second]
    batches = db.session.execute(select(Revision.batch).where(Revision.kind != "plan")).scalars().all()
    assert set(batches) == {told["batch"]}


def test_every_edit_does_what_its_form_does(cast: Cast, olga: Script) -> None:
    a, b, c = (add(cast, "outcome", statement=text) for text in "ABC")
    version = load_state(cast.plan_id).find(a).version("statement")  # type: ignore[union-attr]  # it is there
    copy = new_id()
    answer = send(
        olga,
        {"do": "set", "kind": "outcome", "id": a, "values": {"statement": "AA"}, "versions": {"statement": version}},
        {"do": "move", "kind": "outcome", "id": c, "after": None},
        {"do": "duplicate", "kind": "outcome", "id": a, "new": copy},
        {"do": "delete", "kind": "outcome", "id": b},
    )
    assert answer.status_code == 201, answer.json
    state = load_state(cast.plan_id)
    assert boxes(state, "outcome") == ["C", "AA", "AA"]
    assert [item.id for item in state.rows("outcome")] == [c, a, copy]
    assert send(olga, {"do": "restore", "kind": "outcome", "id": b}).status_code == 201
    assert boxes(load_state(cast.plan_id), "outcome") == ["C", "AA", "AA", "B"]


def test_nothing_is_written_when_one_edit_cannot_be(cast: Cast, olga: Script) -> None:
    made = new_id()
    answer = send(olga, create("outcome", made, statement="A"), {"do": "delete", "kind": "outcome", "id": new_id()})
    assert answer.status_code == 409
    assert answer.json["message"]
    assert not load_state(cast.plan_id).rows("outcome")
    answer = send(olga, create("outcome", made, statement="A" * 1001), create("impact", new_id(), statement="B" * 1001))
    assert answer.status_code == 422
    assert list(answer.json["errors"][made]) == ["statement"]
    assert len(answer.json["errors"]) == 2
    assert not load_state(cast.plan_id).rows("outcome")


def test_a_batch_that_is_sent_twice_is_done_once(cast: Cast, olga: Script) -> None:
    does = create("outcome", new_id(), statement="A")
    first, second = send(olga, does, key="once"), send(olga, does, key="once")
    assert first.status_code == second.status_code == 201
    assert first.json["batch"] == second.json["batch"]
    assert boxes(load_state(cast.plan_id), "outcome") == ["A"]
    other = send(olga, create("outcome", new_id(), statement="B"), key="once")
    assert other.status_code == 422


def test_what_another_wrote_is_not_overwritten(cast: Cast, olga: Script, karel: Script) -> None:
    row = add(cast, "outcome", statement="A")
    version = load_state(cast.plan_id).find(row).version("statement")  # type: ignore[union-attr]  # it is there
    change = {"do": "set", "kind": "outcome", "id": row, "versions": {"statement": version}}
    assert send(karel, change | {"values": {"statement": "Van Karel"}}).status_code == 201
    answer = send(olga, create("impact", new_id(), statement="I"), change | {"values": {"statement": "Van Olga"}})
    assert answer.status_code == 412
    assert answer.json["id"] == row
    assert (answer.json["mine"], answer.json["theirs"]) == ("Van Olga", "Van Karel")
    assert not load_state(cast.plan_id).rows("impact")


def test_an_id_of_the_page_is_new_and_has_the_form_of_one(cast: Cast, olga: Script) -> None:
    taken = add(cast, "outcome", statement="A")
    other = plans.create_plan(cast.vera, "Ander plan", "", "nl")
    db.session.commit()
    with writing(other, Permission.EDIT, cast.vera) as write:
        foreign = operations.create_item(write, "outcome", {"statement": "Van Vera"})
    told = []
    for item_id in (taken, foreign, "kort", "ABCDEFGHJKMN", "0123456789ab", "a'; drop tab"):
        answer = send(olga, create("outcome", item_id, statement="B"))
        assert answer.status_code == 422
        told.append(answer.data.replace(item_id.encode(), b""))
    assert len(set(told)) == 1, "an id that is in use elsewhere is refused as one that is none"
    assert boxes(load_state(cast.plan_id), "outcome") == ["A"]


def test_boxes_of_several_kinds_stand_in_one_order(cast: Cast, olga: Script) -> None:
    a, b = add(cast, "outcome", statement="A"), add(cast, "outcome", statement="B")
    between = new_id()
    send(olga, create("precondition", between, statement="P") | {"after": a})
    assert placed(cast) == [a, between, b]
    answer = send(olga, {"do": "move", "kind": "outcome", "id": b, "after": a})
    assert answer.status_code == 201
    assert placed(cast) == [a, b, between]
    assert send(olga, {"do": "move", "kind": "outcome", "id": b, "after": new_id()}).status_code == 409


def placed(cast: Cast) -> list[str]:
    return [item.id for item in sorted(load_state(cast.plan_id), key=lambda item: item.position)]


def test_a_box_that_is_moved_to_another_column_gets_its_term(cast: Cast, olga: Script) -> None:
    row = add(cast, "outcome", statement="A", term="short")
    move = {"do": "move", "kind": "outcome", "id": row, "after": None}
    assert send(olga, move | {"column": "long"}).status_code == 201
    assert load_state(cast.plan_id).rows("outcome")[0]["term"] == "long"
    answer = send(olga, move | {"column": "impact"})
    assert answer.status_code == 422
    assert answer.json["message"]
    assert send(olga, move | {"column": "elsewhere"}).status_code == 400


def test_a_box_is_deleted_with_its_links_and_comes_back_with_them(cast: Cast, olga: Script) -> None:
    a, b = (add(cast, "outcome", statement=text) for text in "AB")
    link = add(cast, "link", source=a, target=b)
    before = load_state(cast.plan_id).items
    answer = send(olga, {"do": "delete", "kind": "outcome", "id": b})
    assert not load_state(cast.plan_id).rows("link")
    undone = take_back(olga, answer.json["batch"])
    assert undone.status_code == 200
    assert load_state(cast.plan_id).items == before
    again = take_back(olga, undone.json["batch"])
    assert [item.id for item in load_state(cast.plan_id)] == [a]
    take_back(olga, again.json["batch"])
    assert load_state(cast.plan_id).find(link) is not None


def test_ones_own_edits_are_walked_back_and_forward(cast: Cast, olga: Script) -> None:
    row = new_id()
    batches = [send(olga, create("outcome", row, statement="1")).json["batch"]]
    seen = [load_state(cast.plan_id).items]
    for text in "23":
        version = load_state(cast.plan_id).find(row).version("statement")  # type: ignore[union-attr]  # the row is there
        change = {"do": "set", "kind": "outcome", "id": row, "versions": {"statement": version}}
        also = create("impact", new_id(), statement=f"I{text}")
        batches.append(send(olga, change | {"values": {"statement": text}}, also).json["batch"])
        seen.append(load_state(cast.plan_id).items)
    redo = []
    for batch in reversed(batches):
        assert shown(load_state(cast.plan_id)) == shown_items(seen.pop())
        redo.append(take_back(olga, batch).json["batch"])
    assert not load_state(cast.plan_id).rows("outcome")
    for batch in reversed(redo):
        assert take_back(olga, batch).status_code == 200
    assert boxes(load_state(cast.plan_id), "outcome") == ["3"]
    assert boxes(load_state(cast.plan_id), "impact") == ["I2", "I3"]


def shown(state: PlanState) -> Any:
    return shown_items(state.items)


def shown_items(items: Any) -> Any:
    return {key: [(item.id, item.position, item.values) for item in rows] for key, rows in items.items() if rows}


def test_undoing_names_who_changed_it_since(cast: Cast, olga: Script, karel: Script) -> None:
    row = new_id()
    batch = send(olga, create("outcome", row, statement="A")).json["batch"]
    version = load_state(cast.plan_id).find(row).version("statement")  # type: ignore[union-attr]  # the row is there
    change = {"do": "set", "kind": "outcome", "id": row, "versions": {"statement": version}}
    send(karel, change | {"values": {"statement": "B"}})
    answer = take_back(olga, batch)
    assert answer.status_code == 409
    assert cast.karel.shown_name in answer.json["message"]
    assert boxes(load_state(cast.plan_id), "outcome") == ["B"]


ODD: list[Any] = [
    None,
    [],
    {},
    [None],
    [{"do": "explode", "kind": "outcome", "id": "a"}],
    [{"do": "create", "kind": "narrative", "id": "a", "values": {}}],
    [{"do": "create", "kind": "plan", "id": "a", "values": {}}],
    [{"do": ["create"], "kind": "outcome", "id": "a"}],
    [{"do": "create", "kind": {}, "id": "a"}],
    [{"do": "create", "kind": "outcome", "id": 3, "values": {}}],
    [{"do": "create", "kind": "outcome", "id": "a" * 41, "values": {}}],
    [{"do": "create", "kind": "outcome", "id": "a", "values": {"statement": 3}}],
    [{"do": "create", "kind": "outcome", "id": "a", "values": {"nothing": "x"}}],
    [{"do": "create", "kind": "ledger_line", "id": "a", "values": {"locked_on": "x"}}],
    [{"do": "set", "kind": "outcome", "id": "a", "values": {}, "versions": {"statement": "x"}}],
    [{"do": "set", "kind": "outcome", "id": "a", "values": {}, "versions": {"statement": True}}],
    [{"do": "move", "kind": "outcome", "id": "a", "after": 4}],
    [{"do": "move", "kind": "outcome", "id": "a", "after": None, "column": 7}],
    [{"do": "duplicate", "kind": "outcome", "id": "a"}],
    [{"do": "delete", "kind": "outcome", "id": ""}],
    [{"do": "delete", "kind": "outcome", "id": "a"}] * (MOST_OPERATIONS + 1),
]


@pytest.mark.parametrize("operations", ODD, ids=range(len(ODD)))
def test_what_is_no_batch_is_refused(cast: Cast, olga: Script, operations: Any) -> None:
    before = load_state(cast.plan_id).seq
    answer = olga.client.post(f"/plans/{cast.plan_id}/batches", json={"operations": operations})
    assert answer.status_code == 400
    assert load_state(cast.plan_id).seq == before


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\u202eb", "\x07"], ids=ascii)
def test_odd_characters_end_no_batch_in_an_error(cast: Cast, olga: Script, text: str) -> None:
    for does in (
        create("outcome", new_id(), statement=text),
        create("outcome", text, statement="A"),
        {"do": "delete", "kind": "outcome", "id": text},
        {"do": "move", "kind": "outcome", "id": new_id(), "after": text},
        {"do": "set", "kind": "outcome", "id": text, "values": {"statement": "A"}, "versions": {"statement": 2**70}},
    ):
        assert send(olga, does, have=text).status_code < 500


def test_a_batch_of_another_plan_reaches_nothing_here(cast: Cast, olga: Script) -> None:
    other = plans.create_plan(cast.vera, "Ander plan", "", "nl")
    db.session.commit()
    with writing(other, Permission.EDIT, cast.vera) as write:
        foreign = operations.create_item(write, "outcome", {"statement": "Van Vera"})
    change = {"kind": "outcome", "id": foreign}
    unknown = {"kind": "outcome", "id": new_id()}
    for do in (
        {"do": "delete"},
        {"do": "restore"},
        {"do": "move", "after": None},
        {"do": "duplicate", "new": new_id()},
    ):
        there, nowhere = send(olga, change | do), send(olga, unknown | do)
        assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
    link = create("link", new_id(), source=foreign, target=foreign)
    assert send(olga, link).status_code == 422
    assert load_state(other).rows("outcome")[0]["statement"] == "Van Vera"
