"""While there is no line rows open, close and follow each other on the page; they are made once it is back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import KINDS, User
from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, control, crash, expect_rows, expect_text, item, open_step, saved, state_words
from tests.browser.words import nl

Open = Callable[..., Page]
KEPT = "Not connected: kept on this device"


class Desk:
    """Olga has a step open, in a plan with one stakeholder, and its empty forms are there."""

    def __init__(self, stage: Stage, page: Page, olga: User) -> None:
        self.stage, self.page, self.olga = stage, page, olga
        self.plan_id = stage.plan(olga)
        self.ouders = stage.row(self.plan_id, olga, "stakeholder", name="Ouders")

    def open(self, step: str, kind: str) -> Page:
        open_step(self.page, self.plan_id, step)
        wait_for_forms(self.page, kind)
        return self.page

    def lose_line(self) -> None:
        self.page.context.set_offline(True)

    def find_line(self) -> None:
        self.page.context.set_offline(False)

    def stored(self, kind: str, name: str) -> list[object]:
        return [row[name] for row in self.stage.state(self.plan_id).rows(kind)]


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    olga = stage.person("olga")
    return Desk(stage, sign_in(open_browser(), olga), olga)


def wait_for_forms(page: Page, kind: str) -> None:
    page.locator(f"template[data-empty-form={kind}]").wait_for(state="attached")


def press(page: Page, button: Locator, kind: str) -> None:
    button.click()
    expect(item(page, kind).and_(page.locator("[data-new]"))).to_be_visible()


def waiting_rows(page: Page) -> Locator:
    return page.locator(".row--waits .row__title")


def test_one_after_the_other(desk: Desk) -> None:
    page = desk.open("stakeholders", "stakeholder")
    desk.lose_line()
    press(page, page.locator("#add-stakeholder"), "stakeholder")
    for name, way in (("Gemeente", "key"), ("School", "button")):
        expect(page.locator(".row--open [name=name]")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Control+Enter") if way == "key" else page.locator(".row--open [data-again-button]").click()
        expect(waiting_rows(page).last).to_have_text(name)
    page.keyboard.type("Wijkteam")
    page.locator(".row--open [data-done]").click()
    expect(waiting_rows(page)).to_have_text(["Gemeente", "School", "Wijkteam"])
    expect(page.locator(".row--waits").last.locator(".row__link")).to_be_focused()
    expect(page.locator(".row--waits .row__detail")).to_have_text([nl(KEPT)] * 3)
    expect(state_words(page)).to_have_text(nl(KEPT))
    expect(page.locator(".complaint")).to_have_count(0)
    assert desk.stored("stakeholder", "name") == ["Ouders"]
    desk.find_line()
    saved(page)
    expect(waiting_rows(page)).to_have_count(0)
    expect_rows(page, "stakeholder", ["Ouders", "Gemeente", "School", "Wijkteam"])
    expect(page.locator(".row__link").filter(has_text="Wijkteam")).to_be_focused()
    assert desk.stored("stakeholder", "name") == ["Ouders", "Gemeente", "School", "Wijkteam"]


@pytest.mark.parametrize("way", ["Escape", "back", "leave", "done"])
def test_one_in_which_nobody_typed_leaves_no_trace(desk: Desk, way: str) -> None:
    page = desk.open("rhythm", "rhythm")
    address = page.url
    desk.lose_line()
    press(page, page.locator("#add-rhythm"), "rhythm")
    expect(page.locator(".empty__why")).to_be_hidden()
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "back":
        page.go_back()
    else:
        page.locator(f".row--open [data-{way}]").click()
    expect(page.locator(".row--open, .row--waits")).to_have_count(0)
    expect(page.locator(".empty__why")).to_be_visible()
    expect(page.locator("#add-rhythm")).to_be_focused()
    expect(page).to_have_url(address)
    desk.find_line()
    press(page, page.locator("#add-rhythm"), "rhythm")
    assert desk.stored("rhythm", "moment") == []


def test_one_that_waits_opens_again(desk: Desk) -> None:
    page = desk.open("stakeholders", "stakeholder")
    desk.lose_line()
    press(page, page.locator("#add-stakeholder"), "stakeholder")
    answer(page, "stakeholder", name="Gemeente", size="40")
    page.go_back()
    expect(waiting_rows(page)).to_have_text(["Gemeente"])
    page.locator(".row--waits .row__link").click()
    expect_text(page, "stakeholder", "size", "40")
    answer(page, "stakeholder", name="De gemeente")
    page.locator("[data-done]").click()
    expect(waiting_rows(page)).to_have_text(["De gemeente"])
    page.go_forward()
    expect(control(page, "stakeholder", "name")).to_be_visible()
    desk.find_line()
    saved(page)
    page.locator("[data-done]").click()
    expect_rows(page, "stakeholder", ["Ouders", "De gemeente"])
    assert desk.stored("stakeholder", "size") == [None, 40]


def test_what_a_browser_that_crashed_left_becomes_rows_on_the_next_page(desk: Desk) -> None:
    page = desk.open("stakeholders", "stakeholder")
    desk.lose_line()
    press(page, page.locator("#add-stakeholder"), "stakeholder")
    page.keyboard.type("Gemeente")
    page.keyboard.press("Control+Enter")
    expect(waiting_rows(page)).to_have_count(1)
    page.keyboard.type("School")
    expect(state_words(page)).to_have_text(nl(KEPT))
    page = desk.page = crash(page)
    desk.find_line()
    open_step(page, desk.plan_id, "stakeholders")
    saved(page)
    expect_rows(page, "stakeholder", ["Ouders", "Gemeente", "School"])


def test_a_value_that_is_refused_later_is_said_and_the_row_is_there(desk: Desk) -> None:
    page = desk.open("stakeholders", "stakeholder")
    desk.lose_line()
    press(page, page.locator("#add-stakeholder"), "stakeholder")
    answer(page, "stakeholder", name="Gemeente", size="veel")
    page.locator("[data-done]").click()
    expect(waiting_rows(page)).to_have_text(["Gemeente"])
    desk.find_line()
    expect(state_words(page)).to_have_text(nl("1 answer could not be saved"))
    expect_rows(page, "stakeholder", ["Ouders", "Gemeente"])
    state_words(page).locator("a").click()
    expect_text(page, "stakeholder", "size", "veel")
    answer(page, "stakeholder", size="40")
    saved(page)
    assert desk.stored("stakeholder", "size") == [None, 40]


def test_it_stands_in_the_place_that_its_button_fills_and_joins_what_was_made_meanwhile(desk: Desk) -> None:
    dimension, label = KINDS["culture"].fields["dimension"].choices[2]
    page = desk.open("culture", "culture")
    desk.lose_line()
    press(page, page.locator(f'a[data-add][href*="set-dimension={dimension}"]'), "culture")
    answer(page, "culture", evidence="Elke maand een overleg")
    page.locator("[data-done]").click()
    expect(page.locator(".culture > :not([hidden])")).to_have_count(len(KINDS["culture"].fields["dimension"].choices))
    expect(page.locator(".culture > :not([hidden])").nth(2)).to_have_class("row row--waits")
    karel = desk.stage.person("karel")
    desk.stage.join(desk.plan_id, karel)
    desk.stage.row(desk.plan_id, karel, "culture", dimension=dimension, level_now=3)
    desk.find_line()
    saved(page)
    expect(page.locator(".row--waits")).to_have_count(0)
    expect(page.locator('.row[data-kind="culture"]')).to_contain_text(nl(str(label)))
    assert desk.stored("culture", "evidence") == ["Elke maand een overleg"]


def test_a_box_that_follows_from_the_one_that_is_open(desk: Desk) -> None:
    outcome = desk.stage.row(desk.plan_id, desk.olga, "output", name="Cursisten")
    page = desk.page
    page.goto(f"/plans/{desk.plan_id}/steps/theory?view=list&row={outcome}")
    wait_for_forms(page, "outcome")
    desk.lose_line()
    press(page, page.locator(".outline__next a[data-add]").first, "outcome")
    answer(page, "outcome", statement="Zij durven meer")
    page.locator(".row--open [data-done]").click()
    expect(waiting_rows(page)).to_have_text(["Cursisten", "Zij durven meer"])
    desk.find_line()
    saved(page)
    expect(waiting_rows(page)).to_have_count(0)
    state = desk.stage.state(desk.plan_id)
    (made,) = state.rows("outcome")
    assert [(link["source"], link["target"]) for link in state.rows("link")] == [(outcome, made.id)]


def test_the_forms_know_what_was_made_since(desk: Desk) -> None:
    page = desk.open("theory?view=list", "link")
    press(page, page.locator("#add-output"), "output")
    answer(page, "output", name="Cursisten")
    page.locator(".row--open [data-done]").click()
    expect_rows(page, "output", ["Cursisten"])
    page.wait_for_function(
        "document.querySelector('template[data-empty-form=link]')?.content.textContent.includes('Cursisten')"
    )
    desk.lose_line()
    press(page, page.locator("#add-link"), "link")
    answer(page, "link", source="Cursisten")
    expect(state_words(page)).to_have_text(nl(KEPT))
    desk.find_line()
    saved(page)
    assert desk.stored("link", "source") == [desk.stage.state(desk.plan_id).rows("output")[0].id]
