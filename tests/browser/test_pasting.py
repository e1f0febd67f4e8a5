"""Rows from a spreadsheet, or typed in lines: in the table or on a page of their own, looked at, corrected, stored and
undone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from impactplan.models import KINDS, User
from tests.browser.looks import find_too_wide, find_violations
from tests.browser.people import Stage, sign_in, sign_in_by_form
from tests.browser.steps import open_step
from tests.browser.table import cell, go_to, open_table, press
from tests.browser.words import nl

Open = Callable[..., Page]
Desk = tuple[str, User, Page]
TABLE = "Naam\tSoort\tOmvang\nOuderen\tDoelgroep\t1.300\nGemeente\tFinancier\tveel"


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    olga = stage.person("olga")
    page = sign_in(open_browser(), olga)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return stage.plan(olga), olga, page


def copy(page: Page, text: str, html: str = "") -> None:
    """Copy as a spreadsheet program does: as text, and as a table."""
    kinds = {"text/plain": text} | ({"text/html": html} if html else {})
    page.evaluate(
        f"""() => navigator.clipboard.write([new ClipboardItem(Object.fromEntries(
            Object.entries({json.dumps(kinds)}).map(([type, text]) => [type, new Blob([text], {{ type }})])))])"""
    )


def stakeholders(stage: Stage, plan_id: str) -> list[tuple[object, ...]]:
    rows = stage.state(plan_id).rows("stakeholder")
    return [(row["name"], row["stakeholder_kind"], row["size"]) for row in rows]


def test_cells_are_pasted_looked_at_mended_and_stored(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "stakeholders")
    page.get_by_role("link", name=nl("Type or paste rows")).click()
    expect(page.locator("#text")).to_be_focused()
    copy(page, TABLE)
    press(page, "Control+v")
    # Then each column stands at its field, and what is wrong says why
    expect(page.locator("#column-1 option:checked")).to_have_text("Soort")
    expect(page.locator(".pasted-cell--wrong")).to_have_count(1)
    assert find_violations(page) == []
    assert stakeholders(stage, plan_id) == []
    # It is mended in place, and stored
    page.locator(".pasted-cell--wrong input").fill("4")
    page.get_by_role("button", name=nl("Put it in my plan")).click()
    expect(page.locator("#notices")).to_contain_text("2")
    assert stakeholders(stage, plan_id) == [("Ouderen", "target_group", 1300), ("Gemeente", "funder", 4)]
    # One press takes all of it back
    page.get_by_role("button", name=nl("Undo my last edit")).click()
    expect(page.locator(".row")).to_have_count(0)
    assert stakeholders(stage, plan_id) == []


def test_a_column_is_given_another_field(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.goto(f"/plans/{plan_id}/paste/stakeholder")
    page.locator("#text").fill("Ouderen\t12")
    expect(page.locator(".pasted-cell--wrong")).to_have_count(1)
    page.locator("#column-1").focus()
    page.locator("#column-1").select_option("size")
    expect(page.locator(".pasted-cell--wrong")).to_have_count(0)
    expect(page.locator("#column-1")).to_be_focused()
    page.get_by_role("button", name=nl("Put it in my plan")).click()
    expect(page.locator("#notices")).to_contain_text("1")
    assert stakeholders(stage, plan_id) == [("Ouderen", None, 12)]


def test_several_cells_pasted_in_the_table_fill_from_there(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    for number in range(10):
        stage.row(plan_id, olga, "stakeholder", name=f"Groep {number}", size=number)
    open_table(page, plan_id, "stakeholders", "stakeholder", "size", "stakeholder_kind")
    cells = (("Partner", "80"), ("", "90"), ("Partner", "5"))
    html = "".join(f"<tr><td>{kind}</td><td>{size}</td></tr>" for kind, size in cells)
    copy(page, "\n".join(map("\t".join, cells)), f"<table>{html}</table>")
    go_to(page, 8, "stakeholder_kind")
    press(page, "Control+v")
    expect(page.locator(".pasted-table__title")).to_have_text(["Groep 8", "Groep 9"])
    page.get_by_role("button", name=nl("Put it in my plan")).click()
    # Then one is back in the table, with what remained of it as a new row
    expect(cell(page, 8, "size")).to_have_text("80")
    expect(page.locator("[data-table] tbody tr")).to_have_count(11)
    assert stakeholders(stage, plan_id)[8:] == [("Groep 8", "partner", 80), ("Groep 9", None, 90), (None, "partner", 5)]
    go_to(page, 0, "name")
    press(page, "Control+z")
    expect(page.locator("[data-table] tbody tr")).to_have_count(10)
    expect(cell(page, 8, "size")).to_have_text("8")


def test_on_a_phone_and_without_a_script(stage: Stage, open_browser: Open, desk: Desk) -> None:
    plan_id, olga, _page = desk
    page = sign_in_by_form(open_browser(width=390, height=800, javascript=False), olga)
    page.goto(f"/plans/{plan_id}/paste/stakeholder")
    page.locator("#text").fill(TABLE)
    with page.expect_navigation():
        page.get_by_role("button", name=nl("Look at it")).click()
    assert find_too_wide(page) == []
    page.locator(".pasted-cell--wrong input").fill("")
    with page.expect_navigation():
        page.get_by_role("button", name=nl("Put it in my plan")).click()
    assert stakeholders(stage, plan_id) == [("Ouderen", "target_group", 1300), ("Gemeente", "funder", None)]


def type_in(page: Page, plan_id: str, kind: str, text: str) -> None:
    page.goto(f"/plans/{plan_id}/paste/{kind}")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(text)


def test_lines_are_typed_with_what_can_stand_in_each_part(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    type_in(page, plan_id, "stakeholder", "Ouderen; doel; 1.300")
    # Then the part where one is stands out, and what comes of the line shows by itself
    current = page.locator("#typed-order [data-current]")
    expect(current).to_have_text("Omvang")
    row = page.locator("#typed-preview tbody tr")
    expect(row).to_contain_text("Doelgroep")
    page.keyboard.press("Enter")
    page.keyboard.type("Gemeente; ")
    expect(current).to_have_text("Soort")
    choices = page.locator("[data-hint-names] button")
    expect(choices).to_have_count(len(KINDS["stakeholder"].fields["stakeholder_kind"].choices))
    page.keyboard.type("f")
    expect(choices).to_have_text(["Financier"])
    # And a choice can be pressed, or reached by Tab
    page.keyboard.press("Tab")
    expect(choices.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("Ouderen; doel; 1.300\nGemeente; Financier; ")
    assert find_violations(page) == []
    # What was typed a moment ago is looked at first, then stored
    page.keyboard.type("4")
    page.get_by_role("button", name=nl("Put it in my plan")).click()
    expect(page.locator("#notices")).to_contain_text("2")
    assert stakeholders(stage, plan_id) == [("Ouderen", "target_group", 1300), ("Gemeente", "funder", 4)]
    page.get_by_role("button", name=nl("Undo my last edit")).click()
    expect(page.locator(".row")).to_have_count(0)


def test_what_is_wrong_stands_beside_its_line_and_nothing_is_stored(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    type_in(page, plan_id, "stakeholder", "Ouderen; heelal; 3")
    expect(page.locator("#typed-preview tbody tr .pasted-cell--wrong")).to_contain_text("heelal")
    page.locator("#text").fill("Ouderen; heelal; veel")
    page.locator("[data-store]").click()
    expect(page.locator(".pasted-cell--wrong")).to_have_count(2)
    expect(page.locator("#typed-preview [aria-invalid]").first).to_be_focused()
    assert stakeholders(stage, plan_id) == []


def test_lines_stay_where_there_is_no_connection(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    type_in(page, plan_id, "stakeholder", "Ouderen; doel")
    expect(page.locator("[data-store]")).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.type("\nJongeren")
    expect(page.locator("[data-typed-offline]")).to_be_visible()
    page.locator("[data-store]").click()
    expect(page.locator("#text")).to_have_value("Ouderen; doel\nJongeren")
    page.context.set_offline(False)
    # Then they are looked at by themselves, and still there when one comes back to them
    expect(page.locator("#typed-preview tbody tr")).to_have_count(2)
    expect(page.locator("[data-typed-offline]")).to_be_hidden()
    open_step(page, plan_id, "stakeholders")
    page.get_by_role("link", name=nl("Type or paste rows")).click()
    expect(page.locator("#typed-preview tbody tr")).to_have_count(2)
    page.locator("[data-store]").click()
    expect(page.locator("#notices")).to_contain_text("2")
    # And once they are in the plan, they are kept no longer
    page.get_by_role("link", name=nl("Type or paste rows")).click()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    assert [row[0] for row in stakeholders(stage, plan_id)] == ["Ouderen", "Jongeren"]


def test_other_parts_are_typed(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.goto(f"/plans/{plan_id}/paste/stakeholder")
    page.locator(".pasted__example > summary").click()
    for name in ("stakeholder_kind", "influence", "interest"):
        page.locator(f"#part-{name}").uncheck()
    expect(page.locator("#typed-order [data-part]")).to_have_text(["Naam", "Omvang"])
    page.locator("#text").fill("Ouderen; 12")
    page.locator("[data-store]").click()
    expect(page.locator("#notices")).to_contain_text("1")
    assert stakeholders(stage, plan_id) == [("Ouderen", None, 12)]
