"""Acts in the drawing, as properties: undoing all of them gives the first drawing back, each way writes the same log,
and two who draw at once lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.diagram.theory import assemble
from impactplan.graph import PlanState
from impactplan.models import Revision, User, db, new_id
from impactplan.strategy.drawing_data import DrawingData
from impactplan.strategy.theory_list import MAY_LEAD_TO
from impactplan.strategy.tidying import find_order, tidy_up
from impactplan.workbook.batches import carry_out, read_operations
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import load_state
from impactplan.workbook.undo import undo_batch
from impactplan.workbook.writing import Write, writing
from tests.support.cast import Cast, make_cast
from tests.workbook.conftest import SignIn
from tests.workbook.support import Script, add
from tests.workbook.test_batches import send

TITLES = {"activity": "name", "output": "name"}
KINDS_DRAWN = ("activity", "output", "outcome", "impact", "precondition")
ACTS = ("create", "create", "create", "link", "link", "set", "move", "column", "delete", "duplicate", "tidy")


def picture(app: Flask, state: PlanState) -> str:
    with app.test_request_context():
        data = DrawingData(state)
        told = {key: {**words, "versions": None} for key, words in data.words.items()}  # undoing is an edit too
        return assemble(data.drawing, data.spec, "p") + repr(sorted(told.items()))


def contents(state: PlanState) -> Any:
    return {key: [(item.id, item.position, dict(item.values)) for item in rows] for key, rows in state.items.items()}


def any_act(data: st.DataObject, state: PlanState) -> list[dict[str, Any]]:
    """Return one random act as the page sends it; nothing where it cannot be done."""
    act = data.draw(st.sampled_from(ACTS), "act")
    boxes = [item for kind in KINDS_DRAWN for item in state.rows(kind)]
    box = data.draw(st.sampled_from(boxes), "box") if boxes else None
    if act == "create" or box is None:
        kind, made = data.draw(st.sampled_from(KINDS_DRAWN), "kind"), new_id()
        values = {TITLES.get(kind, "statement"): data.draw(st.text("abc ", min_size=1, max_size=9)) + "x"}
        does = [{"do": "create", "kind": kind, "id": made, "values": values, "after": box.id if box else None}]
        if box is not None and kind in MAY_LEAD_TO.get(box.kind, ()) and box.kind != "activity":
            link = {"source": box.id, "target": made}
            does.append({"do": "create", "kind": "link", "id": new_id(), "values": link, "after": None})
        return does
    if act == "link":
        targets = [item for item in boxes if item.kind in MAY_LEAD_TO.get(box.kind, ()) and item.id != box.id]
        if box.kind == "activity" or not targets:
            return []
        values = {"source": box.id, "target": data.draw(st.sampled_from(targets)).id}
        return [{"do": "create", "kind": "link", "id": new_id(), "values": values, "after": None}]
    if act == "set":
        name = TITLES.get(box.kind, "statement")
        change = {"values": {name: data.draw(st.text("xyz", max_size=5))}, "versions": {name: box.version(name)}}
        return [{"do": "set", "kind": box.kind, "id": box.id, **change}]
    if act in {"move", "column"}:
        after = data.draw(st.none() | st.sampled_from([item.id for item in boxes if item.id != box.id] or [None]))
        term = {"column": data.draw(st.sampled_from(["short", "mid", "long"]))} if box.kind == "outcome" else {}
        return [{"do": "move", "kind": box.kind, "id": box.id, "after": after, **(term if act == "column" else {})}]
    if act == "duplicate":
        return [{"do": "duplicate", "kind": box.kind, "id": box.id, "new": new_id()}]
    return [{"do": "delete", "kind": box.kind, "id": box.id}] if act == "delete" else []


def write_batch(cast: Cast, user: User, write_it: Callable[[Write], object]) -> str:
    """Write something and return its batch; nothing where it changed nothing."""
    with writing(cast.plan_id, Permission.EDIT, user) as write:
        write_it(write)
        return write.batch if write.logged else ""


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_all_acts_gives_the_first_drawing_back(
    app: Flask, empty: Callable[[], None], data: st.DataObject
) -> None:
    empty()
    cast = make_cast()
    add(cast, "outcome", statement="Was er al", term="mid")
    first = load_state(cast.plan_id)
    done, seen = [], [(picture(app, first), contents(first))]
    for _act in range(data.draw(st.integers(1, 10), "acts")):
        state = load_state(cast.plan_id)
        does = any_act(data, state)
        with app.test_request_context():
            order = None if does else find_order(state)
            operations = read_operations(does) if does else []
        batch = write_batch(
            cast,
            cast.olga,
            lambda write, operations=operations, order=order: (  # type: ignore[misc]  # bound as they are now
                carry_out(write, operations) if operations else tidy_up(write, order or [])
            ),
        )
        if done and batch == done[-1]:  # typing that went on
            seen.pop()
        elif batch:
            done.append(batch)
        if batch:
            after = load_state(cast.plan_id)
            seen.append((picture(app, after), contents(after)))
    redo = []
    for at in range(len(done) - 1, -1, -1):
        redo.append(write_batch(cast, cast.olga, lambda write, at=at: undo_batch(write, done[at])))  # type: ignore[misc]  # its default is bound
        now = load_state(cast.plan_id)
        assert (picture(app, now), contents(now)) == seen[at]
    for at, batch in enumerate(reversed(redo), 1):
        write_batch(cast, cast.olga, lambda write, batch=batch: undo_batch(write, batch))  # type: ignore[misc]  # its default is bound
        assert contents(load_state(cast.plan_id)) == seen[at][1]
    assert find_differences(cast.plan_id) == []


def told(cast: Cast, since: int) -> list[Any]:
    """Return what the log says since a seq, without what is made anew each time."""
    entries = db.session.execute(
        select(Revision).where(Revision.plan_id == cast.plan_id, Revision.seq > since).order_by(Revision.id)
    ).scalars()
    return [(entry.action, entry.kind, entry.field, entry.after, entry.origin) for entry in entries]


def test_acts_by_forms_and_in_the_drawing_write_the_same_log(cast: Cast, olga: Script) -> None:
    a, b = (add(cast, "outcome", statement=text, term="short") for text in "AB")
    link = add(cast, "link", source=a, target=b)
    logs = []
    for way in ("form", "drawing"):
        since = load_state(cast.plan_id).seq
        if way == "form":
            made = olga.make("outcome", statement="Nog een")
            olga.post(f"items/outcome/{a}/move", {"by": "1"})
            olga.patch(f"outcome/{b}/statement", "Nieuw", load_state(cast.plan_id).find(b).version("statement"))  # type: ignore[union-attr]  # the row is there
            olga.post(f"items/outcome/{made}/delete", {"confirmed": "1"})
            olga.post(f"items/outcome/{b}/delete", {"confirmed": "1"})
        else:
            made = new_id()
            values = {"statement": "Nog een"}
            send(olga, {"do": "create", "kind": "outcome", "id": made, "values": values, "after": None})
            send(olga, {"do": "move", "kind": "outcome", "id": a, "after": b})
            version = load_state(cast.plan_id).find(b).version("statement")  # type: ignore[union-attr]  # the row is there
            change = {"values": {"statement": "Nieuw"}, "versions": {"statement": version}}
            send(olga, {"do": "set", "kind": "outcome", "id": b, **change})
            send(olga, {"do": "delete", "kind": "outcome", "id": made})
            send(olga, {"do": "delete", "kind": "outcome", "id": b})
        logs.append(told(cast, since))
        assert load_state(cast.plan_id).find(link) is None
        since_then = Revision.plan_id == cast.plan_id, Revision.seq > since
        batches = db.session.execute(select(Revision.batch).where(*since_then).order_by(Revision.id)).scalars()
        for batch in reversed(list(dict.fromkeys(batches))):  # as it was before
            write_batch(cast, cast.olga, lambda write, batch=batch: undo_batch(write, batch))  # type: ignore[misc]  # its default is bound
    assert logs[0] == logs[1]


def test_two_who_draw_at_once_lose_nothing(app: Flask, cast: Cast, signed_in: SignIn) -> None:
    scripts = [Script(signed_in(user), cast.plan_id) for user in (cast.olga, cast.karel)]

    def draw(script: Script) -> list[int]:
        answers, have, before = [], "", None
        for at in range(8):
            made = new_id()
            does = [
                {"do": "create", "kind": "outcome", "id": made, "values": {"statement": f"Vak {at}"}, "after": before}
            ]
            if before:
                link = {"source": before, "target": made}
                does.append({"do": "create", "kind": "link", "id": new_id(), "values": link, "after": None})
            answer = send(script, *does, key=new_id(), have=have)
            answers.append(answer.status_code)
            have, before = answer.json["drawing"]["id"], made
        return answers

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(draw, scripts))
    assert answers == [[201] * 8] * 2
    state = load_state(cast.plan_id)
    assert (len(state.rows("outcome")), len(state.rows("link"))) == (16, 14)
    assert find_differences(cast.plan_id) == []
    orders = {script.client.get(f"/plans/{cast.plan_id}/drawing?seq=-1").json["id"] for script in scripts}
    assert len(orders) == 1
