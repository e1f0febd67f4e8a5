"""The demo loads on an empty database, and says what the course's example says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from impactplan.calculators.burden import CollectionLoad, load_per_quarter, total_hours
from impactplan.calculators.contribution import Corrections, net_per_year
from impactplan.calculators.valuation import Case, cost_per_net, value
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field
from impactplan.steps import STEPS
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import load_state, load_steps

PLANS = ("digitaal-mee", "samen-lezen", "taal-aan-zee")
HUNDRED = Decimal(100)


def named(state: PlanState, kind: str, text: str) -> Item:
    """Return the one row of a kind whose title says the text."""
    (item,) = [item for item in state.rows(kind) if text in item[KINDS[kind].title_field]]
    return item


def of_outcome(state: PlanState, kind: str, text: str) -> Item:
    outcome = named(state, "outcome", text)
    (row,) = [item for item in state.rows(kind) if item["outcome"] == outcome.id]
    return row


def corrections(item: Item) -> Corrections:
    shares = (item.get(name, 0) / HUNDRED for name in ("deadweight", "displacement", "own_share", "drop_off"))
    return Corrections(*shares)


def last_measured(state: PlanState, indicator: Item) -> Decimal:
    rows = [row for row in state.rows("measurement") if row["indicator"] == indicator.id]
    return Decimal(max(rows, key=lambda row: row["measured_on"])["value"])


def test_every_step_of_digitaal_mee_is_complete(demo: PlanState) -> None:
    assert load_steps(["digitaal-mee"])["digitaal-mee"] == {step.key: "complete" for step in STEPS}


def test_samen_lezen_is_half_way_module_3(demo: PlanState) -> None:
    states = load_steps(["samen-lezen"])["samen-lezen"]
    assert {states[step.key] for step in STEPS if step.module < 3} == {"complete"}
    assert {key: states[key] for key in ("results", "contribution")} == {"results": "partly", "contribution": "partly"}
    rest = [step.key for step in STEPS if step.module > 2 and step.key not in {"results", "contribution"}]
    assert {states[key] for key in rest} == {"empty"}


def test_taal_aan_zee_has_just_started(demo: PlanState) -> None:
    states = load_steps(["taal-aan-zee"])["taal-aan-zee"]
    assert [key for key, state in states.items() if state != "empty"] == ["purpose", "stakeholders"]
    assert states["purpose"] == "partly"


@pytest.mark.parametrize("plan_id", PLANS)
def test_what_was_derived_agrees_with_the_rows(demo: PlanState, plan_id: str) -> None:
    assert find_differences(plan_id) == []


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_value_fits_its_field(demo: PlanState, plan_id: str) -> None:
    wrong = []
    state = load_state(plan_id)
    for item in state:
        for name, declared in KINDS[item.kind].stored.items():
            value_ = item[name]
            if not declared.is_filled(value_):
                continue
            if not fits(state, declared, value_):
                wrong.append((item.kind, name, value_))
    assert wrong == []


def fits(state: PlanState, declared: Field, value_: Any) -> bool:
    if declared.is_reference:
        ids = value_ if declared.is_list else (value_,)
        return all((target := state.find(one)) is not None and target.kind in declared.targets for one in ids)
    if declared.choices:
        keys = value_ if declared.is_list else (value_,)
        return set(map(str, keys)) <= {key for key, _label in declared.choices}
    if declared.is_text:
        return len(value_) <= declared.limit
    if declared.low is not None and value_ < declared.low:
        return False
    return declared.high is None or value_ <= declared.high


def test_net_contribution_is_that_of_the_example(demo: PlanState) -> None:
    row = of_outcome(demo, "contribution", "durven meer")
    net = net_per_year(row["gross"], corrections(row), row["duration"])
    assert net == [Decimal("50.274"), Decimal("37.7055"), Decimal("28.279125")]


def test_social_return_is_that_of_the_example(demo: PlanState) -> None:
    row, worth = (of_outcome(demo, kind, "durven meer") for kind in ("contribution", "valuation"))
    sheet = demo.sheet("social_return")
    assert sheet["input"] is None
    spent = sum((item.get("euros", Decimal(0)) for item in demo.rows("input")), Decimal(0))
    assert spent == 68000
    case = Case(
        row["gross"], corrections(row), row["duration"], worth["unit_price"], sheet["discount_rate"] / HUNDRED, spent
    )
    total = value(case)
    assert (round(total.total, 2), round(total.ratio, 4)) == (Decimal("94932.37"), Decimal("1.3961"))
    assert round(cost_per_net(spent, Decimal("50.274")), 2) == Decimal("1352.59")


def collections(state: PlanState) -> list[CollectionLoad]:
    rows = []
    for item in state.rows("collection"):
        completes = int(item.get("invited", 0) * item.get("response", Decimal(0)) / HUNDRED)
        minutes, waves, hours = item.get("minutes", Decimal(0)), item.get("waves", 1), item["staff_hours"]
        rows.append(
            CollectionLoad(item.id, item["group"], completes, minutes, waves, item["start"], item["end"], hours)
        )
    return rows


def test_burden_is_that_of_the_example(demo: PlanState) -> None:
    rows = collections(demo)
    assert [row.completes for row in rows] == [144, 90, 171, 12, 0, 0]
    assert total_hours(rows) == Decimal("81.9")


def test_one_quarter_is_short_of_hours(demo: PlanState) -> None:
    room = {(row["year"], int(row["quarter"])): row["hours"] for row in demo.rows("capacity")}
    load = load_per_quarter(collections(demo))
    assert set(load) == set(room)
    assert [quarter for quarter, hours in load.items() if hours > room[quarter]] == [list(room)[3]]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("DigiD", "target"),
        ("herkenningsopdracht", "between"),
        ("zelfvertrouwen", "target"),
        ("overheidszaak", "between"),
        ("solliciteerde", "between"),
        ("door naaste", "below"),
        ("eigen zaken", "between"),
        ("oplichting", "below"),
    ],
)
def test_measurements_partly_miss_their_targets(demo: PlanState, text: str, band: str) -> None:
    indicator = named(demo, "indicator", text)
    sign = -1 if indicator["direction"] == "down" else 1
    now, minimum, target = (
        sign * found for found in (last_measured(demo, indicator), indicator["minimum"], indicator["target"])
    )
    assert ("target" if now >= target else "between" if now >= minimum else "below") == band


def test_the_negative_effect_has_occurred(demo: PlanState) -> None:
    (effect,) = [item for item in demo.rows("negative_effect") if item["negative_state"] == "occurred"]
    signal = demo.find(effect["signal"])
    assert signal is not None
    assert last_measured(demo, signal) == 7
    assert effect["mitigation"]
    assert effect["owner"]
    assert effect["wording"]
    assert effect["actions"]


def test_every_decision_and_every_gap_has_its_action(demo: PlanState) -> None:
    missing = [item for item in demo.rows("condition") if item["state"] == "missing"]
    assert len(missing) == 1
    assert all(item["actions"] for item in (*missing, *demo.rows("decision")))


def test_the_first_year_is_locked_with_what_was_known_and_the_second_is_open(demo: PlanState) -> None:
    lines = demo.rows("ledger_line")
    first, second = sorted({line["period"] for line in lines})
    assert second == first + 1
    assert {line["period"]: line["locked_by"] for line in lines} == {first: "controller", second: None}
    assert all((line["locked_on"] is None) == (line["period"] == second) for line in lines)
    for line in (line for line in lines if line["period"] == first):
        (contribution,) = [row for row in demo.rows("contribution") if row["outcome"] == line["outcome"]]
        assert corrections(line) == corrections(contribution)
        assert line["duration"] == contribution["duration"]
    confidence = named(demo, "outcome", "durven meer").id
    assert {line["unit_price"] for line in lines if line["outcome"] == confidence and line["locked_on"]} == {850}


def test_a_counter_line_brings_its_line_to_the_gross_change_that_was_measured(demo: PlanState) -> None:
    (counter,) = [line for line in demo.rows("ledger_line") if line["corrects"]]
    corrected = demo.find(counter["corrects"])
    assert corrected is not None
    assert corrected["outcome"] == counter["outcome"]
    assert counter["gross"] < 0
    (contribution,) = [row for row in demo.rows("contribution") if row["outcome"] == counter["outcome"]]
    assert corrected["gross"] + counter["gross"] == contribution["gross"]


def test_no_action_starts_before_what_it_depends_on_ends(demo: PlanState) -> None:
    early = [
        (action["name"], earlier["name"])
        for action in demo.rows("action")
        for earlier in demo.find_all(action["depends_on"])
        if action["start"] < earlier["end"]
    ]
    assert early == []
