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
    *("[", "![", "[](", "[a](", "[a](<", "![a](", "](", "[a][", "[a](b(", '[a](b "', "[]"),
    *(">", "> ", "- ", "1. ", "* + ", "> - ", "- > ", "a\n", "\n", "---\n", "a\n===\n", "> a\n\n", "- a\n\n"),
    *("*", "_", "**a", "*a **b ", "__a", "`", "`a ", "<", "<a@b", "<http://a", "&", "&#1", "\\", "\\[", "|", "#", " "),
]
NESTED = [
    "[" * (TEXT_LIMIT // 2) + "]" * (TEXT_LIMIT // 2),
    "".join("    " * deep + "- a\n" for deep in range(99)),
    "".join(">" * deep + "a\n\n" for deep in range(190)),
    "[a]: b\n" * 1000 + "[a] " * 3000,
]


@pytest.mark.parametrize("text", [fill(piece, "x") for piece in PIECES] + NESTED)
def test_any_text_is_rendered_at_once_and_not_too_deep(text: str) -> None:
    with quick():
        html = str(render(text))
    opened = re.findall(r"<(?:blockquote|ul|ol|em|strong)\b", html[: html.find("</")])
    assert len(opened) <= DEEPEST


def test_what_is_nested_beyond_sense_shows_as_typed() -> None:
    assert "<blockquote>" in render("> " * DEEPEST + "x")
    assert render("- " * (DEEPEST + 1) + "<b>") == f"<p>{'- ' * (DEEPEST + 1)}&lt;b&gt;</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](http://x.nl)", '<a href="http://x.nl" REL>a</a>'),
        ("[een **b** c](http://x.nl/y_(z) 'naam')", '<a href="http://x.nl/y_(z)" REL>een <strong>b</strong> c</a>'),
        ("[a [b]](<http://x.nl/a b>)", '<a href="http://x.nl/a b" REL>a [b]</a>'),
        ("[a](http://x.nl/a_b_c?d=1&e=2)", '<a href="http://x.nl/a_b_c?d=1&amp;e=2" REL>a</a>'),
        ("\\[a](b) `[a](b)`", "[a](b) <code>[a](b)</code>"),
        ("zie [1] en [x][y]", "zie [1] en [x][y]"),
        ("[1]: http://x.nl", "[1]: http://x.nl"),
        ("voor ![x](http://x.nl/p.png) na", "voor  na"),
    ],
)
def test_links_are_found_where_they_are_written(text: str, html: str) -> None:
    assert render(text) == f"<p>{html}</p>".replace("REL", 'rel="noopener noreferrer nofollow"')


def test_an_endless_word_is_printed_at_once(tmp_path: Path) -> None:
    with quick():
        html = break_long_words(f"<p>{'W' * 5000}</p>")
        assert print_pages(html, ROOT / "static" / "dist", tmp_path / "word.pdf", lambda _line: None) < 10
