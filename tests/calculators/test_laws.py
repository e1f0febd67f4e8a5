"""Laws that the formulas keep, whatever the figures."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from impactplan.calculators.contribution import Corrections, net_per_year
from impactplan.calculators.progress import progress
from impactplan.calculators.sampling import margin_of_error, plan_fieldwork, sample_size

people = st.integers(1, 1_000_000)
margins = st.decimals("0.01", "0.5", places=3)
shares = st.decimals(0, 1, places=3)
figures = st.decimals(-1000, 1000, places=2)


@given(people, margins)
def test_a_sample_is_at_most_the_population(population: int, margin: Decimal) -> None:
    assert 1 <= sample_size(population, margin).needed <= population


@given(st.integers(2, 10_000), st.data())
def test_the_margin_falls_with_the_number_of_completes(population: int, data: st.DataObject) -> None:
    fewer = data.draw(st.integers(1, population - 1))
    assert margin_of_error(fewer + 1, population) < margin_of_error(fewer, population)


@given(st.integers(2, 100_000), margins)
def test_a_sample_of_the_asked_size_has_the_asked_margin(population: int, margin: Decimal) -> None:
    needed = sample_size(population, margin).needed
    assert margin_of_error(needed, population) <= margin + Decimal("1e-9")


@given(people, margins, st.decimals("0.01", 1, places=2))
def test_nobody_is_invited_twice(population: int, margin: Decimal, response: Decimal) -> None:
    fieldwork = plan_fieldwork(population, margin, response)
    assert fieldwork.completes <= population
    assert fieldwork.feasible == (fieldwork.invitations <= population)


@given(st.decimals(0, 10**6, places=2), shares, shares, shares, shares, st.integers(1, 20))
def test_net_is_at_most_gross_and_never_rises(
    gross: Decimal, deadweight: Decimal, displacement: Decimal, own: Decimal, drop: Decimal, years: int
) -> None:
    net = net_per_year(gross, Corrections(deadweight, displacement, own, drop), years)
    assert len(net) == years
    assert all(0 <= amount <= gross for amount in net)
    assert all(later <= earlier for earlier, later in pairwise(net))


@given(figures, figures, figures, st.decimals("0.1", 100, places=1), figures)
def test_progress_does_not_depend_on_the_unit(
    baseline: Decimal, target: Decimal, now: Decimal, factor: Decimal, shift: Decimal
) -> None:
    assume(baseline != target)
    here = progress(baseline, target, now).share
    there = progress(*(number * factor + shift for number in (baseline, target, now))).share
    assert here is not None
    assert there is not None
    assert abs(here - there) < Decimal("1e-9")
