"""Deltas and word differences lose nothing; Markdown comes out safe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.lib.markdown import render
from impactplan.lib.text import apply_delta, diff_words, find_forbidden, join_lines, make_delta, normalise


@given(st.text(), st.text())
def test_a_delta_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    assert apply_delta(before, make_delta(before, after)) == after


@given(st.text(max_size=80), st.text(max_size=80))
def test_word_differences_hold_both_texts(before: str, after: str) -> None:
    runs = diff_words(before, after)
    assert "".join(text for tag, text in runs if tag != "added") == before
    assert "".join(text for tag, text in runs if tag != "removed") == after


def test_a_changed_word_is_one_difference() -> None:
    assert diff_words("door de docent", "door een stagiair") == [
        ("same", "door "),
        ("removed", "de"),
        ("added", "een"),
        ("same", " "),
        ("removed", "docent"),
        ("added", "stagiair"),
    ]


def test_nul_and_half_characters_are_found() -> None:
    assert find_forbidden("a\x00b")
    assert find_forbidden("a\ud800")
    assert not find_forbidden("👩‍👩‍👧‍👦 e\u0301")


def test_what_cannot_be_seen_is_dropped_and_line_ends_become_one_kind() -> None:
    pasted = "eerste\x0btweede\r\nderde\rvierde\x85vijfde\u2028zesde\x0czeven"
    assert normalise(pasted) == "\n".join(("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zeven"))
    assert normalise("a\x01\x07\x08\x0e\x1f\x7f\x80\x9f\ufdd0\ufffe\uffffb\tc") == "ab\tc"
    assert join_lines(" Jan\x0b de\x00 \x1bWit\n") == "Jan de\x00 Wit"


@pytest.mark.parametrize(
    "kept", ["👩‍👩‍👧‍👦", "e\u0301", "\u202eomgekeerd\u202c", "a\u00ad\u200b\u00a0b", "\x00", "\ud800"]
)
def test_what_somebody_may_mean_or_must_be_refused_stays(kept: str) -> None:
    assert normalise(kept) == kept


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=http://127.0.0.1:9/x onerror=alert(1)>",
    "![x](http://127.0.0.1:9/x)",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    '<a rel=attachment href="file:///etc/passwd">x</a>',
    "<svg onload=alert(1)>",
    "<style>body{background:url(http://127.0.0.1:9/x)}</style>",
    "<iframe src=//127.0.0.1:9></iframe>",
    "<div style='background:url(http://127.0.0.1:9/x)'>x</div>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_hostile_markdown_runs_or_loads(text: str) -> None:
    html = str(render(text))
    for live in (
        "<script",
        "<img",
        "<svg",
        "<style",
        "<iframe",
        "<div",
        "<a rel=attachment",
        '<a href="javascript',
        '<a href="data',
        '<a href="file',
    ):
        assert live not in html


def test_raw_html_stays_readable_as_text() -> None:
    assert "&lt;b&gt;" in str(render("een <b>woord</b>"))
