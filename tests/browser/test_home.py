"""Home and the overview of a plan: the first open question is answered where it stands."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Stage, sign_in
from tests.browser.steps import until
from tests.browser.words import nl

Open = Callable[..., Page]
AMBITION = "In 2028 regelt iedereen in Merenrijk zelf zijn zaken online."


def test_a_question_is_answered_at_home_and_the_next_one_comes(stage: Stage, open_browser: Open) -> None:
    # Given a plan in which somebody has begun with the first step
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.write(plan_id, olga, "purpose", area="Noord")
    page = sign_in(open_browser(), olga)
    page.goto("/")
    # When they answer its first question at home
    page.get_by_label(nl("Ambition")).fill(AMBITION)
    page.get_by_role("button", name=nl("Next question")).click()
    # Then it is saved, and the next one stands there
    expect(page.get_by_role("group", name=nl("Motives")).get_by_role("checkbox").first).to_be_focused()
    assert stage.sheet(plan_id, "purpose")["ambition"] == AMBITION
    # And on the overview of the plan it goes on in the same way, by the keyboard too
    page.get_by_role("group", name=nl("Motives")).get_by_role("checkbox").first.check()
    until(lambda: bool(stage.sheet(plan_id, "purpose")["motives"]), page)
    page.goto(f"/plans/{plan_id}/")
    expect(page.get_by_role("group", name=nl("Scope"))).to_be_visible()
    page.get_by_role("group", name=nl("Scope")).get_by_role("radio").first.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_label(nl("Period from"))).to_be_visible()
    assert stage.sheet(plan_id, "purpose")["scope"] == "activity"


def test_what_cannot_be_saved_stays_with_its_reason(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.write(plan_id, olga, "purpose", ambition="Meedoen", motives=("learn",), scope="activity")
    page = sign_in(open_browser(), olga)
    page.goto("/")
    page.get_by_label(nl("Period from")).fill("ooit")
    page.get_by_role("button", name=nl("Next question")).click()
    expect(page.locator("[data-field] .field__error")).to_be_visible()
    expect(page.get_by_label(nl("Period from"))).to_have_value("ooit")
    # And from another page its name leads to the step in which it is asked
    page.goto(f"/plans/{plan_id}/steps/challenge")
    page.locator(".elsewhere a").click()
    expect(page.locator("#main")).to_have_attribute("data-step", "purpose")


def test_a_row_is_made_with_its_first_answer(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.row(plan_id, olga, "input", name="Uren")
    page = sign_in(open_browser(), olga)
    page.goto("/")
    page.get_by_label(nl("Activity"), exact=True).fill("Cursus")
    page.get_by_role("button", name=nl("Next question")).click()
    expect(page.get_by_label(nl("Activity"), exact=True)).to_have_count(0)
    assert stage.state(plan_id).rows("activity")[0]["name"] == "Cursus"
