"""Locking: what it copies, that no way leads around it, and how a locked line is corrected."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.models import Revision, db
from impactplan.workbook import operations, undo
from impactplan.workbook.derived import find_differences
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import LockedError, NotFoundError, writing
from tests.learning.support import SHARES, Ledger
from tests.support.cast import Cast
from tests.workbook.support import Script, add


def lock(olga: Script, **what: Any) -> Any:
    """Lock as one does by hand: look at the question, and answer it."""
    page = olga.client.get(f"/plans/{olga.plan_id}/ledger/lock", query_string=what, queries=10)
    match = re.search(r'name="seal" value="([^"]+)"', page.get_data(as_text=True))
    return olga.post("ledger/lock", what | {"seal": match.group(1) if match else ""})


@pytest.fixture
def locked(ledger: Ledger, olga: Script) -> str:
    line = ledger.line(explanation="Meer groepen")
    assert lock(olga, line=line).status_code == 303
    return line


def last_batch(item_id: str) -> str:
    query = select(Revision.batch).where(Revision.item_id == item_id).order_by(Revision.id.desc())
    return str(db.session.execute(query).scalars().first())


def test_the_question_says_what_will_be_fixed_and_changes_nothing(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    page = olga.client.get(f"/plans/{olga.plan_id}/ledger/lock?line={line}", queries=10).get_data(as_text=True)
    for text in (
        "Cursisten durven meer",
        "−30\u00a0%, −5\u00a0%, 60\u00a0%\u00a0van\u00a0ons, −25\u00a0%\u00a0per\u00a0jaar",
        "Netto verandering",
        "850",
    ):
        assert text in page
    assert ledger.item(line)["locked_on"] is None


def test_locking_copies_the_corrections_and_the_price_and_writes_who_and_when(locked: str, ledger: Ledger) -> None:
    item = ledger.item(locked)
    assert {name: item[name] for name in SHARES} == SHARES
    assert item["unit_price"] == 850
    assert item["locked_by"] == "Olga"
    assert isinstance(item["locked_on"], date)
    assert find_differences(ledger.cast.plan_id) == []


def test_locking_keeps_what_the_outcome_is_called_and_that_it_is_unwanted(ledger: Ledger, olga: Script) -> None:
    ledger.write("outcome", ledger.outcome, direction="negative")
    line = ledger.line()
    lock(olga, line=line)
    with writing(ledger.cast.plan_id, Permission.EDIT, ledger.cast.olga) as write:
        operations.delete_item(write, "outcome", ledger.outcome)
    (period,) = ledger.periods()
    assert (len(period.lines), [effect.name for effect in period.negative]) == (0, ["Cursisten durven meer"])
    page = olga.client.get(f"/plans/{olga.plan_id}/steps/ledger").get_data(as_text=True)
    assert "Cursisten durven meer" in page
    assert "(een effect dat is verwijderd)" not in page
    assert find_differences(ledger.cast.plan_id) == []


def test_the_line_that_corrects_has_the_same_name(locked: str, ledger: Ledger, olga: Script) -> None:
    ledger.write("outcome", ledger.outcome, statement="Iets anders")
    olga.post(f"ledger/{locked}/correct", {})
    assert [line.name for line in ledger.periods()[0].lines] == ["Cursisten durven meer"] * 2


def test_what_changes_afterwards_does_not_reach_a_locked_line(locked: str, ledger: Ledger) -> None:
    ledger.write("contribution", ledger.contribution, own_share=Decimal(10))
    ledger.write("valuation", ledger.valuation, unit_price=Decimal(1))
    still_open = ledger.line()
    assert ledger.booked(locked).net == Decimal("50.274")
    assert ledger.booked(locked).worth == Decimal("42732.9")
    assert ledger.booked(still_open).net == Decimal("8.379")


def test_a_whole_year_is_locked_at_once_and_no_other(ledger: Ledger, olga: Script) -> None:
    lines = [ledger.line(2025), ledger.line(2025), ledger.line(2024)]
    assert lock(olga, period=2025).status_code == 303
    assert [ledger.item(line)["locked_on"] is not None for line in lines] == [True, True, False]


def test_a_line_that_is_locked_already_keeps_its_lock(locked: str, ledger: Ledger, olga: Script, karel: Script) -> None:
    second = ledger.line()
    before = ledger.item(locked).values
    assert lock(karel, period=2025).status_code == 303
    assert ledger.item(locked).values == before
    assert [ledger.item(line)["locked_by"] for line in (locked, second)] == ["Olga", "Karel"]
    assert lock(karel, line=locked).status_code == 303
    assert ledger.item(locked).values == before


def test_what_changed_since_the_question_is_shown_anew(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    page = olga.client.get(f"/plans/{olga.plan_id}/ledger/lock?line={line}").get_data(as_text=True)
    seal = re.search(r'name="seal" value="([^"]+)"', page)
    assert seal is not None
    ledger.write("contribution", ledger.contribution, own_share=Decimal(10))
    answer = olga.post("ledger/lock", {"line": line, "seal": seal.group(1)})
    assert answer.status_code == 409
    assert "−5\u00a0%, 10\u00a0%\u00a0van\u00a0ons" in answer.get_data(as_text=True)
    assert ledger.item(line)["locked_on"] is None


@pytest.mark.parametrize("what", [{"period": None}, {"outcome": None}])
def test_a_line_without_year_or_outcome_is_not_locked(ledger: Ledger, olga: Script, what: dict[str, Any]) -> None:
    line = ledger.line(**what)
    assert olga.client.get(f"/plans/{olga.plan_id}/ledger/lock?line={line}").status_code == 303
    lock(olga, line=line)
    assert ledger.item(line)["locked_on"] is None


def test_a_line_of_an_unknown_plan_part_is_not_locked(ledger: Ledger, olga: Script) -> None:
    for what in ({"line": ledger.outcome}, {"line": "nothing"}, {"period": "x"}, {}):
        assert lock(olga, **what).status_code == 303


# --- no way leads around the lock ---


def test_a_field_of_a_locked_line_is_not_saved(locked: str, ledger: Ledger, olga: Script) -> None:
    for name, value in (("gross", "1"), ("period", "2020"), ("outcome", ""), ("explanation", "Toch anders")):
        version = ledger.item(locked).version(name)
        assert olga.patch(f"ledger_line/{locked}/{name}", value, version).status_code == 409
    assert ledger.item(locked)["explanation"] == "Meer groepen"
    for name in ("locked_on", "locked_by", "own_share", "corrects"):
        assert olga.patch(f"ledger_line/{locked}/{name}", "").status_code == 404


def test_a_form_of_a_locked_line_is_not_saved(locked: str, ledger: Ledger, olga: Script) -> None:
    before = ledger.item(locked).values
    sent = {"version-gross": "9", "gross": "1", "version-locked_on": "9", "locked_on": ""}
    assert olga.post(f"items/ledger_line/{locked}", sent).status_code == 303
    assert ledger.item(locked).values == before


def test_a_locked_line_is_not_deleted(locked: str, ledger: Ledger, olga: Script) -> None:
    assert olga.post(f"items/ledger_line/{locked}/delete", {}).status_code == 303
    assert olga.post(f"items/ledger_line/{locked}", {"then": "delete"}).status_code == 303
    assert ledger.item(locked) is not None


def test_going_back_does_not_unlock_nor_take_away(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    made = last_batch(line)
    lock(olga, line=line)
    before = ledger.item(line).values
    for batch in (last_batch(line), made):
        assert olga.post("undo", {"batch": batch}).status_code == 303
        assert ledger.item(line).values == before


def test_an_earlier_version_does_not_come_back_into_a_locked_line(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    first = load_state(ledger.cast.plan_id).seq
    ledger.write("ledger_line", line, gross=Decimal(80))
    lock(olga, line=line)
    answer = olga.post(f"items/ledger_line/{line}/gross/history", {"seq": first})
    assert answer.status_code == 303
    assert ledger.item(line)["gross"] == 80


def test_nothing_made_on_the_spot_is_chosen_in_a_locked_line(locked: str, ledger: Ledger, olga: Script) -> None:
    sent = {"for": f"ledger_line:{locked}:indicator", "name": "Nieuwe indicator"}
    assert olga.post("new/indicator", sent).status_code == 303
    assert ledger.item(locked)["indicator"] is None
    assert load_state(ledger.cast.plan_id).rows("indicator") == ()


def test_no_operation_writes_a_locked_line(locked: str, ledger: Ledger) -> None:
    cast = ledger.cast
    batch = last_batch(locked)
    for change in (
        lambda write: operations.set_fields(write, "ledger_line", locked, {"locked_on": None}, {}),
        lambda write: operations.delete_item(write, "ledger_line", locked),
        lambda write: operations.set_fields(write, "ledger_line", locked, {"gross": Decimal(1)}, {}, typing=False),
        lambda write: undo.undo_batch(write, batch),
    ):
        with pytest.raises(LockedError), writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
            change(write)


def test_moving_a_locked_line_changes_nothing_in_it(locked: str, ledger: Ledger, olga: Script) -> None:
    ledger.line()
    before = ledger.item(locked).values
    olga.post(f"items/ledger_line/{locked}/move", {"by": "1"})
    assert ledger.item(locked).values == before


def test_a_copy_of_a_locked_line_is_open_and_holds_nothing_fixed(locked: str, ledger: Ledger, olga: Script) -> None:
    olga.post(f"items/ledger_line/{locked}/duplicate", {})
    copy = load_state(ledger.cast.plan_id).rows("ledger_line")[1]
    assert copy["gross"] == 126
    assert all(copy[name] is None for name in (*SHARES, "unit_price", "locked_on", "locked_by", "corrects"))


# --- correcting by a counter-line ---


def test_a_counter_line_takes_the_locked_one_off(ledger: Ledger, olga: Script) -> None:
    line = ledger.line(planned_reach=180, realised_reach=186)
    lock(olga, line=line)
    answer = olga.post(f"ledger/{line}/correct", {})
    made = load_state(ledger.cast.plan_id).rows("ledger_line")[1]
    assert f"row={made.id}" in answer.location
    assert made["corrects"] == line
    amounts = {name: made[name] for name in ("planned_reach", "realised_reach", "gross", "cost")}
    assert amounts == {"planned_reach": -180, "realised_reach": -186, "gross": -126, "cost": -68000}
    assert made["locked_on"] is None
    ledger.write("contribution", ledger.contribution, own_share=Decimal(10))
    net = [ledger.booked(item).net for item in (line, made.id)]
    assert net == [Decimal("50.274"), Decimal("-50.274")]


def test_what_should_have_stood_there_is_booked_as_the_difference(ledger: Ledger, olga: Script) -> None:
    line = ledger.line(planned_reach=180, realised_reach=186)
    lock(olga, line=line)
    page = olga.client.get(f"/plans/{olga.plan_id}/ledger/{line}/correct").get_data(as_text=True)
    assert 'value="186"' in page
    should = {"planned_reach": "180", "realised_reach": "168", "gross": "100", "cost": "68000"}
    assert olga.post(f"ledger/{line}/correct", should).status_code == 303
    made = load_state(ledger.cast.plan_id).rows("ledger_line")[1]
    amounts = {name: made[name] for name in ("planned_reach", "realised_reach", "gross", "cost")}
    assert amounts == {"planned_reach": None, "realised_reach": -18, "gross": -26, "cost": None}
    assert made["own_share"] == 60
    net = [ledger.booked(item).net for item in (line, made.id)]
    assert sum(filter(None, net)) == Decimal("39.9")  # of 100


def test_what_is_the_same_corrects_nothing_and_what_is_no_number_comes_back(ledger: Ledger, olga: Script) -> None:
    line = ledger.line(planned_reach=180)
    lock(olga, line=line)
    same = {"planned_reach": "180", "realised_reach": "", "gross": "126", "cost": "68.000"}
    assert olga.post(f"ledger/{line}/correct", same).status_code == 303
    wrong = olga.post(f"ledger/{line}/correct", same | {"gross": "veel"})
    assert wrong.status_code == 422
    assert 'value="veel"' in wrong.get_data(as_text=True)
    assert len(load_state(ledger.cast.plan_id).rows("ledger_line")) == 1


def test_before_locking_all_that_is_locked_is_shown(ledger: Ledger, olga: Script) -> None:
    line = ledger.line(planned_reach=180, realised_reach=186, grade="fair", decision="Doorgaan met de cursus")
    page = olga.client.get(f"/plans/{olga.plan_id}/ledger/lock?line={line}").get_data(as_text=True)
    for said in ("180", "186", "126", "68.000", "Doorgaan met de cursus"):
        assert said in page, said


def test_locking_a_counter_line_keeps_the_corrections_that_it_began_with(
    locked: str, ledger: Ledger, olga: Script
) -> None:
    olga.post(f"ledger/{locked}/correct", {})
    made = load_state(ledger.cast.plan_id).rows("ledger_line")[1].id
    ledger.write("contribution", ledger.contribution, own_share=Decimal(10))
    lock(olga, line=made)
    assert ledger.item(made)["own_share"] == 60
    assert ledger.item(made)["locked_by"] == "Olga"


def test_a_double_click_makes_one_counter_line(locked: str, ledger: Ledger, olga: Script) -> None:
    for _again in range(2):
        assert olga.post(f"ledger/{locked}/correct", {"key": "k1"}).status_code == 303
    assert len(load_state(ledger.cast.plan_id).rows("ledger_line")) == 2


def test_an_open_line_is_not_corrected_by_another(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    olga.post(f"ledger/{line}/correct", {})
    olga.post(f"ledger/{ledger.outcome}/correct", {})
    assert len(load_state(ledger.cast.plan_id).rows("ledger_line")) == 1


# --- the page ---


def test_the_page_tells_the_books(cast: Cast, ledger: Ledger, olga: Script) -> None:
    line = ledger.line(2024, realised_reach=180, planned_reach=168)
    lock(olga, period=2024)
    olga.post(f"ledger/{line}/correct", {})
    ledger.line(2025)
    negative = add(cast, "outcome", statement="Vaker opgelicht", direction="negative")
    ledger.line(2025, outcome=negative)
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/ledger", queries=10).get_data(as_text=True)
    text = re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", page))
    for told in (">50<", ">−50<", "van 168 (+12)", "Vaker opgelicht", "nooit verrekend", "nog niet geschat"):
        assert told in text, told
    assert text.index("2025") < text.index("van 168 (+12)")


def test_the_working_of_a_line_shows_its_sum(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    page = olga.client.get(f"/plans/{olga.plan_id}/steps/ledger?row={line}", queries=10).get_data(as_text=True)
    for told in ("88,2", "83,79", "50,274"):
        assert told in page, told


def test_who_only_reads_sees_the_books_and_no_buttons(cast: Cast, ledger: Ledger, olga: Script, signed_in: Any) -> None:
    ledger.line(2024)
    lock(olga, period=2024)
    ledger.line(2025)
    page = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/steps/ledger", queries=10).get_data(as_text=True)
    assert ">50<" in re.sub(r"\s*([<>])\s*", r"\1", page)
    assert "ledger/lock" not in page
    assert "/correct" not in page


def test_what_locking_writes_cannot_be_made_on_the_spot(ledger: Ledger, olga: Script) -> None:
    line = ledger.line()
    address = f"/plans/{olga.plan_id}/new/ledger_line?for=ledger_line:{line}:corrects"
    assert olga.client.get(address).status_code == 404
    assert olga.post("new/ledger_line", {"for": f"ledger_line:{line}:corrects", "period": "2025"}).status_code == 404
    assert ledger.item(line)["corrects"] is None


def test_what_locking_writes_does_not_come_back_from_the_history(ledger: Ledger, olga: Script) -> None:
    line = ledger.line(corrects=ledger.line())
    made = load_state(ledger.cast.plan_id).seq
    assert olga.post(f"items/ledger_line/{line}/corrects/history", {"seq": made}).status_code == 404


def test_a_locked_line_of_another_plan_is_not_there(locked: str, cast: Cast) -> None:
    other = create_plan(cast.olga, "Ander plan", "", "nl")
    db.session.commit()
    for operation in (operations.delete_item, operations.restore_item):
        with pytest.raises(NotFoundError), writing(other, Permission.EDIT, cast.olga) as write:
            operation(write, "ledger_line", locked)
