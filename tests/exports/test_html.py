"""The HTML of blocks that module 1 does not need by itself, so that any module can rely on them."""

from __future__ import annotations

import pytest

from impactplan.blocks import (
    Block,
    Chapter,
    Document,
    Entries,
    Entry,
    Fact,
    Facts,
    Heading,
    Note,
    Prose,
    Row,
    Section,
    Table,
    Text,
)
from impactplan.exports.columns import fit_columns
from impactplan.exports.html import BREAK, break_long_words, render_body
from impactplan.models import KINDS
from tests.support.states import AT

pytestmark = pytest.mark.usefixtures("without_database")


def render(*blocks: Block) -> str:
    chapter = Chapter(2, "framework", "Raamwerk", (Section("indicators", "Indicatoren", "Hoe?", blocks),))
    return str(render_body(Document("T", "", (), "nl", AT, 1, (chapter,))))


def test_entries_have_a_title_and_all_their_answers() -> None:
    entry = Entry("Zelf inloggen", (Facts((Fact("Eenheid", Text("%")),)), Prose("Uitleg", Text("**Hoe**", True))))
    html = render(Heading("Kop"), Entries("Alle", (entry,)), Note("Eerst dit"))
    for part in (
        "<h4>Kop</h4>",
        "<h5>Zelf inloggen</h5>",
        "<dt>Eenheid</dt><dd>%</dd>",
        "<strong>Hoe</strong>",
        "Eerst",
    ):
        assert part in html
    assert "<h4>Zelf inloggen</h4>" in render(Entries("", (entry,)))  # no level is left out


def test_text_from_right_to_left_says_so() -> None:
    html = render(Facts((Fact("A", Text("שלום")), Fact("B", Text("hallo שלום")))), Prose("", Text("مرحبا *x*", True)))
    assert '<dd><span dir="rtl">שלום</span></dd>' in html
    assert "<dd>hallo שלום</dd>" in html
    assert '<div class="doc-prose" dir="rtl">' in html


def test_small_tables_between_wide_ones_stay_with_them() -> None:
    kind = KINDS["input"]
    fit = fit_columns([kind.fields["name"]], "name")
    small, wide = (Table("t", fit.columns, (Row((Text("x"),)),), wide) for wide in (False, True))
    prose = Prose("", Text("lang"))
    section = Section("s", "S", "", (prose, wide, small, wide, prose, wide, small, small))
    assert [(turned, len(blocks)) for turned, blocks in section.runs()] == [
        (False, 1),
        (True, 3),
        (False, 1),
        (True, 3),
    ]
    assert [turned for turned, _blocks in Section("s", "S", "", (small, wide, small, prose)).runs()] == [
        False,
        True,
        False,
    ]
    assert [turned for turned, _blocks in Section("s", "S", "", (small, prose)).runs()] == [False]


def test_short_facts_stand_two_by_two_and_none_alone_on_half_a_line() -> None:
    facts = [Fact("A", Text(text)) for text in ("kort", "kort", "kort", "lang " * 9, "kort", "kort")]
    assert [paired for _fact, paired in Facts(tuple(facts)).paired] == [True, True, False, False, True, True]
    assert [fact for fact, _paired in Facts(tuple(facts)).paired] == facts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (Text("**Durf** telt", True), '<span class="doc-label">Waarom:</span> <span><strong>Durf</strong> telt</span>'),
        (Text("een <b>"), '<span class="doc-label">Waarom:</span> <span>een &lt;b&gt;</span>'),
        (Text("- een\n- twee", True), '<p class="doc-label">Waarom</p>'),
        (Text("# Kop", True), '<p class="doc-label">Waarom</p>'),
        (Text("1. een", True), '<p class="doc-label">Waarom</p>'),
        (Text("een\n\ntwee", True), '<p class="doc-label">Waarom</p>'),
    ],
)
def test_what_stands_under_a_row_follows_its_label_where_it_is_one_paragraph(text: Text, shown: str) -> None:
    table = Table(
        "t", fit_columns([KINDS["input"].fields["name"]], "name").columns, (Row((Text("x"),), (Fact("Waarom", text),)),)
    )
    assert shown in render(table)


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("W" * 200, [80, 80, 40]),
        ("&amp;" * 100, [400, 100]),
        ("e\u0301" * 60, [80, 40]),
        ("x" + "e\u0301" * 60, [79, 42]),
        ("\u0301" * 200, [80, 80, 40]),
        (f'<a href="{"W" * 200}">{"W" * 60} {"W" * 80}</a>', [356]),
    ],
)
def test_a_word_longer_than_a_line_may_break(html: str, parts: list[int]) -> None:
    broken = break_long_words(html)
    assert [len(part) for part in broken.split(BREAK)] == parts
    assert broken.replace(BREAK, "") == html
