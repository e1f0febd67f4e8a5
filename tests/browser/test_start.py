"""The four questions of an empty plan: nothing typed is lost, and the way goes on from the first step."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Stage, sign_in_by_form
from tests.browser.words import nl

Open = Callable[..., Page]


def test_half_answered_questions_are_there_again(stage: Stage, open_browser: Open) -> None:
    # Given somebody who answers the first of the four questions and leaves
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = sign_in_by_form(open_browser(), olga)
    page.goto(stage.server.base_url + "/")
    page.get_by_role("link", name=nl("Start with four questions")).click()
    page.locator("#whom").fill("Gezinnen met jonge kinderen")
    page.goto(stage.server.base_url + "/")
    # When they come back
    page.get_by_role("link", name=nl("Start with four questions")).click()
    # Then it is there; and once the plan is made of it, nothing of it stays on the device
    expect(page.locator("#whom")).to_have_value("Gezinnen met jonge kinderen")
    for name, answer in {"what": "Voorlezen", "change": "Ouders lezen voor", "leads_to": "Taal"}.items():
        page.locator(f"#{name}").fill(answer)
    page.get_by_role("button", name=nl("Make my theory of change")).click()
    expect(page.locator("#picture-theory")).to_contain_text("Ouders lezen voor")
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('.draft.'))") == []
    # And the last step leads to the first that is not done yet
    page.locator(".work__foot .utrecht-button--primary-action").click()
    expect(page.locator("#main")).to_have_attribute("data-step", "purpose")
    expect(page.locator("#main")).to_have_attribute("data-plan", f"/plans/{plan_id}/")
