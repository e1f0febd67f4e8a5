"""Choosing what is in a document: a module at once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Stage, sign_in

Open = Callable[..., Page]


def test_all_steps_of_a_module_at_once(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    page = sign_in(open_browser(), olga)
    page.goto(f"/plans/{stage.plan(olga)}/document")
    page.locator(".document__choose summary").click()
    whole, steps = page.locator("#whole-learning"), page.locator("fieldset:has(#whole-learning) [name=part]")
    # Given a document of all steps
    expect(whole).to_be_checked()
    # When the module's box is cleared, so are its steps, and no others
    whole.uncheck()
    assert [box.is_checked() for box in steps.all()] == [False] * 5
    expect(page.locator("#part-pitch")).to_be_checked()
    # And one step makes it half
    steps.first.check()
    expect(whole).not_to_be_checked()
    assert whole.evaluate("box => box.indeterminate")
    # And all of them whole
    whole.check()
    assert all(box.is_checked() for box in steps.all())
