"""The PDF as a reader gets it: nothing lost or cut, and usable by eye, by keyboard and by ear."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pikepdf
import pytest

from impactplan.exports import printing
from impactplan.exports.document import build_document
from impactplan.exports.html import BREAK, render_print
from impactplan.exports.options import Options
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import Content, write_file
from impactplan.graph import PlanState
from impactplan.models import Field
from tests.exports.conftest import Printer, read_pages
from tests.exports.plans import full_state, letters, texts_of
from tests.support.states import make_state

pytestmark = pytest.mark.long
LONG_WORD = "hottentottententententoonstelling" * 10
SCRIPTS = "Ünïcødé שלום עולם مرحبا بالعالم e\u0301e\u0323\u0302 ﬁn Łódź"
WIDE = 297


def say_much(kind: str, declared: Field, number: int) -> str:
    """Return a text as long as may be for the first item, a word without end for the second, scripts for the third."""
    mark = re.sub(r"[^a-z]", "", f"{kind}{declared.name}")
    if number == 1:
        code = f"{kind[0]}{declared.order}"  # words of its own, too short to be broken at the end of a line
        words = " ".join(f"{code}x{n}z" for n in range(declared.limit // 4))
        return words[: declared.limit].rpartition(" ")[0]
    return f"{mark}{number} {LONG_WORD[: 300 - len(mark) - 2]}" if number == 2 else f"{mark}{number} {SCRIPTS}"


def boxes(pdf: pikepdf.Pdf) -> list[tuple[int, int]]:
    """Return width and height of every page in millimetres."""
    return [tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in pdf.pages]


@pytest.fixture(scope="module")
def extreme() -> PlanState:
    return full_state(say_much, title="Een heel lange titel " * 9, organisation="Bibliotheek " * 15)


@pytest.fixture(scope="module")
def extreme_pdf(printed: Printer, extreme: PlanState) -> Path:
    return printed(extreme)


def test_everything_that_was_typed_is_in_it(extreme: PlanState, extreme_pdf: Path) -> None:
    # A font may say of a joined Arabic letter which form of it stands there; that is the same letter.
    text = normalize("NFKC", "".join(read_pages(extreme_pdf)))
    found, whole = set(text.split()), letters(text)
    words = {word for typed in texts_of(extreme) for word in normalize("NFKC", typed).split()}
    assert len(words) > 10_000
    assert not [word for word in words - found if letters(word) not in whole]


@pytest.mark.usefixtures("without_database")
def test_everything_that_was_typed_is_on_the_page_too(extreme: PlanState) -> None:
    html = str(render_print(build_document(extreme, Options.of()))).replace(BREAK, "")
    assert not [text[:60] for text in texts_of(extreme) if text not in html]


def test_nothing_reaches_over_the_edge_of_a_page(extreme_pdf: Path) -> None:
    for page in read_pages(extreme_pdf, "-bbox"):
        width = re.search(r'<page width="([\d.]+)"', page)
        if width:
            assert all(float(right) <= float(width[1]) for right in re.findall(r'xMax="([\d.]+)"', page))


def test_wide_pictures_lie_on_their_side(extreme_pdf: Path) -> None:
    with pikepdf.open(extreme_pdf) as pdf:
        sizes = boxes(pdf)
    assert sizes[0] == sizes[1] == (210, 297)
    assert any(width >= WIDE for width, _height in sizes)
    assert any(width == 210 for width, _height in sizes[3:])


def test_a_head_stands_above_its_table_on_every_page(printed: Printer) -> None:
    rows = [{"name": f"Middel {number}"} | {"in_kind": "Uren"} for number in range(90)]
    pages = [page for page in read_pages(printed(make_state({"input": rows})), "-layout") if "Middel" in page]
    assert len(pages) > 1
    assert all("In natura" in page for page in pages)


@pytest.fixture(scope="module")
def plain(printed: Printer) -> Path:
    return printed(full_state(lambda kind, declared, number: f"Woorden over {kind} {declared.name} {number}."))


def test_the_contents_name_the_right_pages(plain: Path) -> None:
    pages = read_pages(plain, "-layout")
    listed = re.findall(r"^\s*(?:\d\s+)?(\S.*?)\s{2,}(\d+)$", pages[1], re.MULTILINE)
    assert len(listed) >= 7
    assert ("In het kort", "3") in listed  # without a heading: it begins with the one page, by itself
    for title, number in listed[1:]:
        assert re.search(rf"^\s*{re.escape(title)}\s*$", pages[int(number) - 1], re.MULTILINE), (title, number)


def test_every_page_after_the_cover_is_numbered(plain: Path) -> None:
    pages = read_pages(plain, "-layout")
    assert "pagina" not in pages[0]
    for number, page in enumerate(pages[1:], 2):
        assert f"pagina {number} van {len(pages)}" in page
        assert page.strip().startswith("Digitaal Mee")
        assert "Bibliotheek Merenrijk" in page


def test_it_has_bookmarks_a_language_a_title_and_tags(plain: Path) -> None:
    with pikepdf.open(plain) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "nl"
        assert root.MarkInfo.Marked is True or bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "Digitaal Mee"
        assert str(pdf.docinfo["/Author"]) == "Anna de Vries, Karim Bakker"
        with pdf.open_outline() as outline:
            (cover, *_rest) = outline.root
            titles = [item.title for item in _flat(outline.root)]
        assert cover.title == "Digitaal Mee"
        assert {"Impactstrategie", "Waarom en voor wie", "Publiek", "Bronnen"} <= set(titles)
        alternatives = [str(node.Alt) for node in _tags(root.StructTreeRoot) if "/Alt" in node]
        assert any(text.startswith("Zo dragen we bij aan") for text in alternatives)


def _flat(items: Any) -> list[Any]:
    return [found for item in items for found in (item, *_flat(item.children))]


def _tags(node: Any) -> list[Any]:
    if not isinstance(node, pikepdf.Dictionary):
        return []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [node, *(found for kid in kids for found in _tags(kid))]


@pytest.mark.parametrize("empty", [False, True])
def test_an_empty_plan_is_a_decent_document(printed: Printer, empty: bool) -> None:
    pages = read_pages(printed(make_state({}, title="", organisation=""), empty=empty), "-layout")
    assert len(pages) >= 3
    assert "Plan zonder naam" in pages[0]
    assert "Impactstrategie" in pages[1]
    assert "Voor wie moet er iets veranderen" in "".join(pages[2:])
    assert ("nog niet ingevuld" in "".join(pages[2:])) is empty


def test_dutch_words_are_hyphenated(printed: Printer) -> None:
    words = " ".join(f"{'a' * length} samenwerkingsovereenkomsten" for length in range(1, 40))
    pages = read_pages(printed(make_state({"challenge": [{"causes": words}]})), "-layout")
    ends = {line.split()[-1] for page in pages for line in page.splitlines() if line.endswith("-")}
    assert ends & {"samen-", "samenwerkings-", "samenwerkingsover-", "samenwerkingsovereen-"}, ends


def test_half_a_file_is_never_left_behind(printed: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_html: str, _folder: Path, target: Path, _report: object) -> int:
        target.write_bytes(b"%PDF-")
        raise RuntimeError

    monkeypatch.setattr(printing, "print_pages", fail)
    with pytest.raises(RuntimeError):
        write_file(PDF, Content(make_state({}), Options.of()), tmp_path / "plan.pdf")
    assert list(tmp_path.iterdir()) == []
