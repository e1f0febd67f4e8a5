"""The books: what a line comes to, what a year adds, and what still lasts of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.graph import PlanState
from impactplan.learning.amounts import amount, corrections, difference, in_people, people
from impactplan.learning.books import (
    BookLine,
    Period,
    bears_all_costs,
    book,
    periods,
    total,
    totals_of_corrected,
)
from impactplan.learning.calculations import calculations
from impactplan.learning.documents import columns
from impactplan.learning.ledger import books_of, shown_line
from tests.learning.support import SHARES
from tests.support.states import make_state

OUTCOMES = [
    {"statement": "Meer zelfvertrouwen", "direction": "positive"},
    {"statement": "Vaker opgelicht", "direction": "negative"},
    {"statement": "Zonder bijdrage", "direction": "positive"},
]


@pytest.fixture(autouse=True)
def in_dutch(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("nl"):
        yield


def plan(*lines: dict[str, Any], **more: Any) -> PlanState:
    with_lines = [{"outcome": "outcome1", "gross": Decimal(126)} | line for line in lines]
    items: dict[str, list[dict[str, Any]]] = {
        "outcome": OUTCOMES,
        "contribution": [{"outcome": "outcome1", **SHARES}, {"outcome": "outcome2", **SHARES}],
        "valuation": [{"outcome": "outcome1", "method": "monetary", "unit_price": Decimal(850)}],
        "ledger_line": with_lines,
    }
    return make_state(items | more)


def first(state: PlanState) -> BookLine:
    return book(state, state.rows("ledger_line")[0])


def year(state: PlanState, wanted: int) -> Period:
    return next(period for period in periods(state) if period.year == wanted)


def test_a_line_comes_to_net_value_and_cost() -> None:
    line = first(plan({"period": 2025, "cost": Decimal(68000), "planned_reach": 180, "realised_reach": 168}))
    assert line.net == Decimal("50.274")
    assert line.worth == Decimal("42732.9")
    assert line.cost_per_net is not None
    assert round(line.cost_per_net, 2) == Decimal("1352.59")
    assert line.variance == -12


@pytest.mark.parametrize(
    ("line", "contribution", "missing_input"),
    [
        ({"outcome": None}, SHARES, "outcome"),
        ({"outcome": None}, SHARES | {"outcome": None}, "outcome"),
        ({"outcome": "outcome3"}, SHARES, "contribution"),
        ({"gross": None}, SHARES, "gross"),
        ({}, SHARES | {"deadweight": None}, "deadweight"),
        ({}, SHARES | {"own_share": None}, "own_share"),
        ({}, SHARES | {"own_share": Decimal(120)}, "share"),
    ],
)
def test_a_line_without_net_says_what_is_lacking(
    line: dict[str, Any], contribution: dict[str, Any], missing_input: str
) -> None:
    year = first(plan({"period": 2025} | line, contribution=[{"outcome": "outcome1", **contribution}]))
    assert year.net is None
    assert year.missing_input == missing_input
    assert (year.worth, year.cost_per_net) == (None, None)


def test_a_locked_line_keeps_its_own_corrections_and_price() -> None:
    own = {"deadweight": Decimal(50), "displacement": None, "own_share": Decimal(100), "unit_price": Decimal(10)}
    line = first(plan({"period": 2025, "locked_on": date(2026, 1, 9), **own}))
    assert line.locked
    assert line.net == 63
    assert line.worth == 630


def test_a_locked_line_without_corrections_takes_none_from_elsewhere() -> None:
    line = first(plan({"period": 2025, "locked_on": date(2026, 1, 9)}))
    assert (line.net, line.missing_input) == (None, "contribution")


def test_a_counter_line_stands_under_its_line_and_cancels_it() -> None:
    locked = {"period": 2025, "locked_on": date(2026, 1, 9), **SHARES}
    other = {"period": 2025, "gross": Decimal(10)}
    counter = {"period": 2025, "gross": Decimal(-126), "corrects": "ledger_line1", **SHARES}
    state = plan(locked, other, counter)
    lines = year(state, 2025).lines
    assert [line.item.id for line in lines if line.item] == ["ledger_line1", "ledger_line3", "ledger_line2"]
    assert [line.depth for line in lines] == [0, 1, 0]
    assert total(lines).net == lines[2].net


def test_a_counter_line_cancels_what_lasts_also_of_an_outcome_that_was_removed() -> None:
    gone = SHARES | {"outcome_name": "Meer zelfvertrouwen", "period": 2025}
    locked = gone | {"outcome": "gone", "locked_on": date(2026, 1, 9)}
    counter = gone | {"outcome": None, "gross": Decimal(-126), "corrects": "ledger_line1"}
    lines = year(plan(locked, counter, {"period": 2026, "outcome": "outcome3"}), 2026).lines
    assert [(line.item is None, line.carried) for line in lines] == [(False, None)]


def test_this_year_stands_apart_from_what_still_lasts() -> None:
    state = plan({"period": 2024}, {"period": 2025, "gross": Decimal(100)})
    line = year(state, 2025).lines[0]
    assert line.net == Decimal("39.9")
    assert line.carried == Decimal("37.7055")
    sums = total(year(state, 2025).lines)
    assert (sums.net, sums.carried) == (Decimal("39.9"), Decimal("37.7055"))
    assert year(state, 2024).lines[0].carried is None


def test_what_lasts_is_said_once_for_an_outcome() -> None:
    state = plan({"period": 2024}, {"period": 2025}, {"period": 2025})
    assert [line.carried for line in year(state, 2025).lines] == [Decimal("37.7055"), None]


def test_what_lasts_of_an_outcome_without_a_line_has_a_line_of_its_own() -> None:
    state = plan({"period": 2024}, {"period": 2025, "outcome": "outcome3"})
    lines = year(state, 2025).lines
    assert [(line.item is None, line.carried) for line in lines] == [(False, None), (True, Decimal("37.7055"))]
    assert total(lines).net is None
    assert year(state, 2025).items == (state.rows("ledger_line")[1],)


def test_nothing_lasts_longer_than_its_duration() -> None:
    state = plan({"period": 2022}, {"period": 2025, "outcome": "outcome3"})
    assert [line.carried for line in year(state, 2025).lines] == [None]


def test_unwanted_effects_stay_in_a_block_of_their_own() -> None:
    state = plan({"period": 2025}, {"period": 2025, "outcome": "outcome2", "gross": Decimal(20)})
    period = year(state, 2025)
    assert [line.outcome and line.outcome.id for line in period.negative] == ["outcome2"]
    assert total(period.lines).gross == 126
    assert total(period.negative).gross == 20


def test_the_newest_year_comes_first_and_undated_lines_before_all() -> None:
    state = plan({"period": 2023}, {"period": None}, {"period": 2025})
    assert [period.year for period in periods(state)] == [None, 2025, 2023]


def test_a_total_counts_what_it_leaves_out() -> None:
    state = plan({"period": 2025, "cost": Decimal(100)}, {"period": 2025, "outcome": "outcome3", "cost": Decimal(900)})
    sums = total(year(state, 2025).lines)
    assert sums.without_net == 1
    assert sums.cost == 1000


REACH = {"period": 2025, "planned_reach": 180, "realised_reach": 180, "cost": Decimal(100)}


def test_people_are_never_added_up_over_outcomes() -> None:
    """The outcomes of a programme are of the same people: 180 and 180 of them are not 360."""
    lines = year(plan(REACH, REACH | {"outcome": "outcome3"}), 2025).lines
    sums = total(lines)
    assert (sums.planned, sums.realised, sums.variance, sums.gross, sums.net, sums.cost_per_net) == (None,) * 6
    assert sums.cost == 200
    assert totals_of_corrected(lines) == []


def test_the_lines_of_one_outcome_are_added_up() -> None:
    """A booking and what corrects it come to one figure, also beside other outcomes."""
    counter = {"period": 2025, "gross": Decimal(-26), "realised_reach": -20, "corrects": "ledger_line1", **SHARES}
    locked = REACH | {"locked_on": date(2026, 1, 9), **SHARES}
    alone = year(plan(locked, counter), 2025).lines
    assert (total(alone).gross, total(alone).realised, total(alone).net) == (100, 160, Decimal("39.9"))
    assert total(alone).cost_per_net == Decimal(100) / Decimal("39.9")
    beside = year(plan(locked, counter, REACH | {"outcome": "outcome3"}), 2025).lines
    ((_name, together),) = totals_of_corrected(beside)
    assert (together.gross, together.realised) == (100, 160)
    assert total(beside).gross is None


def test_costs_that_all_stand_at_one_of_several_outcomes_are_too_high_for_its_people() -> None:
    free = {"period": 2025, "outcome": "outcome3"}
    state = plan(REACH, free)
    assert [bears_all_costs(state, item) for item in state.rows("ledger_line")] == [True, False]
    state = plan(REACH, free | {"cost": Decimal(1)})
    assert not bears_all_costs(state, state.rows("ledger_line")[0])
    state = plan(REACH, {"period": 2024, "outcome": "outcome3"})
    assert not bears_all_costs(state, state.rows("ledger_line")[0])


def test_a_period_is_locked_when_all_its_lines_are() -> None:
    locked = {"period": 2025, "locked_on": date(2026, 1, 9)}
    half, whole = plan(locked, {"period": 2025}), plan(locked, locked)
    assert not year(half, 2025).locked
    assert [item.id for item in year(half, 2025).lockable] == ["ledger_line2"]
    assert year(whole, 2025).locked
    assert year(whole, 2025).lockable == ()


def test_corrections_read_as_percentages_to_a_decimal() -> None:
    line = first(plan({"period": 2025}, contribution=[{"outcome": "outcome1", **SHARES, "own_share": Decimal("61.5")}]))
    assert corrections(line) == "−30\u00a0%, −5\u00a0%, 61,5\u00a0%\u00a0van\u00a0ons, −25\u00a0%\u00a0per\u00a0jaar"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (0, "0"), (-6, "−6"), (Decimal("-0.04"), "0"), (Decimal("50.274"), "50,3")]
)
def test_amounts_are_rounded_and_have_a_real_minus(value: Any, shown: str) -> None:
    assert amount(value, 1) == shown


def test_a_share_in_a_computation_has_its_decimal() -> None:
    shares = SHARES | {"deadweight": Decimal("12.5")}
    state = plan({"period": 2025}, contribution=[{"outcome": "outcome1", **shares}])
    net = next(made for made in calculations(state, state.rows("ledger_line")[0]) if made.label == "Netto verandering")
    assert net.lines[1].startswith("12,5\u00a0%")


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (6, "+6"), (-12, "−12"), (0, "±0")])
def test_a_difference_has_its_sign(value: int | None, shown: str) -> None:
    assert difference(value) == shown


def test_a_chain_of_corrections_may_be_as_long_as_a_plan_can_hold() -> None:
    chain = [{"period": 2025, "corrects": f"ledger_line{at}" if at else None} for at in range(500)]
    lines = year(plan(*chain), 2025).lines
    assert [line.item.id for line in lines if line.item] == [f"ledger_line{at + 1}" for at in range(500)]
    assert [line.depth for line in lines] == [0] + [1] * 499


def test_a_line_whose_outcome_was_removed_says_so() -> None:
    state = plan({"period": 2022, "outcome": "gone", "locked_on": date(2023, 1, 1)}, {"period": 2022, "outcome": None})
    assert [shown_line(state, line).title for line in year(state, 2022).lines] == [
        "(een effect dat is verwijderd)",
        "(geen effect gekozen)",
    ]


def test_a_locked_line_keeps_the_name_and_the_place_that_it_was_locked_with() -> None:
    """Whatever becomes of the outcome since: removed, called otherwise, or turned to its contrary."""
    own = {"locked_on": date(2026, 1, 9), **SHARES}
    for outcome in ("gone", "outcome1", "outcome2"):
        unwanted = own | {"outcome": outcome, "outcome_name": "Meer gedoe", "unwanted": True}
        wanted = own | {"outcome": outcome, "outcome_name": "Meer durf"}
        state = plan({"period": 2025, **unwanted}, {"period": 2025, **wanted})
        period = year(state, 2025)
        assert [shown_line(state, line).title for line in period.negative] == ["Meer gedoe"]
        assert [shown_line(state, line).title for line in period.lines] == ["Meer durf"]


def test_what_lasts_of_a_removed_outcome_keeps_its_name_and_place_too() -> None:
    own = {"locked_on": date(2025, 1, 9), "outcome": "gone", "outcome_name": "Meer gedoe", "unwanted": True, **SHARES}
    state = plan({"period": 2024, **own}, {"period": 2025})
    (lasting,) = year(state, 2025).negative
    assert (shown_line(state, lasting).title, lasting.carried) == ("Meer gedoe", Decimal("37.7055"))


def test_the_columns_of_the_printed_ledger_fill_the_page_and_no_more() -> None:
    assert sum(column.width for column in columns()) == 100


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (Decimal("50.274"), "50"),
        (Decimal("-12.8"), "−13"),
        (Decimal(0), "0"),
        (Decimal("0.42"), "<\u00a01"),
        (Decimal("-0.42"), ">\u00a0−1"),
        (Decimal("-0.6"), "−1"),
    ],
)
def test_people_are_whole_and_less_than_one_is_not_nobody(value: Decimal | None, shown: str) -> None:
    assert people(value) == shown


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("1", "1 persoon"),
        ("<\u00a01", "<\u00a01 persoon"),
        ("0", "0 mensen"),
        ("11", "11 mensen"),
        ("−1", "−1 persoon"),
    ],
)
def test_people_are_said_with_what_they_count(printed: str, said: str) -> None:
    assert in_people(printed) == said


def as_number(printed: str) -> int:
    return 0 if printed[0] in "<>" else int(printed.replace("−", "-"))


@pytest.mark.parametrize("gross", [("43", "-2"), ("1", "1", "1"), ("0.4", "0.4"), ("10.5", "-0.5"), ("126", "0")])
def test_what_lines_of_an_outcome_print_adds_up_to_what_their_total_prints(gross: tuple[str, ...]) -> None:
    lines = [{"period": year_, "gross": Decimal(amount_)} for year_ in (2024, 2025) for amount_ in gross]
    other = {"period": 2025, "outcome": "outcome3", "gross": Decimal("0.4")}
    state = plan(*lines, other)
    (book_,) = books_of(state, year(state, 2025))
    ((_name, together),) = book_.together
    own, others = [line.cells for line in book_.lines[:-1]], book_.lines[-1].cells
    for name in ("gross", "net"):
        parts = [as_number(getattr(cells, name)) for cells in own]
        assert sum(parts) == as_number(getattr(together, name))
    assert others.gross == "<\u00a01"
    printed = [getattr(cells, name) for cells in own for name in ("gross", "net", "carried")]
    assert not [text for text in printed if "," in text]


def test_a_line_is_said_to_come_to_what_its_table_prints() -> None:
    state = plan(*({"period": 2025, "gross": Decimal(1)} for _number in range(3)))
    (book_,) = books_of(state, year(state, 2025))
    printed = [line.cells.net for line in book_.lines]
    assert (printed, book_.total.net) == (["1", "<\u00a01", "<\u00a01"], "1")
    for item, net in zip(state.rows("ledger_line"), printed, strict=True):
        worked_out = next(made for made in calculations(state, item) if made.label == "Netto verandering")
        assert worked_out.result == in_people(net)
