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


def test_a_page_keeps_its_language_when_another_is_chosen_in_another_tab(
    stage: Stage, world: World, open_browser: Open
) -> None:
    # Given a page in Dutch, and English chosen in another tab
    page = sign_in(open_browser(), world.olga)
    page.goto(f"/plans/{world.empty}/steps/challenge")
    other = page.context.new_page()
    other.goto(f"/plans/{world.empty}/steps/purpose")
    choose(other, "en")
    # When a number is typed on the page that is still Dutch
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.locator("#challenge-size").fill("1.400")
        page.locator("#challenge-size").press("Tab")
    # Then it is what a Dutch reader takes it for, and stands in each page as that one writes it
    assert stage.sheet(world.empty, "challenge")["size"] == 1400
    expect(page.locator("#challenge-size")).to_have_value("1.400")
    other.goto(f"/plans/{world.empty}/steps/challenge")
    expect(other.locator("#challenge-size")).to_have_value("1,400")
    # And an open page in the other language shows what is typed here in its own way
    page.locator("#challenge-size").fill("2.500")
    expect(other.locator("#challenge-size")).to_have_value("2,500")
    choose(other, "nl")


def test_an_edit_that_waited_keeps_the_language_it_was_typed_in(stage: Stage, world: World, open_browser: Open) -> None:
    # Given a number typed in Dutch without a connection
    page = sign_in(open_browser(), world.olga)
    page.goto(f"/plans/{world.empty}/steps/challenge")
    page.context.set_offline(True)
    page.locator("#challenge-size").fill("1.400")
    expect(page.locator("[data-saved-words]")).to_contain_text(nl("Not connected: kept on this device"))
    # When the page is left, and the next one is English
    page.context.set_offline(False)
    page.route("**/items/challenge/**", lambda route: route.abort())
    other = page.context.new_page()
    page.goto("about:blank")
    other.goto(f"/plans/{world.empty}/steps/purpose")
    choose(other, "en")
    other.goto(f"/plans/{world.empty}/steps/challenge")
    # Then it is saved as what was meant
    expect(other.locator("[data-saved-words]")).to_contain_text("Saved")
    assert stage.sheet(world.empty, "challenge")["size"] == 1400
    expect(other.locator("#challenge-size")).to_have_value("1,400")
    choose(other, "nl")
