"""The desk of a trainer in a browser: the grid by keyboard, an evening with eight plans, single keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from impactplan.desk.snippets import keep_snippet
from impactplan.models import Enrolment, Remark, Review, User, db
from impactplan.steps import STEPS
from tests.browser.people import Stage, sign_in
from tests.feedback.support import ask

Open = Callable[..., Page]
WAIT = 15_000
PLANS = 8
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def tess(stage: Stage) -> User:
    return stage.person("tess", "trainer")


def make_plans(stage: Stage, tess: User, count: int) -> list[str]:
    """Let people write plans in a round that Tess trains, each with a question on one step."""
    olga = stage.person("olga")
    first = stage.plan(olga, title="Plan 1")
    round_id = stage.trained(first, olga, tess)
    plans = [first]
    for number in range(2, count + 1):
        writer = stage.person(f"olga{number}")
        plans.append(stage.plan(writer, title=f"Plan {number}"))
        db.session.add(Enrolment(round_id=round_id, user_id=writer.id, plan_id=plans[-1]))
    db.session.commit()
    for plan_id in plans:
        owner = db.session.scalars(select(Enrolment.user_id).where(Enrolment.plan_id == plan_id)).one()
        writer = db.session.get(User, owner)
        assert writer
        ask(plan_id, writer, "theory", question="Klopt de lijn?")
    return plans


def test_the_whole_grid_by_keyboard(stage: Stage, tess: User, open_browser: Open) -> None:
    plans = make_plans(stage, tess, 3)
    page = sign_in(open_browser(), tess)
    page.goto("/training/plans?order=title")
    grid = page.get_by_role("grid")
    expect(grid.get_by_role("row")).to_have_count(2 + len(plans))
    assert page.locator('[data-grid] [tabindex="0"]').count() == 1, "one stop for Tab"
    page.locator('[data-grid] [tabindex="0"]').focus()
    steps = len(STEPS)
    for key, row, column in (
        ("ArrowRight", 0, 1),
        ("ArrowDown", 1, 1),
        ("End", 1, steps),
        ("ArrowRight", 1, steps),
        ("Home", 1, 0),
        ("Control+End", 2, steps),
        ("PageUp", 0, steps),
        ("Control+Home", 0, 0),
        ("ArrowUp", 0, 0),
        ("PageDown", 2, 0),
    ):
        page.keyboard.press(key)
        here = page.evaluate("[document.activeElement.parentElement.sectionRowIndex, document.activeElement.cellIndex]")
        assert here == [row, column], key
    place = [step.key for step in STEPS].index("theory")
    for _step in range(place + 1):
        page.keyboard.press("ArrowRight")
    status = page.locator("[data-grid-status]")
    expect(status).to_contain_text("Plan 3 · Theory of change:")
    assert "feedback gevraagd" in page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/plans/{plans[2]}/steps/theory#feedback")
    page.go_back()
    page.locator("[data-grid] tbody tr").nth(1).locator("td").first.click()
    page.wait_for_url(f"**/plans/{plans[1]}/steps/{STEPS[0].key}")


@dataclass
class Hand:
    """Counts what somebody does: a click, a key, a text typed."""

    page: Page
    acts: int = 0

    def click(self, place: Locator) -> None:
        place.click()
        self.acts += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.acts += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.acts += 1


@pytest.mark.long
def test_an_evening_with_eight_plans(stage: Stage, tess: User, open_browser: Open) -> None:
    """From the queue on: of each plan a remark, a judgement and a summary, sent; then the next one."""
    plans = make_plans(stage, tess, PLANS)
    page = sign_in(open_browser(), tess)
    page.goto("/training")
    hand = Hand(page)
    with page.expect_navigation(timeout=WAIT):  # until its script listens to keys
        hand.click(page.locator(".queue-line button").first)
    for number in range(PLANS):
        expect(page.locator("#review-theory")).to_be_visible()
        hand.press("r")
        box = page.locator('[data-item="draft/new.theory"] [name="body"]')
        expect(box).to_be_focused()
        hand.type("Waarop berust deze pijl?")
        hand.click(page.locator('[form="send-new.theory"]'))
        expect(page.locator(".unsent__list", has_text="Waarop berust")).to_be_visible(timeout=WAIT)
        hand.click(page.locator('[data-item="draft/verdict.theory"] label', has_text="Herzien"))
        hand.click(page.locator('[data-item="draft/summary"] textarea'))
        hand.type("Een goed begin.")
        last = number == PLANS - 1
        with page.expect_navigation(timeout=WAIT):
            hand.click(page.locator('#finish [type="submit"]').last if last else page.locator('#finish [value="next"]'))
    page.wait_for_url("**/feedback/reviews/*")
    db.session.rollback()
    assert db.session.query(Review).filter(Review.plan_id.in_(plans)).count() == PLANS
    assert db.session.query(Remark).filter(Remark.plan_id.in_(plans)).count() == PLANS
    print(f"{hand.acts} acts for {PLANS} plans: {hand.acts / PLANS:.2f} each")
    assert hand.acts <= 7 * PLANS + 1


def test_the_keys_of_a_plan_under_review(stage: Stage, tess: User, open_browser: Open) -> None:
    plans = make_plans(stage, tess, 2)
    page = sign_in(open_browser(), tess)
    page.goto(f"/plans/{plans[0]}/feedback/review")
    page.keyboard.press("?")
    dialog = page.locator("#keys-dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("n")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#review-title-theory")).to_be_focused()
    page.keyboard.press("r")
    box = page.locator('[data-item="draft/new.theory"] [name="body"]')
    expect(box).to_be_focused()
    page.keyboard.type("njk?")
    expect(box).to_have_value("njk?")
    box.blur()
    page.keyboard.press("n")
    page.wait_for_url(f"**/plans/{plans[1]}/feedback/review")
    page.get_by_role("button", name="Toetsen (?)").click()
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    assert page.url.endswith(f"/plans/{plans[1]}/feedback/review")


def test_a_remark_of_ones_own_is_found_and_inserted_by_keyboard(stage: Stage, tess: User, open_browser: Open) -> None:
    (plan,) = make_plans(stage, tess, 1)
    for body in ("Waarop berust deze pijl?", "Noem een café waar je ze vindt.", "Wat wordt er anders?"):
        keep_snippet(int(tess.id), body)
    page = sign_in(open_browser(), tess)
    page.goto(f"/plans/{plan}/feedback/review")
    page.keyboard.press("r")
    box = page.locator('[data-item="draft/new.theory"] [name="body"]')
    expect(box).to_be_focused()
    page.keyboard.type("Goed. Maar nog vaag.")
    for _letter in "Maar nog vaag.":
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Voeg een eigen opmerking in").first).to_be_focused()
    page.keyboard.press("Enter")
    search = page.get_by_role("combobox", name="Zoek in je eigen opmerkingen")
    expect(search).to_be_focused()
    options = page.get_by_role("listbox", name="Mijn opmerkingen").get_by_role("option")
    expect(options).to_have_count(3)
    page.keyboard.type("CAFE")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")
    expect(search).to_be_hidden()
    expect(box).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.nth(1)).to_contain_text("café")
    with page.expect_response(lambda answer: "caf" in (answer.request.post_data or "") and answer.ok):
        page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("Goed. Noem een café waar je ze vindt. Maar nog vaag.")
    expect(search).to_be_hidden()
    page.get_by_role("button", name="Bewaar deze tekst als eigen opmerking").click()
    expect(page.get_by_text("Bewaard bij je eigen opmerkingen.")).to_be_visible()
    page.reload()
    expect(box).to_have_value("Goed. Noem een café waar je ze vindt. Maar nog vaag.")
    page.goto("/training/remarks")
    expect(page.locator(".snippet-line").first).to_contain_text("1 keer gebruikt")
    expect(page.locator(".snippet-line")).to_have_count(4)
