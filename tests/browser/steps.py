"""When: what somebody does on the page of a step, with or without a script."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from impactplan.models import KINDS, Field
from tests.browser.words import like, nl

QUEUE = "Object.keys(localStorage).filter(name => name.startsWith('impactplan.edit.'))"


def open_step(page: Page, plan_id: str, step: str, row: str | None = None) -> Page:
    page.goto(f"/plans/{plan_id}/steps/{step}" + (f"?row={row}" if row else ""))
    return page


def item(page: Page, kind: str) -> Locator:
    """Return the form of a sheet, or of the row of a kind that is open."""
    return page.locator(f'form[data-item^="{kind}/"]')


def field(page: Page, kind: str, name: str) -> Locator:
    return item(page, kind).locator(f'[data-field="{name}"]')


def control(page: Page, kind: str, name: str) -> Locator:
    """Return what one types in, in a field with a single control."""
    return field(page, kind, name).locator(f'[name="{name}"]').first


def text_in(page: Page, kind: str, name: str) -> str:
    return control(page, kind, name).input_value()


def expect_text(page: Page, kind: str, name: str, text: str | re.Pattern[str]) -> None:
    """Wait until a field holds a text; what the browser kept for it comes a moment after the page."""
    expect(control(page, kind, name)).to_have_value(text)


def answer(page: Page, kind: str, /, **values: Any) -> None:
    """Fill in fields: a text, the label of a choice, a list of labels, or True for a tick."""
    for name, value in values.items():
        fill(field(page, kind, name), KINDS[kind].fields[name], name, value)


def fill(place: Locator, declared: Field, name: str, value: Any) -> None:
    """Fill in one field as its type wants it. Choices are named by the code's key, or as the reader sees them."""
    unfold(place)
    first = place.locator(f'[name="{name}"]').first
    if place.locator("choice-picker [role=combobox]").count():
        for one in value if isinstance(value, list) else [value]:
            pick(place, labelled(declared, one))
    elif isinstance(value, list):
        for one in value:
            place.get_by_label(labelled(declared, one), exact=True).check()
    elif value is True:
        first.check()
    elif declared.choices or declared.type in {"scale", "ref"}:
        if first.evaluate("control => control.tagName") == "SELECT":
            first.select_option(label=labelled(declared, value))
        elif value in dict(declared.choices):  # its label may stand beside what the choice means
            place.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            place.get_by_label(labelled(declared, str(value)), exact=True).check()
    else:
        first.fill(str(value))


def unfold(place: Locator) -> None:
    """Open what a field is folded away in."""
    for fold in place.locator("xpath=ancestor::details[not(@open)]/summary").all():
        fold.click()


def pick(place: Locator, label: str) -> None:
    """Search something in the list of a field, and choose it."""
    box = place.locator("[role=combobox]")
    box.fill(label)
    place.get_by_role("option", name=label, exact=True).click()
    box.press("Escape")


def labelled(declared: Field, value: str) -> str:
    """Return how a choice reads; what is no key of the code is taken as it is."""
    found = dict(declared.choices).get(value)
    return str(found) if found is not None else value


def add(page: Page, kind: str) -> Locator:
    """Add a row, and return the form it opens in."""
    page.wait_for_load_state(
        "domcontentloaded"
    )  # without a script, of a page that is still coming not all rows are there
    before = page.locator(f'.row[data-kind="{kind}"]').count()
    page.locator(f"#add-{kind}").click()
    expect(page.locator(f'.row[data-kind="{kind}"]')).to_have_count(before + 1)
    form = item(page, kind)
    expect(form).to_be_visible()
    return form


def done(page: Page, kind: str) -> None:
    """Close the open row of a kind."""
    item(page, kind).locator("[data-done]").click()
    expect(item(page, kind)).to_have_count(0)


def rows(page: Page, kind: str) -> list[str]:
    """Return the titles of the closed rows of a kind, in their order."""
    return page.locator(f'.row[data-kind="{kind}"] .row__title').all_inner_texts()


def expect_rows(page: Page, kind: str, titles: list[str]) -> None:
    """Wait until these are the closed rows of a kind: after a click, the page that one reads may still be the old."""
    expect(page.locator(f'.row[data-kind="{kind}"] .row__title')).to_have_text(titles, use_inner_text=True)


def open_row(page: Page, kind: str, title: str) -> Locator:
    # Pressed by its key: in the midst of it lie values, which a click would change where they stand.
    page.locator(f'.row[data-kind="{kind}"] a[data-open]').filter(has_text=title).press("Enter")
    form = item(page, kind)
    expect(form).to_be_visible()
    return form


def make_on_the_spot(page: Page, kind: str, name: str, new: str, /, **values: Any) -> None:
    """Make an item for a choice, in the dialog beside it, and wait until it is chosen."""
    place = field(page, kind, name)
    unfold(place)
    link = place.locator(f'[data-make][href*="/new/{new}?"]')
    if (box := place.locator("[role=combobox]")).count():
        box.click()
        place.get_by_role("option", name=link.text_content() or "", exact=True).click()
    else:
        link.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for key, value in values.items():
        fill(dialog.locator(f'[data-field="{key}"]'), KINDS[new].fields[key], key, value)
    dialog.get_by_role("button", name=nl("Make and choose")).click()
    expect(page.locator("#make-dialog")).to_be_hidden()


def waiting(page: Page) -> int:
    """Return how many edits this browser still holds."""
    return int(page.evaluate(f"{QUEUE}.length"))


def state_words(page: Page) -> Locator:
    return page.locator("[data-saved-words]")


def saved(page: Page) -> None:
    """Wait until nothing waits in the browser and the page says that all is saved."""
    until(lambda: waiting(page) == 0, page, lambda: f"waiting: {page.evaluate(QUEUE)}")
    expect(state_words(page)).to_have_text(like("Saved %(time)s"))


def until(condition: Callable[[], bool], page: Page, why: Callable[[], str] | None = None, seconds: float = 30) -> None:
    """Wait for something that the page cannot be asked to wait for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, why() if why else "it did not happen"
        page.wait_for_timeout(40)


def path_state(page: Page, step: str) -> Locator:
    """Return how far a step is, as the path says it."""
    return page.locator(f'#path [data-step="{step}"] > .shape')


def expect_complete(page: Page, step: str) -> None:
    gaps = page.locator("#missing li")
    until(lambda: gaps.count() == 0, page, lambda: "still missing: " + ", ".join(gaps.all_inner_texts()))
    expect(path_state(page, step)).to_have_text(re.compile(rf"^\s*{re.escape(nl('complete'))}:\s*$"))


def errors(page: Page, kind: str, name: str) -> Locator:
    return field(page, kind, name).locator(".field__error")


def crash(page: Page) -> Page:
    """End a page without a goodbye, as a flat battery does, and open a new one in the same browser."""
    context = page.context
    with suppress(Error):
        page.goto("chrome://crash")
    page.close()
    return context.new_page()
