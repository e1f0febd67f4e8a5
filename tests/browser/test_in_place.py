"""The values in the sentence of a closed row are changed where they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import User
from tests.browser.people import Stage, sign_in
from tests.browser.steps import open_step, saved, until, waiting
from tests.browser.words import nl

Open = Callable[..., Page]
Desk = tuple[str, Page, User]
STEP = "stakeholders"


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    stage.row(plan_id, olga, "stakeholder", name="Ouders", stakeholder_kind="target", size=40)
    page = sign_in(open_browser(), olga)
    return plan_id, open_step(page, plan_id, STEP), karel


def value(page: Page, name: str) -> Locator:
    return page.locator(f'.row [data-v="{name}"]')


def press_on(page: Page, name: str) -> Locator:
    """Open the control of a value, and return it."""
    value(page, name).click()
    opened = page.locator(f'[data-in-place] [name="{name}"]').first
    expect(opened).to_be_focused()
    return opened


def row_of(stage: Stage, plan_id: str) -> dict[str, object]:
    [row] = stage.state(plan_id).rows("stakeholder")
    return dict(row.values)


def expect_ended(page: Page) -> None:
    expect(page.locator("[data-in-place]")).to_have_count(0)


def test_enter_keeps_and_the_focus_stays_with_the_value(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    press_on(page, "name")
    expect(page.locator("[data-field]:visible")).to_have_count(1)
    page.keyboard.type("Vaders en moeders")
    page.keyboard.press("Enter")
    expect_ended(page)
    expect(value(page, "name")).to_have_text("Vaders en moeders")
    expect(value(page, "name")).to_be_focused()
    assert row_of(stage, plan_id)["name"] == "Vaders en moeders"


def test_escape_leaves_it_as_it_was_also_once_it_was_saved(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    press_on(page, "name")
    page.keyboard.type("Iets anders")
    until(lambda: row_of(stage, plan_id)["name"] == "Iets anders", page)
    page.keyboard.press("Escape")
    expect_ended(page)
    expect(value(page, "name")).to_have_text("Ouders")
    assert row_of(stage, plan_id)["name"] == "Ouders"


def test_a_row_is_one_stop_and_arrows_go_to_its_values(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    page.locator(".row__link").focus()
    page.keyboard.press("ArrowRight")
    expect(value(page, "name")).to_be_focused()
    page.keyboard.press("End")
    expect(value(page, "size")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('[data-in-place] [name="size"]')).to_be_focused()
    page.keyboard.type("50")
    page.keyboard.press("Shift+Tab")
    expect_ended(page)
    expect(value(page, "stakeholder_kind")).to_be_focused()
    assert row_of(stage, plan_id)["size"] == 50
    page.keyboard.press("Escape")
    expect(page.locator(".row__link")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.row')") is None


def test_a_choice_is_made_with_one_press(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    press_on(page, "stakeholder_kind")
    page.locator("[data-in-place] select").select_option("partner")
    expect_ended(page)
    expect(value(page, "stakeholder_kind")).to_have_text("partner")
    assert row_of(stage, plan_id)["stakeholder_kind"] == "partner"


def test_what_is_missing_is_asked_for_and_answered_there(stage: Stage, desk: Desk) -> None:
    plan_id, page, karel = desk
    stage.row(plan_id, karel, "stakeholder", name="School")
    page.reload()
    page.locator(".row__ask").click()
    page.locator("[data-in-place] select").select_option("partner")
    expect_ended(page)
    expect(page.locator(".row__ask")).to_have_count(0)
    assert stage.state(plan_id).rows("stakeholder")[1]["stakeholder_kind"] == "partner"


def test_what_cannot_be_kept_stays_open_with_why(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    press_on(page, "size")
    page.keyboard.type("veel")
    page.keyboard.press("Enter")
    expect(page.locator("[data-in-place] .field__error")).to_be_visible()
    page.keyboard.press("Escape")
    expect_ended(page)
    assert waiting(page) == 0
    assert row_of(stage, plan_id)["size"] == 40


def test_somebody_elses_text_is_shown_there(stage: Stage, desk: Desk) -> None:
    plan_id, page, karel = desk
    opened = press_on(page, "name")
    [row] = stage.state(plan_id).rows("stakeholder")
    stage.write(plan_id, karel, "stakeholder", row.id, name="Verzorgers")
    opened.fill("Vaders en moeders")
    page.keyboard.press("Enter")
    box = page.locator("[data-in-place] .conflict")
    expect(box.locator("[data-theirs]")).to_have_text("Verzorgers")
    box.get_by_role("button", name=nl("Keep mine")).click()
    saved(page)
    opened.press("Enter")
    expect_ended(page)
    expect(value(page, "name")).to_have_text("Vaders en moeders")


def test_without_a_line_it_waits_and_is_sent_later(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    press_on(page, "name")
    page.context.set_offline(True)
    page.keyboard.type("Vaders en moeders")
    page.keyboard.press("Enter")
    expect(page.locator("[data-in-place]")).to_be_visible()
    page.context.set_offline(False)
    saved(page)
    assert row_of(stage, plan_id)["name"] == "Vaders en moeders"


def test_another_value_can_be_pressed_while_one_is_open(stage: Stage, desk: Desk) -> None:
    plan_id, page, _karel = desk
    press_on(page, "name")
    page.keyboard.type("Vaders en moeders")
    press_on(page, "size")
    expect(page.locator("[data-in-place]")).to_have_count(1)
    expect(value(page, "name")).to_have_text("Vaders en moeders")
    assert row_of(stage, plan_id)["name"] == "Vaders en moeders"


def test_the_full_form_stays_behind_the_row(desk: Desk) -> None:
    _plan_id, page, _karel = desk
    page.locator(".row__link").press("Enter")
    expect(page.locator(".row--open form.item")).to_be_visible()


def test_who_only_reads_has_nothing_to_press(stage: Stage, desk: Desk, open_browser: Open) -> None:
    plan_id, _page, _karel = desk
    lena = stage.person("lena")
    stage.join(plan_id, lena, "reader")
    page = open_step(sign_in(open_browser(), lena), plan_id, STEP)
    expect(page.locator(".row__title")).to_have_text("Ouders")
    expect(page.locator("[data-v]")).to_have_count(0)
