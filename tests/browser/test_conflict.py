"""Two people write in one field: both see both texts, and nothing is overwritten that nobody saw."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, control, expect_text, field, open_step, saved, state_words, until
from tests.browser.words import nl

Open = Callable[..., Page]
HERS = "Een op de vijf volwassenen komt er niet uit"
HIS = "Een op de vier volwassenen komt er digitaal niet uit"


@pytest.fixture
def two(stage: Stage, open_browser: Open) -> tuple[str, Page, Page]:
    """Olga and Karel have the same field open; Olga writes first, then Karel."""
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    stage.write(plan_id, olga, "challenge", statement="Een op de")
    hers, his = sign_in(open_browser(), olga), sign_in(open_browser(), karel)
    for page in (hers, his):
        open_step(page, plan_id, "challenge")
    answer(hers, "challenge", statement=HERS)
    saved(hers)
    answer(his, "challenge", statement=HIS)
    return plan_id, hers, his


def box(page: Page) -> Locator:
    return field(page, "challenge", "statement").locator(".conflict")


def test_both_texts_are_shown_and_none_is_lost(stage: Stage, two: tuple[str, Page, Page]) -> None:
    plan_id, _hers, his = two
    # Then Karel sees both, with the difference, and the server keeps Olga's
    expect(box(his)).to_contain_text("Olga")
    expect(box(his).locator("[data-mine]")).to_have_text(HIS)
    expect(box(his).locator("[data-theirs]")).to_have_text(HERS)
    expect(state_words(his)).to_have_text(nl("1 answer was changed elsewhere too"))
    box(his).get_by_text(nl("What is different")).click()
    expect(box(his).locator("[data-diff] del").first).to_have_text("vijf")
    expect(box(his).locator("[data-diff] ins").first).to_have_text("vier")
    assert stage.sheet(plan_id, "challenge")["statement"] == HERS
    # And after a reload he is asked again
    his.reload()
    expect(box(his).locator("[data-mine]")).to_have_text(HIS)
    expect_text(his, "challenge", "statement", HIS)
    assert stage.sheet(plan_id, "challenge")["statement"] == HERS


def test_keep_mine(stage: Stage, two: tuple[str, Page, Page]) -> None:
    plan_id, hers, his = two
    box(his).get_by_role("button", name=nl("Keep mine")).click()
    saved(his)
    expect(box(his)).to_have_count(0)
    assert stage.sheet(plan_id, "challenge")["statement"] == HIS
    # What Olga wrote stays in the history, and she meets his text when she goes on
    hers.locator('[data-field="statement"] .field__history').click()
    expect(hers.get_by_role("list").filter(has_text="Karel")).to_contain_text("Olga")
    open_step(hers, plan_id, "challenge")
    expect_text(hers, "challenge", "statement", HIS)


def test_take_theirs(stage: Stage, two: tuple[str, Page, Page]) -> None:
    plan_id, _hers, his = two
    box(his).get_by_role("button", name=nl("Use the other text")).click()
    expect_text(his, "challenge", "statement", HERS)
    expect(box(his)).to_have_count(0)
    expect(control(his, "challenge", "statement")).to_be_focused()
    answer(his, "challenge", statement=HERS + ".")
    saved(his)
    assert stage.sheet(plan_id, "challenge")["statement"] == HERS + "."


def test_combine(stage: Stage, two: tuple[str, Page, Page]) -> None:
    plan_id, _hers, his = two
    box(his).get_by_role("button", name=nl("Combine")).click()
    together = box(his).locator("[data-combined]")
    expect(together).to_be_focused()
    offered = together.input_value()
    assert all(word in offered for word in ("vijf", "vier", "digitaal"))
    together.fill("Een op de vier à vijf volwassenen")
    box(his).get_by_role("button", name=nl("Save this text")).click()
    saved(his)
    expect_text(his, "challenge", "statement", "Een op de vier à vijf volwassenen")
    assert stage.sheet(plan_id, "challenge")["statement"] == "Een op de vier à vijf volwassenen"


def test_the_same_text_is_no_conflict(stage: Stage, two: tuple[str, Page, Page]) -> None:
    plan_id, hers, his = two
    box(his).get_by_role("button", name=nl("Keep mine")).click()
    saved(his)
    answer(hers, "challenge", statement=HIS)
    saved(hers)
    expect(box(hers)).to_have_count(0)
    assert stage.sheet(plan_id, "challenge")["statement"] == HIS


def test_a_choice_that_two_people_made_is_asked_about_too(stage: Stage, two: tuple[str, Page, Page]) -> None:
    plan_id, hers, his = two
    answer(hers, "challenge", national_challenge="lifelong_learning")
    saved(hers)
    answer(his, "challenge", national_challenge="literate_society")
    asked = field(his, "challenge", "national_challenge").locator(".conflict")
    expect(asked.locator("[data-theirs]")).to_have_text(nl("Lifelong learning"))
    expect(asked.locator("[data-mine]")).to_have_text(nl("A literate society"))
    expect(asked.get_by_role("button", name=nl("Combine"))).to_be_hidden()
    asked.get_by_role("button", name=nl("Keep mine")).click()
    wanted = "literate_society"
    until(lambda: stage.sheet(plan_id, "challenge")["national_challenge"] == wanted, his)


def test_a_page_says_who_changed_the_plan_meanwhile(stage: Stage, open_browser: Open) -> None:
    # Given Olga's page open, while Karel writes in another field
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    page = sign_in(open_browser(), olga)
    page.clock.install()
    open_step(page, plan_id, "challenge")
    stage.write(plan_id, karel, "challenge", group_concerned="Mensen zonder diploma")
    # When a minute has passed
    page.clock.run_for(61_000)
    # Then it is said, and shown when she wants it
    page.get_by_text("Karel").first.wait_for()
    page.get_by_role("link", name=nl("Show the newest version")).click()
    expect_text(page, "challenge", "group_concerned", "Mensen zonder diploma")
    expect(page.locator(".edited")).to_contain_text("Karel")
