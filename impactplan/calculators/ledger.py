"""What a year adds to the books, and what of earlier years still lasts.

A ledger keeps the flow of a year apart from what is carried over: the sum of both would count a lasting change anew
every year. Source: A guide to Social Return on Investment (SROI Network, 2012), stages 4.4 and 5.1, drop-off and
duration; booked per year as in double-entry accounts: what was wrong is taken off by a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from impactplan.calculators.contribution import ONE, Corrections, waterfall
from impactplan.calculators.sampling import NotComputable

ZERO = Decimal(0)


@dataclass(frozen=True)
class Booking:
    """The net change that was booked in a year, in the unit of the gross change; below zero where it takes off."""

    year: int
    net: Decimal
    drop_off: Decimal
    """The fraction that wears off each year, from 0 to 1."""
    years: int
    """For how many years the change lasts, its first year included."""


def booked_net(gross: Decimal | None, corrections: Corrections) -> Decimal:
    """Return G(1−dw)(1−disp)·own of a line; that of an amount below zero is as much below zero.

    Raises NotComputable("gross") without a gross change and NotComputable("share") for a share outside 0 to 1.
    """
    if gross is None:
        raise NotComputable("gross")
    net = waterfall(abs(gross), corrections)[-1].left
    return -net if gross < 0 else net


def lasting(booking: Booking, year: int) -> Decimal:
    """Return what is left of a booking in a year: net·(1−drop)^t for t = 0 … years−1, and nothing outside these.

    Raises NotComputable("share") for a drop-off outside 0 to 1 and NotComputable("years") for less than a year.
    """
    if not 0 <= booking.drop_off <= 1:
        raise NotComputable("share")
    if booking.years < 1:
        raise NotComputable("years")
    since = year - booking.year
    if not 0 <= since < booking.years:
        return ZERO
    return booking.net * (ONE - booking.drop_off) ** since if since else booking.net


def carried_over(bookings: Iterable[Booking], year: int) -> Decimal:
    """Return what still lasts in a year of what was booked in earlier ones; the year's own flow is not in it."""
    return sum((lasting(booking, year) for booking in bookings if booking.year < year), ZERO)
