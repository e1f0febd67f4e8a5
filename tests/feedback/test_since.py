"""What changed since somebody's last feedback: exactly that, for each reader from where they last looked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from impactplan.access import Permission, load_plan
from impactplan.feedback.moments import load_moments, read_choice
from impactplan.feedback.since import Since, StepSince, load_since
from impactplan.lib.dates import today
from impactplan.models import RoundStaff, Snapshot, User, db
from impactplan.models.feedback import Circle, Verdict
from impactplan.models.revision import Origin
from impactplan.steps import BY_KEY
from impactplan.workbook import operations, positions, undo
from impactplan.workbook.field_differences import Nature
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import Write, writing
from tests.feedback.support import begin, finish, note_answer, note_remark, send_answers, threads_of
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill
from tests.workbook.support import add

SignIn = Callable[[User], PageClient]
QUERIES = 14
PAGE_LIMIT = 400_000


def since_of(cast: Cast, reader: User, step: str = "", **args: str) -> Since:
    plan = load_plan(cast.plan_id, Permission.READ, reader)
    choice = read_choice(plan, load_moments(plan, reader), MultiDict(args))
    return load_since(plan, reader, choice, BY_KEY[step] if step else None)


def told(since: Since) -> dict[str, list[tuple[str, str, list[str]]]]:
    return {one.step.key: rows_of(one) for one in since.steps}


def rows_of(one: StepSince) -> list[tuple[str, str, list[str]]]:
    return [
        (item.title, "moved" if item.moved and not item.fields else str(item.fate), [each.name for each in item.fields])
        for item in one.differences.items
    ]


@pytest.fixture
def request_context(app: Any) -> Any:
    with app.test_request_context():
        yield


def edit(cast: Cast, does: Callable[[Write], Any], by: User | None = None) -> str:
    with writing(cast.plan_id, Permission.EDIT, by or cast.olga) as write:
        does(write)
        return write.batch


def set_(kind: str, ref: str, **values: Any) -> Callable[[Write], Any]:
    return lambda write: operations.set_fields(write, kind, ref, values, {})


def test_a_trainer_sees_exactly_what_was_done_since_their_feedback(cast: Cast, request_context: None) -> None:
    kept, gone, back, moved, same = (add(cast, "stakeholder", name=name) for name in ("A", "B", "C", "D", "E"))
    edit(cast, lambda write: operations.delete_item(write, "stakeholder", back))
    note_remark(cast.plan_id, cast.tess, f"stakeholders.stakeholder.{kept}.name", "Wie zijn dit?")
    note_remark(cast.plan_id, cast.tess, f"stakeholders.stakeholder.{same}", "Horen zij erbij?")
    finish(cast.plan_id, cast.tess, stakeholders=Verdict.REVISE)
    edit(cast, set_("stakeholder", kept, name="A, de deelnemers", size=4))
    edit(cast, lambda write: operations.delete_item(write, "stakeholder", gone))
    edit(cast, lambda write: operations.restore_item(write, "stakeholder", back))
    edit(cast, lambda write: operations.create_item(write, "stakeholder", {"name": "Nieuw", "size": 2}))
    edit(cast, lambda write: positions.move_item(write, "stakeholder", moved, index=0))
    undone = edit(cast, set_("stakeholder", same, size=3))
    edit(cast, lambda write: undo.undo_batch(write, undone), cast.karel)
    threads = {thread.item_id: thread.id for thread in threads_of(cast.plan_id)}
    note_answer(cast.plan_id, cast.olga, threads[kept], "adopted", "Dat zijn de deelnemers.")
    note_answer(cast.plan_id, cast.olga, threads[same], "declined", "Ja, want zij betalen.")
    send_answers(cast.plan_id, cast.olga)
    since = since_of(cast, cast.tess)
    assert told(since) == {
        "stakeholders": [
            ("D", "moved", []),
            ("A, de deelnemers", "kept", ["name", "size"]),
            ("C", "restored", []),
            ("Nieuw", "added", ["size"]),
            ("B", "removed", []),
        ]
    }
    one = since.steps[0]
    assert {key: [answer.answered for answer in answers] for key, answers in one.beside.items()} == {
        kept: ["Overgenomen"]
    }
    assert [(answer.answered, answer.place) for answer in one.apart] == [("Niet, omdat", "E")]
    assert [(batch.origin, batch.about, batch.who) for batch in one.differences.batches] == [
        (Origin.UNDO, "E", "Karel")
    ]
    assert len(since.unchanged) == len(BY_KEY) - 1


def test_every_trainer_sees_what_came_after_their_own_feedback(cast: Cast, request_context: None) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    row = add(cast, "stakeholder", name="Een")
    finish(cast.plan_id, cast.tess, stakeholders=Verdict.REVISE)
    edit(cast, set_("stakeholder", row, name="Twee"))
    finish(cast.plan_id, cast.tom, stakeholders=Verdict.AGREED)
    edit(cast, set_("stakeholder", row, size=4))
    assert told(since_of(cast, cast.tess)) == {"stakeholders": [("Twee", "kept", ["name", "size"])]}
    assert told(since_of(cast, cast.tom)) == {"stakeholders": [("Twee", "kept", ["size"])]}
    assert told(since_of(cast, cast.olga)) == {"stakeholders": [("Twee", "kept", ["size"])]}  # since the last of all


def test_a_step_counts_from_the_last_feedback_on_it(cast: Cast, request_context: None) -> None:
    row = add(cast, "stakeholder", name="Een")
    finish(cast.plan_id, cast.tess, stakeholders=Verdict.REVISE)
    edit(cast, set_("stakeholder", row, size=4))
    edit(cast, set_("purpose", "purpose", ambition="Iedereen doet mee."))
    finish(cast.plan_id, cast.tess, purpose=Verdict.AGREED)
    edit(cast, set_("purpose", "purpose", ambition="Iedereen doet digitaal mee."))
    since = since_of(cast, cast.tess)
    assert [(one.step.key, [fields for _title, _fate, fields in rows_of(one)]) for one in since.steps] == [
        ("purpose", [["ambition"]]),
        ("stakeholders", [["size"]]),
    ]
    ambition = since.steps[0].differences.items[0].fields[0]
    assert ("added", "digitaal ") in ambition.runs


def test_who_never_gave_feedback_sees_all_from_the_beginning(cast: Cast, signed_in: SignIn) -> None:
    add(cast, "stakeholder", name="Digistarters")
    page = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/since").get_data(as_text=True)
    assert "nog geen feedback gegeven" in page
    assert "Digistarters" in page


def test_natures_are_named(cast: Cast, request_context: None) -> None:
    one, other = (add(cast, "outcome", statement=name) for name in ("Een", "Twee"))
    link = add(cast, "link", source=one)
    row = add(cast, "stakeholder", name="Wie", size=2)
    edit(cast, set_("challenge", "challenge", statement="Wij *willen* dat."))
    finish(cast.plan_id, cast.tess, purpose=Verdict.AGREED)
    edit(cast, set_("challenge", "challenge", statement="Wij **willen** dat."))
    edit(cast, set_("stakeholder", row, size=5))
    edit(cast, set_("link", link, source=other))
    found = {
        field.name: field
        for step in since_of(cast, cast.tess).steps
        for item in step.differences.items
        for field in item.fields
    }
    assert {name: field.nature for name, field in found.items()} == {
        "statement": Nature.FORMATTING,
        "size": Nature.VALUE,
        "source": Nature.REFERENCES,
    }
    assert (found["source"].gained, found["source"].lost) == ("Twee", "Een")


def test_rows_of_one_file_are_one_line(cast: Cast, signed_in: SignIn) -> None:
    finish(cast.plan_id, cast.tess, summary="Goed begin", stakeholders=Verdict.AGREED)

    def import_rows(write: Write) -> None:
        write.origin = Origin.IMPORT
        operations.create_items(write, "stakeholder", [{"name": f"Rij {number}"} for number in range(60)])

    edit(cast, import_rows)
    since = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/since").get_data(as_text=True)
    assert "Olga zette 60 rijen uit een bestand erin" in since
    assert since.count('class="change change--batch"') == 1


def test_what_a_reader_may_not_see_is_not_among_the_answers(cast: Cast, signed_in: SignIn) -> None:
    row = add(cast, "stakeholder", name="Een")
    begin(cast.plan_id, cast.carla, f"stakeholders.stakeholder.{row}", "Mooi.", Circle.READERS, asks=False)
    note_remark(cast.plan_id, cast.tess, f"stakeholders.stakeholder.{row}", "Waarom zij?")
    finish(cast.plan_id, cast.tess, "Geheim voor lezers", stakeholders=Verdict.REVISE)
    edit(cast, set_("stakeholder", row, size=4))
    thread = next(thread for thread in threads_of(cast.plan_id) if thread.begun_by == cast.tess.id)
    note_answer(cast.plan_id, cast.olga, thread.id, "adopted", "Alleen voor de trainer.")
    send_answers(cast.plan_id, cast.olga)
    pages = {
        name: signed_in(getattr(cast, name)).get(f"/plans/{cast.plan_id}/since").get_data(as_text=True)
        for name in ("tess", "olga", "lena", "carla", "pim")
    }
    assert all("Een" in page for page in pages.values())
    shown = {name for name, page in pages.items() if "Alleen voor de trainer." in page}
    assert shown == {"tess", "olga"}
    assert not any("feedback van Tess" in pages[name] for name in ("lena", "carla", "pim"))


def test_other_moments(cast: Cast, signed_in: SignIn, request_context: None) -> None:
    row = add(cast, "stakeholder", name="Een")
    snapshot = Snapshot(plan_id=cast.plan_id, seq=2, name="vóór het MT", made_by=cast.olga.id)
    db.session.add(snapshot)
    db.session.commit()
    key = f"snapshot-{snapshot.id}"
    edit(cast, set_("stakeholder", row, size=4))
    changed = {"stakeholders": [("Een", "kept", ["size"])]}
    new = {"stakeholders": [("Een", "added", ["size"])]}
    assert told(since_of(cast, cast.lena, **{"from": key})) == changed
    assert told(since_of(cast, cast.lena, **{"from": "start"})) == new
    assert told(since_of(cast, cast.lena, **{"from": "now", "to": "now", "from_day": f"{today():%d-%m-%Y}"})) == new
    assert told(since_of(cast, cast.lena, **{"from": "seq-2", "to": "seq-3"})) == changed
    assert told(since_of(cast, cast.lena, **{"from": "seq-3", "to": key})) == changed  # the earlier one comes first
    assert told(since_of(cast, cast.lena, **{"from": "seq-2", "to": "seq-2"})) == {}
    client = signed_in(cast.lena)
    wrong = client.get(f"/plans/{cast.plan_id}/since?from_day=gisteren").get_data(as_text=True)
    assert 'value="gisteren"' in wrong
    assert "aria-invalid" in wrong
    for strange in ("from=snapshot-bestaatniet", "from=seq-x", "step=nergens", "to=review-x"):
        assert client.get(f"/plans/{cast.plan_id}/since?{strange}").status_code == 404, strange


def change_much(cast: Cast) -> None:
    fill(cast.plan_id, 500)
    finish(cast.plan_id, cast.tess, stakeholders=Verdict.AGREED, theory=Verdict.REVISE)
    rows = load_state(cast.plan_id).rows("stakeholder")
    edit(
        cast,
        lambda write: [
            operations.set_fields(write, "stakeholder", row.id, {"name": f"Anders {number}", "size": 4}, {})
            for number, row in enumerate(rows)
        ],
    )


@pytest.mark.long
@pytest.mark.once  # what is counted are statements, and signs of a page
def test_five_hundred_changes_cost_few_queries_and_a_bounded_page(cast: Cast, signed_in: SignIn) -> None:
    change_much(cast)
    client = signed_in(cast.tess)
    for address in ("since", "since?step=stakeholders", "since?step=stakeholders&page=3"):
        page = client.get(f"/plans/{cast.plan_id}/{address}", queries=QUERIES).get_data(as_text=True)
        assert "Anders" in page
        assert len(page) < PAGE_LIMIT
    assert page.count('class="change"') == 100


def test_a_long_text_is_folded_around_its_changes(cast: Cast, signed_in: SignIn) -> None:
    words = [f"woord{number}" for number in range(2000)]
    edit(cast, set_("challenge", "challenge", statement=" ".join(words)[:20_000]))
    finish(cast.plan_id, cast.tess, challenge=Verdict.AGREED)
    words[1000] = "HIER"
    edit(cast, set_("challenge", "challenge", statement=" ".join(words)[:20_000]))
    page = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/since").get_data(as_text=True)
    assert re.search(r"<ins>.*HIER.*</ins>", page)
    assert "woord500 " not in page
    assert page.count("diff__gap") == 2


def test_a_row_that_stands_in_two_steps_has_a_place_in_each(cast: Cast, signed_in: SignIn) -> None:
    """The client of the tests refuses a page with the same id twice."""
    outcome = add(cast, "outcome", statement="Zelf regelen")
    edit(cast, set_("outcome", outcome, measure_reason="Hier draait het om."))
    page = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/since").get_data(as_text=True)
    assert all(f'id="change-{step}-{outcome}"' in page for step in ("theory", "priorities"))
