"""The theory of change as a slide: read back, it holds every box and link, tied together, and every word."""

from __future__ import annotations

import random
import re
from io import BytesIO
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from impactplan.diagram.corridors import find_ways
from impactplan.diagram.drawing import draw
from impactplan.diagram.theory_spec import Evidence, Link, Node, TheorySpec, Tone
from impactplan.exports.theory_slide import write_slide
from tests.diagram.cases import COLUMNS, digital_course, measure, random_links, spec

SOURCE = "Impactplan ‘Digitaal Mee’ · Bibliotheek Merenrijk"
ODD = [
    "😀 ouders met 👨‍👩‍👧 kind",
    "شرح الصورة العربية",
    "שלום רב",
    "x\x00\x0b\x1f\ufffe\ud800y",
    '<a:b> & "c" _x000B_',
    "W" * 140,
    "zorg " * 28,
]
LEAST_POINTS = 9


def read(written: bytes) -> Any:
    return Presentation(BytesIO(written)).slides[0]


def of(theory: TheorySpec) -> Any:
    return read(write_slide(theory, SOURCE, measure))


def boxes_of(slide: Any) -> dict[int, str]:
    """Return the text of each box by its id: of what holds text and is no text box."""
    return {
        shape.shape_id: shape.text_frame.text
        for shape in slide.shapes
        if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE and shape.text_frame.text
    }


def ties(slide: Any) -> dict[int, int]:
    """Return where each end of a connector leads to, by the end that it begins at; a knot has one way on."""
    found = []
    for shape in slide.shapes:
        element = shape._element
        start, end = (element.find(f".//{{*}}{name}") for name in ("stCxn", "endCxn"))
        if start is not None:
            found.append((int(start.get("id")), int(end.get("id"))))
        assert (start is None) == (end is None)
    return found


def joined(slide: Any) -> set[tuple[int, int]]:
    """Return the pairs of boxes that connectors tie, by way of knots or at once."""
    pairs, boxes = ties(slide), boxes_of(slide)
    onward = {start: end for start, end in pairs if start not in boxes}
    found = set()
    for start, end in pairs:
        if start in boxes:
            while end not in boxes:
                end = onward[end]
            found.add((start, end))
    return found


