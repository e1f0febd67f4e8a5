"""Where a round stands: by its meetings and the moment, over the change of clocks too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from impactplan.courses.programme.meetings import is_past
from impactplan.courses.programme.standing import BEFORE, ENDED, RUNNING, UNKNOWN, find_standing

DAYS = (
    *("2020-10-01", "2020-10-08", "2020-10-29", "2020-11-05", "2020-11-26", "2020-12-03"),
    *("2021-01-14", "2021-01-21", "2021-02-11", "2021-02-18"),
)


@dataclass
class One:
    number: int
    module: int
    day: date | None = None
    starts: time | None = time(10)
    ends: time | None = time(15)
    cancelled_at: datetime | None = None


def programme() -> list[One]:
    """Return the meetings of the first autumn round."""
    return [One(index + 1, index // 2 + 1, date.fromisoformat(day)) for index, day in enumerate(DAYS)]


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "phase", "module", "following"),
    [
        ("2020-09-30", BEFORE, 1, 1),
        ("2020-10-01", RUNNING, 1, 1),
        ("2020-10-02", RUNNING, 1, 2),
        ("2020-12-20", RUNNING, 3, 7),
        ("2021-02-12", RUNNING, 5, 10),
    ],
)
def test_the_module_is_that_of_the_meeting_held_last(day: str, phase: str, module: int, following: int) -> None:
    standing = find_standing(programme(), None, at(day))
    assert (standing.phase, standing.module, standing.next.number) == (phase, module, following)


def test_work_goes_on_after_the_last_meeting_until_the_round_ends() -> None:
    running = find_standing(programme(), date(2021, 3, 31), at("2021-03-01"))
    assert (running.phase, running.module, running.next) == (RUNNING, 5, None)
    ended = find_standing(programme(), date(2021, 3, 31), at("2021-04-01"))
    assert (ended.phase, ended.ended) == (ENDED, date(2021, 3, 31))
    assert find_standing(programme(), None, at("2021-02-19")).phase == ENDED


def test_a_round_with_a_meeting_without_a_day_is_not_over() -> None:
    meetings = programme()
    meetings[-1].day = None
    standing = find_standing(meetings, None, at("2021-06-01"))
    assert (standing.phase, standing.undated) == (RUNNING, True)


def test_without_any_day_nothing_is_known() -> None:
    assert find_standing([One(1, 1)], None, at("2021-01-01")).phase == UNKNOWN
    assert find_standing([], None, at("2021-01-01")).phase == UNKNOWN


def test_a_cancelled_meeting_counts_for_nothing() -> None:
    meetings = programme()
    meetings[6].cancelled_at = at("2021-01-01")
    standing = find_standing(meetings, None, at("2021-01-14"))
    assert (standing.module, standing.next.number) == (3, 8)


def test_a_meeting_is_past_when_the_clock_in_amsterdam_says_so() -> None:
    meeting = One(1, 1, date(2020, 10, 26), time(10), time(15))
    assert not is_past(meeting, at("2020-10-26", 13))  # 14:00 in winter
    assert is_past(meeting, at("2020-10-26", 14))
    summer = One(1, 1, date(2020, 10, 23), time(10), time(15))
    assert is_past(summer, at("2020-10-23", 13))  # 15:00 in summer
    assert not is_past(One(1, 1, date(2020, 10, 23), None, None), at("2020-10-23", 20))
    assert not is_past(One(1, 1), at("2030-01-01"))
