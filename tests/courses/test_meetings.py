"""Meetings as values: what changed, who must know, what is odd."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from impactplan.courses.programme.meeting_forms import is_skipped
from impactplan.courses.programme.meeting_views import find_change, find_changed, view_programme
from impactplan.courses.programme.meetings import (
    MeetingState,
    concerns_people,
    find_changes,
    find_next,
    find_notes,
    list_missing,
    propose_switch,
    switch,
)
from impactplan.lib.dates import AMSTERDAM

TODAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), AMSTERDAM)


def meeting(number: int, day: date | None = None, **more: Any) -> MeetingState:
    values: dict[str, Any] = {"starts": time(10), "ends": time(15), "place": "Zaal 1"} | more
    return MeetingState(id=f"m{number}", number=number, module=(number + 1) // 2, day=day, **values)


FIRST = meeting(1, date(2026, 11, 26))


def test_what_changes_is_named_with_what_it_becomes() -> None:
    after = replace(FIRST, day=date(2026, 12, 3), online=True)
    assert find_changes(FIRST, after) == {"day": date(2026, 12, 3), "online": True}
    assert find_changes(FIRST, replace(FIRST, sequence=8, changed_at=MOMENT)) == {}


@pytest.mark.parametrize(
    ("before", "change", "told"),
    [
        (FIRST, {"day": date(2026, 12, 3)}, True),
        (FIRST, {"day": None}, True),
        (FIRST, {"starts": time(9)}, True),
        (FIRST, {"ends": None}, True),
        (FIRST, {"place": "Zaal 2"}, True),
        (FIRST, {"link": "https://x.example"}, True),
        (FIRST, {"online": True}, True),
        (FIRST, {"cancelled_at": MOMENT}, True),
        (FIRST, {"note": "Neem je laptop mee"}, False),
        (FIRST, {"webinar": "Over effecten", "guest": "Iemand", "module": 3}, False),
        (replace(FIRST, online=True), {"place": "Zaal 2"}, False),
        (replace(FIRST, cancelled_at=MOMENT), {"day": date(2026, 12, 3)}, False),
        (replace(FIRST, cancelled_at=MOMENT), {"cancelled_at": None}, True),
        (meeting(1), {"day": date(2026, 12, 3)}, True),
        (meeting(1, date(2026, 11, 1)), {"place": "Zaal 2"}, False),
        (meeting(1, date(2026, 11, 1)), {"day": date(2026, 12, 3)}, True),
        (meeting(1, TODAY), {"place": "Zaal 2"}, True),
    ],
)
def test_who_comes_must_know_of_another_day_time_or_place_and_of_nothing_else(
    before: MeetingState, change: dict[str, Any], told: bool
) -> None:
    assert concerns_people(before, replace(before, **change), TODAY) is told


def test_the_next_meeting_goes_on_and_has_a_day() -> None:
    cancelled = meeting(1, date(2026, 11, 23), cancelled_at=MOMENT)
    meetings = [cancelled, meeting(2), meeting(3, date(2026, 12, 10)), meeting(4, date(2026, 12, 3)), FIRST]
    assert find_next(meetings, at_noon(TODAY)) is FIRST
    assert find_next(meetings, at_noon(date(2026, 12, 4))) is meetings[2]
    assert find_next([cancelled, meeting(2)], at_noon(TODAY)) is None
    tonight = datetime.combine(TODAY, time(15), AMSTERDAM)
    assert find_next([meeting(5, TODAY)], tonight - timedelta(minutes=1)) is not None
    assert find_next([meeting(5, TODAY)], tonight) is None
    assert find_next([meeting(5, TODAY, ends=None)], tonight) is not None


def test_what_is_missing_is_what_people_need_to_come() -> None:
    assert list_missing(FIRST, TODAY) == []
    assert list_missing(meeting(2, starts=None, ends=None, place=""), TODAY) == ["day", "times", "place"]
    assert list_missing(meeting(2, TODAY, ends=None, online=True), TODAY) == ["times", "link"]
    assert list_missing(meeting(2, date(2026, 11, 1), place=""), TODAY) == []
    assert list_missing(meeting(2, cancelled_at=MOMENT), TODAY) == []


def keys(one: MeetingState, *others: MeetingState) -> list[tuple[str, str]]:
    return [(note.field, note.key) for note in find_notes(one, [one, *others], TODAY)]


def test_notes_about_the_day() -> None:
    assert keys(FIRST) == []
    assert keys(meeting(1, date(2026, 11, 21))) == [("day", "past")]
    # The winter gap of the first round, and the usual one.
    sixth = meeting(6, date(2026, 12, 3))
    after_winter = meeting(7, date(2027, 1, 21))
    assert [(n.key, n.days, n.other) for n in find_notes(after_winter, [sixth, after_winter], TODAY)] == [
        ("gap", 49, sixth)
    ]
    assert keys(meeting(7, date(2026, 12, 31)), sixth) == []
    assert keys(meeting(7, date(2026, 12, 1)), sixth) == [("day", "order")]
    assert keys(meeting(5, date(2026, 12, 4)), sixth) == [("day", "order")]
    assert keys(meeting(7, date(2027, 3, 1)), meeting(6)) == []
    assert keys(meeting(7, date(2026, 12, 1)), replace(sixth, cancelled_at=MOMENT)) == []
    assert keys(meeting(7), sixth) == []


def test_notes_about_meetings_at_once() -> None:
    other = meeting(2, FIRST.day, starts=time(14), ends=time(16))
    assert keys(FIRST, other) == [("starts", "overlap")]
    assert keys(FIRST, replace(other, starts=time(15))) == []
    assert keys(FIRST, replace(other, starts=None, ends=None)) == [("day", "same_day")]


def test_switching_keeps_the_place_and_a_link_of_its_own() -> None:
    online = switch(FIRST, online=True, link="https://x.example")
    assert (online.online, online.place, online.link) == (True, "Zaal 1", "https://x.example")
    assert (
        switch(replace(FIRST, link="https://own.example"), online=True, link="https://x").link == "https://own.example"
    )
    assert switch(online, online=False).place == "Zaal 1"


def test_only_what_is_still_to_come_switches() -> None:
    past, cancelled, unknown = meeting(1, date(2026, 11, 1)), replace(FIRST, cancelled_at=MOMENT), meeting(3)
    there = meeting(4, date(2026, 12, 3), online=True)
    assert propose_switch([past, cancelled, FIRST, unknown, there], TODAY, online=True) == [FIRST, unknown]
    assert propose_switch([past, cancelled, FIRST, unknown, there], TODAY, online=False) == [there]


def test_a_change_is_news_for_two_weeks() -> None:
    changed = replace(FIRST, sequence=1, changed_at=MOMENT)
    assert find_change(changed, TODAY) == date(2026, 11, 20)
    assert find_change(replace(changed, sequence=0), TODAY) is None
    assert find_change(replace(changed, changed_at=datetime(2026, 11, 1, tzinfo=UTC)), TODAY) is None
    assert find_change(replace(changed, day=date(2026, 11, 21)), TODAY) is None


def test_filling_in_the_days_is_no_news_and_what_moves_after_it_is() -> None:
    filled = [replace(FIRST, id=str(at), number=at, sequence=1, changed_at=MOMENT) for at in range(1, 5)]
    assert find_changed(filled, TODAY) == {}
    filled[1] = replace(filled[1], sequence=2, changed_at=MOMENT + timedelta(days=1))
    assert find_changed(filled, TODAY) == {"2": date(2026, 11, 21)}
    filled[0] = replace(filled[0], sequence=0)
    assert set(find_changed(filled, TODAY)) == {"2", "3", "4"}
    assert set(find_changed(filled[2:], TODAY)) == {"3", "4"}


def test_the_programme_stands_by_module_and_tells_who_runs_it_what_is_missing(app: object) -> None:
    meetings = [meeting(1, date(2026, 11, 1)), meeting(3), meeting(2, date(2026, 12, 3), place="")]
    programme = view_programme(meetings, at_noon(TODAY), manages=True)
    assert [(module.number, [view.meeting.number for view in views]) for module, views in programme] == [
        (1, [1, 2]),
        (2, [3]),
    ]
    assert [view.past for _module, views in programme for view in views] == [True, False, False]
    assert [view.next for _module, views in programme for view in views] == [False, True, False]
    assert [view.missing for _module, views in programme for view in views] == [[], ["de plaats"], ["de datum"]]
    others = view_programme(meetings, at_noon(TODAY), manages=False)
    assert not any(view.missing or view.notes for _module, views in others for view in views)


def test_a_time_that_the_clock_skips() -> None:
    assert is_skipped(date(2027, 3, 28), time(2, 30))
    assert not is_skipped(date(2027, 3, 28), time(3))
    assert not is_skipped(date(2026, 10, 25), time(2, 30))  # comes twice, but comes
    assert not is_skipped(None, time(2, 30))
