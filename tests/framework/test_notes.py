from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
import time_machine

from impactplan.framework import checks, data_checks
from impactplan.framework.questions import joining_word
from impactplan.workbook.checks import notes_at
from tests.framework.plans import COLLECTIONS, STAKEHOLDERS, one, plan

pytestmark = pytest.mark.usefixtures("english")

INDICATOR: dict[str, Any] = {
    "name": "% who log in by themselves",
    "indicator_kind": "percentage",
    "unit": "%",
    "direction": "up",
    "denominator": "all who finish",
    "baseline": D(45),
    "baseline_kind": "pre_measurement",
    "baseline_date": date(2021, 5, 28),
    "target": D(70),
    "target_date": date(2022, 12, 31),
    "minimum": D(60),
    "sources": ("B1",),
}


@pytest.fixture(autouse=True)
def spring_of_2021() -> Iterator[None]:
    with time_machine.travel(date(2021, 3, 1), tick=False):
        yield


def on_indicator(**changes: Any) -> set[str]:
    row = {"id": "x", **INDICATOR, **changes}
    used = ("x",) if row.pop("sources") else ()
    state = plan(indicator=[row], source=[{"id": "B1", "name": "B1", "indicators": used}], collection=[])
    return set(notes_at(checks.INDICATOR, state, state.rows("indicator")[0]))


def test_a_well_made_indicator_has_no_notes() -> None:
    assert on_indicator() == set()


def test_nobody_misses_data_before_the_plan_names_any() -> None:
    row = {"id": "x"} | {name: value for name, value in INDICATOR.items() if name != "sources"}
    state = plan(indicator=[row], source=[], collection=[])
    assert not notes_at(checks.INDICATOR, state, state.rows("indicator")[0])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "% who dare and do"}, "name"),
        ({"denominator": None}, "denominator"),
        ({"denominator": None, "indicator_kind": None}, "denominator"),
        ({"target": D(45), "minimum": None}, "target"),
        ({"target": D(40), "minimum": None}, "target"),
        ({"target": D(70), "direction": "down", "minimum": None}, "target"),
        ({"target": D(170)}, "target"),
        ({"baseline": D(-1)}, "baseline"),
        ({"baseline_kind": "none_first"}, "baseline"),
        ({"minimum": D(80)}, "minimum"),
        ({"baseline_date": date(2023, 1, 1)}, "baseline_date"),
        ({"baseline_date": date(2022, 12, 31)}, "baseline_date"),
        ({"target_date": date(2021, 2, 28), "baseline_date": None}, "target_date"),
        ({"baseline_kind": None}, "baseline_kind"),
        ({"sources": ()}, "collections"),
    ],
)
def test_each_slip_is_said_at_its_own_field(changes: dict[str, Any], field: str) -> None:
    assert on_indicator(**changes) == {field}


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": "down", "baseline": D("2.5"), "target": D("1.5"), "minimum": D(2)},
        {"direction": "not_above", "baseline": D(2), "target": D(4), "minimum": None},
        {"baseline": None, "baseline_kind": "none_change", "baseline_date": None},
        {"indicator_kind": "mean", "unit": "points", "denominator": None, "target": D(700)},
        {"baseline": D(0)},
        {"target_date": date(2021, 3, 1), "baseline_date": None},
    ],
)
def test_what_is_well_is_left_alone(changes: dict[str, Any]) -> None:
    assert on_indicator(**changes) == set()


def test_a_target_day_that_passed_is_well_once_there_is_a_measurement() -> None:
    row = {"id": "x", **INDICATOR, "target_date": date(2021, 1, 1), "baseline_date": None}
    measured = plan(indicator=[row], measurement=[{"id": "m", "indicator": "x"}])
    assert "target_date" not in notes_at(checks.INDICATOR, measured, measured.rows("indicator")[0])
    other = plan(indicator=[row], measurement=[{"id": "m", "indicator": "y"}])
    assert "target_date" in notes_at(checks.INDICATOR, other, other.rows("indicator")[0])


def test_data_at_the_other_end_count() -> None:
    row = {"id": "x", "name": "Logs in"}
    state = plan(indicator=[row], source=[], collection=[{"id": "D", "indicators": ("x",)}])
    assert "collections" not in notes_at(checks.INDICATOR, state, state.rows("indicator")[0])


@pytest.mark.parametrize(("invited", "noted"), [(19, True), (20, False)])
def test_a_breakdown_into_groups_that_are_too_small_is_noted(invited: int, noted: bool) -> None:
    data = [{"id": "D", "indicators": ("x",), "invited": invited, "response": D(100)}]
    state = plan(indicator=[{"id": "x", "breakdown": "age"}], collection=data, source=[])
    assert ("breakdown" in notes_at(checks.INDICATOR, state, state.rows("indicator")[0])) is noted


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("% afronders dat durft en doet", "en"),
        ("Leest/belt vaker", "/"),
        ("uren hulp, uur/week", ""),
        ("score (lezen en rekenen)", ""),
        ("% dat leest of weet hoe het regelt", "leest … weet … regelt"),
        ("% who know and dare", "and"),
        ("% (zeer) eens met ‘ik regel mijn eigen zaken’ na 6 maanden", ""),
        ("", ""),
    ],
)
def test_two_questions_in_one_name_are_found(name: str, word: str) -> None:
    assert joining_word(name) == word


@pytest.mark.parametrize(
    ("changes", "noted"),
    [
        ({"measure": "not", "relevance": 4, "significance": 3}, True),
        ({"measure": "not", "relevance": 2, "significance": 3}, False),
        ({"measure": "not", "direction": "negative"}, True),
        ({"measure": "now", "relevance": 1, "significance": 5}, True),
        ({"measure": "now", "relevance": 2, "significance": 3}, False),
        ({"measure": "now"}, False),
        ({"measure": "not", "importance": 5}, True),
    ],
)
def test_a_choice_against_the_weight_is_asked_about(changes: dict[str, Any], noted: bool) -> None:
    assert ("measure" in notes_at(checks.PRIORITY, *one("outcome", **changes))) is noted


