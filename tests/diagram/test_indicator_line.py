from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.diagram.indicator_line import IndicatorLine, indicator_line, indicator_lines, scale
from tests.diagram.cases import SVG, measure, parse, texts

FULL = IndicatorLine(
    "Logs in",
    "45 to 70 %",
    baseline=D(45),
    minimum=D(60),
    target=D(70),
    percentage=True,
    baseline_label="baseline 45 %",
    minimum_label="minimum 60 %",
    target_label="target 70 %",
)
values = st.decimals(-10_000, 10_000, places=2) | st.none()


def draw(line: IndicatorLine, **options: object) -> str:
    return indicator_line(line, measure=measure, prefix="line", **options)


def discs(svg: str) -> list[tuple[str, float]]:
    """Return (fill, place) of ring and disc."""
    return [(disc.get("fill", ""), float(disc.get("cx", ""))) for disc in parse(svg).iter(f"{SVG}circle")]


def test_the_values_stand_on_their_scale() -> None:
    svg = draw(FULL, width=118.0, words=True)
    (target, right), (baseline, left) = discs(svg)
    assert (left, right) == (9 + 45, 9 + 70)
    assert target != baseline


def test_a_small_line_runs_between_its_own_values_which_stand_at_its_ends() -> None:
    svg = draw(replace(FULL, baseline_text="45 %", target_text="70 %"))
    (_target, right), (_baseline, left) = discs(svg)
    assert right - left > 90
    (first, second) = parse(svg).iter(f"{SVG}text")
    assert (first.text, second.text) == ("45 %", "70 %")
    assert left - 5 >= float(first.get("x", "")) + measure("45 %", 12.5, True)
    assert right + 5 <= float(second.get("x", "")) - measure("70 %", 12.5, True)


def test_a_line_that_goes_down_has_its_target_at_the_left() -> None:
    (_target, target), (_baseline, baseline) = discs(draw(IndicatorLine("Hours", "", D("2.5"), None, D("1.5"))))
    assert target < baseline


def test_words_stand_at_the_marks_only_where_asked() -> None:
    assert {"baseline 45 %", "minimum 60 %", "target 70 %"} <= set(texts(draw(FULL, width=500.0, words=True)))
    assert not {"baseline 45 %", "minimum 60 %"} & set(texts(draw(FULL)))


def test_words_of_values_that_lie_close_do_not_touch() -> None:
    near = IndicatorLine("x", "", D(6), D(6), D(4), True, False, "baseline 6 %", "minimum 6 %", "target 4 %")
    svg = draw(near, width=400.0, words=True)
    starts = {text.text: float(text.get("x", "")) for text in parse(svg).iter(f"{SVG}text")}
    assert starts["target 4 %"] + measure("target 4 %", 12, True) < starts["baseline 6 %"]


def test_a_ceiling_is_a_wall_and_no_disc() -> None:
    svg = draw(IndicatorLine("x", "", target=D(4), not_above=True))
    assert discs(svg) == []
    assert len(list(parse(svg).iter(f"{SVG}rect"))) == 1


def test_nothing_is_drawn_without_a_value() -> None:
    assert draw(IndicatorLine("x", "")) == ""
    with pytest.raises(ValueError, match="no scale"):
        scale(IndicatorLine("x", ""))


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        (IndicatorLine("x", "", D(45), None, D(70), True), (0, 100)),
        (IndicatorLine("x", "", D(-5), None, D(170), True), (-5, 170)),
        (IndicatorLine("x", "", D(0), None, D(0)), (0, 1)),
        (IndicatorLine("x", "", D(3), None, D(8)), (0, 8)),
        (IndicatorLine("x", "", D(-3), None, None), (-3, 0)),
    ],
)
def test_scales(line: IndicatorLine, ends: tuple[int, int]) -> None:
    assert scale(line) == ends


@given(values, values, values, st.booleans(), st.booleans())
def test_every_mark_stays_within_the_picture(
    baseline: D | None, minimum: D | None, target: D | None, percentage: bool, words: bool
) -> None:
    labels = [str(value) if value is not None else "" for value in (baseline, minimum, target)]
    svg = draw(IndicatorLine("x", "", baseline, minimum, target, percentage, False, *labels), words=words)
    assert bool(svg) is any(value is not None for value in (baseline, minimum, target))
    if svg:
        assert all(4 <= place <= 176 for _fill, place in discs(svg))


def test_several_lines_stand_under_each_other_with_their_names() -> None:
    picture = indicator_lines(
        [FULL, IndicatorLine("Hours", "")], title="All", description="…", measure=measure, prefix="lines"
    )
    assert {"Logs in", "Hours"} <= set(texts(picture))
    assert len(discs(picture)) == 2
