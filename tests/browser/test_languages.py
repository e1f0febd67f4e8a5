"""Every page speaks one language: Dutch, or English all through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from impactplan.config import PACKAGE
from tests.browser.everywhere import Place, World
from tests.browser.people import Stage, sign_in
from tests.browser.words import nl

Open = Callable[..., Page]
# All that a page says in its own language; a document in the language of its plan is marked as such.
VISIBLE = """() => {
    const attributes = ["aria-label", "title", "placeholder", "alt"];
    const own = element => element.closest("[lang]").lang === document.documentElement.lang;
    const spoken = [...document.querySelectorAll(attributes.map(name => `[${name}]`).join())].filter(own)
        .flatMap(element => attributes.map(name => element.getAttribute(name) ?? ""));
    const lines = [...document.querySelectorAll("body, body *")]
        .filter(element => own(element) && !["SCRIPT", "STYLE", "TEXTAREA"].includes(element.tagName))
        .flatMap(element => [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data));
    const data = [...document.querySelectorAll("script[type='application/json']")]
        .flatMap(script => Object.values(JSON.parse(script.textContent)));
    return [document.title, ...spoken, ...lines, ...data];
}"""


def squeeze(text: str) -> str:
    return " ".join(text.split())


def texts() -> list[tuple[str, str]]:
    """Return pairs of (English, Dutch) of two words or more, without names to fill in and really different."""
    with open(PACKAGE / "translations" / "nl" / "LC_MESSAGES" / "messages.po", "rb") as file:
        catalogue = read_po(file)
    pairs = []
    for message in catalogue:
        english, dutch = (str(one if isinstance(one, str) else one[0]) for one in (message.id, message.string or ""))
        plain = "%(" not in english and "{" not in english and not message.fuzzy
        if plain and len(re.findall(r"[^\W\d_]{2,}", english)) >= 2 and dutch and english != dutch:
            pairs.append((squeeze(english), squeeze(dutch)))
    return pairs


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


def foreign_words(page: Page, places: list[Place], language: str) -> list[str]:
    """Visit pages, and return what they say in the other language."""
    other = {pair[1 if language == "en" else 0] for pair in texts()}
    own = {pair[0 if language == "en" else 1] for pair in texts()}
    found = []
    for place in places:
        if place.template == "outbox/mails.html":
            continue  # it lists letters, each in the language of its reader
        place.visit(page)
        expect(page.locator("html")).to_have_attribute("lang", language)
        said = {squeeze(text) for text in page.evaluate(VISIBLE)}
        found += [f"{place}: {text}" for text in sorted(said & (other - own))]
    return found


def choose(page: Page, language: str) -> None:
    page.get_by_role("button", name={"en": "English", "nl": "Nederlands"}[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_catalogue_is_there() -> None:
    assert len(texts()) > 200


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_of_the_signed_out(world: World, open_browser: Open, language: str) -> None:
    page = open_browser()
    page.goto("/login")
    if language == "en":
        choose(page, "en")
    assert foreign_words(page, world.signed_out(), language) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_of_the_owner(world: World, open_browser: Open, language: str) -> None:
    page = sign_in(open_browser(), world.olga)
    if language == "en":
        choose(page, "en")
    assert foreign_words(page, world.of_the_owner(), language) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_of_a_coordinator(world: World, open_browser: Open, language: str) -> None:
    page = sign_in(open_browser(), world.cor)
    if language == "en":
        choose(page, "en")
    assert foreign_words(page, world.of_others()[world.cor], language) == []


def test_the_choice_stays_on_the_page_and_with_the_person(world: World, open_browser: Open) -> None:
    # Given a page in Dutch
    page = sign_in(open_browser(), world.olga)
    page.goto(f"/plans/{world.full}/steps/challenge")
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("Societal challenge"))
    # When English is chosen
    choose(page, "en")
    # Then the same page is there in English, and so is the next visit from another browser
    expect(page.get_by_role("heading", level=1)).to_have_text("Societal challenge")
    elsewhere = sign_in(open_browser(), world.olga)
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    choose(elsewhere, "nl")


def test_numbers_are_read_by_the_language(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(), world.olga)
    page.goto(f"/plans/{world.empty}/steps/challenge")
    choose(page, "en")
    page.locator("#challenge-size").fill("1,300.5")
    expect(page.locator("[data-saved-words]")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("#challenge-size")).to_have_value("1,300.5")
    choose(page, "nl")
    expect(page.locator("#challenge-size")).to_have_value("1.300,5")
