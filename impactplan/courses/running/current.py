"""Which of several rounds a page is about, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactplan.courses.enrolment.roles import Place
from impactplan.courses.programme.modules import load_meetings
from impactplan.courses.programme.standing import BEFORE, ENDED, RUNNING, UNKNOWN, Standing, stand
from impactplan.models import now

FIRST = (RUNNING, BEFORE, UNKNOWN, ENDED)
"""Which of several rounds one most likely came for."""


def load_standings(places: Sequence[Place]) -> dict[str, Standing]:
    """Return where the rounds stand, in one query; without rounds, in none."""
    meetings = load_meetings(*{place.round_id for place in places})
    at = now()
    return {
        place.round_id: stand((one for one in meetings if one.round_id == place.round_id), place.ends_on, at)
        for place in places
    }


def choose_place(places: Sequence[Place], standings: Mapping[str, Standing], wanted: str) -> Place | None:
    """Return the round that was asked for, else the one that runs, is to come or was last; the newest of several."""
    asked = next((place for place in places if place.round_id == wanted), None)
    return asked or min(places, key=lambda place: FIRST.index(standings[place.round_id].phase), default=None)
