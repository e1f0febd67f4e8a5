"""While there is no line, a row that waits can be chosen in other rows of its page; both are saved once it is back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import KINDS
from tests.browser.people import Stage, sign_in
from tests.browser.steps import fill, open_row, pick, saved, state_words, unfold, until
from tests.browser.test_rows_without_line import KEPT, Desk, waiting_rows
from tests.browser.words import nl

Open = Callable[..., Page]


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    olga = stage.person("olga")
    return Desk(stage, sign_in(open_browser(), olga), olga)


def begin(page: Page, kind: str) -> None:
    page.locator(f"#add-{kind}").click()
    expect(page.locator(f'.row--open form[data-new][data-item^="{kind}/"]')).to_be_visible()


def place_of(page: Page, name: str) -> Locator:
    """Return a field of the row that is open: others wait with their forms, out of sight."""
    place = page.locator(f'.row--open [data-field="{name}"]')
    unfold(place)
    return place


def write(page: Page, kind: str, **values: str) -> None:
    for name, value in values.items():
        fill(place_of(page, name), KINDS[kind].fields[name], name, value)


def finish(page: Page) -> None:
    page.locator(".row--open [data-done]").click()


def make(page: Page, kind: str, title: str) -> None:
    """Make a row that waits."""
    begin(page, kind)
    write(page, kind, name=title)
    finish(page)
    expect(waiting_rows(page).filter(has_text=title)).to_be_visible()


def reopen(page: Page, title: str) -> None:
    page.locator(".row__link").filter(has_text=title).press("Enter")
    expect(page.locator(".row--open form.item")).to_be_visible()


def choice(page: Page, name: str, label: str) -> Locator:
    """Return the box of a choice that stands in sight."""
    return place_of(page, name).locator("label.option").filter(has_text=label).locator("input")


def test_the_only_one_there_is(desk: Desk) -> None:
    page = desk.open("solutions", "output")
    desk.lose_line()
    make(page, "activity", "Inloopspreekuur")
    begin(page, "output")
    write(page, "output", name="Bezoeken")
    box = choice(page, "activity", "Inloopspreekuur")
    expect(place_of(page, "activity").locator(".option__detail")).to_have_text(nl("Not sent yet"))
    box.check()
    finish(page)
    expect(page.locator(".row--waits .row__detail")).to_have_text([nl(KEPT)] * 2)
    desk.find_line()
    saved(page)
    expect(waiting_rows(page)).to_have_count(0)
    (activity,) = desk.stage.state(desk.plan_id).rows("activity")
    assert desk.stored("output", "activity") == [activity.id]


def test_instead_of_one_that_was_chosen_before_it_was_there(desk: Desk) -> None:
    for number in range(1, 6):
        desk.stage.row(desk.plan_id, desk.olga, "activity", name=f"Cursus {number}")
    desk.stage.row(desk.plan_id, desk.olga, "output", name="Bezoeken")
    page = desk.open("solutions", "activity")
    open_row(page, "output", "Bezoeken")
    desk.lose_line()
    write(page, "output", activity="Cursus 2")
    make(page, "activity", "Inloopspreekuur")
    reopen(page, "Bezoeken")
    place = place_of(page, "activity")
    place.locator("[role=combobox]").press("ArrowDown")
    expect(place.locator(".picker__group")).to_have_text(nl("Not sent yet"))
    pick(place, "Inloopspreekuur")
    expect(place.locator(".picker__chip")).to_contain_text("Inloopspreekuur")
    finish(page)
    desk.find_line()
    saved(page)
    expect(waiting_rows(page)).to_have_count(0)
    made = desk.stage.state(desk.plan_id).rows("activity")[-1]
    assert made["name"] == "Inloopspreekuur"
    assert desk.stored("output", "activity") == [made.id]


def test_one_that_is_refused_holds_what_refers_to_it_until_it_is_mended(desk: Desk) -> None:
    page = desk.open("roadmap", "action")
    desk.lose_line()
    begin(page, "action")
    write(page, "action", hours="veel")
    finish(page)
    expect(waiting_rows(page)).to_have_text(["veel"])
    begin(page, "action")
    write(page, "action", name="Uitvoeren")
    choice(page, "depends_on", "veel").check()
    finish(page)
    expect(waiting_rows(page)).to_have_text(["veel", "Uitvoeren"])
    desk.find_line()
    expect(state_words(page)).to_have_text(nl("1 answer could not be saved"))
    waits = page.locator(".row--waits .row__link").filter(has_text="Uitvoeren").locator(".row__detail")
    expect(waits).to_have_text(nl("Waits for a row that is not saved yet"))
    until(lambda: desk.stored("action", "depends_on") == [()], page)
    # The row that waits is opened on a page that is fresh from the server: it still has its choice.
    reopen(page, "Uitvoeren")
    expect(choice(page, "depends_on", "veel")).to_be_checked()
    finish(page)
    state_words(page).locator("a").click()
    expect(place_of(page, "hours").locator("[name=hours]")).to_have_value("veel")
    write(page, "action", hours="40")
    saved(page)
    first, second = sorted(desk.stage.state(desk.plan_id).rows("action"), key=lambda row: not row["hours"])
    assert (first["hours"], second["name"], second["depends_on"]) == (40, "Uitvoeren", (first.id,))


def test_one_that_is_taken_back_is_chosen_no_more(desk: Desk) -> None:
    page = desk.open("solutions", "output")
    desk.lose_line()
    make(page, "activity", "Cursus")  # with which the page has seen that there is no line: the next is never sent
    make(page, "activity", "Inloopspreekuur")
    begin(page, "output")
    write(page, "output", name="Bezoeken")
    choice(page, "activity", "Inloopspreekuur").check()
    finish(page)
    reopen(page, "Inloopspreekuur")
    write(page, "activity", name="")
    finish(page)
    expect(waiting_rows(page)).to_have_text(["Cursus", "Bezoeken"])
    reopen(page, "Bezoeken")
    expect(place_of(page, "activity").locator(".option[data-waits]")).to_have_text(re.compile("^Cursus"))
    finish(page)
    desk.find_line()
    saved(page)
    assert desk.stored("activity", "name") == ["Cursus"]
    assert desk.stored("output", "activity") == [None]
