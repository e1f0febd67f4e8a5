"""The values in the grid of results and in the ledger are changed where they stand, as those of a sentence are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import User
from tests.browser.people import Stage, sign_in
from tests.browser.steps import open_step, saved, until, waiting
from tests.browser.words import nl

Open = Callable[..., Page]
Desk = tuple[str, Page, User]


@pytest.fixture
def measured(stage: Stage, open_browser: Open) -> Desk:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    indicator = stage.row(
        plan_id, olga, "indicator", name="% dat inlogt", unit="%", direction="up", baseline=45, target=70, minimum=60
    )
    for month, percent in ((5, 62), (11, 68)):
        values = {"indicator": indicator, "measured_on": date(2026, month, 18), "value": percent, "n": 58}
        stage.row(plan_id, olga, "measurement", **values)
    page = sign_in(open_browser(), olga)
    return plan_id, open_step(page, plan_id, "results"), karel


@pytest.fixture
def booked(stage: Stage, open_browser: Open) -> Desk:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    outcome = stage.row(plan_id, olga, "outcome", statement="Cursisten durven meer")
    values = {"outcome": outcome, "planned_reach": 180, "realised_reach": 46}
    stage.row(plan_id, olga, "ledger_line", period=2026, **values)
    stage.row(plan_id, olga, "ledger_line", period=2025, locked_on=date(2026, 1, 9), **values)
    page = sign_in(open_browser(), olga)
    return plan_id, open_step(page, plan_id, "ledger"), karel


def value(page: Page, name: str, holder: str = "#work") -> Locator:
    return page.locator(f'{holder} [data-v="{name}"]').first


def press_on(page: Page, name: str) -> Locator:
    """Open the control of a value, and return it."""
    value(page, name).click()
    opened = page.locator(f'[data-in-place] [name="{name}"]').first
    expect(opened).to_be_focused()
    return opened


def expect_ended(page: Page) -> None:
    expect(page.locator("[data-in-place]")).to_have_count(0)


def values_of(stage: Stage, plan_id: str, kind: str) -> dict[str, object]:
    return dict(stage.state(plan_id).rows(kind)[0].values)


def test_a_measured_value_is_changed_in_its_cell(stage: Stage, measured: Desk) -> None:
    plan_id, page, _karel = measured
    press_on(page, "value")
    expect(page.locator("#work [data-field]:visible")).to_have_count(1)
    page.keyboard.type("64")
    page.keyboard.press("Enter")
    expect_ended(page)
    expect(value(page, "value")).to_have_text("64 %", use_inner_text=True)
    expect(value(page, "value")).to_be_focused()
    assert values_of(stage, plan_id, "measurement")["value"] == 64


def test_it_stays_open_while_the_line_is_made_anew_by_a_save(stage: Stage, measured: Desk) -> None:
    plan_id, page, _karel = measured
    opened = press_on(page, "value")
    page.keyboard.type("64")
    expect(value(page, "value")).to_have_text("64 %", use_inner_text=True)
    expect(opened).to_be_focused()
    page.keyboard.press("Escape")
    expect_ended(page)
    expect(value(page, "value")).to_have_text("62 %", use_inner_text=True)
    assert values_of(stage, plan_id, "measurement")["value"] == 62


def test_the_line_of_an_indicator_has_its_own_values(stage: Stage, measured: Desk) -> None:
    plan_id, page, _karel = measured
    page.locator(".results__name").focus()
    page.keyboard.press("ArrowRight")
    expect(value(page, "target")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator('[data-in-place] [name="minimum"]')).to_be_focused()
    page.keyboard.type("65")
    page.keyboard.press("Enter")
    expect_ended(page)
    expect(value(page, "minimum")).to_be_focused()
    assert values_of(stage, plan_id, "indicator")["minimum"] == 65


def test_the_whole_form_is_one_press_away_with_what_was_typed(stage: Stage, measured: Desk) -> None:
    plan_id, page, _karel = measured
    press_on(page, "value").fill("64")
    page.get_by_role("link", name=nl("The whole form")).click()
    form = page.locator('.row--open form[data-item^="measurement/"]')
    expect(form.locator('[name="value"]')).to_have_value("64")
    expect_ended(page)
    assert values_of(stage, plan_id, "measurement")["value"] == 64


def test_an_amount_of_an_open_line_is_changed_where_it_stands(stage: Stage, booked: Desk) -> None:
    plan_id, page, _karel = booked
    press_on(page, "realised_reach")
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    expect_ended(page)
    expect(value(page, "realised_reach")).to_have_text("50")
    expect(value(page, "planned_reach")).to_be_focused()
    assert values_of(stage, plan_id, "ledger_line")["realised_reach"] == 50


def test_an_amount_that_is_missing_is_filled_in_there(stage: Stage, booked: Desk) -> None:
    plan_id, page, _karel = booked
    expect(value(page, "gross")).to_have_text("–")
    press_on(page, "gross")
    page.keyboard.type("12,5")
    page.keyboard.press("Enter")
    expect_ended(page)
    assert values_of(stage, plan_id, "ledger_line")["gross"] == Decimal("12.5")


def test_a_locked_line_has_nothing_to_press(booked: Desk) -> None:
    _plan_id, page, _karel = booked
    locked = page.locator(".book__line:has(.book__lock)")
    expect(locked).to_have_count(1)
    expect(locked.locator("[data-v]")).to_have_count(0)
    locked.locator(".book__number").first.click()
    expect_ended(page)


def test_a_line_that_was_locked_meanwhile_stays_as_it_was_locked(stage: Stage, booked: Desk) -> None:
    plan_id, page, karel = booked
    line = stage.state(plan_id).rows("ledger_line")[0]
    stage.write(plan_id, karel, "ledger_line", line.id, locked_on=date(2026, 11, 30))
    value(page, "gross").click()
    expect(page.locator("#notices .complaint")).to_be_visible()
    expect_ended(page)


def test_somebody_elses_amount_is_shown_there(stage: Stage, booked: Desk) -> None:
    plan_id, page, karel = booked
    opened = press_on(page, "realised_reach")
    line = stage.state(plan_id).rows("ledger_line")[0]
    stage.write(plan_id, karel, "ledger_line", line.id, realised_reach=48)
    opened.fill("50")
    page.keyboard.press("Enter")
    box = page.locator("[data-in-place] .conflict")
    expect(box.locator("[data-theirs]")).to_have_text("48")
    box.get_by_role("button", name=nl("Keep mine")).click()
    saved(page)
    opened.press("Enter")
    expect_ended(page)
    expect(value(page, "realised_reach")).to_have_text("50")


def test_without_a_line_an_amount_waits_and_is_sent_later(stage: Stage, booked: Desk) -> None:
    plan_id, page, _karel = booked
    opened = press_on(page, "realised_reach")
    page.context.set_offline(True)
    opened.fill("50")
    until(lambda: waiting(page) == 1, page)
    page.context.set_offline(False)
    saved(page)
    assert values_of(stage, plan_id, "ledger_line")["realised_reach"] == 50


def test_another_amount_can_be_pressed_while_one_is_open(stage: Stage, booked: Desk) -> None:
    plan_id, page, _karel = booked
    press_on(page, "realised_reach")
    page.keyboard.type("50")
    press_on(page, "planned_reach")
    expect(page.locator("[data-in-place]")).to_have_count(1)
    expect(value(page, "realised_reach")).to_have_text("50")
    assert values_of(stage, plan_id, "ledger_line")["realised_reach"] == 50


def test_who_only_reads_has_nothing_to_press(stage: Stage, booked: Desk, open_browser: Open) -> None:
    plan_id, _page, _karel = booked
    lena = stage.person("lena")
    stage.join(plan_id, lena, "reader")
    page = open_step(sign_in(open_browser(), lena), plan_id, "ledger")
    expect(page.locator(".book__line")).to_have_count(2)
    expect(page.locator("[data-v]")).to_have_count(0)
