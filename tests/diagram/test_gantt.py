from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from impactplan.diagram.gantt import ActionBar, GanttSpec, GanttWords, Stage, gantt, ticks
from tests.diagram.cases import SVG, measure, parse, texts

MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WORDS = GanttWords(MONTHS, "vandaag", {stage: stage.value for stage in Stage}, "mijlpaal", "na:")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def bar(key: str, start: date = date(2026, 3, 1), days: int = 30, **more: object) -> ActionBar:
    return ActionBar(key, f"Actie {key}", start, start + timedelta(days=days), **more)


def draw(*bars: ActionBar, first: date = FIRST, last: date = LAST, today: date | None = None, **options: object) -> str:
    spec = GanttSpec(bars, first, last, today, "Titel", "Beschrijving", WORDS)
    return gantt(spec, measure=measure, prefix="g", **options)


def shapes(svg: str) -> list[tuple[float, float]]:
    """Return where the bars begin and how long they are."""
    bars = [rect for rect in parse(svg).iter(f"{SVG}rect") if rect.get("stroke")]
    return [(float(rect.get("x", "0")), float(rect.get("width", "0"))) for rect in bars]


def test_a_bar_is_as_long_as_its_days() -> None:
    (_, one), (_, two) = shapes(draw(bar("a", days=29), bar("b", days=59)))
    assert two == pytest.approx(2 * one, rel=0.001)


def test_bars_begin_in_the_order_of_their_days() -> None:
    starts = [x for x, _ in shapes(draw(bar("a", date(2026, 2, 1)), bar("b", date(2026, 5, 1)), bar("c", LAST, 0)))]
    assert starts == sorted(starts)
    assert len(set(starts)) == 3


def test_one_day_in_ten_years_can_still_be_seen() -> None:
    ((x, width),) = shapes(draw(bar("a", date(2035, 12, 31), 0), last=date(2035, 12, 31)))
    assert width >= 4
    assert x + width <= 720


def test_nothing_to_draw_and_bars_outside_the_axis_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        draw()
    with pytest.raises(ValueError, match="outside"):
        draw(bar("a", date(2025, 12, 1)))
    with pytest.raises(ValueError, match="outside"):
        draw(bar("a", days=-3))


def test_today_stands_where_it_is_or_on_its_side() -> None:
    assert "vandaag" in texts(draw(bar("a"), today=date(2026, 6, 1)))
    assert "vandaag →" in texts(draw(bar("a"), today=date(2027, 6, 1)))
    assert "← vandaag" in texts(draw(bar("a"), today=date(2025, 6, 1)))
    assert not [text for text in texts(draw(bar("a"))) if "vandaag" in text]


def test_a_milestone_is_a_diamond() -> None:
    assert shapes(draw(bar("a", milestone=True, days=0))) == []
    assert "mijlpaal" in draw(bar("a", milestone=True, days=0))


def test_days_are_said_as_people_write_them() -> None:
    one, two = bar("a", date(2026, 3, 1), days=4), bar("b", date(2026, 5, 1), milestone=True, days=0)
    titles = [title.text or "" for title in parse(draw(one, two)).iter(f"{SVG}title")]
    assert any(" · 1 mrt 2026 – 5 mrt 2026 · " in title for title in titles)
    assert any(" · 1 mei 2026 · " in title for title in titles)


def ties(svg: str) -> list[str | None]:
    return [path.get("stroke-dasharray") for path in parse(svg).iter(f"{SVG}path") if path.get("stroke-width") == "1.2"]


def test_what_waits_is_tied_to_what_it_waits_for() -> None:
    first, later = bar("a"), bar("b", date(2026, 6, 1), after=("a",))
    assert ties(draw(first, later)) == [None]
    assert ties(draw(first, bar("b", date(2026, 3, 15), after=("a",)))) == ["4 3"]
    assert ties(draw(first, bar("b", after=("gone", "b")))) == []


def test_bars_lead_to_their_rows_on_a_page_only() -> None:
    one = bar("a", href="/plans/p/steps/roadmap?row=a#row-a")
    assert "/plans/p/steps/roadmap" in draw(one, page=True)
    assert "/plans/p/steps/roadmap" not in draw(one)


def test_texts_of_participants_are_escaped_and_long_names_cut() -> None:
    svg = draw(ActionBar("a", "<script>" + "lang " * 200, FIRST, LAST, "x" * 500))
    assert "<script>" not in svg
    assert max(len(text) for text in texts(svg) if "script" not in text[:9]) < 250
    assert len([text for text in texts(svg) if text.endswith("…")]) >= 1


@pytest.mark.parametrize(
    ("days", "least", "most"), [(5, 1, 2), (40, 4, 7), (365, 4, 13), (3650, 3, 12), (36500, 3, 12)]
)
def test_the_axis_names_as_many_days_as_fit(days: int, least: int, most: int) -> None:
    named = list(ticks(FIRST, FIRST + timedelta(days=days), 480, MONTHS))
    assert least <= len(named) <= most
    places = [(day - FIRST).days / days * 480 for day, _ in named]
    assert all(later - earlier >= 40 for earlier, later in pairwise(places))
