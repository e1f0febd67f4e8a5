"""The calendar of a year, and the radar of now against goal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram.radar import Axis, RadarSpec, RadarWords, radar
from impactplan.diagram.year import Moment, YearSpec, YearWords, year_calendar
from tests.diagram.cases import SVG, measure, parse, texts

MONTHS = tuple("jan feb mrt apr mei jun jul aug sep okt nov dec".split())


def draw_year(*moments: Moment, page: bool = False) -> str:
    words = YearWords(MONTHS, "maand nog open", "Voeg een moment toe.")
    spec = YearSpec(moments, "Zes keer per jaar", "Twaalf maanden.", words)
    return year_calendar(spec, measure=measure, prefix="year", page=page)


def draw_radar(*axes: Axis, page: bool = False) -> str:
    spec = RadarSpec(axes, "Waar we staan", "Zeven dimensies.", RadarWords("nu", "doel", "geen score"))
    return radar(spec, measure=measure, prefix="radar", page=page)


def dots(picture: str) -> list[tuple[float, float]]:
    return [(float(dot.get("cx", "0")), float(dot.get("cy", "0"))) for dot in parse(picture).iter(f"{SVG}circle")]


def test_a_moment_has_a_mark_in_each_of_its_months() -> None:
    picture = draw_year(Moment("Sessie", "elk kwartaal", (3, 6, 9, 12)), Moment("Bestuur", "elk jaar", (3,)))
    places = dots(picture)
    assert len(places) == 5
    assert places[0][0] == places[4][0] < places[1][0]
    assert places[0][1] < places[4][1]
    assert {"Sessie", "elk kwartaal", "mrt", "dec"} <= set(texts(picture))


def test_what_goes_on_all_the_time_is_a_bar() -> None:
    once = draw_year(Moment("Team", "", (1,)))
    steady = draw_year(Moment("Team", "elke week", tuple(range(1, 13)), steady=True))
    assert not dots(steady)
    bars = [float(bar.get("width", "0")) for bar in parse(steady).iter(f"{SVG}rect")]
    assert max(bars) > 400 > max(float(bar.get("width", "0")) for bar in parse(once).iter(f"{SVG}rect"))


def test_a_moment_without_a_month_says_so() -> None:
    assert "maand nog open" in texts(draw_year(Moment("Bestuur", "elk jaar", ())))
    assert "Voeg een moment toe." in texts(draw_year())


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not from 1 to 12"):
        draw_year(Moment("Sessie", "", (0,)))


def test_rows_lead_somewhere_on_a_page_only() -> None:
    moment = Moment("Sessie", "", (1,), href="/plans/1?row=r1")
    assert "<a " not in draw_year(moment)
    assert 'href="/plans/1?row=r1"' in draw_year(moment, page=True)


@given(
    st.lists(
        st.builds(Moment, st.text(max_size=80), st.text(max_size=80), st.sets(st.integers(1, 12)).map(tuple)),
        max_size=30,
    )
)
@settings(deadline=None)
def test_any_year_is_a_valid_picture_of_the_same_size_of_rows(moments: list[Moment]) -> None:
    picture = draw_year(*moments)
    assert parse(picture).get("role") == "img"
    assert draw_year(*moments) == picture
    assert len(dots(picture)) == sum(len(moment.months) for moment in moments)


AXES = tuple(Axis(f"Dimensie {number}", 1 + number % 3, 4) for number in range(7))


def test_the_first_axis_points_up_and_a_higher_score_lies_further_out() -> None:
    picture = draw_radar(Axis("A", 2, 5), Axis("B", 1, 1), Axis("C", 1, 1))
    goal, now = dots(picture)[0], dots(picture)[3]
    assert goal[0] == pytest.approx(now[0])
    assert goal[1] < now[1]


def test_both_scores_stand_at_their_axis() -> None:
    shown = texts(draw_radar(Axis("Stem", 2, 4), Axis("Data", None, 3), Axis("Rol")))
    assert {"Stem", "2 → 4", "? → 3", "geen score", "nu", "doel"} <= set(shown)


def test_an_axis_without_a_score_breaks_the_line() -> None:
    whole, broken = draw_radar(*AXES), draw_radar(replace(AXES[0], now=None), *AXES[1:])
    filled = 'fill-opacity="0.12"'
    assert filled in whole
    assert filled not in broken
    assert len(dots(whole)) - len(dots(broken)) == 1


@pytest.mark.parametrize("axes", [AXES[:2], (Axis("A", 0), *AXES), (Axis("A", 1, 6), *AXES)])
def test_what_is_no_radar_is_refused(axes: tuple[Axis, ...]) -> None:
    with pytest.raises(ValueError, match=r"axes|not from 1 to 5"):
        draw_radar(*axes)


def test_names_lead_somewhere_on_a_page_only() -> None:
    axes = (replace(AXES[0], href="/plans/1?row=r1"), *AXES[1:])
    assert "<a " not in draw_radar(*axes)
    assert 'href="/plans/1?row=r1"' in draw_radar(*axes, page=True)


score = st.none() | st.integers(1, 5)


@given(st.lists(st.builds(Axis, st.text(max_size=60), score, score), min_size=3, max_size=12))
@settings(deadline=None)
def test_any_scores_make_the_same_valid_picture_each_time(axes: list[Axis]) -> None:
    picture = draw_radar(*axes)
    assert parse(picture).get("role") == "img"
    assert draw_radar(*axes) == picture