# --- data collections ---

QUIET = {
    "performed_by": "self",
    "bias": "Somebody else reads them.",
    "response": D(70),
    "personal_data": "yes",
    "informed": True,
    "handled_by": "nobody",
}


def on_collection(row: int = 0, others: tuple[int, ...] = (), **changes: Any) -> dict[str, str]:
    rows = [COLLECTIONS[row] | changes, *(COLLECTIONS[other] for other in others)]
    state = plan(
        collection=rows,
        stakeholder=STAKEHOLDERS,
        indicator=[{"id": "K1", "name": "K1", "indicator_kind": "percentage"}],
        source=[],
    )
    return dict(notes_at(data_checks.COLLECTION, state, state.rows("collection")[0]))


def test_a_quiet_collection_has_no_notes() -> None:
    assert on_collection(1, response=D(70)) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"invited": 250}, "invited"),
        ({"minutes": D(21), "waves": 1}, "minutes"),
        ({"minutes": D(16), "waves": 3, "end": date(2021, 12, 1)}, "minutes"),
        ({"sampling": "convenience", "population": None}, "sampling"),
        ({"end": date(2021, 4, 1)}, "end"),
        ({"start": date(2021, 1, 1), "end": date(2021, 2, 1)}, "end"),
        ({"origin": "primary"}, "origin"),
        ({"special_category": True}, "special_category"),
        ({"special_category": True, "impact_assessment": True}, "special_category"),
        ({"minors": True, "lawful_basis": "consent", "consent_text": "Yes, …"}, "minors"),
        ({"lawful_basis": "none"}, "lawful_basis"),
        ({"informed": None}, "informed"),
        ({"lawful_basis": "consent"}, "consent_text"),
        ({"performed_by": "external", "handled_by": None}, "handled_by"),
        ({"performed_by": "partner", "handled_by": "nobody"}, "handled_by"),
        ({"method": "survey", "origin": "existing", "handled_by": None}, "handled_by"),
        ({"handled_by": "processor"}, "processor_agreement"),
        ({"handled_by": "joint"}, "processor_agreement"),
        ({"indicators": ("K1",), "invited": 40}, "indicators"),
    ],
)
def test_each_concern_is_said_at_its_own_field(changes: dict[str, Any], field: str) -> None:
    assert set(on_collection(**QUIET | changes)) == {field}


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": D(20), "waves": 1},
        {"minutes": D(15), "waves": 3, "end": date(2021, 12, 1)},
        {"special_category": True, "special_exception": "explicit_consent"},
        {"personal_data": "no", "special_category": True},
        {"lawful_basis": "consent", "consent_text": "Yes, …"},
        {"minors": True, "lawful_basis": "public_task"},
        {"performed_by": "external", "handled_by": "processor", "processor_agreement": True},
        {"performed_by": "partner", "handled_by": "joint", "processor_agreement": True},
        {"indicators": ("K1",), "invited": 60},
    ],
)
def test_what_is_in_order_is_left_alone(changes: dict[str, Any]) -> None:
    assert on_collection(**QUIET | changes) == {}


def test_more_invitations_than_people_are_told_where_a_margin_means_something() -> None:
    assert "247" in on_collection()["invited"]
    assert "invited" not in on_collection(sampling="quota")


def test_a_convenience_sample_is_never_representative() -> None:
    plain = on_collection(sampling="convenience")["sampling"]
    called = on_collection(sampling="convenience", bias="A representative group")["sampling"]
    assert plain in called
    assert called != plain


def test_asking_a_group_twice_at_a_time_names_the_other() -> None:
    assert "D2" in on_collection(0, (1,))["start"]
    assert "start" not in on_collection(0, (3,))
    assert "start" not in on_collection(0, (1,), end=date(2021, 5, 31))
    assert "start" in on_collection(0, (1,), end=date(2021, 6, 1))


def test_asking_ones_own_public_oneself_asks_about_bias() -> None:
    own = {"performed_by": "self"}
    assert "bias" in on_collection(1, **own)
    assert "bias" not in on_collection(1, **own, bias="Somebody else calls.")
    assert "bias" not in on_collection(1, **own, method="registration")


def test_children_are_seen_by_the_name_of_their_group() -> None:
    state = plan(
        collection=[{"id": "D", "group": "S", "personal_data": "no"}], stakeholder=[{"id": "S", "name": "Jeugd 8–12"}]
    )
    assert "personal_data" in notes_at(data_checks.COLLECTION, state, state.rows("collection")[0])
    assert "personal_data" not in on_collection(personal_data="no")


def test_doubtful_data_are_asked_about_where_they_are_used() -> None:
    assert set(notes_at(data_checks.SOURCE, *one("source", quality=2, indicators=("K1",)))) == {"quality"}
    assert set(notes_at(data_checks.SOURCE, *one("source", quality=2))) == set()
    assert set(notes_at(data_checks.SOURCE, *one("source", quality=3, indicators=("K1",), personal_data=True))) == {
        "personal_data"
    }


def test_a_group_that_was_removed_is_asked_nothing_at_the_same_time() -> None:
    period = {"start": date(2026, 5, 1), "end": date(2026, 6, 1), "minutes": D(8), "group": "gone"}
    state = plan(collection=[{"id": "D1", **period}, {"id": "D2", **period}])
    assert "start" not in notes_at(data_checks.COLLECTION, state, state.by_id["D1"])
