"""Formatting without signs: tools at the text one writes, what it looks like under it, and no byte changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.looks import find_too_wide, find_violations
from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, control, field, open_step, saved, text_in, waiting
from tests.browser.words import nl
from tests.support.pastes import make_paste

Open = Callable[..., Page]
SELECT = """(area, words) => {
    const at = area.value.indexOf(words);
    area.setSelectionRange(at, at + words.length);
}"""


@pytest.fixture
def written(stage: Stage, open_browser: Open) -> Page:
    """Return the page of a challenge that holds one sentence."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(bypass_csp=True), olga), plan_id, "challenge")
    answer(page, "challenge", causes="een twee drie")
    saved(page)
    return page


def tools(page: Page) -> Locator:
    return page.get_by_role("toolbar", name=nl("Layout of the text"))


def tool(page: Page, name: str) -> Locator:
    return tools(page).get_by_role("button", name=nl(name), exact=True)


def choose(page: Page, words: str) -> Locator:
    """Select some words of the text, as a mouse or keys would."""
    area = control(page, "challenge", "causes")
    area.focus()
    area.evaluate(SELECT, words)
    expect(tools(page)).to_be_visible()
    return area


def look(page: Page) -> Locator:
    return field(page, "challenge", "causes").get_by_role("group", name=nl("What it looks like"))


def test_words_are_made_bold_and_what_that_looks_like_is_seen(written: Page) -> None:
    area = choose(written, "twee")
    expect(look(written)).to_have_count(0)
    # When a tool is pressed
    tool(written, "Bold").click()
    # Then what it looks like stands under the text, and the caret is where it was
    expect(area).to_have_value("een **twee** drie")
    expect(area).to_be_focused()
    expect(look(written).locator("strong")).to_have_text("twee")
    expect(tool(written, "Bold")).to_have_attribute("aria-pressed", "true")
    # By keys too, both ways, and another one within it
    area.press("Control+i")
    expect(look(written).locator("strong em, em strong")).to_have_text("twee")
    area.press("Control+b")
    expect(area).to_have_value("een *twee* drie")
    # And the browser takes it back, to the letter
    for _ in range(3):
        area.press("Control+z")
    expect(area).to_have_value("een twee drie")
    area.press("Control+b")
    saved(written)
    written.reload()
    assert text_in(written, "challenge", "causes") == "een **twee** drie"


def test_a_list_goes_on_with_enter_and_ends_with_another(written: Page) -> None:
    area = choose(written, "een twee drie")
    tool(written, "List").click()
    expect(area).to_have_value("- een twee drie")
    area.press("End")
    area.press("Enter")
    area.press_sequentially("vier")
    expect(look(written).locator("ul > li")).to_have_text(["een twee drie", "vier"])
    area.press("Control+a")
    area.press("Control+Shift+Digit7")
    expect(area).to_have_value("1. een twee drie\n2. vier")
    # A point in between moves the others on
    area.press("Control+Home")
    area.press("End")
    area.press("Enter")
    area.press_sequentially("tussen")
    expect(area).to_have_value("1. een twee drie\n2. tussen\n3. vier")
    area.press("Control+End")
    area.press("Enter")
    area.press("Enter")
    area.press_sequentially("Klaar")
    expect(area).to_have_value("1. een twee drie\n2. tussen\n3. vier\nKlaar")
    expect(look(written).locator("ol + p")).to_have_text("Klaar")


def test_a_link_is_asked_for_and_its_address_looked_at(written: Page) -> None:
    area = choose(written, "twee")
    area.press("Control+k")
    dialog = written.get_by_role("dialog", name=nl("Put in a link"))
    expect(dialog.get_by_label(nl("Words to press on"))).to_have_value("twee")
    address = dialog.get_by_label(nl("Address"), exact=True)
    expect(address).to_be_focused()
    # A wrong address is refused beside the field
    address.fill("zomaar iets")
    address.press("Enter")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("alert").filter(has_text="www.bibliotheek.nl")).to_be_visible()
    assert find_violations(written) == []
    # What is clear is completed
    address.fill("bibliotheek.nl/taal (nieuw)")
    address.press("Enter")
    expect(area).to_be_focused()
    expect(area).to_have_value("een [twee](https://bibliotheek.nl/taal%20%28nieuw%29) drie")
    expect(look(written).get_by_role("link")).to_have_attribute("href", "https://bibliotheek.nl/taal%20%28nieuw%29")
    # And there it can be changed, or taken away
    area.evaluate("area => area.setSelectionRange(6, 6)")
    expect(tool(written, "Link")).to_have_attribute("aria-pressed", "true")
    tool(written, "Link").click()
    written.get_by_role("button", name=nl("No link any more")).click()
    expect(area).to_have_value("een twee drie")
    expect(area).to_be_focused()
    saved(written)


def test_the_tools_are_there_for_keys_and_readers(written: Page) -> None:
    area = choose(written, "twee")
    assert find_violations(written) == []
    # Shift+Tab leads to them, arrows go along, Esc goes back
    area.press("Shift+Tab")
    expect(tool(written, "Bold")).to_be_focused()
    written.keyboard.press("ArrowRight")
    expect(tool(written, "Italic")).to_be_focused()
    written.keyboard.press("Enter")
    expect(area).to_have_value("een *twee* drie")
    area.press("Shift+Tab")
    written.keyboard.press("Escape")
    expect(area).to_be_focused()
    # Tab leads on to the next field, and the tools go away where there is no text for them
    area.press("Tab")
    expect(tools(written).and_(written.locator(f"[aria-controls={area.get_attribute('id')}]"))).to_have_count(0)
    # On a telephone nothing is too wide
    written.set_viewport_size({"width": 390, "height": 800})
    area.focus()
    expect(tools(written)).to_be_visible()
    assert find_too_wide(written) == []


@pytest.mark.parametrize("seed", [3, 11, 42])
def test_coming_to_a_text_and_leaving_it_changes_no_byte(stage: Stage, open_browser: Open, seed: int) -> None:
    # Given a text with signs of all kinds, as it was pasted once
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(), olga), plan_id, "challenge")
    answer(page, "challenge", causes=make_paste(seed))
    saved(page)
    page.reload()
    before = text_in(page, "challenge", "causes")
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method != "GET":
            sent.append(request.url)

    page.on("request", note)
    # When somebody comes to it, goes through it and leaves
    area = control(page, "challenge", "causes")
    area.focus()
    expect(tools(page)).to_be_visible()
    for key in ("Control+Home", "ArrowDown", "End", "Tab"):
        area.press(key)
    # Then nothing was sent; and what a tool did is undone to the letter
    assert waiting(page) == 0
    assert not [url for url in sent if "/items/" in url]
    area.focus()
    area.press("Control+a")
    area.press("Control+b")
    area.press("Control+z")
    expect(area).to_have_value(before)
