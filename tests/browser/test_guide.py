"""The guides and pasting a list: by keyboard alone, without a script, and with somebody else about."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from impactplan.graph import PlanState
from impactplan.strategy.chain import Chain
from tests.browser.people import Stage, sign_in
from tests.browser.test_keyboard import expect_focus, tab_to
from tests.browser.words import nl

Open = Callable[..., Page]

WAY = [
    "Taalcafé in de bibliotheek",
    "60 vaste bezoekers per jaar",
    "Bezoekers durven Nederlands te spreken",
    "Bezoekers spreken Nederlands op het werk",
    "Nieuwkomers hebben werk dat bij hen past",
    "Iedereen in Merenrijk doet mee",
]
WORD_LIST = (
    "•\tTaalcafé in de bibliotheek\n"
    "o\t60 vaste bezoekers per jaar\n"
    "\uf0a7\tBezoekers durven Nederlands te spreken\n"
    "\uf0a7\tBezoekers kennen andere mensen in de wijk\n"
    "•\tLeeskring\n"
    "o\t20 boeken per jaar\n"
    "\uf0a7\tBezoekers durven Nederlands te spreken\n"
)


def arrows(state: PlanState) -> list[tuple[str, str]]:
    names = {box.id: str(box.get("name") or box.get("statement")) for box in Chain(state).boxes.values()}
    return [(names[arrow.source], names[arrow.target]) for arrow in Chain(state).arrows]


def expect_asked_about(page: Page, text: str) -> None:
    expect(page.locator(".guided__about")).to_have_text(text)


@pytest.mark.parametrize("direction", ["forwards", "backwards"])
def test_a_guide_by_keyboard_alone(stage: Stage, open_browser: Open, direction: str) -> None:
    # Given an empty plan, and somebody without a mouse
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = sign_in(open_browser(), olga)
    page.goto(f"/plans/{plan_id}/steps/theory")
    tab_to(page, f".beginning [href$={direction}]")
    page.keyboard.press("Enter")
    # When they answer six questions, each with its text and one key
    acts = 0
    answers = WAY if direction == "forwards" else WAY[::-1]
    for answer in answers:
        expect(page.locator("#answer")).to_be_focused()
        expect(page.locator("#answer")).to_have_value("")
        expect_focus(page)
        page.keyboard.type(answer)
        page.keyboard.press("Enter")
        acts += 1
        expect(page.locator("#guide-drawing")).to_contain_text(re.compile(r"\s*".join(map(re.escape, answer.split()))))
        expect(page.locator(".guided__done")).to_contain_text(answer)
    # Then the whole chain is there: six boxes and five links in six keys
    expect(page.locator("[data-guide-end]")).to_be_focused()
    assert arrows(stage.state(plan_id)) == list(pairwise(WAY))
    assert acts <= 6
    # And why one would believe it is asked after it, and can be passed on
    tab_to(page, ".guided__next [href$=why]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=assumption]")).to_be_focused()
    page.keyboard.type("Oefenen helpt")
    tab_to(page, ".guided__actions button")
    page.keyboard.press("Enter")
    expect(page.locator("[name=assumption]")).to_be_focused()
    expect(page.locator("[name=assumption]")).to_have_value("")
    assert [link["assumption"] for link in stage.state(plan_id).rows("link")].count("Oefenen helpt") == 1


def test_one_more_undone_passed_on_and_back(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    activity = stage.row(plan_id, olga, "activity", name=WAY[0])
    page = sign_in(open_browser(), olga)
    page.goto(f"/plans/{plan_id}/guide/forwards")
    expect_asked_about(page, WAY[0])
    page.locator("#answer").fill(WAY[1])
    page.get_by_role("button", name=nl("One more")).click()
    expect(page.locator(".boxes__item")).to_have_count(1)
    page.locator("#answer").fill("20 ochtenden")
    page.get_by_role("button", name=nl("One more")).click()
    expect(page.locator(".boxes__item")).to_have_count(2)
    # What was typed and not sent is there again after a look elsewhere
    page.locator("#answer").fill("half getypt")
    page.get_by_role("link", name=nl("That is all for this one")).click()
    expect_asked_about(page, WAY[1])
    page.get_by_role("link", name=nl("The question before")).click()
    expect_asked_about(page, WAY[0])
    expect(page.locator("#answer")).to_have_value("half getypt")
    page.locator("#answer").fill("20 boeken")
    page.get_by_role("button", name=nl("On")).click()
    expect_asked_about(page, WAY[1])  # of several answers, the first comes first
    # The last answer is taken back as a whole
    page.get_by_role("button", name=nl("Undo")).click()
    expect_asked_about(page, WAY[0])
    expect(page.locator(".boxes__item")).to_have_count(2)
    # A box in the drawing leads to its question
    page.locator("#guide-drawing a").filter(has_text="20").click()
    expect_asked_about(page, "20 ochtenden")
    # And reloaded one is where one was
    page.get_by_role("link", name=nl("I do not know this yet")).click()
    page.reload()
    expect(page.locator(".guided h1")).to_be_visible()
    assert [row["name"] for row in stage.state(plan_id).rows("output")] == [WAY[1], "20 ochtenden"]
    assert {row["activity"] for row in stage.state(plan_id).rows("output")} == {activity}


def test_a_guide_without_a_script(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = sign_in(open_browser(javascript=False), olga)
    page.goto(f"/plans/{plan_id}/guide/backwards")
    for answer in WAY[::-1]:
        page.locator("#answer").fill(answer)
        with page.expect_navigation():
            page.get_by_role("button", name=nl("On"), exact=True).click()
    assert arrows(stage.state(plan_id)) == list(pairwise(WAY))
    expect(page.locator("[data-guide-end]")).to_be_visible()
    page.locator(".guided__next [href$=why]").click()
    page.locator("[name=assumption]").fill("Oefenen helpt")
    with page.expect_navigation():
        page.locator(".guided__actions button").click()
    assert "Oefenen helpt" in {link["assumption"] for link in stage.state(plan_id).rows("link")}
    # What is refused stands there still
    page.goto(f"/plans/{plan_id}/guide/forwards?at=start")
    page.locator("#answer").fill("x" * 301)
    with page.expect_navigation():
        page.get_by_role("button", name=nl("On"), exact=True).click()
    expect(page.locator("#work .field__error")).to_be_visible()
    expect(page.locator("#answer")).to_have_value("x" * 301)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_from_a_word_processor(stage: Stage, open_browser: Open, javascript: bool) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = sign_in(open_browser(javascript=javascript), olga)
    page.goto(f"/plans/{plan_id}/theory/paste")
    page.locator("[data-pasted]").fill(WORD_LIST)
    page.locator("[data-paste] button").click()
    expect(page.locator(".pasted__line")).to_have_count(7)
    expect(page.locator("[data-paste] svg")).to_contain_text("Leeskring")
    # Another column for one line: looked at again, in place where a script runs
    column = page.locator(".pasted__column").nth(3)
    column.select_option("mid")
    if not javascript:
        page.locator("[data-look-again]").click()
    expect(page.locator(".pasted__column").nth(3).locator("option:checked")).to_have_text(nl("Medium term"))
    if javascript:
        expect(page.locator(".pasted__column").nth(3)).to_be_focused()
    page.locator("[data-store]").click()
    expect(page.locator("#drawing, #theory-list").first).to_contain_text("Leeskring")
    state = stage.state(plan_id)
    assert sorted(arrows(state)) == sorted(
        [
            (WAY[0], WAY[1]),
            (WAY[1], WAY[2]),
            (WAY[1], "Bezoekers kennen andere mensen in de wijk"),
            ("Leeskring", "20 boeken per jaar"),
            ("20 boeken per jaar", WAY[2]),
        ]
    )
    assert [row["term"] for row in state.rows("outcome")] == ["short", "mid"]


def test_a_list_is_pasted_by_keyboard_alone_and_is_there_after_a_reload(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = sign_in(open_browser(), olga)
    page.goto(f"/plans/{plan_id}/steps/theory")
    tab_to(page, ".beginning [href$=paste]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paste")
    tab_to(page, "[data-pasted]")
    page.keyboard.insert_text(WORD_LIST)
    page.reload()
    expect(page.locator("[data-pasted]")).to_have_value(WORD_LIST)
    tab_to(page, "[data-paste] button")
    page.keyboard.press("Enter")
    expect(page.locator(".pasted__line")).to_have_count(7)
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, "[data-store]")
    page.keyboard.press("Enter")
    expect(page.locator("#drawing")).to_contain_text("Leeskring")
    assert len(stage.state(plan_id).rows("activity")) == 2
