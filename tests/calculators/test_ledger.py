"""The books: what a line comes to, and what of earlier years still lasts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.calculators.contribution import Corrections, net_per_year
from impactplan.calculators.ledger import Booking, booked_net, carried_over, lasting
from impactplan.calculators.sampling import NotComputable

COURSE = Corrections(Decimal("0.30"), Decimal("0.05"), Decimal("0.60"), Decimal("0.25"))
BOOKED = Booking(2022, Decimal("50.274"), Decimal("0.25"), 3)

shares = st.decimals(0, 1, places=3)
amounts = st.decimals(-1_000_000, 1_000_000, places=2)
bookings = st.builds(Booking, st.integers(2000, 2040), amounts, shares, st.integers(1, 20))


def test_a_line_comes_to_the_net_change_of_its_first_year() -> None:
    assert booked_net(Decimal(126), COURSE) == Decimal("50.274")


@pytest.mark.parametrize(
    ("year", "left"),
    [(2021, "0"), (2022, "50.274"), (2023, "37.7055"), (2024, "28.279125"), (2025, "0")],
)
def test_what_is_left_of_a_booking(year: int, left: str) -> None:
    assert lasting(BOOKED, year) == Decimal(left)


def test_a_year_carries_over_what_was_booked_before_and_not_its_own() -> None:
    later = Booking(2023, Decimal(10), Decimal(0), 2)
    assert carried_over([BOOKED, later], 2022) == 0
    assert carried_over([BOOKED, later], 2023) == Decimal("37.7055")
    assert carried_over([BOOKED, later], 2024) == Decimal("38.279125")


def test_a_change_that_wears_off_whole_lasts_its_first_year_only() -> None:
    gone = Booking(2022, Decimal(7), Decimal(1), 5)
    assert (lasting(gone, 2022), lasting(gone, 2023)) == (7, 0)


@pytest.mark.parametrize(
    ("booking", "reason"),
    [
        (Booking(2022, Decimal(1), Decimal("1.01"), 2), "share"),
        (Booking(2022, Decimal(1), Decimal("-0.01"), 2), "share"),
        (Booking(2022, Decimal(1), Decimal(0), 0), "years"),
    ],
)
def test_what_cannot_be_computed_says_why(booking: Booking, reason: str) -> None:
    with pytest.raises(NotComputable, match=reason):
        lasting(booking, 2022)
    with pytest.raises(NotComputable, match="gross"):
        booked_net(None, COURSE)


@given(gross=amounts, deadweight=shares, displacement=shares, own=shares)
def test_a_counter_line_cancels_exactly(
    gross: Decimal, deadweight: Decimal, displacement: Decimal, own: Decimal
) -> None:
    corrections = Corrections(deadweight, displacement, own)
    assert booked_net(gross, corrections) + booked_net(-gross, corrections) == 0
    assert abs(booked_net(gross, corrections)) <= abs(gross)


@given(booking=bookings, year=st.integers(1990, 2070))
def test_what_lasts_never_grows(booking: Booking, year: int) -> None:
    now, next_year = lasting(booking, year), lasting(booking, year + 1)
    assert abs(now) <= abs(booking.net)
    if year >= booking.year:
        assert abs(next_year) <= abs(now)


@given(gross=st.decimals(0, 10_000, places=0), drop_off=shares, years=st.integers(1, 12))
def test_flow_and_what_lasts_are_the_years_of_the_contribution(gross: Decimal, drop_off: Decimal, years: int) -> None:
    corrections = Corrections(COURSE.deadweight, COURSE.displacement, COURSE.own_share, drop_off)
    booking = Booking(2022, booked_net(gross, corrections), drop_off, years)
    told = [lasting(booking, 2022 + year) for year in range(years)]
    assert all(
        abs(a - b) < Decimal("1e-18") for a, b in zip(told, net_per_year(gross, corrections, years), strict=True)
    )


@given(many=st.lists(bookings, max_size=6), year=st.integers(1990, 2070))
def test_carrying_over_adds_up_line_by_line(many: list[Booking], year: int) -> None:
    apart = sum((carried_over([one], year) for one in many), Decimal(0))
    assert carried_over(many, year) == apart
    reversed_ = [Booking(one.year, -one.net, one.drop_off, one.years) for one in many]
    assert abs(carried_over([*many, *reversed_], year)) < Decimal("1e-15")
