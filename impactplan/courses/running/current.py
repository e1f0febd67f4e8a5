"""Which of somebody's rounds a page is about, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from impactplan.courses.enrolment.roles import RoundRole
from impactplan.courses.programme.meetings import is_past
from impactplan.courses.programme.modules import load_meeting_rows
from impactplan.courses.programme.standing import BEFORE, ENDED, RUNNING, UNKNOWN, Standing, find_standing
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.holding import holds_until, read_clock

FIRST = (RUNNING, BEFORE, UNKNOWN, ENDED)
"""The phases of a round, the one that somebody most likely comes for first."""


def read_clock_for(meetings: Iterable[Any]) -> datetime:
    """Return this moment, to ask of meetings whether they are over. What follows from that holds until one of today's
    ends."""
    at = read_clock()
    today = at.astimezone(AMSTERDAM).date()
    for meeting in meetings:
        if meeting.day == today and meeting.ends is not None and not is_past(meeting, at):
            holds_until(datetime.combine(today, meeting.ends, AMSTERDAM))
    return at


def load_standings(round_roles: Sequence[RoundRole]) -> dict[str, Standing]:
    """Return where the rounds stand, in one query; without rounds, in none."""
    meetings = load_meeting_rows(*{round_role.round_id for round_role in round_roles})
    at = read_clock_for(meetings)
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
