"""A row that nobody typed in is nowhere but on its page, whatever is pressed; the first value makes it, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.people import PASSWORD, Stage, sign_in
from tests.browser.steps import answer, control, done, expect_rows, item, open_step, saved, state_words, until
from tests.browser.words import nl

Open = Callable[..., Page]
Desk = tuple[str, Page]
STEP = "stakeholders"


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    """Olga has a step of rows open, in a plan with one of them."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.row(plan_id, olga, "stakeholder", name="Ouders")
    page = sign_in(open_browser(), olga)
    return plan_id, open_step(page, plan_id, STEP)


def names(stage: Stage, plan_id: str) -> list[object]:
    return [row["name"] for row in stage.state(plan_id).rows("stakeholder")]


def writes(page: Page) -> list[str]:
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method != "GET":
            sent.append(f"{request.method} {request.url}")

    page.on("request", note)
    return sent


def open_new(page: Page, kind: str = "stakeholder") -> None:
    page.locator(f"#add-{kind}").click()
    expect(page.locator("form[data-new]")).to_be_visible()


def expect_closed(page: Page) -> None:
    expect(page.locator(".row--open")).to_have_count(0)


@pytest.mark.parametrize("way", ["Escape", "back", "leave", "done"])
def test_it_is_left_without_a_trace(stage: Stage, desk: Desk, way: str) -> None:
    plan_id, page = desk
    sent, address = writes(page), page.url
    open_new(page)
    expect(control(page, "stakeholder", "name")).to_be_focused()
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "back":
        page.go_back()
    elif way == "leave":
        page.locator("[data-leave]").click()
    else:
        item(page, "stakeholder").locator("[data-done]").click()
    expect_closed(page)
    expect(page.locator("#add-stakeholder")).to_be_focused()
    assert (sent, page.url) == ([], address)
    assert names(stage, plan_id) == ["Ouders"]


def test_pressing_twice_opens_one_and_its_first_value_makes_it(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    sent = writes(page)
    page.locator("#add-stakeholder").dblclick()
    expect(page.locator("form[data-new]")).to_have_count(1)
    expect(control(page, "stakeholder", "name")).to_be_focused()
    page.keyboard.type("Gemeente")
    page.keyboard.press("Tab")
    answer(page, "stakeholder", size="40")
    done(page, "stakeholder")
    expect_rows(page, "stakeholder", ["Ouders", "Gemeente"])
    saved(page)
    assert names(stage, plan_id) == ["Ouders", "Gemeente"]
    assert all(one.startswith("PATCH ") for one in sent)
    expect(page.locator(".row__link").filter(has_text="Gemeente")).to_be_focused()


def test_back_closes_a_row_that_is_open_and_the_step_stays(desk: Desk) -> None:
    _plan_id, page = desk
    page.locator(".row__link").press("Enter")
    expect(item(page, "stakeholder")).to_be_visible()
    page.go_back()
    expect_closed(page)
    expect(page.locator("#main")).to_have_attribute("data-step", STEP)
    expect(page.locator(".row__link")).to_be_focused()
    page.go_forward()
    expect(item(page, "stakeholder")).to_be_visible()


def test_done_and_one_more_by_button_and_by_key(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_new(page)
    for name, way in (("Gemeente", "key"), ("School", "button")):
        expect(page.locator("form[data-new]")).to_be_visible()
        expect(control(page, "stakeholder", "name")).to_be_focused()
        page.keyboard.type(name)
        if way == "key":
            page.keyboard.press("Control+Enter")
        else:
            page.locator("[data-again-button]").click()
        expect(page.locator(".row__title").filter(has_text=name)).to_be_visible()  # closed: the next one is there
    expect(page.locator("form[data-new]")).to_be_visible()
    page.keyboard.press("Escape")
    expect_rows(page, "stakeholder", ["Ouders", "Gemeente", "School"])
    saved(page)
    assert names(stage, plan_id) == ["Ouders", "Gemeente", "School"]


@pytest.mark.parametrize(("left", "remain"), [(False, ["Ouders"]), (True, ["Ouders", "Gem"])])
def test_a_first_text_that_is_typed_with_a_pause_is_undone_with_its_row(
    stage: Stage, desk: Desk, *, left: bool, remain: list[str]
) -> None:
    plan_id, page = desk
    open_new(page)
    page.keyboard.type("Gem")
    saved(page)
    expect(page.locator("form[data-new]")).to_have_count(0)
    if left:
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.type("eente")
    until(lambda: names(stage, plan_id) == ["Ouders", "Gemeente"], page)
    saved(page)
    page.reload()
    page.get_by_role("button", name=nl("Undo my last edit")).click()
    until(lambda: names(stage, plan_id) == remain, page)


def test_what_is_typed_without_a_line_makes_the_row_once_it_is_back(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_new(page)
    page.context.set_offline(True)
    answer(page, "stakeholder", name="Gemeente", size="40")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    assert names(stage, plan_id) == ["Ouders"]
    page.context.set_offline(False)
    saved(page)
    assert [(row["name"], row["size"]) for row in stage.state(plan_id).rows("stakeholder")][1:] == [("Gemeente", 40)]


def test_what_waits_on_the_device_is_in_the_form_after_a_reload(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_new(page)
    page.route("**/items/**", lambda route: route.abort())
    answer(page, "stakeholder", name="Gemeente")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    page.reload()
    expect(control(page, "stakeholder", "name")).to_have_value("Gemeente")
    page.unroute("**/items/**")
    page.reload()
    saved(page)
    assert names(stage, plan_id) == ["Ouders", "Gemeente"]


def test_signed_out_meanwhile_the_row_is_made_after_signing_in(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_new(page)
    page.context.clear_cookies()
    answer(page, "stakeholder", name="Gemeente")
    dialog = page.get_by_role("dialog", name=nl("Sign in again"))
    expect(dialog).to_be_visible()
    dialog.locator('input[type="password"]').fill(PASSWORD)
    dialog.locator('[type="submit"]').click()
    saved(page)
    assert names(stage, plan_id) == ["Ouders", "Gemeente"]


def test_a_refused_first_value_stays_and_makes_nothing(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_new(page)
    answer(page, "stakeholder", size="veel")
    page.keyboard.press("Tab")
    expect(item(page, "stakeholder").locator(".field__error")).to_be_visible()
    assert names(stage, plan_id) == ["Ouders"]
    answer(page, "stakeholder", size="40", name="Gemeente")
    done(page, "stakeholder")
    saved(page)
    assert names(stage, plan_id) == ["Ouders", "Gemeente"]


def test_an_empty_step_asks_for_its_first_row(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "rhythm")
    expect(page.locator(".empty #add-rhythm")).to_have_class("utrecht-button utrecht-button--primary-action")
    expect(page.locator(".work__next a").first).to_have_class("utrecht-button utrecht-button--secondary-action")


def test_what_is_typed_before_the_next_row_is_there_goes_into_none(stage: Stage, desk: Desk) -> None:
    plan_id, page = desk
    open_new(page)
    page.keyboard.type("Taalhuis")
    saved(page)
    page.route("**/steps/*new=*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.keyboard.press("Control+Enter")
    page.keyboard.type("te vroeg")
    expect(page.locator("form[data-new]")).to_be_visible()
    page.keyboard.type("Gemeente")
    done(page, "stakeholder")
    saved(page)
    assert names(stage, plan_id) == ["Ouders", "Taalhuis", "Gemeente"]
