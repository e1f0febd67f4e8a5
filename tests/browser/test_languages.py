"""Dutch or English, as somebody chooses; that every page speaks one of them all through is in ``test_every_page``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.everywhere import World
from tests.browser.looks import choose, texts
from tests.browser.people import Stage, sign_in, sign_in_by_form
from tests.browser.words import nl

Open = Callable[..., Page]


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


def test_the_catalogue_is_there() -> None:
    assert len(texts()) > 200


def test_the_choice_stays_on_the_page_and_with_the_person(world: World, open_browser: Open) -> None:
    # Given a page in Dutch
    page = sign_in(open_browser(), world.olga)
    page.goto(f"/plans/{world.full}/steps/challenge")
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("Societal challenge"))
    # When English is chosen
    choose(page, "en")
    # Then the same page is there in English, and so is the next visit from another browser
    expect(page.get_by_role("heading", level=1)).to_have_text("Societal challenge")
    elsewhere = sign_in_by_form(open_browser(), world.olga)
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
