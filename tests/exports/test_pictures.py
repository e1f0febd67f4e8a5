"""A picture as a file by itself: whole, with its source, the same everywhere, and for readers of the plan only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from flask import Flask
from PIL import Image

from impactplan.access import Permission
from impactplan.blocks import Entries, Facts, Figure, Listing, Table
from impactplan.exports.document import build_document
from impactplan.exports.options import Options
from impactplan.exports.pictures import MOST_PIXELS, PNG, SVG, list_picture_formats, source_of
from impactplan.graph import PlanState
from impactplan.models import User
from impactplan.workbook.operations import create_item
from impactplan.workbook.parts import Picture
from impactplan.workbook.registry import part_of, step_parts
from impactplan.workbook.writing import writing
from tests.exports.plans import full_state
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.states import make_state

SignIn = Callable[[User], PageClient]
NAMES = ["Digistarters 55+", "Łódź & <b>ç</b>", "😀 ouders", "مرحبا", "שלום", "x\x0b\ufffe y", "W" * 140]


@pytest.fixture
def pages(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context():
        yield


def stakeholders(*names: str) -> PlanState:
    return make_state({"stakeholder": [{"name": name, "influence": 4, "interest": 4} for name in names]})


def picture_of(step: str) -> Picture:
    return part_of(step).pictures[0]


def words_in(svg: bytes) -> str:
    """Return what can be read in a drawing: the outlined lines by their names, and what is still text."""
    root = ElementTree.fromstring(svg)
    return " ".join([node.get("aria-label", "") for node in root.iter()] + list(root.itertext()))


@pytest.mark.usefixtures("pages")
def test_every_picture_of_a_full_plan_can_be_taken_along() -> None:
    state = full_state(lambda kind, declared, number: f"{kind} {declared.name} {number}"[:60])
    pictures = [picture for part in step_parts().values() for picture in part.pictures]
    assert len(pictures) >= 9
    for picture in pictures:
        assert picture.is_drawn(state), picture.key
        svg = SVG.write(picture, state)
        root = ElementTree.fromstring(svg)
        assert "Digitaal Mee" in words_in(svg)
        assert "Bibliotheek Merenrijk" in words_in(svg)
        with Image.open(BytesIO(PNG.write(picture, state))) as image:
            sides = [2 * float(root.attrib[side]) for side in ("width", "height")]
            assert image.size == pytest.approx(sides, abs=1)


@pytest.mark.usefixtures("pages")
def test_it_names_no_font_that_it_needs_and_loads_nothing() -> None:
    svg = SVG.write(picture_of("stakeholders"), stakeholders("Digistarters 55+")).decode()
    assert "<text" not in svg
    assert 'aria-label="Digistarters' in svg
    assert not re.search(r"href|url\(|<image|<script|<style|data-|tabindex", svg)


@pytest.mark.usefixtures("pages")
def test_letters_that_our_fonts_lack_stay_text() -> None:
    svg = SVG.write(picture_of("stakeholders"), stakeholders("😀 ouders", "שלום רב"))
    texts = [node.text for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert "😀" in texts
    assert any(text and "ם" in text for text in texts)
    assert "ouders" in words_in(svg)


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_drawn(name: str) -> None:
    state = replace(stakeholders(name), title=name, organisation=name)
    ElementTree.fromstring(SVG.write(picture_of("stakeholders"), state))
    assert PNG.write(picture_of("stakeholders"), state).startswith(b"\x89PNG")


@pytest.mark.usefixtures("pages")
def test_an_enormous_picture_gets_less_sharp_instead_of_heavy() -> None:
    state = make_state({"outcome": [{"statement": f"Effect {n} " * 12, "term": "mid"} for n in range(200)]})
    with Image.open(BytesIO(PNG.write(picture_of("theory"), state))) as image:
        assert image.width * image.height <= MOST_PIXELS * 1.01


@pytest.mark.usefixtures("pages")
def test_the_source_says_which_plan_whose_and_of_what_day() -> None:
    assert source_of(make_state({})) == "Impactplan ‘Digitaal Mee’ · Bibliotheek Merenrijk · 12 maart 2026"


def add_stakeholder(cast: Cast, name: str = "Digistarters") -> str:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        create_item(write, "stakeholder", {"name": name, "influence": "4", "interest": "4"})
    return f"/plans/{cast.plan_id}/pictures/stakeholders/stakeholders"


def test_a_reader_takes_it_along_under_a_name_that_tells(cast: Cast, signed_in: SignIn) -> None:
    address = add_stakeholder(cast)
    answer = signed_in(cast.lena).get(f"{address}.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    named = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=[a-z0-9-]+-\d{4}-\d\d-\d\d-v\d+\.png", named)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "private" in answer.headers["Cache-Control"]


def test_nobody_else_learns_that_there_is_one(cast: Cast, signed_in: SignIn) -> None:
    address = add_stakeholder(cast)
    stranger = signed_in(cast.vera)
    assert stranger.get(f"{address}.svg").status_code == 404
    assert stranger.get(f"{address.rpartition('/')[0]}/x.svg").status_code == 404
    assert stranger.get("/plans/nothing/pictures/stakeholders/stakeholders.svg").status_code == 404


@pytest.mark.parametrize("asked", ["stakeholders/x.svg", "stakeholders/stakeholders.exe", "x/x.svg", "purpose/x.svg"])
def test_what_there_is_not_is_not_found(cast: Cast, signed_in: SignIn, asked: str) -> None:
    add_stakeholder(cast)
    assert signed_in(cast.olga).get(f"/plans/{cast.plan_id}/pictures/{asked}").status_code == 404


def test_an_empty_picture_is_not_offered_nor_made(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    assert "Meenemen" not in client.get(f"/plans/{cast.plan_id}/steps/theory").text
    assert client.get(f"/plans/{cast.plan_id}/pictures/theory/theory.svg").status_code == 404
    add_stakeholder(cast)
    page = client.get(f"/plans/{cast.plan_id}/steps/stakeholders").text
    for format_ in list_picture_formats(picture_of("stakeholders")):
        assert f"/plans/{cast.plan_id}/pictures/stakeholders/stakeholders.{format_.key}" in page


@pytest.mark.usefixtures("pages")
def test_every_picture_has_its_table_in_the_document() -> None:
    state = full_state(lambda kind, declared, number: f"{kind} {declared.name} {number}"[:60])
    document = build_document(state, Options.of([]))
    blocks_of = defaultdict(list)  # a step's own, at the front and in annexes too
    for section in (*document.front, *(one for each in document.chapters for one in each.sections), *document.annexes):
        blocks_of[section.step] += section.blocks
    for step, part in step_parts().items():
        for picture in part.pictures:
            blocks = blocks_of[step]
            assert any(isinstance(block, Figure) for block in blocks), picture.key
            assert any(isinstance(block, Table | Entries | Listing | Facts) for block in blocks), picture.key
