"""Formatted text as words: without its signs, and told apart by word and by how it is set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.lib.formatted import diff_formatted, read_formatted
from impactplan.lib.text import Effort
from tests.support.pastes import make_paste


def runs(before: str, after: str) -> list[tuple[str, str]]:
    return [(tag, str(run.html())) for tag, run in diff_formatted(before, after, Effort())]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Wij **willen** *dat*", "Wij willen dat"),
        ("Wij doen:\n- een\n- twee\n  - diep\n\nKlaar", "Wij doen:\n• een\n• twee\n  • diep\n\nKlaar"),
        ("3) drie", "3) drie"),
        ("1. een\n2. twee", "1. een\n2. twee"),
        ("zie [de bron](https://x.nl) of www.kb.nl", "zie de bron (https://x.nl) of www.kb.nl"),
        ("een\ntwee\n\ndrie", "een\ntwee\n\ndrie"),
        ("2*3*4 < 5", "2*3*4 < 5"),
    ],
)
def test_it_reads_without_its_signs(typed: str, read: str) -> None:
    assert read_formatted(typed).text == read


def test_words_and_how_they_are_set_are_told_apart() -> None:
    assert runs("Wij *willen* dat graag", "Wij **willen** dat nu") == [
        ("same", "Wij "),
        ("reset", "<strong>willen</strong>"),
        ("same", " dat "),
        ("removed", "graag"),
        ("added", "nu"),
    ]
    assert runs("een\ntwee", "- een\n- twee")[0] == ("added", "• ")
    assert runs("a <b>", "a **&lt;**") == [
        ("same", "a "),
        ("removed", "&lt;b&gt;"),
        ("added", "<strong>&amp;lt;</strong>"),
    ]


@given(before=st.integers(0, 100_000), after=st.integers(0, 100_000))
def test_the_runs_hold_both_texts_whole(before: int, after: int) -> None:
    old, new = make_paste(before), make_paste(after)
    found = diff_formatted(old, new, Effort())
    assert "".join(run.text for tag, run in found if tag in {"same", "added", "reset"}) == read_formatted(new).text
    kept = "".join(run.text for tag, run in found if tag != "added")
    assert kept == read_formatted(old).text
