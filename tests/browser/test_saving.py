"""What is typed is saved: after a pause, on leaving the field, on leaving the page; and what is refused stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.people import Stage, sign_in
from tests.browser.steps import (
    add,
    answer,
    control,
    done,
    errors,
    expect_rows,
    expect_text,
    field,
    item,
    open_step,
    saved,
    state_words,
    until,
    waiting,
)
from tests.browser.words import like, nl

Open = Callable[..., Page]


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> tuple[str, Page]:
    """A plan of one's own, signed in."""
    olga = stage.person("olga")
    return stage.plan(olga), sign_in(open_browser(), olga)


def saves(page: Page) -> list[str]:
    """Collect what is sent to be saved."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            sent.append(str(request.post_data))

    page.on("request", note)
    return sent


def test_it_saves_600_ms_after_the_last_key(desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    page.clock.install()
    open_step(page, plan_id, "purpose")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    sent = saves(page)
    # When somebody types, and pauses for less than 600 ms in between
    control(page, "purpose", "area").press_sequentially("Sú")
    page.clock.run_for(590)
    control(page, "purpose", "area").press("d")
    page.clock.run_for(590)
    assert sent == []
    # Then it goes out once, when they pause for longer
    page.clock.run_for(20)
    until(lambda: waiting(page) == 0, page)
    assert [json.loads(body)["value"] for body in sent] == ["Súd"]


def test_it_saves_when_the_field_is_left(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    page.clock.install()
    open_step(page, plan_id, "purpose")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    control(page, "purpose", "area").press_sequentially("Noord")
    assert stage.sheet(plan_id, "purpose")["area"] is None  # the clock stands still: no pause sends it
    control(page, "purpose", "area").press("Tab")
    until(lambda: waiting(page) == 0, page)
    assert stage.sheet(plan_id, "purpose")["area"] == "Noord"


def test_a_reload_shows_all_that_was_filled_in(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "purpose")
    answer(page, "purpose", ambition="Regel 1\nRegel 2 🌱 مرحبا é", motives=["learn", "funding"], scope="network")
    answer(page, "purpose", period_start="1 jan 2026")
    # Reloaded at once, while the last of it may still be on its way
    page.reload()
    expect_text(page, "purpose", "period_start", re.compile("1 jan 2026|01-01-2026"))
    saved(page)
    page.reload()
    expect_text(page, "purpose", "ambition", "Regel 1\nRegel 2 🌱 مرحبا é")
    expect_text(page, "purpose", "period_start", "01-01-2026")
    assert field(page, "purpose", "motives").locator(":checked").count() == 2
    assert stage.sheet(plan_id, "purpose")["scope"] == "network"


@pytest.mark.parametrize("way", ["link", "address", "language", "close"])
def test_leaving_right_after_a_key_loses_nothing(stage: Stage, desk: tuple[str, Page], way: str) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "challenge")
    control(page, "challenge", "group_concerned").press_sequentially("Wie weinig oefent")
    if way == "link":
        page.locator("#path").get_by_role("link", name=nl("Stakeholders")).click()
        expect(page.locator("#main")).to_have_attribute("data-step", "stakeholders")
    elif way == "address":
        page.goto(f"/plans/{plan_id}/steps/stakeholders")
    elif way == "language":
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    else:
        page.close(run_before_unload=True)
        page = page.context.new_page()
    until(lambda: stage.sheet(plan_id, "challenge")["group_concerned"] == "Wie weinig oefent", page)
    open_step(page, plan_id, "challenge")
    expect_text(page, "challenge", "group_concerned", "Wie weinig oefent")


def test_what_is_typed_before_the_scripts_have_come_is_saved(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    held: list[Route] = []
    page.route("**/app-*.js", lambda route: held.append(route))
    page.goto(f"/plans/{plan_id}/steps/purpose", wait_until="commit")
    control(page, "purpose", "area").fill("Noord")
    until(lambda: len(held) == 1, page)
    assert stage.sheet(plan_id, "purpose")["area"] is None
    held[0].continue_()
    until(lambda: stage.sheet(plan_id, "purpose")["area"] == "Noord", page)
    saved(page)
    expect_text(page, "purpose", "area", "Noord")


def test_a_refused_value_stays_with_its_reason(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "challenge")
    answer(page, "challenge", size="zesduizend")
    refusal = like("This is not a number. Write digits only, such as 1,300 or 2.5; words go in a text field.")
    expect(errors(page, "challenge", "size")).to_contain_text(refusal)
    expect(state_words(page)).to_have_text(nl("1 answer could not be saved"))
    expect(state_words(page).get_by_role("link")).to_have_attribute("href", re.compile("#challenge-size$"))
    # Another page says where it is, and a new one shows it again
    page.locator("#path").get_by_role("link", name=nl("Stakeholders")).click()
    page.locator(".elsewhere").get_by_role("link", name=nl("Size")).click()
    expect_text(page, "challenge", "size", "zesduizend")
    expect(errors(page, "challenge", "size")).to_contain_text(refusal)
    # Mended, it is saved, and the page says how it was read
    answer(page, "challenge", size="6.000")
    saved(page)
    expect(errors(page, "challenge", "size")).to_have_count(0)
    assert stage.sheet(plan_id, "challenge")["size"] == 6000


def test_a_number_is_echoed_as_it_was_understood(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "challenge")
    answer(page, "challenge", size="6000,50")
    saved(page)
    expect(field(page, "challenge", "size").locator("[data-echo]")).to_have_text(
        nl("Read as: %(value)s", value="6.000,5")
    )
    answer(page, "challenge", size="1.5")
    expect(errors(page, "challenge", "size")).to_contain_text("1,5")


def test_a_text_that_is_too_long_is_kept_until_it_is_shortened(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "challenge")
    answer(page, "challenge", statement="é" * 20_001)
    expect(errors(page, "challenge", "statement")).to_contain_text("20.000")
    expect(field(page, "challenge", "statement").locator(".field__count")).to_contain_text("1")
    page.reload()
    expect_text(page, "challenge", "statement", "é" * 20_001)
    control(page, "challenge", "statement").press("End")
    control(page, "challenge", "statement").press("Control+End")
    control(page, "challenge", "statement").press("Backspace")
    saved(page)
    assert stage.sheet(plan_id, "challenge")["statement"] == "é" * 20_000


def test_an_answer_that_gets_lost_on_its_way_back_is_not_saved_twice(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "purpose")
    lost: list[int] = []
    back: list[bool] = []

    def lose(route: Route) -> None:
        if back:
            route.continue_()
        elif lost:
            route.abort()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/items/purpose/**", lose)
    answer(page, "purpose", area="Noord")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    back.append(True)
    saved(page)  # tried again after some seconds
    assert lost == [200]
    assert stage.edits_of(plan_id, "purpose") == 1


def test_a_row_that_somebody_else_removed_keeps_its_text(stage: Stage, open_browser: Open) -> None:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    row = stage.row(plan_id, olga, "stakeholder", name="Taalhuis")
    page = sign_in(open_browser(), olga)
    open_step(page, plan_id, "stakeholders", row)
    stage.delete(plan_id, karel, "stakeholder", row)
    answer(page, "stakeholder", name="Stichting Taalhuis")
    expect(errors(page, "stakeholder", "name")).to_contain_text(
        nl("This row was removed. Your text is still here; copy it if you need it.")
    )
    expect_text(page, "stakeholder", "name", "Stichting Taalhuis")


def test_texts_of_a_row_that_is_gone_stand_together_on_other_pages(stage: Stage, open_browser: Open) -> None:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    row = stage.row(plan_id, olga, "stakeholder", name="Taalhuis")
    page = sign_in(open_browser(), olga)
    open_step(page, plan_id, "stakeholders", row)
    stage.delete(plan_id, karel, "stakeholder", row)
    answer(page, "stakeholder", name="Stichting Taalhuis")
    expect(errors(page, "stakeholder", "name")).to_be_visible()
    answer(page, "stakeholder", traits="Vrijwilligers")
    expect(state_words(page)).to_have_text(nl("{count} answers could not be saved").replace("{count}", "2"))
    # When they go on elsewhere, one line tells it, with each text to be copied and thrown away
    page.goto(f"/plans/{plan_id}/steps/purpose")
    expect(page.locator("#notices .elsewhere")).to_have_count(1)
    expect(page.locator(".elsewhere__text")).to_have_text(["Stichting Taalhuis", "Vrijwilligers"])
    page.get_by_role("button", name=nl("Throw this text away")).first.click()
    expect(page.locator(".elsewhere__text")).to_have_text(["Vrijwilligers"])
    page.get_by_role("button", name=nl("Throw this text away")).click()
    expect(page.locator("#notices .elsewhere")).to_have_count(0)


def test_done_closes_a_row_only_when_all_of_it_is_saved(stage: Stage, desk: tuple[str, Page]) -> None:
    plan_id, page = desk
    open_step(page, plan_id, "stakeholders")
    add(page, "stakeholder")
    answer(page, "stakeholder", name="Taalhuis", size="een paar")
    # When the refusal comes while the button is held down, for long: what it says may not push the button away
    item(page, "stakeholder").locator("[data-done]").hover()
    with page.expect_response(lambda answer: answer.status == 422):
        page.mouse.down()
    page.wait_for_timeout(1200)
    page.mouse.up()
    # Then the click is not lost
    expect(control(page, "stakeholder", "size")).to_be_focused()
    expect(errors(page, "stakeholder", "size")).to_be_visible()
    answer(page, "stakeholder", size="12")
    done(page, "stakeholder")
    expect_rows(page, "stakeholder", ["Taalhuis"])


@pytest.mark.parametrize(
    ("step", "kind", "name"), [("solutions", "output", "activity"), ("indicators", "indicator", "outcome")]
)
def test_a_mark_of_what_is_gone_goes_once_something_else_is_chosen(
    stage: Stage, open_browser: Open, step: str, kind: str, name: str
) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    called = "statement" if name == "outcome" else "name"
    gone, _other = (stage.row(plan_id, olga, name, **{called: text}) for text in ("Spreekuur", "Cursus"))
    row = stage.row(plan_id, olga, kind, name="Getal", **{name: gone})
    stage.delete(plan_id, olga, name, gone)
    page = open_step(sign_in(open_browser(), olga), plan_id, step, row)
    mark = item(page, kind).locator(f"#dangling-{row}")
    expect(mark).to_contain_text(nl("refers to something deleted"))
    answer(page, kind, **{name: "Cursus"})
    expect(mark).to_be_hidden()
    saved(page)
    # And closed, the row does not show it either
    done(page, kind)
    expect(page.locator(f"#row-{row}")).not_to_contain_text(nl("refers to something deleted"))
