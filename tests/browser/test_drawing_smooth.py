"""While sixty boxes are on the page and one is dragged, the page never stands still for long."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from impactplan.access import Permission
from impactplan.workbook import operations
from impactplan.workbook.writing import writing
from tests.browser.drawing import middle, open_drawing
from tests.browser.people import Stage, sign_in

Open = Callable[..., Page]
LONGEST = 100
"""Milliseconds. On a quiet machine it is some 28, and a page stands still to the eye from 50 on; others are slower."""


@pytest.fixture
def sixty(stage: Stage, open_browser: Open) -> Page:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    with writing(plan_id, Permission.EDIT, olga) as write:

        def add(kind: str, **values: object) -> str:
            return operations.create_item(write, kind, values)

        rows = []
        for at in range(12):
            activity = add("activity", name=f"Activiteit nummer {at} in de wijk")
            chain = [add("output", name=f"Prestatie nummer {at} van het jaar", activity=activity)]
            for term in ("short", "mid", "long"):
                chain.append(add("outcome", statement=f"Deelnemers doen {at} vaker zelf mee", term=term))
            rows.append(chain)
        for at, chain in enumerate(rows):
            other = rows[(at * 5 + 1) % 12]
            for step in range(3):
                add("link", source=chain[step], target=chain[step + 1], effect="strengthens")
                add("link", source=chain[step], target=other[step + 1], effect="strengthens")
    page = open_drawing(sign_in(open_browser(), olga), plan_id)
    expect(page.locator("[data-box]")).to_have_count(60)
    return page


def drag(page: Page, start: tuple[float, float], across: float, down: float) -> None:
    x, y = start
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 31):
        page.mouse.move(x + across * step / 30, y + down * step / 30)
        page.wait_for_timeout(16)


def longest_task(trace: bytes) -> float:
    """Return the longest time in milliseconds that a task of the page kept its thread; waiting for a core is none."""
    events = json.loads(trace)["traceEvents"]
    pages = {(event["pid"], event["tid"]) for event in events if event["args"].get("name") == "CrRendererMain"}
    tasks = [event for event in events if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in pages]
    assert len(tasks) > 100
    return max(float(event.get("tdur", event.get("dur", 0))) for event in tasks) / 1000


def test_dragging_never_blocks_the_page(sixty: Page) -> None:
    page, browser = sixty, sixty.context.browser
    assert browser is not None
    first = page.locator("[data-box]").first
    first.click()
    expect(page.locator(".side form.item")).to_be_visible()
    page.wait_for_timeout(1000)
    categories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
    browser.start_tracing(page=page, categories=categories)
    drag(page, middle(first), 260, 220)
    expect(page.locator(".is-moving")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.mouse.move(*middle(first))
    drag(page, middle(page.locator('[data-port="right"] .handle__disc')), 200, 200)
    expect(page.locator(".sketch__preview")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    longest = longest_task(browser.stop_tracing())
    print("FIG longest task while dragging", longest)
    assert longest < LONGEST
