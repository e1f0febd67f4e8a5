"""A whole round with the keyboard alone: focus is always somewhere sensible, and can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from impactplan.models import User
from tests.browser.people import PASSWORD, Stage, sign_in
from tests.browser.steps import control, field, item, open_step, saved
from tests.browser.words import nl

Open = Callable[..., Page]
# What has the focus: its name for the eye, and whether it can be seen and stands out.
FOCUS = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const styles = [element, element.closest("label"), element.nextElementSibling, element.parentElement]
        .filter(Boolean).flatMap(found => [null, "::before", "::after"].map(part => getComputedStyle(found, part)));
    const lit = styles.some(style => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
        || !["none", "rgb(255, 255, 255)"].some(ground => style.boxShadow.startsWith(ground)));
    const covered = () => {
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
        const same = !top || element.contains(top) || top.contains(element) || top.closest("label")?.contains(element);
        return !same ? top.outerHTML.slice(0, 160) : "";
    };
    return { body: element === document.body, lit, inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        covered: covered(), html: element.outerHTML.slice(0, 160) };
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_focus(page: Page) -> None:
    """The focus is on something, which is in view, not covered, and stands out."""
    found = page.evaluate(FOCUS)
    assert not found["body"]
    assert found["inside"], f"out of sight: {found['html']}"
    assert not found["covered"], f"{found['covered']} covers {found['html']}"
    assert found["lit"], f"does not stand out: {found['html']}"


def tab_to(page: Page, wanted: str, *, back: bool = False, most: int = 120) -> int:
    """Press Tab until an element has the focus, and return after how many; each stop on the way can be seen."""
    for stop in range(1, most + 1):
        press(page, "Shift+Tab" if back else "Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # round the end of the page
        expect_focus(page)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return stop
    raise AssertionError(f"no way to {wanted} with Tab")


def sign_in_by_keys(page: Page, person: User) -> None:
    page.goto("/login")
    tab_to(page, "#email")
    page.keyboard.type(str(person.email))
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    page.wait_for_url(re.compile("^(?!.*/login)"))


def test_a_whole_round_by_keyboard(stage: Stage, open_browser: Open) -> None:
    # Given somebody without a mouse, who signs in
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_browser()
    sign_in_by_keys(page, olga)
    # When they go to the step by way of the skip link
    open_step(page, plan_id, "stakeholders")
    press(page, "Tab")
    expect(page.get_by_role("link", name=nl("Skip to the content"))).to_be_focused()
    expect_focus(page)
    press(page, "Enter")
    expect(page.locator("#main")).to_be_focused()
    # And add two rows
    for name in ("Taalhuis", "Gemeente"):
        tab_to(page, "#add-stakeholder")
        press(page, "Enter")
        expect(control(page, "stakeholder", "name")).to_be_focused()
        expect_focus(page)
        fill_row(page, name)
        expect(page.locator(".row__link").filter(has_text=name)).to_be_focused()
        expect_focus(page)
    # And put the second first
    press(page, "Alt+ArrowUp")
    expect(page.locator(".row__title")).to_have_text(["Gemeente", "Taalhuis"])
    expect_focus(page)
    expect(page.locator("#announce")).to_have_text(nl("Moved to place {place} of {count}").format(place=1, count=2))
    # And delete it, and bring it back
    delete_row(page)
    expect(page.get_by_role("button", name=nl("Bring it back"))).to_be_focused()
    expect_focus(page)
    press(page, "Enter")
    expect(page.locator("[data-rows=stakeholder] > .row")).to_have_count(2)
    page.wait_for_function("() => document.activeElement !== document.body")
    # Then they go on to the next step
    tab_to(page, ".work__next a")
    press(page, "Enter")
    expect(page.locator("#main")).to_have_attribute("data-step", "solutions")
    assert [row["name"] for row in stage.state(plan_id).rows("stakeholder")] == ["Gemeente", "Taalhuis"]


def fill_row(page: Page, name: str) -> None:
    page.keyboard.type(name)
    tab_to(page, "select[name=stakeholder_kind]")
    page.keyboard.type(nl("Partner"))
    tab_to(page, "[name=influence]")
    press(page, "Space", "ArrowRight", "ArrowRight")
    tab_to(page, "[data-done]")
    press(page, "Enter")
    expect(item(page, "stakeholder")).to_have_count(0)
    expect(page.locator("[data-rows=stakeholder] .row__title").filter(has_text=name)).to_be_visible()


def delete_row(page: Page) -> None:
    tab_to(page, ".row__link")
    press(page, "Enter")
    expect(control(page, "stakeholder", "name")).to_be_focused()
    assert page.locator("[name=influence]:checked").get_attribute("value") == "3"
    tab_to(page, ".quiet--delete")
    press(page, "Enter")
    expect(page.locator("[data-rows=stakeholder] > .row")).to_have_count(1)


def test_an_item_is_made_on_the_spot_by_keyboard(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    row = stage.row(plan_id, olga, "output", name="Afgeronde cursus")
    page = open_step(sign_in(open_browser(), olga), plan_id, "solutions", row)
    tab_to(page, "[data-make]")
    press(page, "Enter")
    expect(page.get_by_role("dialog").locator("[name=name]")).to_be_focused()
    # Escape goes back to where one was
    press(page, "Escape")
    expect(page.locator(f'[data-row="{row}"] [data-make]')).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("dialog").locator("[name=name]")).to_be_focused()
    page.keyboard.type("Basiscursus")
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    chosen = control(page, "output", "activity")
    expect(chosen).to_be_focused()
    expect(field(page, "output", "activity").get_by_label("Basiscursus")).to_be_checked()
    expect_focus(page)


@pytest.mark.parametrize("step", ["purpose", "challenge", "theory"])
def test_every_stop_can_be_seen(stage: Stage, open_browser: Open, step: str) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(), olga), plan_id, step)
    controls = page.locator("#work :is(input, textarea, select, button, a, summary):visible:not([type=radio])").count()
    there, back = tab_to(page, ".edited button, .set-aside__button"), tab_to(page, ".brand", back=True)
    assert min(there, back) >= controls > 5, "a control of the page is passed over"


def test_conflict_and_panel_by_keyboard(stage: Stage, open_browser: Open) -> None:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    page = open_step(sign_in(open_browser(), olga), plan_id, "challenge")
    stage.write(plan_id, karel, "challenge", statement="Van Karel")
    tab_to(page, "#challenge-statement")
    page.keyboard.type("Van Olga")
    expect(page.locator(".conflict")).to_be_visible()
    tab_to(page, "[data-choose=mine]", most=20)
    press(page, "Enter")
    expect(control(page, "challenge", "statement")).to_be_focused()
    saved(page)
    assert stage.sheet(plan_id, "challenge")["statement"] == "Van Olga"
    tab_to(page, "[role=tab]")
    press(page, "ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_be_focused()
    tab_to(page, "[data-gap]")
    press(page, "Enter")
    expect_focus(page)


@pytest.mark.long
def test_a_plan_of_ones_own_from_signing_in_to_its_first_action(stage: Stage, open_browser: Open) -> None:
    # Given somebody without a plan and without a mouse
    pien = stage.person("pien")
    page = open_browser()
    sign_in_by_keys(page, pien)
    # When they make a plan, which is the first thing on their page, and answer its four questions
    assert tab_to(page, "#title") <= 6
    page.keyboard.type("Samen lezen")
    press(page, "Enter")
    answers = {"whom": "Ouders", "what": "Voorlezen", "change": "Ouders lezen vaker voor", "leads_to": "Taal"}
    for name, answer in answers.items():
        expect(page.locator(f"#{name}")).to_be_focused()
        page.keyboard.type(answer)
        press(page, "Enter")
    # And the guide asks for the fourth box
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.type("40 ochtenden")
    press(page, "Enter")
    expect(page.locator("#guide-drawing")).to_contain_text("40 ochtenden")
    # And they add an indicator with a target, a measurement and an action, each in its own step
    plan_id = page.url.split("/plans/")[1].split("/")[0]
    begin_row(page, plan_id, "indicator", "indicators", "outcome")
    press(page, "Space")
    fill_by_key(page, name="% dat voorleest", unit="%", baseline="40", target="60", target_date="31-12-2027")
    expect(page.locator("#work .row__link")).to_be_focused()
    begin_row(page, plan_id, "measurement", "results", "indicator")
    press(page, "Space")
    fill_by_key(page, measured_on="18-6-2027", value="55")
    expect(page.locator("#work .results__value")).to_contain_text("55")
    expect(page.locator("#work .results__value")).to_be_focused()
    begin_row(page, plan_id, "action", "roadmap", "name")
    page.keyboard.type("Oefenles plannen")
    fill_by_key(page, accountable="Pien", start="4-1-2027")
    expect(page.locator("#work .row__link")).to_be_focused()
    # Then all of it is there
    state = stage.state(plan_id)
    assert [row["target"] for row in state.rows("indicator")] == [60]
    assert [row["value"] for row in state.rows("measurement")] == [55]
    assert [row["accountable"] for row in state.rows("action")] == ["Pien"]
    assert [len(state.rows(kind)) for kind in ("activity", "output", "outcome", "impact")] == [1, 1, 1, 1]


def begin_row(page: Page, plan_id: str, kind: str, step: str, first: str) -> None:
    """Go to a step, skip to its work, and open a new row; its first field has the focus."""
    open_step(page, plan_id, step)
    press(page, "Tab", "Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, f"#add-{kind}", most=10)
    press(page, "Enter")
    expect(item(page, kind).locator(f'[name="{first}"]').first).to_be_focused()


def fill_by_key(page: Page, **values: str) -> None:
    """Type in the fields of an open row, and close it with Enter in the last."""
    for name, value in values.items():
        tab_to(page, f'[name="{name}"]', most=10)
        page.keyboard.type(value)
    press(page, "Enter")
