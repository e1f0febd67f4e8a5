"""No text that fits makes the server work for long: neither comparing nor rendering."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from impactplan.config import ROOT, TEXT_LIMIT
from impactplan.exports.html import break_long_words
from impactplan.exports.printing import print_pages
from impactplan.lib.markdown import DEEPEST, render
from impactplan.lib.text import Effort, diff_words

SECONDS = 3.0
"""About three times what the slowest takes; what must not come back took minutes."""


@contextmanager
def quick() -> Iterator[None]:
    """Count the time of this thread only, so that a busy machine does not matter."""
    started = time.thread_time()
    yield
    assert time.thread_time() - started < SECONDS


def scramble(seed: int, many: int, between: str = " ") -> str:
    words = random.Random(seed).choices([f"w{number}" for number in range(many)], k=TEXT_LIMIT)
    return between.join(words)[:TEXT_LIMIT]


PAIRS = {
    **{f"{many} words": (scramble(1, many), scramble(2, many)) for many in (2, 20, 50, 99, 101, 200, 1000)},
    "signs": ("." * TEXT_LIMIT, ".," * (TEXT_LIMIT // 2)),
    "turned round": (scramble(1, 99), scramble(1, 99)[::-1]),
    "letters": ("".join(chr(0x4E00 + n % 120) + "." for n in range(9999)), scramble(3, 120, ".")),
}


@pytest.mark.parametrize("name", PAIRS)
def test_long_texts_are_compared_at_once_and_nothing_is_lost(name: str) -> None:
    before, after = PAIRS[name]
    with quick():
        runs = diff_words(before, after)
    assert "".join(text for tag, text in runs if tag != "added") == before
    assert "".join(text for tag, text in runs if tag != "removed") == after


def test_what_is_the_same_in_long_texts_is_found() -> None:
    words = scramble(1, 3000).split(" ")
    edited = ["nieuw" if number % 40 == 0 else word for number, word in enumerate(words)]
    runs = diff_words(" ".join(words), " ".join(edited))
    assert sum(len(text) for tag, text in runs if tag == "same") > TEXT_LIMIT * 0.9
    assert max(len(text) for tag, text in runs if tag != "same") < 12


def test_when_the_effort_is_spent_both_texts_stand_whole() -> None:
    effort = Effort(10)
    assert diff_words("een twee", "een drie", effort)[0] == ("same", "een ")
    assert diff_words("een twee", "een drie", effort) == [("removed", "een twee"), ("added", "een drie")]


def fill(piece: str, end: str = "") -> str:
    return (piece * TEXT_LIMIT)[: TEXT_LIMIT - len(end)] + end


PIECES = [
    *("[", "![", "[](", "[a](", "[a](<", "![a](", "](", "[a][", "[a](b(", '[a](b "', "[]", "[[a]", "[a](http://b)"),
    *(">", "> ", "- ", "1. ", "* + ", "> - ", "- > ", "a\n", "\n", "---\n", "a\n===\n", "> a\n\n", "- a\n\n"),
    *("*", "_", "**a", "*a **b ", "__a", "*a _b ", "`", "`a ", "<", "<a@b", "<http://a", "&", "&#1", "\\", "\\[", "|"),
    *("#", " ", "a", "a.", "a@", "a@b.", "@", "http://", "http://)", "www.", "1. a\n", "- 5\n", "- a\n  - b\n", "\t"),
    *("- ", "• a\n\n", "o\ta\n", "*a* ", "**a** ", "a|", "|-"),
]
NESTED = [
    "[" * (TEXT_LIMIT // 2) + "]" * (TEXT_LIMIT // 2),
    "http://" + ")" * (TEXT_LIMIT - 7),
    "".join("    " * deep + "- a\n" for deep in range(99)),
    "".join(">" * deep + "a\n\n" for deep in range(190)),
    "[a]: b\n" * 1000 + "[a] " * 3000,
    "|a" * 4000 + "\n" + "|-" * 4000 + "\n" + "|\n" * 2000,  # what was once a table of columns × rows
]
GROWTH = 20
"""A short address takes this much more room as a link; nothing grows more."""


@pytest.mark.parametrize("text", [fill(piece, "x") for piece in PIECES] + NESTED)
def test_any_text_is_rendered_at_once_not_too_deep_and_not_too_large(text: str) -> None:
    with quick():
        html = str(render(text))
    assert len(html) < GROWTH * len(text)
    depth = deepest = 0
    for end in re.findall(r"<(/?)(?:ul|ol|em|strong|a)\b", html):
        depth += -1 if end else 1
        deepest = max(deepest, depth)
    assert depth == 0
    assert deepest <= DEEPEST + 5  # of emphasis there are four kinds, and there are no links in links


def test_an_endless_word_is_printed_at_once(tmp_path: Path) -> None:
    with quick():
        html = break_long_words(f"<p>{'W' * 5000}</p>")
        assert print_pages(html, ROOT / "static" / "dist", tmp_path / "word.pdf", lambda _line: None) < 10
