"""On a phone: nothing is wider than the screen, and all work can be done."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.everywhere import Place
from tests.browser.looks import find_too_wide
from tests.browser.people import Stage, sign_in
from tests.browser.steps import add, answer, done, make_on_the_spot, open_step, saved
from tests.browser.words import nl

Open = Callable[..., Page]
WIDTH = 390
WIDTHS = (WIDTH, 320)


def expect_narrow(page: Page, places: list[Place]) -> None:
    found = []
    for place in places:
        place.visit(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{place} ({width} px): {what}" for what in find_too_wide(page)]
    assert not found, "\n".join(found)


def test_the_path_is_behind_a_button(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(width=WIDTH, height=800), olga), plan_id, "purpose")
    expect(page.locator("#path")).to_be_hidden()
    page.locator(".path-button > summary").click()
    page.locator("#path").get_by_role("link", name=nl("Stakeholders")).click()
    expect(page.locator("#main")).to_have_attribute("data-step", "stakeholders")


def test_the_work_begins_in_the_upper_half(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.row(plan_id, olga, "stakeholder", name="Digistarters")
    page = sign_in(open_browser(width=WIDTH), olga)
    stage.row(plan_id, olga, "source", name="Cursusregistratie")
    firsts = {
        "purpose": "[name=ambition]",
        "challenge": "[name=statement]",
        "stakeholders": ".row__link",
        "sources": ".row__link",
    }
    for step, first in firsts.items():
        open_step(page, plan_id, step)
        box = page.locator(f"#work {first}").bounding_box()
        assert box is not None, step
        assert box["y"] <= 360, (step, box)


def test_what_is_saved_and_all_ways_to_help_fit_the_bar(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(width=WIDTH), olga), plan_id, "purpose")
    expect(page.locator(".to-panel__count:visible")).not_to_have_count(0)
    saved_state, ways = page.locator("#saved"), page.locator(".bar__state .to-panel")
    height = saved_state.evaluate("(it) => it.getBoundingClientRect().height")
    assert height < 30, "the saved state takes two lines"
    assert ways.evaluate("(it) => it.scrollWidth <= it.clientWidth"), "a way to the panel is cut off"
    # It may say more: nothing moves.
    top = page.locator("#work h1").evaluate("(it) => it.getBoundingClientRect().top")
    page.context.set_offline(True)
    answer(page, "purpose", ambition="Meedoen")
    expect(saved_state).to_have_attribute("data-state", "offline")
    assert page.locator("#work h1").evaluate("(it) => it.getBoundingClientRect().top") == top
    page.context.set_offline(False)
    expect(saved_state).to_have_attribute("data-state", "saved")


def test_what_is_missing_opens_as_a_sheet_and_leads_to_the_field(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(width=WIDTH, height=800), olga), plan_id, "challenge")
    page.locator("a[data-panel=missing]:visible").first.click()
    sheet = page.locator("#panel-dialog")
    expect(sheet).to_be_visible()
    assert find_too_wide(page) == []
    sheet.get_by_role("link", name=nl("Group concerned")).click()
    expect(sheet).to_be_hidden()
    expect(page.locator("#challenge-group_concerned")).to_be_focused()
    # The guidance opens in the same place, and closes with Escape
    page.locator("a[data-panel=guidance]:visible").first.click()
    expect(sheet).to_contain_text(nl("Guidance"))
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_form_with_something_wrong_opens_where_that_is(stage: Stage, open_browser: Open) -> None:
    cor = stage.person("cor", "coordinator")
    round_id = stage.round(cor)
    page = sign_in(open_browser(width=WIDTH, height=400), cor)
    page.goto(f"/rounds/{round_id}/groups")
    page.locator("#title").fill("x" * 101)
    page.get_by_role("button", name=nl("Make a group")).click()
    expect(page.locator(".field__error")).to_be_in_viewport()
    expect(page.locator("#title")).to_be_focused()


def test_a_row_is_added_and_filled_in(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(width=WIDTH, height=800, has_touch=True), olga), plan_id, "solutions")
    add(page, "activity")
    answer(page, "activity", name="Een cursus met een heel lange naam die niet op één regel past" * 2)
    make_on_the_spot(page, "activity", "stakeholders", "stakeholder", name="Starters")
    assert find_too_wide(page) == []
    done(page, "activity")
    saved(page)
    assert find_too_wide(page) == []
    expect(page.locator("[data-rows=activity] .row__title")).to_have_count(1)
    assert len(stage.state(plan_id).rows("activity")[0]["stakeholders"]) == 1


def test_long_words_and_many_characters_do_not_widen_the_page(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga, title="W" * 200)
    row = stage.row(plan_id, olga, "stakeholder", name="w" * 300, traits="https://example.org/" + "x" * 900)
    stage.row(plan_id, olga, "outcome", statement="ö" * 400, stakeholder=row, term="short")
    stage.write(plan_id, olga, "challenge", statement="0123456789" * 200, group_concerned="اختبار" * 40)
    paths = ["", "steps/challenge", "steps/stakeholders", f"steps/stakeholders?row={row}", "steps/theory", "document"]
    places = [Place("", f"/plans/{plan_id}/{path}") for path in paths]
    places += [Place("", "/"), Place("", f"/plans/{plan_id}/items/stakeholder/{row}/name/history")]
    expect_narrow(sign_in(open_browser(width=WIDTH, height=800), olga), places)
