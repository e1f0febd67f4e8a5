"""What goes wrong while somebody writes: nothing that was typed is lost, and the page says what is the matter.

Wherever they write: in a value of a closed row, in a cell of the table, and in a row that does not exist yet.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from impactplan.models import KINDS, User, new_id
from tests.browser.people import PASSWORD, Stage, sign_in
from tests.browser.steps import crash, open_step, saved, state_words, until
from tests.browser.table import cell, go_to, open_table
from tests.browser.words import nl

Open = Callable[..., Page]
MINE, THEIRS = "Vaders en moeders", "Verzorgers"
FIRST = "Ouders"


class Closed:
    """A value in the sentence of a closed row, changed where it stands."""

    step, kind, name = "stakeholders", "stakeholder", "name"
    says = MINE
    """What it shows of that text once nobody writes in it."""

    def __init__(self, stage: Stage, owner: User, other: User) -> None:
        self.stage, self.owner, self.other = stage, owner, other
        self.plan_id = stage.plan(owner, other)
        self.arrange()

    def arrange(self) -> None:
        self.row = self.stage.row(self.plan_id, self.owner, self.kind, name=FIRST, stakeholder_kind="target")

    def open(self, page: Page) -> Page:
        return open_step(page, self.plan_id, self.step)

    def begin(self, page: Page) -> None:
        self.shown(page).click()
        expect(self.control(page)).to_be_focused()

    def control(self, page: Page) -> Locator:
        return page.locator(f'form[data-item] [name="{self.name}"]').first

    def shown(self, page: Page) -> Locator:
        """Return where the text stands while nobody writes in it."""
        return page.locator(f'.row [data-v="{self.name}"]')

    def keep(self, page: Page) -> None:
        self.control(page).press("Enter")

    def meanwhile(self, text: str) -> None:
        """Let somebody else write there."""
        self.stage.write(self.plan_id, self.other, self.kind, self.row, **{self.name: text})

    def stored(self) -> list[object]:
        return [row[self.name] for row in self.stage.state(self.plan_id).rows(self.kind)]


class Cell(Closed):
    """A cell of the table."""

    def open(self, page: Page) -> Page:
        return open_table(page, self.plan_id, self.step, self.kind)

    def begin(self, page: Page) -> None:
        go_to(page, 0, self.name).press("F2")
        self.control(page).select_text()

    def shown(self, page: Page) -> Locator:
        return cell(page, 0, self.name)


class NewRow(Closed):
    """A row that does not exist yet; that somebody else can write in it too, there is one per dimension."""

    step, kind, name = "culture", "culture", "evidence"

    def arrange(self) -> None:
        self.dimension, label = KINDS["culture"].fields["dimension"].choices[0]
        self.says = nl(str(label))
        self.address = f"/plans/{self.plan_id}/steps/culture?new=culture&set-dimension={self.dimension}&id={new_id()}"

    def open(self, page: Page) -> Page:
        page.goto(self.address)
        return page

    def begin(self, page: Page) -> None:
        self.control(page).focus()

    def shown(self, page: Page) -> Locator:
        return page.locator(f'.row[data-kind="{self.kind}"]').first

    def keep(self, page: Page) -> None:
        page.locator("[data-done]").click()

    def meanwhile(self, text: str) -> None:
        self.stage.row(self.plan_id, self.other, self.kind, dimension=self.dimension, evidence=text)


@pytest.fixture(params=[Closed, Cell, NewRow])
def place(request: pytest.FixtureRequest, stage: Stage) -> Closed:
    made: Closed = request.param(stage, stage.person("olga"), stage.person("karel"))
    return made


@pytest.fixture
def page(place: Closed, open_browser: Open) -> Page:
    """Olga is about to write there."""
    page = place.open(sign_in(open_browser(), place.owner))
    place.begin(page)
    return page


def expect_choice(place: Closed, page: Page) -> Locator:
    """Expect both texts beside each other, with nothing overwritten."""
    box = page.locator("form[data-item] .conflict")
    expect(box.locator("[data-mine]")).to_have_text(MINE)
    expect(box.locator("[data-theirs]")).to_have_text(THEIRS)
    expect(state_words(page)).to_have_text(nl("1 answer was changed elsewhere too"))
    assert place.stored() == [THEIRS]
    return box


def expect_kept(place: Closed, page: Page) -> None:
    """Expect the text stored once, and shown once its writer is done."""
    saved(page)
    assert place.stored() == [MINE]
    if place.control(page).is_visible():
        expect(place.control(page)).to_have_value(MINE)
        place.keep(page)
    expect(place.control(page)).to_have_count(0)
    expect(place.shown(page)).to_contain_text(place.says)
    expect(page.locator("#notices .elsewhere")).to_have_count(0)


def test_somebody_else_wrote_there(place: Closed, page: Page) -> None:
    place.meanwhile(THEIRS)
    page.keyboard.type(MINE)
    place.keep(page)
    expect_choice(place, page).locator("[data-choose=mine]").click()
    expect_kept(place, page)


def test_both_texts_are_there_after_a_reload(place: Closed, page: Page) -> None:
    place.meanwhile(THEIRS)
    page.keyboard.type(MINE)
    place.keep(page)
    expect_choice(place, page)
    page.reload()
    page.locator("[data-saved-words] a").click()
    expect_choice(place, page).locator("[data-choose=theirs]").click()
    expect(place.control(page)).to_have_value(THEIRS)


def test_the_line_was_down(place: Closed, page: Page) -> None:
    page.context.set_offline(True)
    page.keyboard.type(MINE)
    place.keep(page)
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    assert MINE not in place.stored()
    page.context.set_offline(False)
    expect_kept(place, page)


def test_the_line_came_back_after_the_page_had_gone(place: Closed, page: Page) -> None:
    page.context.set_offline(True)
    page.keyboard.type(MINE)
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    page = crash(page)
    page.context.set_offline(False)
    place.open(page)
    expect_kept(place, page)


def test_the_session_had_ended(place: Closed, page: Page) -> None:
    page.context.clear_cookies()
    page.keyboard.type(MINE)
    place.keep(page)
    dialog = page.get_by_role("dialog", name=nl("Sign in again"))
    expect(dialog).to_be_visible()
    assert MINE not in place.stored()
    dialog.get_by_label(nl("Password")).fill(PASSWORD)
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect_kept(place, page)


def test_two_windows_of_one_person(place: Closed, page: Page) -> None:
    held: list[Route] = []
    page.route("**/items/*/*/*", lambda route: held.append(route))
    other = place.open(page.context.new_page())
    place.begin(other)
    page.keyboard.type(MINE)
    until(lambda: len(held) == 1, page)
    other.keyboard.type(THEIRS)
    until(lambda: place.stored() == [THEIRS], other)
    held[0].continue_()
    page.unroute_all()
    box = expect_choice(place, page)
    box.locator("[data-choose=mine]").click()
    expect_kept(place, page)
    expect(place.control(other)).to_have_value(MINE)


def test_what_another_window_saved_stands_here_where_nothing_was_typed(place: Closed, page: Page) -> None:
    other = place.open(page.context.new_page())
    place.begin(other)
    other.keyboard.type(MINE)
    saved(other)
    expect(place.control(page)).to_have_value(MINE)
    expect_kept(place, page)
