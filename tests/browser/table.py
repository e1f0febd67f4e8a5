"""When: what somebody does in a list that stands as a table."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def open_table(page: Page, plan_id: str, step: str, kind: str, *columns: str) -> Page:
    query = "".join(f"&columns={name}" for name in columns)
    page.goto(f"/plans/{plan_id}/steps/{step}?view=table-{kind}{query}")
    expect(page.locator("[data-table][role=grid]")).to_be_visible()
    return page


def cell(page: Page, row: int, name: str) -> Locator:
    """Return a cell by its row, from 0, and its field."""
    column = page.locator(f'[data-table] th[data-column="{name}"]').evaluate("heading => heading.cellIndex")
    return page.locator("[data-table] tbody tr").nth(row).locator("th, td").nth(int(column))


def go_to(page: Page, row: int, name: str) -> Locator:
    found = cell(page, row, name)
    found.focus()
    expect(found).to_be_focused()
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def here(page: Page) -> tuple[int, str]:
    """Return where the focus is: the row, from 0, and the field."""
    row, name = page.evaluate(
        """() => {
            const cell = document.activeElement.closest("[data-table] :is(td, tbody th)");
            const heading = cell?.closest("table").tHead.rows[0].cells[cell.cellIndex];
            return [cell?.parentElement.sectionRowIndex ?? -1, heading?.dataset.column ?? ""];
        }"""
    )
    return int(row), str(name)
