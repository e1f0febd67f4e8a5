"""Every page, walked twice: in Dutch on a wide screen and then on a narrow one, and in English on a phone.

Axe finds nothing to mend, nothing is wider than the screen, and a page speaks one language. A walk is cut in parts, so
that several test processes share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter

import pytest
from playwright.sync_api import Page

from impactplan.models import User
from tests.browser.everywhere import Place, World, page_templates
from tests.browser.looks import AXE, choose, find_foreign_words, find_too_wide, find_violations
from tests.browser.people import Stage, sign_in

Open = Callable[..., Page]
WIDE, PHONE, SMALL = 1280, 390, 320
PARTS = 8


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


def stops(world: World) -> list[tuple[User | None, Place]]:
    everybody = {None: world.signed_out(), world.olga: world.of_the_owner(), **world.of_others()}
    return [(person, place) for person, places in everybody.items() for place in places]


def walk(part: int, world: World, page_of: Callable[[User | None], Page]) -> Iterator[tuple[Page, Place]]:
    """Visit a part of all pages, each as the person who may see it, and yield it with its place."""
    found = stops(world)
    size = -(-len(found) // PARTS)
    for person, group in groupby(found[part * size : (part + 1) * size], key=itemgetter(0)):
        page = page_of(person)
        for _person, place in group:
            place.visit(page)
            yield page, place


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900 if width == WIDE else 800})


def words(page: Page, place: Place, language: str) -> list[str]:
    if place.template == "outbox/mails.html":
        return []  # it lists letters, each in the language of its reader
    return find_foreign_words(page, language)


@pytest.mark.parametrize("part", range(PARTS))
def test_in_dutch_wide_and_narrow(world: World, open_browser: Open, part: int) -> None:
    def page_of(person: User | None) -> Page:
        page = open_browser()
        page.add_init_script(path=AXE)
        return sign_in(page, person) if person else page

    found: list[str] = []
    for page, place in walk(part, world, page_of):
        found += [f"{place}: {text}" for text in words(page, place, "nl")]
        found += [f"{place} ({WIDE} px): {violation}" for violation in find_violations(page)]
        resize(page, PHONE)
        found += [f"{place} ({PHONE} px): {what}" for what in find_violations(page, again=True) + find_too_wide(page)]
        resize(page, SMALL)
        found += [f"{place} ({SMALL} px): {what}" for what in find_too_wide(page)]
        resize(page, WIDE)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("part", range(PARTS))
def test_in_english_on_a_phone(world: World, open_browser: Open, part: int) -> None:
    def page_of(person: User | None) -> Page:
        page = open_browser()
        if person:
            sign_in(page, person)
        page.goto("/")
        choose(page, "en")
        resize(page, PHONE)
        return page

    found: list[str] = []
    for page, place in walk(part, world, page_of):
        found += [f"{place}: {text}" for text in words(page, place, "en")]
        for width in (PHONE, SMALL):
            resize(page, width)
            found += [f"{place} ({width} px): {what}" for what in find_too_wide(page)]
        resize(page, PHONE)
    assert not found, "\n".join(found)


def test_no_page_is_forgotten(world: World) -> None:
    assert {place.template for _person, place in stops(world)} == page_templates()
