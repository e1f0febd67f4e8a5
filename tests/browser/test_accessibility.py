"""Axe finds nothing to mend in what opens over a page; pictures are called what they show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.everywhere import World
from tests.browser.looks import find_violations
from tests.browser.people import Stage, sign_in
from tests.browser.words import squash

Open = Callable[..., Page]


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


def test_dialogs(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(bypass_csp=True), world.olga)
    page.goto(f"/plans/{world.full}/steps/solutions?row={world.first('activity')}")
    page.locator("[role=combobox]").first.click()
    assert find_violations(page) == []
    page.locator(".picker__make").first.click()
    page.locator("#make-dialog [data-field]").first.wait_for()
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("a[data-panel=missing]:visible").first.click()
    page.locator("#panel-dialog").wait_for()
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    page.context.clear_cookies()
    page.locator("[data-field=frequency] [name=frequency]").fill("vaak")
    page.locator("#sign-in-dialog").wait_for()
    assert find_violations(page) == []


def test_links_in_pictures_are_called_what_they_show(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(), world.olga)
    for step in ("stakeholders", "theory", "results"):
        page.goto(f"/plans/{world.full}/steps/{step}")
        links = page.locator("svg a")
        assert links.count() > 3
        for link in links.all():
            label = squash(str(link.get_attribute("aria-label")))
            for line in link.locator("text").all_text_contents():
                assert squash(line.rstrip("…")) in label
