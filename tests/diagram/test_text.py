from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.diagram.text import ELLIPSIS, FontMeasure, clusters, fit, load_measure, wrap
from tests.diagram.cases import measure

ROOT = Path(__file__).parents[2]
FONTS = [ROOT / "node_modules/@fontsource/source-sans-3/files", ROOT / "static/dist/fonts"]


@pytest.fixture(scope="session")
def font() -> FontMeasure:
    folder = next((folder for folder in FONTS if folder.is_dir()), None)
    if folder is None:
        pytest.skip("the fonts are not installed: npm install")

    def files(weight: int) -> tuple[Path, ...]:
        return tuple(folder / f"source-sans-3-{part}-{weight}-normal.woff2" for part in ("latin", "latin-ext"))

    return load_measure(files(400), files(600))


@given(st.text(max_size=300), st.floats(20, 300), st.sampled_from([None, 1, 2, 5]))
def test_every_line_fits(text: str, width: float, max_lines: int | None) -> None:
    wrapped = wrap(text, width, 12, measure, max_lines=max_lines)
    for line in wrapped.lines:
        assert measure(line, 12) <= width or len(list(clusters(line))) <= 2
    assert max_lines is None or len(wrapped.lines) <= max_lines


@given(st.text(max_size=300), st.floats(20, 300))
def test_no_letter_is_lost_while_nothing_is_cut(text: str, width: float) -> None:
    lines = wrap(text, width, 12, measure).lines
    assert "".join("".join(lines).replace("-", "").split()) == "".join(text.replace("-", "").split())


@given(st.text(max_size=200))
def test_clusters_make_up_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(st.text(max_size=200), st.floats(10, 200))
def test_a_fitted_line_fits(text: str, width: float) -> None:
    assert measure(fit(text, width, 10, measure), 10) <= width or width < measure(ELLIPSIS, 10)


def test_long_words_are_hyphenated_by_the_language() -> None:
    lines = wrap("samenwerkingsovereenkomsten", 90, 12, measure, language="nl").lines
    assert lines == ("samenwerkings-", "overeenkomsten")


def test_a_long_word_starts_on_the_line_where_that_saves_one() -> None:
    assert wrap("over verantwoordingsgrens", 96, 12, measure).lines == ("over verantwoor-", "dingsgrens")


def test_a_compound_breaks_after_its_hyphen() -> None:
    assert wrap("Beantwoorde IDO-vragen", 96, 12, measure).lines == ("Beantwoorde IDO-", "vragen")


def test_the_ellipsis_stays_within_the_width() -> None:
    wrapped = wrap("een twee drie vier vijf zes zeven", 60, 12, measure, max_lines=2)
    assert wrapped.cut
    assert wrapped.lines[-1].endswith(ELLIPSIS)
    assert measure(wrapped.lines[-1], 12) <= 60


def test_a_no_break_space_keeps_words_together() -> None:
    assert wrap("ruim 2,5\u00a0%", 40, 12, measure).lines == ("ruim", "2,5\u00a0%")


def test_joined_emoji_and_flags_stay_whole() -> None:
    assert list(clusters("👩‍👩‍👧🇳🇱🇧🇪e\u0301")) == ["👩‍👩‍👧", "🇳🇱", "🇧🇪", "e\u0301"]


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b"])
def test_an_empty_text_has_hardly_a_line(text: str) -> None:
    assert len(wrap(text, 100, 12, measure).lines) <= 1


def test_a_text_of_twenty_thousand_characters_is_cut_short() -> None:
    for text in ("x" * 20_000, "lettergreep " * 1_700):
        assert len(wrap(text, 100, 12, measure, max_lines=6).lines) == 6


def test_widths_come_from_the_font(font: FontMeasure) -> None:
    assert font("i", 10) < font("m", 10) < font("m", 10, True) * 1.1
    assert font("Ł", 10) > 0
    assert font("", 10) == 0


def test_a_missing_glyph_gets_a_safe_width(font: FontMeasure) -> None:
    assert font("日", 10) >= 10
    assert font("👍", 10) >= 13
    assert font("\u200d", 10) == 0


def test_demo_lines_are_as_the_reader_sees_them(font: FontMeasure) -> None:
    lines = wrap("Cursisten regelen overheidszaken zelf online", 104, 12.5, font, bold=True).lines
    assert lines == ("Cursisten regelen", "overheidszaken", "zelf online")
