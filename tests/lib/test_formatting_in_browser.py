"""Formatting in the browser: it shows what the server shows, and its tools change marks and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.lib.markdown import render
from impactplan.lib.text import normalise
from tests.support.formatting import Formatting, apply_edit, length_of, run_formatting
from tests.support.pastes import BEGINNINGS, WORDS, make_paste

seeds = st.integers(0, 100_000)
lines = st.tuples(st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=5))
texts = st.lists(lines, max_size=6).map(lambda some: "\n".join(begin + " ".join(words) for begin, words in some))


@pytest.fixture(scope="module")
def formatting() -> Iterator[Formatting]:
    with run_formatting() as formatting:
        yield formatting


class _Events(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.events: list[Any] = []
        self.feed(html.replace("\n", ""))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.events.append([tag, values.get("href"), values.get("start")])

    def handle_endtag(self, tag: str) -> None:
        self.events.append(["/" + tag])

    def handle_data(self, data: str) -> None:
        if self.events and isinstance(self.events[-1], str):
            self.events[-1] += data
        else:
            self.events.append(data)


def events_of(tree: list[Any]) -> list[Any]:
    events: list[Any] = []
    for node in tree:
        if isinstance(node, str) and events and isinstance(events[-1], str):
            events[-1] += node
        elif isinstance(node, str):
            events.append(node)
        else:
            start = node.get("start")
            events.append([node["tag"], node.get("href"), str(start) if start else None])
            events += events_of(node["children"])
            events += [["/" + node["tag"]]] if node["tag"] != "br" else []
    return events


def shown(text: str) -> list[Any]:
    return _Events(render(text)).events


def plain(text: str) -> str:
    """Return what a text says, whatever its formatting."""
    return "".join(event for event in shown(text) if isinstance(event, str)).replace(" ", "")


def clean(text: str) -> str:
    """Return a text as a text area can hold it."""
    return normalise("".join(char for char in text if not "\ud800" <= char <= "\udfff").replace("\x00", ""))


def test_pastes_look_in_the_browser_as_they_do_on_the_server(formatting: Formatting) -> None:
    for seed in range(3000):
        typed = make_paste(seed)
        assert events_of(formatting.ask("render", typed)) == shown(typed), (seed, typed)


@given(text=texts)
@settings(max_examples=300, deadline=None)
def test_any_text_looks_in_the_browser_as_it_does_on_the_server(formatting: Formatting, text: str) -> None:
    text = clean(text)
    assert events_of(formatting.ask("render", text)) == shown(text)


@given(seed=seeds, tag=st.sampled_from(["strong", "em"]), places=st.tuples(st.floats(0, 1), st.floats(0, 1)))
@settings(max_examples=1000, deadline=None)
def test_a_tool_changes_the_look_and_no_letter(
    formatting: Formatting, seed: int, tag: str, places: tuple[float, float]
) -> None:
    text = clean(make_paste(seed))
    start, end = sorted(round(place * length_of(text)) for place in places)
    on = formatting.ask("isOn", text, tag, start, end)
    edit = formatting.ask("toggle", text, tag, start, end)
    if edit is None or start == end:
        return
    after = apply_edit(text, edit)
    assert plain(after) == plain(text)
    assert formatting.ask("isOn", after, tag, edit["start"], edit["end"]) is not on


plain_texts = st.text(st.sampled_from("abé 😀.,(\n"), min_size=1, max_size=40)


@given(text=plain_texts, tag=st.sampled_from(["strong", "em"]), places=st.tuples(st.floats(0, 1), st.floats(0, 1)))
@settings(max_examples=300, deadline=None)
def test_a_tool_used_twice_leaves_each_byte_as_it_was(
    formatting: Formatting, text: str, tag: str, places: tuple[float, float]
) -> None:
    start, end = sorted(round(place * length_of(text)) for place in places)
    edit = formatting.ask("toggle", text, tag, start, end)
    if edit is None or start == end:
        return
    after = apply_edit(text, edit)
    back = formatting.ask("toggle", after, tag, edit["start"], edit["end"])
    assert back is not None
    assert apply_edit(after, back) == text
