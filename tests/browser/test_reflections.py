"""A reflection is saved while it is written, and nothing of it is lost; with or without a script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from impactplan.models import Reflection, db
from tests.browser.people import Stage, sign_in
from tests.browser.steps import path_state, saved, until, waiting
from tests.browser.words import nl

Open = Callable[..., Page]
TEXT = "Cijfers bleken minder eng dan ik dacht"


def write(page: Page, plan_id: str, text: str, module: int = 1) -> None:
    page.goto(f"/plans/{plan_id}/reflections/{module}")
    learned(page).fill(text)


def learned(page: Page) -> Locator:
    return page.locator('[name="learned"]')


def stored(plan_id: str) -> Reflection:
    db.session.rollback()
    return db.session.scalars(select(Reflection).where(Reflection.plan_id == plan_id)).one()


def test_it_is_saved_while_it_is_written(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id, page = stage.plan(olga), sign_in(open_browser(), olga)
    write(page, plan_id, TEXT)
    saved(page)
    page.get_by_label(nl("My trainer"), exact=True).check()
    saved(page)
    assert (stored(plan_id).learned, stored(plan_id).visibility) == (TEXT, "trainer")
    expect(path_state(page, "reflection-1")).to_contain_text(nl("partly filled in"))


def test_two_windows_show_both_texts(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    one, two = sign_in(open_browser(), olga), sign_in(open_browser(), olga)
    two.goto(f"/plans/{plan_id}/reflections/1")
    write(one, plan_id, TEXT)
    saved(one)
    learned(two).fill("Iets heel anders")
    expect(two.locator(".conflict [data-theirs]")).to_have_text(TEXT)
    assert stored(plan_id).learned == TEXT
    two.get_by_role("button", name=nl("Keep what stands here")).click()
    saved(two)
    assert stored(plan_id).learned == "Iets heel anders"


def test_what_was_typed_without_a_connection_comes_back(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id, page = stage.plan(olga), sign_in(open_browser(), olga)
    page.goto(f"/plans/{plan_id}/reflections/2")
    page.context.set_offline(True)
    learned(page).fill(TEXT)
    until(lambda: waiting(page) == 1, page)
    page.close()  # before there is a connection, or it sends the text itself
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"/plans/{plan_id}/reflections/2")
    expect(learned(again)).to_have_value(TEXT)
    saved(again)
    assert stored(plan_id).learned == TEXT


def test_it_works_without_a_script(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id, page = stage.plan(olga), sign_in(open_browser(javascript=False), olga)
    write(page, plan_id, TEXT)
    page.get_by_label(nl("My trainer and my group")).check()
    page.locator("[data-done]").click()
    expect(learned(page)).to_have_value(TEXT)
    assert (stored(plan_id).learned, stored(plan_id).visibility) == (TEXT, "group")
