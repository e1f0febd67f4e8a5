"""The line drops, the session ends, somebody else sits down: what was typed is kept, and goes to its own plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from impactplan.models import User
from tests.browser.drawing import box, open_drawing
from tests.browser.people import PASSWORD, Stage, sign_in, sign_in_by_form, sign_out
from tests.browser.steps import (
    answer,
    control,
    crash,
    expect_text,
    open_step,
    saved,
    state_words,
    text_in,
    until,
    waiting,
)
from tests.browser.words import nl

Open = Callable[..., Page]
NEEDS_LINE = "For this a connection is needed. What you typed is kept on this device; try again when you are connected."
Desk = tuple[str, User, Page]


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    """Olga has the first step of her plan open."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    return plan_id, olga, open_step(sign_in_by_form(open_browser(), olga), plan_id, "purpose")


def area(stage: Stage, plan_id: str) -> object:
    return stage.sheet(plan_id, "purpose")["area"]


def test_offline_it_is_kept_and_sent_once_when_the_line_is_back(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.context.set_offline(True)
    answer(page, "purpose", area="Noord", ambition="Iedereen doet mee")
    expect(state_words(page)).to_have_text("Niet verbonden: bewaard op dit apparaat")
    assert area(stage, plan_id) is None
    page.context.set_offline(False)
    saved(page)
    sheet = stage.sheet(plan_id, "purpose")
    assert (sheet["area"], sheet["ambition"]) == ("Noord", "Iedereen doet mee")
    assert stage.edits_of(plan_id, "purpose") == 2


def test_a_crash_while_offline_loses_nothing(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.context.set_offline(True)
    answer(page, "purpose", area="Noord")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    page = crash(page)
    page.context.set_offline(False)
    open_step(page, plan_id, "purpose")
    expect_text(page, "purpose", "area", "Noord")
    saved(page)
    assert area(stage, plan_id) == "Noord"


def test_what_waits_is_sent_from_any_page_of_the_plan(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.context.set_offline(True)
    answer(page, "purpose", area="Noord")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    page = crash(page)
    page.context.set_offline(False)
    open_step(page, plan_id, "theory")
    until(lambda: area(stage, plan_id) == "Noord", page)


def test_rows_need_the_line_and_say_so(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.route("**/empty-forms*", lambda route: route.abort())  # with these a new row opens
    open_step(page, plan_id, "purpose")
    page.context.set_offline(True)
    page.locator("#add-audience").click()
    expect(page.get_by_role("alert")).to_contain_text(nl(NEEDS_LINE))
    page.context.set_offline(False)
    page.locator("#add-audience").click()
    expect(page.locator("[data-rows=audience] > .row")).to_have_count(1)
    expect(page.locator(".complaint")).to_have_count(0)


def end_session(page: Page) -> None:
    page.context.clear_cookies()


def test_signed_out_meanwhile_one_signs_in_on_the_spot(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    end_session(page)
    answer(page, "purpose", area="Noord")
    dialog = page.get_by_role("dialog", name=nl("Sign in again"))
    expect(dialog).to_be_visible()
    assert dialog.locator("#sign-in-mail").input_value() == olga.email
    # A wrong password is said; the right one sends what waited
    dialog.get_by_label(nl("Password")).fill("dit is het niet")
    dialog.get_by_role("button", name=nl("Sign in and save")).click()
    expect(dialog.get_by_role("alert")).to_have_text(nl("That password is not right."))
    dialog.get_by_label(nl("Password")).fill(PASSWORD)
    dialog.get_by_role("button", name=nl("Sign in and save")).click()
    expect(dialog).to_be_hidden()
    saved(page)
    assert area(stage, plan_id) == "Noord"
    # And rows work again with the new session
    page.locator("#add-audience").click()
    expect(page.locator("[data-rows=audience] > .row")).to_have_count(1)


def test_signing_in_can_wait(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    end_session(page)
    answer(page, "purpose", area="Noord")
    page.get_by_role("dialog").get_by_role("button", name=nl("Later")).click()
    expect(state_words(page)).to_have_text(nl("Signed out: kept on this device"))
    sign_in_by_form(page, olga)
    open_step(page, plan_id, "purpose")
    saved(page)
    assert area(stage, plan_id) == "Noord"


def test_adding_a_row_signed_out_signs_in_and_goes_on(desk: Desk) -> None:
    _plan_id, _olga, page = desk
    end_session(page)
    page.locator("#add-audience").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(nl("Password")).fill(PASSWORD)
    dialog.get_by_role("button", name=nl("Sign in and save")).click()
    expect(page.locator("[data-rows=audience] > .row")).to_have_count(1)


def test_what_another_person_left_on_this_machine_is_not_sent(stage: Stage, desk: Desk) -> None:
    # Given Olga, who wrote on when she was signed out already, on a computer of the library, and left
    plan_id, olga, page = desk
    end_session(page)
    answer(page, "purpose", area="Geheim van Olga")
    page.get_by_role("dialog").get_by_role("button", name=nl("Later")).click()
    # When Karel, who writes in the same plan, signs in there
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    sign_in_by_form(page, karel)
    open_step(page, plan_id, "purpose")
    answer(page, "purpose", ambition="Van Karel")
    until(lambda: stage.sheet(plan_id, "purpose")["ambition"] == "Van Karel", page)
    # Then he neither sees nor sends hers
    assert text_in(page, "purpose", "area") == ""
    assert area(stage, plan_id) is None
    assert waiting(page) == 1
    # And it goes out when she is back
    sign_out(page)
    sign_in_by_form(page, olga)
    open_step(page, plan_id, "purpose")
    saved(page)
    assert area(stage, plan_id) == "Geheim van Olga"


def test_a_page_left_open_by_another_person_sends_nothing_in_their_name(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    end_session(page)
    sign_in_by_form(page.context.new_page(), karel)
    answer(page, "purpose", area="Van Olga")
    expect(state_words(page)).to_have_text(nl("Signed in as somebody else: kept on this device"))
    assert area(stage, plan_id) is None
    assert waiting(page) == 1


def test_a_page_left_open_by_another_person_takes_over_no_page_of_theirs(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    end_session(page)
    sign_in_by_form(page.context.new_page(), karel)
    page.locator("#add-audience").click()
    expect(page.get_by_role("alert")).to_have_text("△ " + nl("Signed in as somebody else: kept on this device"))
    expect(page.locator("[data-rows=audience] > .row")).to_have_count(0)


def test_a_drawing_left_open_by_another_person_shows_nothing_of_theirs(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    page.set_viewport_size({"width": 1500, "height": 900})
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    stage.row(plan_id, olga, "activity", name="Van Olga")
    open_drawing(page, plan_id)
    end_session(page)
    other = sign_in_by_form(page.context.new_page(), karel)
    stage.row(plan_id, karel, "activity", name="Van Karel")
    with page.expect_response(lambda answer: "/drawing?" in answer.url) as polled:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert polled.value.status == 409
    expect(state_words(page)).to_have_text(nl("Signed in as somebody else: kept on this device"))
    with page.expect_response(lambda answer: "/form?" in answer.url) as beside:
        box(page, "Van Olga").click()
    assert beside.value.status == 409
    expect(page.locator("[data-side-place] [data-field]")).to_have_count(0)
    assert "Van Karel" not in page.content()
    # When Olga is back, the page goes on
    sign_out(other)
    sign_in_by_form(other, olga)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(box(page, "Van Karel")).to_be_visible()


def test_signing_out_sends_first(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.locator(".account > summary").click()
    control(page, "purpose", "area").fill("Noord")
    page.evaluate("document.querySelector('[data-logout]').requestSubmit()")
    page.wait_for_url("**/login*")
    assert area(stage, plan_id) == "Noord"
    assert waiting(page) == 0


def test_signing_out_with_something_unsent_asks(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", hear)
    answer(page, "purpose", period_start="in het voorjaar")
    expect(state_words(page)).to_have_text(nl("1 answer could not be saved"))
    sign_out(page)
    until(lambda: len(asked) == 1, page)
    expect(page.locator("#main")).to_have_attribute("data-step", "purpose")
    page.locator("[data-logout] button").click()
    page.wait_for_url("**/login*")
    sign_in_by_form(page, olga)
    open_step(page, plan_id, "purpose")
    expect_text(page, "purpose", "period_start", "in het voorjaar")


@pytest.mark.parametrize("place", ["guide/forwards", "paste/stakeholder"])
def test_without_storage_a_page_that_keeps_texts_begins_as_ever(stage: Stage, open_browser: Open, place: str) -> None:
    olga = stage.person("olga")
    page = sign_in(open_browser(), olga)
    for name in ("sessionStorage", "localStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{name}', {{ value: null }})")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"/plans/{stage.plan(olga)}/{place}")
    page.locator("main textarea").first.fill("Taalcafé")
    assert faults == []
