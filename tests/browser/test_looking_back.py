"""Going back: a deleted row, the last edit, an earlier text of a field; and who wrote last."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, control, expect_text, item, open_row, open_step, rows, saved, until
from tests.browser.words import nl

Open = Callable[..., Page]


def test_a_deleted_row_can_be_brought_back(stage: Stage, open_browser: Open) -> None:
    # Given two stakeholders, one of which an activity reaches
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    names = ("Taalhuis", "Gemeente", "Starters")
    ids = [stage.row(plan_id, olga, "stakeholder", name=name) for name in names]
    stage.row(plan_id, olga, "activity", name="Cursus", stakeholders=(ids[1],))
    page = open_step(sign_in(open_browser(), olga), plan_id, "stakeholders")
    # When it is deleted
    open_row(page, "stakeholder", "Gemeente").get_by_role("button", name=nl("Delete")).click()
    # What builds on it is said first
    all_the_same = page.get_by_role("button", name=nl("Delete all the same"))
    expect(all_the_same).to_be_focused()
    expect(page.locator("[data-rows=stakeholder] > .row")).to_have_count(3)
    all_the_same.click()
    expect(page.locator("[data-rows=stakeholder] > .row")).to_have_count(2)
    bring_back = page.get_by_role("button", name=nl("Bring it back"))
    expect(bring_back).to_be_focused()
    # Then one click brings it back, in its place, with all that refers to it
    bring_back.click()
    expect(page.locator("[data-rows=stakeholder] > .row")).to_have_count(3)
    assert [row["name"] for row in stage.state(plan_id).rows("stakeholder")] == list(names)
    assert stage.state(plan_id).rows("activity")[0]["stakeholders"] == (ids[1],)


def test_ones_own_last_edit_can_be_undone(stage: Stage, open_browser: Open) -> None:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    stage.write(plan_id, karel, "challenge", group_concerned="Volwassenen")
    page = open_step(sign_in(open_browser(), olga), plan_id, "challenge")
    expect(page.locator(".edited")).to_contain_text(nl("Edited by %(name)s, %(ago)s", name="Karel", ago=nl("just now")))
    expect(page.get_by_role("button", name=nl("Undo my last edit"))).to_have_count(0)
    answer(page, "challenge", group_concerned="Kinderen")
    saved(page)
    page.reload()
    expect(page.locator(".edited")).to_contain_text(nl("Last edited by you, %(ago)s", ago=nl("just now")))
    page.get_by_role("button", name=nl("Undo my last edit")).click()
    expect_text(page, "challenge", "group_concerned", "Volwassenen")
    page.locator('[data-field="group_concerned"] .field__history').click()
    expect(page.locator("main ol > li")).to_have_count(3)
    assert stage.sheet(plan_id, "challenge")["group_concerned"] == "Volwassenen"


def test_the_history_shows_what_changed_and_brings_a_text_back(stage: Stage, open_browser: Open) -> None:
    # Given a text that three times stood there otherwise, by two people
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    for author, text in (
        (olga, "Een op de vijf leest"),
        (karel, "Een op de vier leest"),
        (olga, "Een op de vier schrijft"),
    ):
        stage.write(plan_id, author, "challenge", statement=text)
    page = open_step(sign_in(open_browser(), olga), plan_id, "challenge")
    # When its history is opened
    page.locator('[data-field="statement"] .field__history').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        nl("History of “%(field)s”", field=nl("Statement of the challenge"))
    )
    versions = page.locator("main ol > li")
    expect(versions).to_have_count(3)
    # Then the newest stands first, with the words that changed
    expect(versions.nth(0)).to_contain_text(nl("stands there now"))
    expect(versions.nth(0).locator("del")).to_contain_text("leest")
    expect(versions.nth(0).locator("ins")).to_contain_text("schrijft")
    expect(versions.nth(1)).to_contain_text("Karel")
    # And an earlier one comes back as the newest
    versions.nth(2).get_by_role("button", name=nl("Bring this back")).click()
    expect_text(page, "challenge", "statement", "Een op de vijf leest")
    expect(control(page, "challenge", "statement")).to_be_visible()
    page.locator('[data-field="statement"] .field__history').click()
    expect(versions).to_have_count(4)


def test_a_step_is_set_aside_and_taken_up_again(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(), olga), plan_id, "stakeholders")
    page.get_by_text(nl("Set this step aside")).click()
    page.get_by_label(nl("Not now, because")).fill("Pas na de verbouwing")
    page.get_by_role("button", name=nl("Set aside"), exact=True).click()
    expect(page.get_by_text("Pas na de verbouwing")).to_be_visible()
    expect(page.locator('#path [data-step="stakeholders"]')).to_contain_text(nl("set aside"))
    page.get_by_role("button", name=nl("Take this step up again")).click()
    expect(page.get_by_text("Pas na de verbouwing")).to_have_count(0)
    expect(page.locator('#path [data-step="stakeholders"]')).to_contain_text(nl("nothing filled in yet"))


@pytest.mark.parametrize("way", ["drag", "keys", "buttons"])
def test_rows_are_put_in_order(stage: Stage, open_browser: Open, way: str) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    for name in ("een", "twee", "drie"):
        stage.row(plan_id, olga, "stakeholder", name=name)
    page = open_step(sign_in(open_browser(), olga), plan_id, "stakeholders")
    handles = page.locator("[data-rows=stakeholder] [data-handle]")
    if way == "drag":
        drag_to_the_top(page, "drie")
    elif way == "keys":
        for _time in range(2):
            before = rows(page, "stakeholder")
            (handles.nth(2) if before[2] == "drie" else handles.nth(1)).press("Alt+ArrowUp")
            expect(page.locator("[data-rows=stakeholder] .row__title")).not_to_have_text(before)
    else:
        open_row(page, "stakeholder", "drie")
        for place in (1, 0):
            item(page, "stakeholder").get_by_role("button", name=nl("Up")).click()
            expect(page.locator("[data-rows=stakeholder] > .row").nth(place).locator("form[data-item]")).to_be_visible()
        item(page, "stakeholder").locator("[data-done]").click()
    expect(page.locator("[data-rows=stakeholder] .row__title")).to_have_text(["drie", "een", "twee"])
    wanted = ["drie", "een", "twee"]
    until(lambda: [row["name"] for row in stage.state(plan_id).rows("stakeholder")] == wanted, page)


def drag_to_the_top(page: Page, title: str) -> None:
    """Drag the last row by its handle, until it lies on top."""
    page.locator("[data-rows=stakeholder] [data-handle]").last.hover()
    page.mouse.down()
    goal = page.locator("[data-rows=stakeholder]").bounding_box()
    assert goal is not None
    ways = itertools.count()

    def on_top() -> bool:
        page.mouse.move(goal["x"] + 20 + next(ways) % 5, goal["y"] + 4, steps=8)
        return rows(page, "stakeholder")[0] == title

    until(on_top, page)
    page.mouse.up()
