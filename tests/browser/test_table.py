"""A list as a table: gone through and written in by keyboard as a spreadsheet is, and saved as any field is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from impactplan.models import User
from tests.browser.looks import find_too_wide, find_violations
from tests.browser.people import Stage, sign_in, sign_in_by_form
from tests.browser.steps import expect_rows, open_step, saved, state_words, until, waiting
from tests.browser.table import cell, go_to, here, open_table, press
from tests.browser.words import nl

Open = Callable[..., Page]
Desk = tuple[str, User, Page]
NAMES = [f"Groep {number}" for number in range(1, 13)]
COLUMNS = ("stakeholder_kind", "size", "traits")


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    """A plan with twelve stakeholders, as a table."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    for number, name in enumerate(NAMES):
        stage.row(plan_id, olga, "stakeholder", name=name, size=number * 100)
    return plan_id, olga, open_table(sign_in(open_browser(), olga), plan_id, "stakeholders", "stakeholder", *COLUMNS)


def column(stage: Stage, plan_id: str, name: str) -> list[object]:
    return [item[name] for item in stage.state(plan_id).rows("stakeholder")]


def test_one_goes_from_cards_to_the_table_and_back(stage: Stage, open_browser: Open, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.get_by_role("link", name=nl("Cards")).click()
    expect_rows(page, "stakeholder", NAMES)
    page.get_by_role("link", name=nl("Table"), exact=True).click()
    expect(page.locator("[data-table] tbody tr")).to_have_count(12)
    # A row is opened with all its fields, and one comes back to the table
    page.locator("[data-table] tbody tr").nth(2).get_by_role("link").click()
    expect(page.locator("form[data-item^=stakeholder]")).to_be_visible()
    page.locator("[data-done]").click()
    expect(page.locator("[data-table][role=grid]")).to_be_visible()
    # And the next time, too
    open_step(page, plan_id, "stakeholders")
    go_to(page, 0, "name")


def test_it_is_gone_through_by_keys(desk: Desk) -> None:
    _plan_id, _olga, page = desk
    go_to(page, 0, "name")
    for key, place in (
        ("ArrowRight", (0, "stakeholder_kind")),
        ("ArrowDown", (1, "stakeholder_kind")),
        ("End", (1, "traits")),
        ("Home", (1, "name")),
        ("PageDown", (11, "name")),
        ("ArrowDown", (11, "name")),
        ("PageUp", (1, "name")),
        ("Control+End", (11, "traits")),
        ("Control+Home", (0, "name")),
        ("ArrowUp", (0, "name")),
    ):
        press(page, key)
        assert here(page) == place, key
    # It is one stop for Tab, and remembers where one was
    press(page, "ArrowDown", "Shift+Tab")
    assert here(page) == (-1, "")
    press(page, "Tab")
    assert here(page) == (1, "name")


def test_it_is_written_in_as_a_spreadsheet_is(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    go_to(page, 0, "size")
    # Typing replaces what stood there; Enter goes down
    page.keyboard.type("1.300")
    press(page, "Enter")
    assert here(page) == (1, "size")
    # F2 goes on in it; Tab goes right, and Shift and Tab left
    press(page, "F2")
    page.keyboard.type("5")
    press(page, "Tab")
    assert here(page) == (1, "traits")
    # Esc gives back what stood there
    press(page, "ArrowLeft", "ArrowDown")
    page.keyboard.type("99")
    press(page, "Escape")
    assert here(page) == (2, "size")
    # Delete empties
    press(page, "ArrowDown", "Delete")
    saved(page)
    assert column(stage, plan_id, "size")[:4] == [1300, 1005, 200, None]
    expect(cell(page, 0, "size")).to_have_text("1.300")
    # A new line in a long text
    go_to(page, 0, "traits")
    page.keyboard.type("een")
    press(page, "Alt+Enter")
    page.keyboard.type("twee")
    press(page, "Enter")
    saved(page)
    assert column(stage, plan_id, "traits")[0] == "een\ntwee"


def test_rows_are_added_at_its_foot_and_made_by_their_first_value(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    table_rows = page.locator("[data-table] tbody tr")
    page.locator("#add-stakeholder").click()
    assert here(page) == (12, "name")
    # Nothing of it is anywhere until somebody types, and left so it goes
    press(page, "ArrowUp")
    expect(table_rows).to_have_count(12)
    assert column(stage, plan_id, "name") == NAMES
    # From the last cell one goes on in new rows, also while the line is down
    page.context.set_offline(True)
    go_to(page, 11, "traits")
    press(page, "F2", "Tab")
    for name in ("dertien", "veertien"):
        page.keyboard.type(name)
        press(page, "Tab", "ArrowRight")
        page.keyboard.type("7")
        press(page, "Enter", "Home")
    page.context.set_offline(False)
    until(lambda: waiting(page) == 0, page)
    made = [item for item in stage.state(plan_id).rows("stakeholder") if item["name"] not in NAMES]
    assert [(item["name"], item["size"]) for item in made] == [("dertien", 7), ("veertien", 7)]
    expect(table_rows.nth(13).locator("[data-open]")).to_have_attribute("href", re.compile(made[1].id))


def test_choices_are_made_in_the_control_of_the_form(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    go_to(page, 1, "stakeholder_kind")
    press(page, "Enter")
    page.locator(".cell--open select").select_option("partner")
    press(page, "Enter")
    saved(page)
    expect(cell(page, 1, "stakeholder_kind")).to_have_text("Partner")
    assert column(stage, plan_id, "stakeholder_kind")[1] == "partner"


def test_ctrl_z_takes_back_step_by_step(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    for row, name in enumerate(("een", "twee")):
        go_to(page, row, "name")
        page.keyboard.type(name)
        press(page, "Enter")
    saved(page)
    press(page, "Control+z")
    expect(cell(page, 1, "name")).to_have_text(NAMES[1])
    expect(cell(page, 2, "name")).to_be_focused()
    press(page, "Control+z")
    expect(cell(page, 0, "name")).to_have_text(NAMES[0])
    press(page, "Control+y")
    expect(cell(page, 0, "name")).to_have_text("een")
    assert column(stage, plan_id, "name")[:2] == ["een", NAMES[1]]


def test_a_value_that_cannot_be_stands_in_its_cell_with_why(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    go_to(page, 0, "size")
    page.keyboard.type("veel")
    press(page, "Enter")
    expect(cell(page, 0, "size").locator(".field__error")).to_be_visible()
    expect(cell(page, 1, "size")).to_be_focused()
    assert find_violations(page) == []
    page.reload()
    wrong = cell(page, 0, "size").locator("input[name=size]")
    expect(wrong).to_have_value("veel")
    wrong.fill("40")
    press(page, "Enter")
    saved(page)
    expect(cell(page, 0, "size")).to_have_text("40")
    assert column(stage, plan_id, "size")[0] == 40


def test_somebody_else_wrote_in_the_cell(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    stage.write(plan_id, karel, "stakeholder", stage.state(plan_id).rows("stakeholder")[0].id, name="Van Karel")
    go_to(page, 0, "name")
    page.keyboard.type("Van Olga")
    press(page, "Enter")
    box = cell(page, 0, "name").locator(".conflict")
    expect(box.locator("[data-theirs]")).to_have_text("Van Karel")
    expect(state_words(page)).to_have_text(nl("1 answer was changed elsewhere too"))
    assert column(stage, plan_id, "name")[0] == "Van Karel"
    box.get_by_role("button", name=nl("Keep mine")).click()
    press(page, "Enter")
    saved(page)
    expect(cell(page, 0, "name")).to_have_text("Van Olga")
    assert column(stage, plan_id, "name")[0] == "Van Olga"


def test_it_goes_on_while_the_line_is_down(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.context.set_offline(True)
    go_to(page, 0, "name")
    for name in ("een", "twee", "drie"):
        page.keyboard.type(name)
        press(page, "Enter")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    expect(cell(page, 2, "name")).to_have_text("drie")
    page.context.set_offline(False)
    until(lambda: waiting(page) == 0, page)
    assert column(stage, plan_id, "name")[:3] == ["een", "twee", "drie"]
    press(page, "ArrowUp", "F2")
    expect(page.locator(".cell--open [name=name]")).to_have_value("drie")


def test_a_cell_is_copied_and_pasted(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go_to(page, 3, "name")
    press(page, "Control+c", "ArrowDown", "Control+v")
    saved(page)
    assert column(stage, plan_id, "name")[3:5] == [NAMES[3], NAMES[3]]
    press(page, "Control+x")
    saved(page)
    assert column(stage, plan_id, "name")[4] is None
    page.evaluate("navigator.clipboard.writeText('partner')")
    go_to(page, 0, "stakeholder_kind")
    press(page, "Control+v")
    saved(page)
    assert column(stage, plan_id, "stakeholder_kind")[0] == "partner"


def test_another_window_shows_what_was_written(desk: Desk) -> None:
    plan_id, _olga, page = desk
    other = open_table(page.context.new_page(), plan_id, "stakeholders", "stakeholder", *COLUMNS)
    go_to(page, 0, "name")
    page.keyboard.type("Hier")
    press(page, "Enter")
    expect(cell(other, 0, "name")).to_have_text("Hier")


def test_it_can_be_used_by_everybody_on_every_screen(desk: Desk) -> None:
    plan_id, _olga, page = desk
    go_to(page, 1, "stakeholder_kind")
    press(page, "Enter")
    assert find_violations(page) == []
    press(page, "Escape")
    page.locator(".table-columns > summary").click()
    assert find_violations(page) == []
    for width in (1920, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        open_table(page, plan_id, "stakeholders", "stakeholder")
        assert find_violations(page) == []
        assert find_too_wide(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/plans/{plan_id}/steps/stakeholders?view=cards")
    expect(page.get_by_role("link", name=nl("Table"), exact=True)).to_be_hidden()


def test_who_only_reads_goes_through_it_and_changes_nothing(stage: Stage, open_browser: Open, desk: Desk) -> None:
    plan_id, _olga, _page = desk
    lena = stage.person("lena")
    stage.join(plan_id, lena, "reader")
    page = open_table(sign_in(open_browser(), lena), plan_id, "stakeholders", "stakeholder")
    expect(page.locator("[data-table]")).to_have_attribute("aria-readonly", "true")
    go_to(page, 0, "name")
    page.keyboard.type("x")
    press(page, "Delete", "ArrowDown")
    assert here(page) == (1, "name")
    assert column(stage, plan_id, "name")[:2] == NAMES[:2]


def test_without_a_script_a_cell_leads_to_its_field(stage: Stage, open_browser: Open, desk: Desk) -> None:
    plan_id, olga, _page = desk
    page = sign_in_by_form(open_browser(javascript=False), olga)
    page.goto(f"/plans/{plan_id}/steps/stakeholders?view=table-stakeholder")
    page.get_by_role("link", name=NAMES[4], exact=True).click()
    row = stage.state(plan_id).rows("stakeholder")[4].id
    page.wait_for_url(f"**#{row}-name")
    expect(page.locator(f"[id='{row}-name']")).to_have_value(NAMES[4])
