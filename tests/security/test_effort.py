"""No text that fits makes the server work for long: neither comparing nor rendering."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from impactplan.config import TEXT_LIMIT
from impactplan.lib.text import Effort, diff_words

SECONDS = 1.0


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