def made_theory(seed: int, count: int) -> TheorySpec:
    chance = random.Random(seed)
    words = ["Cursisten", "samenwerkingsovereenkomsten", "durven", "meer", "zelf", "online", "te", "regelen"]
    nodes = [
        Node(f"n{at}", " ".join(chance.choices(words, k=chance.randint(1, 9))), COLUMNS[at // (count // 6)].key, "75")
        for at in range(count)
    ]
    links = [
        Link(
            f"n{a}", f"n{b}", evidence=chance.choice([None, *Evidence]), assumption=chance.choice(["", "Als dat zo is"])
        )
        for a, b in random_links(seed, count * 3 // 2, nodes=count, skipping=0.3)
    ]
    return spec(nodes, links)


@pytest.mark.parametrize("theory", [digital_course(), made_theory(3, 60), made_theory(4, 150)], ids=["21", "60", "150"])
def test_every_box_and_every_link_is_there_and_tied(theory: TheorySpec) -> None:
    slide = of(theory)
    texts = {node.text: node.key for node in theory.nodes}
    shown = boxes_of(slide)
    assert len(shown) == len(theory.nodes)
    assert sorted(
        re.search("|".join(map(re.escape, sorted(texts, key=len, reverse=True))), text)[0] for text in shown.values()
    ) == sorted(node.text for node in theory.nodes)
    assert len(joined(slide)) == len({(link.source, link.target) for link in theory.links})


def test_a_link_joins_the_boxes_that_it_names() -> None:
    theory = digital_course()
    slide = of(theory)
    shown = boxes_of(slide)
    named = {node.key: next(id_ for id_, text in shown.items() if node.text in text) for node in theory.nodes}
    assert joined(slide) == {(named[link.source], named[link.target]) for link in theory.links}


def test_evidence_is_in_the_line_and_the_assumption_is_said() -> None:
    slide = of(digital_course())
    lines = {
        shape._element.nvCxnSpPr.cNvPr.get("descr", ""): shape
        for shape in slide.shapes
        if "→" in shape.name and shape.shape_type != MSO_SHAPE_TYPE.AUTO_SHAPE
    }
    said = next(text for text in lines if "Veiligheid zit in elke les" in text)
    assert said.startswith("Afronders basiscursus (van 100 starters) → Cursisten herkennen nepberichten")
    assert "onderzoek" in said
    dashes = {
        match[1]
        for shape in lines.values()
        for match in re.finditer(r'prstDash val="(\w+)"', etree.tostring(shape._element).decode())
    }
    assert dashes == {"sysDot", "dash"}
    notes = slide.notes_slide.notes_text_frame.text
    assert re.search(r"\d\. Afronders basiscursus .* → .*: Veiligheid zit in elke les", notes)
    assert SOURCE in notes


@pytest.mark.parametrize("count", [0, 1, 18, 60, 150])
def test_it_is_sixteen_by_nine_and_all_of_it_can_be_read(count: int) -> None:
    theory = made_theory(count, count) if count > 1 else spec([Node("a", "Alleen", "mid")][:count], [])
    written = Presentation(BytesIO(write_slide(theory, SOURCE, measure)))
    wide, high = written.slide_width, written.slide_height
    assert wide / high == pytest.approx(16 / 9, abs=0.01)
    slide = written.slides[0]
    sizes = [
        run.font.size.pt
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert min(sizes) >= LEAST_POINTS
    for shape in slide.shapes:
        assert shape.left >= 0
        assert shape.top >= 0
        assert shape.left + shape.width <= wide
        assert shape.top + shape.height <= high
    boxes = [shape for shape in slide.shapes if shape.shape_id in boxes_of(slide)]
    for one, other in combinations(boxes, 2):
        assert not (
            one.left < other.left + other.width
            and other.left < one.left + one.width
            and one.top < other.top + other.height
            and other.top < one.top + one.height
        )


def test_the_title_and_the_columns_are_text_of_the_slide() -> None:
    slide = of(digital_course())
    assert slide.shapes.title.text_frame.text == "Zelf regelen geeft regie"
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for text in (*(column.title for column in COLUMNS), "Bewijs", "ervaring", SOURCE, "verantwoordingsgrens"):
        assert text in texts


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_come_back_as_they_were_typed(text: str) -> None:
    tones = frozenset({Tone.NEGATIVE})
    theory = spec(
        [Node("a", text, "mid", tones=tones), Node("b", "Rest", "long")], [Link("a", "b", assumption=text)], title=text
    )
    written = write_slide(theory, text, measure)
    shown = list(boxes_of(read(written)).values())
    expected = " ".join(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\ud800]", "", text).split())
    assert any(shown_text.split("\n")[1:] == [expected] for shown_text in shown)
    with ZipFile(BytesIO(written)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))


def test_no_program_has_to_repair_it() -> None:
    with ZipFile(BytesIO(write_slide(digital_course(), SOURCE, measure))) as package:
        slide = package.read("ppt/slides/slide1.xml").decode()
    ids = re.findall(r'<p:cNvPr id="(\d+)"', slide)
    assert len(ids) == len(set(ids))
    assert "p:style" not in slide
    for order in re.findall(r"<a:ln\b[^>]*>(.*?)</a:ln>", slide):
        kinds = re.findall(r"<a:(solidFill|noFill|prstDash|tailEnd)\b", order)
        assert kinds == sorted(kinds, key=["noFill", "solidFill", "prstDash", "tailEnd"].index)


def test_no_level_stretch_runs_through_a_box() -> None:
    for seed in range(8):
        theory = made_theory(seed, 60)
        drawing = draw(theory, measure=measure)
        boxes = {box.key: box for box in drawing.boxes}
        ways = find_ways(drawing.columns, drawing.boxes, drawing.links)
        assert len(ways) == len(drawing.links)
        for link in drawing.links:
            way = ways[link.key]
            stops = (way.start, *way.knots, way.end)
            level = [(one, other) for one, other in pairwise(stops) if one[1] == other[1]]
            for (left, y), (right, _y) in level:
                between = [box for box in boxes.values() if box.key not in (link.source, link.target)]
                assert not [
                    box
                    for box in between
                    if left < box.x + box.width and box.x < right and box.y < y < box.y + box.height
                ]
