"""The figures of the course, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from impactplan.calculators.burden import (
    CollectionLoad,
    hours_of,
    hours_per_group,
    load_per_quarter,
    minutes_per_person,
    total_hours,
)
from impactplan.calculators.contribution import Corrections, extrapolate, net_per_year, waterfall
from impactplan.calculators.progress import progress
from impactplan.calculators.sampling import NotComputable, margin_of_error, plan_fieldwork, sample_size
from impactplan.calculators.valuation import (
    Case,
    break_even_own_share,
    cost_per_net,
    sensitivity,
    stressed,
    value,
    worse,
)

CORRECTIONS = Corrections(D("0.30"), D("0.05"), D("0.60"), D("0.25"))
CASE = Case(D(126), CORRECTIONS, 3, D(850), D("0.0225"), D(68000))


@pytest.mark.parametrize(
    ("population", "at_5", "at_10"),
    [(60, 53, 38), (240, 148, None), (400, 197, 78), (1300, 297, 90), (10_000, 370, 96)],
)
def test_sample_sizes(population: int, at_5: int, at_10: int | None) -> None:
    assert sample_size(population, D("0.05")).needed == at_5
    if at_10:
        assert sample_size(population, D("0.10")).needed == at_10


def test_an_endless_population_asks_384() -> None:
    assert sample_size(240, D("0.05")).unlimited == D("384.16")


def test_fieldwork_that_cannot_be_done_gives_what_can_be_had() -> None:
    fieldwork = plan_fieldwork(240, D("0.05"), D("0.60"))
    assert (fieldwork.needed, fieldwork.invitations, fieldwork.feasible, fieldwork.completes) == (148, 247, False, 144)
    assert round(fieldwork.margin * 100, 2) == D("5.18")


def test_margin_of_ninety_out_of_240() -> None:
    assert round(margin_of_error(90, 240) * 100, 2) == D("8.18")


def test_net_change_per_year() -> None:
    net = net_per_year(D(126), CORRECTIONS, 3)
    assert net == [D("50.274"), D("37.7055"), D("28.279125")]
    assert sum(net) == D("116.258625")


def test_the_waterfall_ends_at_the_net_change() -> None:
    steps = waterfall(D(126), CORRECTIONS)
    assert [step.key for step in steps] == ["gross", "deadweight", "displacement", "own_share"]
    assert steps[-1].left == D("50.274")
    assert sum(step.taken for step in steps) == D(126) - D("50.274")


def test_value_and_ratio() -> None:
    valued = value(CASE)
    assert [round(amount, 2) for amount in valued.present] == [D("41792.57"), D("30654.69"), D("22485.11")]
    assert round(valued.total, 2) == D("94932.37")
    assert round(valued.ratio, 4) == D("1.3961")


def test_sensitivity_and_break_even() -> None:
    ratios = {(row.own_share, row.euros): round(row.ratio, 4) for row in sensitivity(CASE, D("0.40"), D(600))}
    assert ratios == {
        (D("0.60"), D(850)): D("1.3961"),
        (D("0.60"), D(600)): D("0.9855"),
        (D("0.40"), D(850)): D("0.9307"),
        (D("0.40"), D(600)): D("0.6570"),
    }
    assert round(break_even_own_share(CASE), 4) == D("0.4298")
    assert round(cost_per_net(D(68000), D("50.274")), 2) == D("1352.59")


def test_each_estimate_without_a_range_is_made_worse_by_itself() -> None:
    """Deadweight 30 → 45 %, drop-off 25 → 37.5 %, three years → two: no other figure moves along."""
    cases = stressed(CASE)
    assert {key: round(value(case).ratio, 4) for key, case in cases.items()} == {
        "deadweight": D("1.0969"),
        "drop_off": D("1.2199"),
        "duration": D("1.0654"),
    }
    assert cases["deadweight"].corrections == replace(CORRECTIONS, deadweight=D("0.45"))
    assert cases["drop_off"].corrections == replace(CORRECTIONS, drop_off=D("0.375"))
    assert cases["duration"] == replace(CASE, years=2)


@pytest.mark.parametrize(
    ("share", "made_worse"), [("0.30", "0.45"), ("0", "0.1"), ("0.05", "0.15"), ("0.8", "1"), ("1", "1")]
)
def test_worse_is_half_as_much_again_and_at_least_ten_points(share: str, made_worse: str) -> None:
    assert worse(D(share)) == D(made_worse)


def test_what_changes_nothing_is_not_made_worse() -> None:
    assert set(stressed(replace(CASE, years=1))) == {"deadweight"}
    assert set(stressed(replace(CASE, corrections=Corrections(D(1), D(0), D(1), D(1))))) == {"duration"}


def test_what_the_answers_come_to_for_everybody() -> None:
    """101 of 144 answers, applied to the 180 who finished; Cochran (1977), § 13.2, for the bounds."""
    estimate = extrapolate(101, 144, 180)
    assert estimate.people == D("126.25")
    assert round(estimate.share, 4) == D("0.7014")
    assert (estimate.least, estimate.most) == (101, 137)
    assert extrapolate(0, 1, 1).people == 0


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((101, None, 180), "answered"),
        ((None, 144, 180), "changed"),
        ((101, 144, None), "applied_to"),
        ((145, 144, 180), "more answers than people"),
        ((101, 181, 180), "more answers than people"),
    ],
)
def test_without_its_counts_nothing_is_said_of_everybody(counts: tuple[int | None, ...], reason: str) -> None:
    with pytest.raises(NotComputable, match=reason):
        extrapolate(*counts)


@pytest.mark.parametrize(
    ("baseline", "target", "now", "share"),
    [(45, 70, 60, "0.60"), ("2.5", "1.5", "2.0", "0.5"), (45, 70, 40, "-0.2")],
)
def test_progress(baseline: object, target: object, now: object, share: str) -> None:
    assert progress(D(str(baseline)), D(str(target)), D(str(now))).share == D(share)


def test_progress_to_where_one_stands_is_reached_or_not() -> None:
    assert progress(D(5), D(5), D(5)).share is None
    assert progress(D(5), D(5), D(5)).reached
    assert not progress(D(5), D(5), D(4)).reached


COLLECTIONS = (
    CollectionLoad("D1", "learners", 144, D(8), 2, date(2021, 4, 12), date(2022, 12, 16), D(40)),
    CollectionLoad("D2", "learners", 90, D(6), 1, date(2021, 6, 1), date(2022, 12, 16), D(60)),
    CollectionLoad("D3", "learners", 171, D(10), 1, date(2021, 4, 12), date(2022, 12, 16), D(12)),
    CollectionLoad("D4", "relatives", 12, D(30), 1, date(2021, 10, 1), date(2021, 11, 30), D(30)),
)


def test_burden() -> None:
    assert [hours_of(collection) for collection in COLLECTIONS] == [D("38.4"), D(9), D("28.5"), D(6)]
    assert total_hours(COLLECTIONS) == D("81.9")
    assert hours_per_group(COLLECTIONS) == {"learners": D("75.9"), "relatives": D(6)}
    assert minutes_per_person(COLLECTIONS[:3]) == 32


def test_our_own_hours_per_quarter_add_up() -> None:
    load = load_per_quarter(COLLECTIONS)
    assert sum(load.values()) == pytest.approx(D(142))
    assert next(iter(load)) == (2021, 2)
    assert list(load)[-1] == (2022, 4)


REASONS = ("population", "completes", "more completes than people", "response", "years", "share")


@pytest.mark.parametrize("reason", REASONS)
def test_what_cannot_be_computed_says_why(reason: str) -> None:
    attempts = {
        "population": lambda: sample_size(None, D("0.05")),
        "completes": lambda: margin_of_error(None, 100),
        "more completes than people": lambda: margin_of_error(101, 100),
        "response": lambda: plan_fieldwork(100, D("0.05"), None),
        "years": lambda: net_per_year(D(1), CORRECTIONS, 0),
        "share": lambda: net_per_year(D(1), Corrections(D(2), D(0), D(0)), 1),
    }
    with pytest.raises(NotComputable) as error:
        attempts[reason]()
    assert error.value.reason == reason
