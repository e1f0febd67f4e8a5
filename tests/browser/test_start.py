"""The four questions of an empty plan: nothing typed is lost, and the way goes on from the first step."""

from __future__ import annotations

import re
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
    page.locator("#whom").fill("Gezinnen met jonge kinderen")
    page.goto(stage.server.base_url + "/people")
    page.goto(stage.server.base_url + "/")
    # When they come back
    expect(page.locator("#whom")).to_have_value("Gezinnen met jonge kinderen")
    page.get_by_role("button", name=nl("Start with four questions")).click()
    expect(page.locator("#what")).to_be_focused()
    # Then it is there; and once the plan is made of it, nothing of it stays on the device
    expect(page.locator("#whom")).to_have_value("Gezinnen met jonge kinderen")
    for name, answer in {"what": "Voorlezen", "change": "Ouders lezen voor", "leads_to": "Taal"}.items():
        page.locator(f"#{name}").fill(answer)
    page.get_by_role("button", name=nl("Make my theory of change")).click()
    # And the way goes on in the guide, at what is missing: what the activity delivers
    expect(page.locator(".guided__about")).to_have_text("Voorlezen")
    expect(page.locator("#guide-drawing")).to_contain_text("Ouders lezen voor")
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('.draft.'))") == []
    page.locator("#answer").fill("40 voorleesochtenden per jaar")
    page.keyboard.press("Enter")
    expect(page.locator(".guided__about")).to_have_text("40 voorleesochtenden per jaar")
    page.get_by_role("button", name="Ouders lezen voor").click()
    expect(page.locator("[data-guide-end]")).to_be_visible()
    state = stage.state(plan_id)
    assert {link["target"] for link in state.rows("link")} == {state.rows("outcome")[0].id, state.rows("impact")[0].id}
    # And from there to the drawing, whose foot leads on, and names the first step that is not done yet
    page.get_by_role("button", name=nl("Tidy up")).click()
    expect(page.locator("#drawing")).to_contain_text(re.compile(r"40\s*voorleesochtenden"))  # broken into lines there
    onward = page.locator(".work__foot .utrecht-button--primary-action")
    expect(onward).to_have_attribute("href", re.compile("/steps/priorities$"))
    page.get_by_role("link", name=nl("Still open: %(step)s", step=nl("Why and for whom"))).click()
    expect(page.locator("#main")).to_have_attribute("data-step", "purpose")
    expect(page.locator("#main")).to_have_attribute("data-plan", f"/plans/{plan_id}/")
