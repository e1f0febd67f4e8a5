"""Writing: versions, conflicts, coalescing, rows, undo, and the log read back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.exceptions import Forbidden, NotFound

from impactplan.access import Permission
from impactplan.config import ROW_LIMIT
from impactplan.models import Plan, PlanItem, Revision, User, db, now
from impactplan.workbook import operations, plans, positions, undo
from impactplan.workbook.queries import load_field_history, load_state, load_steps
from impactplan.workbook.writing import (
    KeyReusedError,
    NotFoundError,
    RowLimitError,
    TakenError,
    TargetError,
    writing,
)
from tests.support.cast import Cast


def add(cast: Cast, kind: str, user: User | None = None, **values: Any) -> str:
    with writing(cast.plan_id, Permission.EDIT, user or cast.olga) as write:
        return operations.create_item(write, kind, values)


def put(cast: Cast, kind: str, ref: str, seen: int | None = None, user: User | None = None, **values: Any) -> Any:
    with writing(cast.plan_id, Permission.EDIT, user or cast.olga) as write:
        seen_versions = {} if seen is None else dict.fromkeys(values, seen)
        return operations.set_fields(write, kind, ref, values, seen_versions)


def rows(cast: Cast, kind: str) -> list[str]:
    return [item.id for item in load_state(cast.plan_id).rows(kind)]


def test_a_sheet_is_made_when_it_is_first_written(cast: Cast) -> None:
    put(cast, "purpose", "purpose", ambition="Iedereen doet mee")
    put(cast, "purpose", "purpose", area="Merenrijk")
    sheet = load_state(cast.plan_id).sheet("purpose")
    assert (sheet["ambition"], sheet["area"]) == ("Iedereen doet mee", "Merenrijk")
    assert len(rows(cast, "purpose")) == 1


def test_an_old_version_is_a_conflict_and_nothing_is_overwritten(cast: Cast) -> None:
    row = add(cast, "stakeholder", name="Digistarters")
    first = put(cast, "stakeholder", row, name="Digistarters 55+", user=cast.karel)
    outcome = put(cast, "stakeholder", row, seen=first.versions["name"] - 1, name="Beginners")
    assert [(c.mine, c.theirs) for c in outcome.conflicts] == [("Beginners", "Digistarters 55+")]
    assert load_state(cast.plan_id).rows("stakeholder")[0]["name"] == "Digistarters 55+"


def test_equal_text_is_no_conflict_and_no_write(cast: Cast) -> None:
    row = add(cast, "stakeholder", name="Digistarters")
    put(cast, "stakeholder", row, name="Beginners", user=cast.karel)
    before = load_state(cast.plan_id).seq
    outcome = put(cast, "stakeholder", row, seen=0, name="Beginners")
    assert not outcome.conflicts
    assert load_state(cast.plan_id).seq == before


def test_the_same_key_answers_again_and_another_payload_is_refused(cast: Cast) -> None:
    for _again in range(2):
        with writing(cast.plan_id, Permission.EDIT, cast.olga, key="k1", payload="a") as write:
            if write.replayed is None:
                operations.create_item(write, "stakeholder", {"name": "A"})
                write.answer = "made"
            else:
                assert write.replayed == "made"
    assert len(rows(cast, "stakeholder")) == 1
    with (
        pytest.raises(KeyReusedError),
        writing(cast.plan_id, Permission.EDIT, cast.olga, key="k1", payload="b"),
    ):
        pass


def test_typing_on_shares_a_batch_for_ten_minutes(cast: Cast) -> None:
    long = "Wij willen dat iedereen mee kan doen. " * 10
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        put(cast, "purpose", "purpose", ambition="Wij")
        for size in (100, 250, 350):
            clock.shift(timedelta(seconds=30))
            put(cast, "purpose", "purpose", ambition=long[:size])
        clock.shift(timedelta(minutes=11))
        put(cast, "purpose", "purpose", ambition=long[:360])
    item = load_state(cast.plan_id).sheet("purpose")
    history = load_field_history(cast.plan_id, item.id, "ambition")
    assert [len(version.value) for version in history] == [360, 350, 3]
    deltas = db.session.execute(select(Revision.after).where(Revision.field == "ambition")).scalars().all()
    assert any("d" in after for after in deltas)


@pytest.mark.parametrize("other", ["another author", "another field", "a marker"])
def test_typing_does_not_coalesce_across(cast: Cast, other: str) -> None:
    row = add(cast, "stakeholder", name="A")
    first = put(cast, "stakeholder", row, name="AB")
    if other == "a marker":
        plan = db.session.get(Plan, cast.plan_id)
        assert plan is not None
        plan.marked_seq = first.versions["name"]
        db.session.commit()
    user = cast.karel if other == "another author" else cast.olga
    field = "traits" if other == "another field" else "name"
    put(cast, "stakeholder", row, user=user, **{field: "ABC"})
    batches = db.session.execute(select(Revision.batch).where(Revision.action == "set")).scalars().all()
    assert len(set(batches)) == 2


def test_rows_move_and_keep_their_order(cast: Cast) -> None:
    ids = [add(cast, "stakeholder", name=name) for name in "ABCD"]
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        positions.move_item(write, "stakeholder", ids[3], index=0)
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        positions.move_item(write, "stakeholder", ids[0], by=1)
    assert rows(cast, "stakeholder") == [ids[3], ids[1], ids[0], ids[2]]


def test_rows_of_a_group_move_past_each_other_wherever_they_stand(cast: Cast) -> None:
    a, b, c, d, e = (add(cast, "stakeholder", name=name) for name in "ABCDE")
    group = {a, c, e}
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        positions.move_item(write, "stakeholder", e, by=-1, among=group)
    assert rows(cast, "stakeholder") == [a, b, e, c, d]
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        positions.move_item(write, "stakeholder", a, index=2, among=group)
    assert rows(cast, "stakeholder") == [b, e, c, a, d]
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        positions.move_item(write, "stakeholder", a, by=5, among=group)
    assert rows(cast, "stakeholder") == [b, e, c, a, d]


def test_rows_are_renumbered_when_there_is_no_room_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "GAP", 2)
    ids = [add(cast, "stakeholder", name=name) for name in "ABC"]
    for _times in range(4):
        with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            positions.move_item(write, "stakeholder", rows(cast, "stakeholder")[2], index=1)
    assert sorted(rows(cast, "stakeholder")) == sorted(ids)
    assert load_state(cast.plan_id, at=load_state(cast.plan_id).seq).rows("stakeholder") == load_state(
        cast.plan_id
    ).rows("stakeholder")


def test_a_deleted_row_comes_back_exactly_and_its_referrers_count_it(cast: Cast) -> None:
    stakeholder = add(cast, "stakeholder", name="Digistarters", stakeholder_kind="target_group")
    add(cast, "activity", name="Cursus", stakeholders=(stakeholder,))
    add(cast, "output", name="Afronders")
    before = load_state(cast.plan_id)
    missing = db.session.execute(select(PlanItem.missing).where(PlanItem.kind == "activity")).scalar()
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "stakeholder", stakeholder)
        batch = write.batch
    assert db.session.execute(select(PlanItem.missing).where(PlanItem.kind == "activity")).scalar() == missing + 1
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo.undo_batch(write, batch)
    assert load_state(cast.plan_id).items == before.items
    assert db.session.execute(select(PlanItem.missing).where(PlanItem.kind == "activity")).scalar() == missing


def test_a_row_that_is_gone_cannot_be_written(cast: Cast) -> None:
    row = add(cast, "stakeholder", name="A")
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "stakeholder", row)
    with pytest.raises(NotFoundError):
        put(cast, "stakeholder", row, name="B")


def test_undo_gives_back_what_a_batch_replaced(cast: Cast) -> None:
    row = add(cast, "stakeholder", name="A", size=3)
    put(cast, "stakeholder", row, size=5)
    batch = db.session.execute(select(Revision.batch).order_by(Revision.id.desc())).scalars().first()
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo.undo_batch(write, str(batch))
    assert load_state(cast.plan_id).rows("stakeholder")[0]["size"] == 3


def test_undo_refuses_what_was_changed_since(cast: Cast) -> None:
    row = add(cast, "stakeholder", name="A")
    put(cast, "stakeholder", row, size=5)
    batch = db.session.execute(select(Revision.batch).order_by(Revision.id.desc())).scalars().first()
    put(cast, "stakeholder", row, size=6, user=cast.karel)
    with pytest.raises(undo.ChangedSinceError), writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo.undo_batch(write, str(batch))
    assert load_state(cast.plan_id).rows("stakeholder")[0]["size"] == 6


def test_of_a_kind_with_one_row_per_value_none_comes_back_beside_another(cast: Cast) -> None:
    row = add(cast, "culture", dimension="voice")
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "culture", row)
        batch = write.batch
    other = add(cast, "culture", dimension="voice")
    with pytest.raises(TakenError), writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo.undo_batch(write, batch)
    with pytest.raises(TakenError), writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.restore_item(write, "culture", row)
    assert rows(cast, "culture") == [other]
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "culture", other)
        undo.undo_batch(write, batch)
    assert rows(cast, "culture") == [row]


def test_of_a_kind_with_one_row_per_value_none_takes_that_of_another(cast: Cast) -> None:
    voice, data = add(cast, "culture", dimension="voice"), add(cast, "culture", dimension="data")
    with pytest.raises(TakenError):
        put(cast, "culture", data, dimension="voice")
    put(cast, "culture", voice, dimension="voice", level_now=3)
    put(cast, "culture", voice, dimension="use")
    put(cast, "culture", data, dimension="voice")
    assert [item["dimension"] for item in load_state(cast.plan_id).rows("culture")] == ["use", "voice"]


def test_a_reference_points_only_at_live_items_of_a_fitting_kind_in_the_same_plan(cast: Cast) -> None:
    mine = add(cast, "stakeholder", name="A")
    outcome = add(cast, "outcome", statement="B")
    other = plans.create_plan(cast.vera, "Ander plan", "", "nl")
    db.session.commit()
    with writing(other, Permission.EDIT, cast.vera) as write:
        foreign = operations.create_item(write, "stakeholder", {"name": "C"})
    put(cast, "outcome", outcome, stakeholder=mine)
    for wrong in (foreign, outcome, "nothing"):
        with pytest.raises(TargetError):
            put(cast, "outcome", outcome, stakeholder=wrong)
        with pytest.raises(TargetError):
            add(cast, "activity", stakeholders=(mine, wrong))


def test_a_kind_has_at_most_so_many_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROW_LIMIT == 500
    monkeypatch.setattr(operations, "ROW_LIMIT", 2)
    for name in "AB":
        add(cast, "stakeholder", name=name)
    with pytest.raises(RowLimitError):
        add(cast, "stakeholder", name="C")


def test_who_may_not_edit_writes_nothing(cast: Cast) -> None:
    seq = load_state(cast.plan_id).seq
    for user, error in ((cast.lena, Forbidden), (cast.tess, Forbidden), (cast.vera, NotFound), (cast.cor, NotFound)):
        with pytest.raises(error):
            add(cast, "stakeholder", user=user, name="X")
    assert load_state(cast.plan_id).seq == seq
    assert db.session.execute(select(func.count()).select_from(PlanItem)).scalar() == 0


def test_a_step_is_set_aside_and_taken_up_again(cast: Cast) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        plans.set_step_aside(write, "challenge", "eerst een jaar cijfers")
    assert load_steps([cast.plan_id])[cast.plan_id]["challenge"] == "aside"
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        plans.resume_step(write, "challenge")
    assert load_steps([cast.plan_id])[cast.plan_id]["challenge"] == "empty"


def test_numbers_are_exact(cast: Cast) -> None:
    add(cast, "output", name="A", quantity=Decimal("0.1"))
    add(cast, "output", name="B", quantity=Decimal("1300"))
    assert [item["quantity"] for item in load_state(cast.plan_id).rows("output")] == [Decimal("0.1"), Decimal(1300)]


HARD = [
    "👩‍👩‍👧‍👦 gezin",
    "שלום עולם",
    "e\u0301\u0323",
    "𝒜𝓊𝒷 \U0001f9d1\u200d\U0001f33e",
    "a\u00a0b\u202fc",
    "'; DROP TABLE plan; --",
]


@pytest.mark.parametrize("text", HARD)
def test_every_character_survives(cast: Cast, text: str) -> None:
    row = add(cast, "stakeholder", name=text, traits=text * 50)
    put(cast, "stakeholder", row, traits=text * 51)
    state = load_state(cast.plan_id)
    item = state.rows("stakeholder")[0]
    assert (item["name"], item["traits"]) == (text, text * 51)
    history = load_field_history(cast.plan_id, row, "traits")
    assert history[0].value == text * 51


def test_undo_empties_a_sheet_that_the_batch_began(cast: Cast) -> None:
    put(cast, "purpose", "purpose", ambition="Iedereen doet mee")
    batch = db.session.execute(select(Revision.batch).order_by(Revision.id.desc())).scalars().first()
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo.undo_batch(write, str(batch))
    assert load_state(cast.plan_id).sheet("purpose")["ambition"] is None
