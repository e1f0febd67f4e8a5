"""The picture beside the work: of the open row, drawn anew after a save, with a point that can be moved."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.looks import find_too_wide, find_violations
from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, field, open_step, saved, until
from tests.browser.words import nl

Open = Callable[..., Page]


def beside(page: Page) -> Locator:
    return page.locator("#beside figure")


def point(page: Page) -> Locator:
    return page.get_by_role("slider", name=nl("Place in the grid"))


def stakeholder(stage: Stage, open_browser: Open, **options: int) -> tuple[Page, str, str]:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.row(plan_id, olga, "stakeholder", name="Gemeente", influence=5, interest=4)
    row = stage.row(plan_id, olga, "stakeholder", name="Starters", influence=2, interest=5)
    page = sign_in(open_browser(bypass_csp=True, **options), olga)
    return open_step(page, plan_id, "stakeholders", row), plan_id, row


def scores(stage: Stage, plan_id: str, row: str) -> tuple[int, int]:
    item = stage.state(plan_id).find(row)
    assert item is not None
    return item["influence"], item["interest"]


def test_it_is_drawn_anew_after_a_save(stage: Stage, open_browser: Open) -> None:
    page, _plan_id, _row = stakeholder(stage, open_browser, width=1440)
    expect(beside(page).locator("figcaption")).to_have_text(nl("keep informed, ask their opinion").capitalize())
    expect(beside(page).locator("svg text", has_text="Starters")).to_be_visible()
    assert find_violations(page) == []
    assert find_too_wide(page) == []
    answer(page, "stakeholder", influence="5")
    expect(beside(page).locator("figcaption")).to_have_text(nl("work closely together").capitalize())
    # What is open is drawn: without an open row there is nothing beside the work
    page.get_by_role("button", name=nl("Done")).first.click()
    expect(page.locator("#beside")).to_be_hidden()


def test_signed_out_nothing_else_comes_in_its_place(stage: Stage, open_browser: Open) -> None:
    page, _plan_id, _row = stakeholder(stage, open_browser, width=1440)
    expect(beside(page)).to_be_visible()
    page.context.clear_cookies()
    with page.expect_response(lambda response: "/login" in response.url) as answered:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert answered.value.ok
    page.evaluate("new Promise((resolve) => setTimeout(resolve))")  # what comes of it has come
    expect(page.locator("#beside form, #beside header")).to_have_count(0)
    expect(beside(page)).to_be_visible()


def test_a_point_is_moved_by_keys_and_by_mouse_and_undone(stage: Stage, open_browser: Open) -> None:
    page, plan_id, row = stakeholder(stage, open_browser, width=1440)
    # By keys
    point(page).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(point(page)).to_have_attribute("aria-valuetext", "Invloed 3 · Belang 4")
    expect(field(page, "stakeholder", "influence").get_by_label("3", exact=True)).to_be_checked()
    saved(page)
    assert scores(stage, plan_id, row) == (3, 4)
    expect(beside(page).locator("figcaption")).to_have_text(nl("In the middle: look at it case by case"))
    expect(point(page)).to_be_focused()
    # By mouse: two cells up and one to the right
    box = point(page).locator("circle").bounding_box()
    assert box is not None
    cell = float(str(point(page).get_attribute("data-cell")))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + cell, y - 2 * cell, steps=4)
    page.mouse.up()
    expect(field(page, "stakeholder", "influence").get_by_label("5", exact=True)).to_be_checked()
    saved(page)
    assert scores(stage, plan_id, row) == (5, 5)
    # And undone as any edit
    page.reload()
    page.get_by_role("button", name=nl("Undo my last edit")).click()
    until(lambda: scores(stage, plan_id, row) != (5, 5), page)


def test_what_is_not_seen_is_not_fetched(stage: Stage, open_browser: Open) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.partition("?")[0].endswith("/picture"):
            asked.append(request.url)

    page, _plan_id, _row = stakeholder(stage, open_browser, width=1280)
    page.on("request", note)
    page.reload()
    answer(page, "stakeholder", influence="4")
    saved(page)
    expect(page.locator("#beside")).to_be_hidden()
    assert asked == []
    # In a wider window it comes
    page.set_viewport_size({"width": 1500, "height": 900})
    expect(beside(page)).to_be_visible()
    assert len(asked) == 1


def test_who_only_reads_moves_nothing(stage: Stage, open_browser: Open) -> None:
    olga, tess = stage.person("olga"), stage.person("tess")
    plan_id = stage.plan(olga)
    stage.trained(plan_id, olga, tess)
    row = stage.row(plan_id, olga, "stakeholder", name="Starters", influence=2, interest=5)
    page = sign_in(open_browser(width=1440), tess)
    open_step(page, plan_id, "stakeholders", row)
    expect(beside(page).locator("svg")).to_be_visible()
    expect(point(page)).to_have_count(0)
