"""The HTML of blocks that module 1 does not need by itself, so that any module can rely on them."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from impactplan.blocks import (
    Block,
    Chapter,
    Document,
    Entries,
    Entry,
    Fact,
    Facts,
    Figure,
    Heading,
    OnePage,
    PagePart,
    PartTitles,
    Prose,
    Reference,
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
    html = render(Heading("Kop"), Entries("Alle", (entry,)), Reference("Eerst dit", "annex-links"))
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


def test_small_tables_between_wide_pictures_stay_with_them() -> None:
    small = Table("t", fit_columns([KINDS["input"].fields["name"]], "name"), (Row((Text("x"),)),))
    wide, prose = Figure(Markup("<svg/>"), "w", wide=True), Prose("", Text("lang"))
    section = Section("s", "S", "", (prose, wide, small, wide, prose, wide, small, small))
    assert [(page, len(blocks)) for page, blocks in section.runs()] == [
        ("upright", 1),
        ("wide", 3),
        ("upright", 1),
        ("wide", 1),
        ("upright", 2),
    ]
    assert [page for page, _blocks in Section("s", "S", "", (small, prose)).runs()] == ["upright"]


def test_short_answers_below_a_row_share_a_line() -> None:
    facts = (Fact("A", Text("kort")), Fact("B", Text("ook", True)), Fact("C", Text("lang " * 20)), Fact("D", Text("x")))
    row = Row((Text("x"),), facts)
    assert [[fact.label for fact in line] for line in row.under_lines] == [["A", "B"], ["C"], ["D"]]
    table = Table("t", fit_columns([KINDS["input"].fields["name"]], "name"), (row,))
    assert "<p>" not in render(table).partition("doc-pair")[2].partition("</td>")[0]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[hier](https://example.org/a?b=1&c=2)", "(example.org/a?b=1&amp;c=2)"),
        ("[mail](mailto:x@example.org)", "(x@example.org)"),
        ("https://example.org/pad", ""),
        ("[example.org](https://example.org/)", ""),
        ("[**hier**](https://example.org/pad) en verder", "(example.org/pad)"),
    ],
)
def test_the_address_of_a_link_can_be_read_on_paper(typed: str, shown: str) -> None:
    html = render(Prose("", Text(typed, markdown=True)))
    assert ("doc-address" in html) is bool(shown)
    assert shown in html


def test_a_reader_goes_from_part_to_part() -> None:
    page = OnePage("Zo ging het", (PagePart("Wat", Text("Dit")),))
    chapters = (Chapter(1, "strategy", "Strategie", ()), Chapter(2, "framework", "Raamwerk", ()))
    front = (Section("pitch", "Eén pagina", "", (page,), anchor="front-pitch"),)
    document = Document("T", "", (), "nl", AT, 1, chapters, front=front, titles=PartTitles("In het kort"))
    assert [part.anchor for part in document.parts] == ["front", "module-strategy", "module-framework"]
    html = str(render_body(document, turning=True))
    assert html.count('class="doc-turn"') == 3
    assert '<a href="#front">← In het kort</a>' in html
    assert '<a class="doc-turn__on" href="#module-framework">Raamwerk →</a>' in html
    assert "doc-turn" not in str(render_body(document))


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
        "t", fit_columns([KINDS["input"].fields["name"]], "name"), (Row((Text("x"),), (Fact("Waarom", text),)),)
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
