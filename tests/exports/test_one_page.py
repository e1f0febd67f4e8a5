"""One page is one A4, whatever the text: smaller letters first, then whole sentences elsewhere, and nothing lost."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from impactplan.blocks import Chapter, Document, Figure, OnePage, PagePart, Prose, Section, Text
from impactplan.exports import pdf, printing
from impactplan.exports.html import render_print
from impactplan.exports.one_page import SIZES, ends_of, fit, fit_document
from impactplan.exports.pdf import write_document
from impactplan.exports.rendering import ignore_progress
from tests.exports.conftest import read_pages
from tests.support.states import AT

WORDS = """gemeente en bibliotheek samen voor de verantwoordingsgrens 45 % van a i te samenwerkingsovereenkomsten
e-mailadres **vet** _schuin_ [hier](https://example.org/een/pad) WWWW mmmm""".split()
SEEDS = range(14)
PROSE = Prose("", Text("Daarom."))


@pytest.fixture(scope="module", autouse=True)
def _within_the_app(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context():
        yield


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 25))) + chance.choice([".", "!", "?", ""])


def some_text(chance: random.Random, words: int) -> str:
    lines = [sentence(chance) for _ in range(max(1, words // 12))]
    return chance.choice(
        [
            " ".join(lines),
            " ".join(lines),
            "\n".join(f"- {line}" for line in lines),
            "\n".join(f"{'  ' * chance.randint(0, 4)}{number}. {line}" for number, line in enumerate(lines, 1)),
            "\n\n".join(chance.choice(["a", "b c", "W"]) for _ in range(words // 2 + 1)),
            "x" * words * 5,
            "漢字" * words,
            "😀 שלום " * words,
        ]
    )


def a_page(seed: int) -> OnePage:
    chance = random.Random(seed)
    most = (0, 20, 60, 100, 300, 2000, 10)[seed % 7]
    parts = [
        PagePart(f"Deel {number}", Text(some_text(chance, chance.randint(0, most)) or "x", markdown=True))
        for number in range(chance.randint(1, 9))
    ]
    high = chance.choice([0, 150, 300, 560, 900])
    svg = Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 856 {high}"><rect width="9" height="9"/></svg>'
    )  # ours
    figure = Figure(svg, sentence(chance)) if high else None
    return OnePage(sentence(chance)[:290], tuple(parts), figure, some_text(chance, 60)[:1000])


def a_document(page: OnePage) -> Document:
    section = Section("pitch", "Eén pagina", "", (page,))
    chapter = Chapter(5, "integration", "Impact integreren", (section,))
    return Document("Titel", "Bibliotheek", (), "nl", AT, 1, (chapter,), has_cover=False)


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_exactly_one_page_whatever_the_text(seed: int, tmp_path: Path) -> None:
    assert write_document(a_document(a_page(seed)), tmp_path / "page.pdf", ignore_progress) == 1


@pytest.mark.parametrize("seed", range(60))
def test_what_does_not_fit_goes_on_elsewhere_whole(seed: int) -> None:
    page = a_page(seed)
    fitted = fit(page)
    assert fitted.size in SIZES
    for before, after in zip(page.parts, fitted.parts, strict=True):
        assert letters(after.text.text + after.rest) == letters(before.text.text)
        assert not after.rest or fitted.size == min(SIZES)
        assert not after.rest or fitted.figure is None


@given(st.text(alphabet="ab .!?\n*_[](-1)", max_size=80))
@settings(max_examples=150, deadline=None)
def test_a_text_is_cut_after_a_sentence_or_a_line_and_never_within_a_mark(text: str) -> None:
    for end in ends_of(text):
        assert text[:end].rstrip()[-1:] in ".!?)]*_…" or text[end : end + 1] in {"", "\n"}
        assert text[:end].count("[") == text[:end].count("]")
        assert text[:end].count("*") % 2 == 0


def far_too_much() -> OnePage:
    text = " ".join(f"Zin nummer {number} van dit verhaal is niet zo heel erg lang." for number in range(400))
    parts = (PagePart("Kort", Text("Dit blijft staan.", markdown=True)), PagePart("Lang", Text(text, markdown=True)))
    return OnePage("Veel te veel", parts, None, "Sanne")


def test_the_page_names_the_page_on_which_it_goes_on(tmp_path: Path) -> None:
    front = (Section("pitch", "Eén pagina", "", (far_too_much(),), anchor="front-pitch"),)
    chapter = Chapter(1, "strategy", "Impactstrategie", (Section("purpose", "Waarom", "", (PROSE,)),))
    document = Document("Titel", "Bibliotheek", (), "nl", AT, 1, (chapter,), front=front)
    pages_made = write_document(document, tmp_path / "plan.pdf", ignore_progress)
    pages = read_pages(tmp_path / "plan.pdf", "-layout")
    assert len(pages) == pages_made
    one = next(page for page in pages if "Veel te veel" in page and "Dit blijft staan." in page)
    found = re.search(r"Verder in het plan, p\.\s+(\d+)", one)
    assert found
    assert "Wat niet op de ene pagina past" in pages[int(found[1]) - 1]
    assert {str(number) for number in range(400)} <= set(re.findall(r"\d+", "".join(pages)))


def test_by_itself_it_stays_one_page_and_says_that_there_is_more(tmp_path: Path) -> None:
    assert write_document(a_document(far_too_much()), tmp_path / "page.pdf", ignore_progress) == 1
    assert "Verder in het plan zelf" in read_pages(tmp_path / "page.pdf")[0]


def test_a_page_that_turns_out_too_full_is_fitted_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def refuse(html: str, *_rest: object) -> int:
        tried.append(len(html))
        if len(tried) < 4:
            raise printing.TooFullError
        return 1

    monkeypatch.setattr(printing, "print_pages", refuse)
    assert pdf.write_document(a_document(far_too_much()), tmp_path / "page.pdf", ignore_progress) == 1
    assert tried == sorted(tried, reverse=True)
    assert len(set(tried)) == 4


def test_a_page_that_spills_is_noticed(tmp_path: Path) -> None:
    spilling = str(render_print(a_document(far_too_much()))).replace("Dit blijft staan.", "Dit blijft staan. " * 400)
    with pytest.raises(printing.TooFullError):
        printing.print_pages(spilling, pdf._assets(), tmp_path / "page.pdf", lambda _line: None)
    assert not (tmp_path / "page.pdf").exists()


def test_on_the_screen_nothing_is_cut() -> None:
    document = a_document(far_too_much())
    assert fit_document(document).chapters[0].sections[0].blocks != document.chapters[0].sections[0].blocks
    assert document.chapters[0].sections[0].blocks == (far_too_much(),)
