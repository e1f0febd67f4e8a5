"""A page whose typed text is still on its way: its forms wait for that, and then do what the pressed button says."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, open_step, until, waiting
from tests.browser.words import like, nl

Open = Callable[..., Page]
ITEMS = "**/items/**"
OWNERS = """() => Object.entries(localStorage).filter(([name]) => name.startsWith("impactplan.edit."))
    .map(([, edit]) => JSON.parse(edit).owner)"""


def test_a_form_that_waited_goes_where_its_button_says(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = sign_in(open_browser(), olga)
    # Given an answer that does not get through, and another page on which that waits too
    page.route(ITEMS, lambda route: route.abort())
    answer(open_step(page, plan_id, "purpose"), "purpose", area="Noord")
    until(lambda: waiting(page) == 1, page)
    before = page.evaluate(OWNERS)
    page.goto(f"/plans/{plan_id}/document")
    page.locator(".document__choose > summary").click()
    until(lambda: page.evaluate(OWNERS) != before, page)
    # When a button is pressed that posts what its form would get
    page.get_by_role("button", name=nl("Keep this for the plan")).click()
    # Then that is done, and the token stands in no address
    kept = like("Kept: this is in “%(document)s” from now on, for everybody who makes it.")
    expect(page.get_by_text(kept)).to_be_visible()
    assert "csrf_token" not in page.url
    assert waiting(page) == 1
