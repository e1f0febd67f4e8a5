"""How many completed questionnaires are enough, and how sure a result is.

Source: Cochran, *Sampling Techniques* (1977), ch. 4: sample size for a proportion, with the correction for a
finite population. p = 0.5 is the careful choice: it asks the largest sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

Z = {95: Decimal("1.96"), 90: Decimal("1.645")}
"""The normal deviate per confidence level in percent."""
HALF = Decimal("0.5")


class NotComputable(ValueError):
    """A figure that cannot be had, and what it lacks (``reason`` is a key for the words)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sampling(StrEnum):
    CENSUS = "census"
    RANDOM = "random"
    STRATIFIED = "stratified"
    QUOTA = "quota"
    CONVENIENCE = "convenience"
    PURPOSIVE = "purposive"


WITH_MARGIN = frozenset({Sampling.CENSUS, Sampling.RANDOM, Sampling.STRATIFIED})
"""Where a margin means something. For a stratified sample it is the margin of a simple random one."""


@dataclass(frozen=True)
class SampleSize:
    unlimited: Decimal
    """What an endless population would ask (n0)."""
    exact: Decimal
    needed: int
    """Completed questionnaires, rounded up at the end."""


@dataclass(frozen=True)
class Fieldwork:
    """What it takes to get a number of completes from a population at an expected response."""

    needed: int
    invitations: int
    feasible: bool
    completes: int
    """What can be had: the needed number, or all that a whole population gives."""
    margin: Decimal
    """The margin at those completes, as a fraction."""


def expected_completes(
    population: int | None, invited: int | None, response: Decimal | None, *, everybody: bool = False
) -> int:
    """Return how many completes to expect: invitations × response (a fraction), rounded down.

    Where ``everybody`` is in it (a census, a registration) and no invitations are sent, the population takes their
    place, and without a response it is complete. Raises NotComputable for what is lacking.
    """
    if not invited and everybody:
        if not population:
            raise NotComputable("population")
        return population if response is None else int(population * response)
    if not invited:
        raise NotComputable("invited")
    if response is None:
        raise NotComputable("response")
    return int(invited * response)


def sample_size(population: int | None, margin: Decimal, confidence: int = 95) -> SampleSize:
    """Return how many completes a margin (a fraction, such as 0.05) asks of a population of persons.

    n0 = z²p(1−p)/e²; n = n0 / (1 + (n0−1)/N), rounded up. Raises NotComputable without a population, or for a
    margin outside 0–1.
    """
    if not population or population < 1:
        raise NotComputable("population")
    if not 0 < margin < 1:
        raise NotComputable("margin")
    unlimited = Z[confidence] ** 2 * HALF * (1 - HALF) / margin**2
    exact = unlimited / (1 + (unlimited - 1) / population)
    return SampleSize(unlimited, exact, int(exact.to_integral_value(ROUND_CEILING)))


def margin_of_error(completes: int | None, population: int | None, confidence: int = 95) -> Decimal:
    """Return the margin of a share, as a fraction: z·√(p(1−p)/n · (N−n)/(N−1)).

    It holds for random samples and censuses, and ignores who did not respond. Raises NotComputable without both
    numbers, and for more completes than there are people.
    """
    if not population or population < 1:
        raise NotComputable("population")
    if not completes or completes < 1:
        raise NotComputable("completes")
    if completes > population:
        raise NotComputable("more completes than people")
    if population == 1:
        return Decimal(0)
    n, whole = Decimal(completes), Decimal(population)
    return Z[confidence] * (HALF * (1 - HALF) / n * (whole - n) / (whole - 1)).sqrt()


def plan_fieldwork(
    population: int | None, margin: Decimal, response: Decimal | None, confidence: int = 95
) -> Fieldwork:
    """Return how many to invite for a margin at a response (a fraction), and what is left where that cannot be.

    Where more invitations are needed than there are people, the whole population is asked: its completes, rounded
    down, give the margin that can be had.
    """
    needed = sample_size(population, margin, confidence).needed
    if response is None or not 0 < response <= 1:
        raise NotComputable("response")
    people = int(population or 0)
    invitations = int((needed / response).to_integral_value(ROUND_CEILING))
    feasible = invitations <= people
    completes = needed if feasible else max(1, int(people * response))
    return Fieldwork(needed, invitations, feasible, completes, margin_of_error(completes, people, confidence))
