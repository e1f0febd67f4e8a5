"""Which of somebody's rounds a page is about, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactplan.courses.enrolment.roles import RoundRole
from impactplan.courses.programme.modules import load_meeting_rows
from impactplan.courses.programme.standing import BEFORE, ENDED, RUNNING, UNKNOWN, Standing, find_standing
from impactplan.models import now

FIRST = (RUNNING, BEFORE, UNKNOWN, ENDED)
"""The phases of a round, the one that somebody most likely comes for first."""


def load_standings(round_roles: Sequence[RoundRole]) -> dict[str, Standing]:
    """Return where the rounds stand, in one query; without rounds, in none."""
    meetings = load_meeting_rows(*{round_role.round_id for round_role in round_roles})
    at = now()
    return {
        round_role.round_id: find_standing(
            (meeting for meeting in meetings if meeting.round_id == round_role.round_id), round_role.ends_on, at
        )
        for round_role in round_roles
    }


def choose_round(
    round_roles: Sequence[RoundRole], standings: Mapping[str, Standing], round_id: str
) -> RoundRole | None:
    """Return the requested round, else the one that runs, comes or was last; the newest of several."""
    requested = next((round_role for round_role in round_roles if round_role.round_id == round_id), None)
    return requested or min(round_roles, key=lambda role: FIRST.index(standings[role.round_id].phase), default=None)
