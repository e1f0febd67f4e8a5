"""What the page's picture leaves out, the style sheet says: the drawing looks the same with and without it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from impactplan.config import ROOT
from impactplan.diagram.drawing import draw
from impactplan.diagram.theory import assemble
from impactplan.diagram.theory_spec import Evidence, Link, Node, TheorySpec
from impactplan.lib.tokens import COLOURS
from impactplan.strategy.pictures import columns, words
from impactplan.strategy.slimming import slim
from impactplan.workbook.font_metrics import measure

ADDRESS = "/plans/een/steps/theory"


def pictures() -> tuple[ElementTree.Element, ElementTree.Element]:
    """Return a drawing, whole and slim."""
    nodes = tuple(
        Node(key, f"Een vak met {key} <als> tekst", column, whom="Starters", href=f"{ADDRESS}?row={key}#row-{key}")
        for key, column in (("a", "output"), ("b", "short"), ("c", "mid"), ("d", None))
    )
    links = (
        Link("a", "b", evidence=Evidence.NONE, assumption="Omdat", key="1"),
        Link("b", "c", evidence=Evidence.OWN_DATA, key="2"),
        Link("a", "c", evidence=Evidence.EXPERIENCE, key="4"),
        Link("d", "c", key="3"),
    )
    spec = TheorySpec(columns(), nodes, links, "Titel", "Uitleg", words())
    whole = assemble(draw(spec, measure=measure(), page=True), spec, "p")
    return ElementTree.fromstring(whole), ElementTree.fromstring(slim(whole, ADDRESS))


def looks(element: ElementTree.Element, above: dict[str, str], part: str = "") -> list[tuple[str, str, dict[str, str]]]:
    """Return what is drawn, each with the attributes that it has or gets from around it."""
    name = element.tag.partition("}")[2]
    inherited = above | {key: value for key, value in element.attrib.items() if key in INHERITED}
    own = {**({**INITIAL, **inherited} if name == "text" else {}), **element.attrib}
    part = "box" if "data-box" in element.attrib else "link" if "data-link" in element.attrib else part
    unseen = (name == "title" and part) or element.get("stroke-opacity") == "0"
    own_look = [] if name == "g" or unseen else [(name, element.text or "", {**style_of(part, name, own), **own})]
    return own_look + [look for child in element for look in looks(child, inherited, part)]


def style_of(part: str, name: str, own: dict[str, str]) -> dict[str, str]:
    """Return what the style sheet gives; a width of its own means dashes of its own, or none."""
    style = STYLES.get((part, name), {})
    return {key: value for key, value in style.items() if key != "stroke-dasharray" or "stroke-width" not in own}


INITIAL = {"font-weight": "400", "text-anchor": "start"}
INHERITED = {"font-size", "font-weight", "fill", "text-anchor"}
STYLES = {
    ("box", "rect"): {"fill": COLOURS["surface"], "rx": "6", "stroke": COLOURS["field"], "stroke-width": "1"},
    ("link", "path"): {"fill": "none", "stroke": COLOURS["field"], "stroke-width": "1.6", "stroke-dasharray": "6 4"},
    ("link", "polygon"): {"fill": COLOURS["field"]},
}
"""What the rules of the style sheet give to parts that do not say it themselves."""


def test_the_slim_picture_looks_the_same(built_app: object) -> None:
    whole, thin = pictures()
    address = f"{ADDRESS}?"
    expected = [
        (name, text, {key: value.replace(address, "?") for key, value in own.items()})
        for name, text, own in looks(whole, {})
    ]
    assert looks(thin, {}) == expected
    assert len(ElementTree.tostring(thin)) < 0.8 * len(ElementTree.tostring(whole))


def test_the_style_sheet_says_what_was_left_out() -> None:
    sheet = (ROOT / "static" / "src" / "css" / "drawing.css").read_text(encoding="utf-8")
    for (part, name), style in STYLES.items():
        rules = re.findall(rf":where\(\[data-{part}\]\) {name}:where[^{{]*\{{([^}}]*)\}}", sheet)
        said = {
            key.strip(): value.strip()
            for rule in rules
            for key, _, value in (one.partition(":") for one in rule.split(";"))
        }
        for key, value in style.items():
            token = next((f"var(--ip-{colour})" for colour, code in COLOURS.items() if code == value), value)
            assert said[key] in {token, value, f"{value}px"}, (part, name, key)
