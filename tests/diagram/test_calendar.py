from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from impactplan.diagram.calendar import CollectionBar, PeriodSpec, calendar
from tests.diagram.cases import SVG, measure, parse, texts

FORM = CollectionBar("Form", "Learners", date(2021, 4, 12), date(2022, 12, 16), "144 of 240")
CALL = CollectionBar("Call", "Learners", date(2021, 6, 1), date(2021, 6, 30), coincides=True, href="/plans/x")
TALKS = CollectionBar("Talks", "Relatives", date(2021, 10, 1), date(2021, 11, 30))
SPEC = PeriodSpec((TALKS, CALL, FORM), "When we ask", "Bars.", "at the same time")


def draw(spec: PeriodSpec, **options: object) -> str:
    return calendar(spec, measure=measure, prefix="c", **options)


def bars(svg: str) -> list[tuple[float, float, str]]:
    """Return (start, end, fill) of the bars, from the top down."""
    rects = sorted(parse(svg).iter(f"{SVG}rect"), key=lambda rect: float(rect.get("y", "")))
    return [
        (float(rect.get("x", "")), float(rect.get("x", "")) + float(rect.get("width", "")), rect.get("fill", ""))
        for rect in rects
        if rect.get("rx")  # the others are the ground of words
    ]


def test_bars_stand_by_group_in_the_order_of_time() -> None:
    shown = [text for text in texts(draw(SPEC)) if text in {"Form", "Call", "Talks", "Learners", "Relatives"}]
    assert shown == ["Learners", "Form", "Call", "Relatives", "Talks"]


def test_bars_begin_and_end_on_their_days() -> None:
    form, call, talks = bars(draw(SPEC))
    assert form[0] < call[0] < call[1] < talks[0] < talks[1] < form[1] <= 720


def test_what_coincides_has_another_colour_and_words() -> None:
    svg = draw(SPEC)
    form, call, talks = bars(svg)
    assert form[2] == talks[2] != call[2]
    assert texts(svg).count("△ at the same time") == 1


def test_years_and_quarters_are_named() -> None:
    shown = texts(draw(SPEC))
    assert shown.count("2021") == shown.count("2022") == 1
    assert shown.count("kw 4") == 2
    assert shown.count("kw 1") == 1


def test_the_year_in_which_the_last_bar_ends_is_named_too() -> None:
    assert "2023" in texts(draw(replace(SPEC, bars=(replace(FORM, end=date(2023, 6, 30)),))))


def test_so_many_quarters_have_no_room_for_names() -> None:
    long = replace(SPEC, bars=(replace(FORM, start=date(2000, 1, 1), end=date(2030, 1, 1)),))
    assert "kw 1" not in texts(draw(long))
    longer = replace(SPEC, bars=(replace(FORM, start=date(1900, 1, 1), end=date(2100, 12, 31)),))
    drawn = parse(draw(longer)).iter(f"{SVG}text")
    places = [float(text.get("x", "")) for text in drawn if (text.text or "").isdecimal()]
    assert len(places) > 5
    assert all(after - before > 30 for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("day", "there"), [(date(2021, 4, 1), True), (date(2021, 3, 31), False), (date(2023, 1, 1), False)]
)
def test_today_is_drawn_where_it_lies_within(day: date, there: bool) -> None:
    assert ("today" in texts(draw(replace(SPEC, today=day, today_label="today")))) is there


def test_bars_lead_to_their_rows_on_a_page_only() -> None:
    assert len(list(parse(draw(SPEC, page=True)).iter(f"{SVG}a"))) == 1
    assert not list(parse(draw(SPEC)).iter(f"{SVG}a"))


def test_a_bar_that_ends_before_it_starts_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="end after"):
        draw(replace(SPEC, bars=(replace(FORM, end=date(2020, 1, 1)),)))
    with pytest.raises(ValueError, match="end after"):
        draw(replace(SPEC, bars=()))
