"""The HTML of blocks that module 1 does not need by itself, so that any module can rely on them."""

from __future__ import annotations

import pytest

from impactplan.exports.blocks import (
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
from impactplan.exports.html import render_body
from impactplan.models import KINDS
from tests.exports.plans import AT

pytestmark = pytest.mark.usefixtures("app")


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
    section = Section("s", "S", "", (prose, wide, small, wide, prose, wide))
    assert [(turned, len(blocks)) for turned, blocks in section.runs()] == [
        (False, 1),
        (True, 3),
        (False, 1),
        (True, 1),
    ]
