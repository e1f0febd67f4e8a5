"""Entering a plan by hand, counting what it takes: clicks and keys that are no text.

A value is set where the page asks for it, in the cheapest way that it offers: text is typed where the focus is, or
after one click or Tab; a choice in a drop-down is typed too where Tab leads to it, and takes two acts elsewhere, to
open it and to choose; one of a list that is searched takes one to go there, and Enter for each, or Tab, which goes on,
for the last. Nobody presses *Done* to go on with another row: what was typed is saved, and that one closes this one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect

from impactplan.demo.rows import To
from impactplan.models import KINDS, Field
from impactplan.steps import STEPS
from tests.browser.steps import item, open_step, saved

Values = Mapping[str, Any]
TYPED = re.compile("[ -~]*")
"""What of a label can be typed to find it in a drop-down."""
IS_FOCUSED = "node => node === document.activeElement"
IS_CHOSEN = "node => node.checked || node.selected"
IS_NEXT = """node => {
    const inside = node.form.querySelectorAll("a[href], button, input, select, summary, textarea");
    const stops = [...inside].filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());
    return stops[stops.indexOf(document.activeElement) + 1] === node;
}"""
"""Whether Tab leads to a control from where the focus is."""
LABEL = "node => (node.label ?? node.closest('label').querySelector('span').firstChild.textContent).trim()"


def written(declared: Field, value: Any) -> str:
    """Return a value as somebody types it."""
    if isinstance(value, date):
        return f"{value.day}-{value.month}-{value.year}"
    return str(value).replace(".", ",") if declared.type == "number" else str(value)


def presets_of(address: str | None) -> dict[str, str]:
    """Return what a new row begins with, by the address that opens it."""
    query = parse_qsl(urlsplit(address or "").query)
    return {name.removeprefix("set-"): value for name, value in query if name.startswith("set-")}


class Entering:
    """Somebody who enters sheets and rows; ``acts`` counts by kind, and by kind and step what is asked later."""

    def __init__(self, page: Page, plan_id: str) -> None:
        self.page = page
        self.plan_id = plan_id
        self.acts: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        """What it took, by kind, until the first row was there."""
        self.ids: dict[str, str] = {}
        """Of the rows that were made, by their names within the demo."""
        self.left: dict[str, tuple[str, dict[str, Any]]] = {}
        """What is still to be set of rows, with their kind: a later step asks for it, or nobody does."""
        self.step = ""
        self.kind = ""

    def act(self, count: int = 1) -> None:
        self.acts[self.kind] += count

    def go_to(self, step: str) -> None:
        if step == self.step:
            return
        open_step(self.page, self.plan_id, step)
        self.act()
        self.step = step
        if step == "theory":
            self.page.locator("[data-way=list]").click()
            self.act()

    def sheet(self, kind: str, values: Values) -> None:
        self.kind = kind
        self.go_to(next(step.key for step in STEPS if kind in step.kinds))
        self.fill(item(self.page, kind), kind, self.resolve(kind, values))
        saved(self.page)

    def rows(self, kind: str, rows: Mapping[str, Values]) -> None:
        """Add rows of a kind, each with what its own step asks."""
        self.kind = kind
        self.go_to(next(step.key for step in STEPS if kind in step.kinds))
        again = False
        names = list(rows)
        for at, name in enumerate(names):
            values = self.resolve(kind, rows[name])
            if not again:
                self.add(kind, values)
            form = item(self.page, kind)
            left = self.fill(form, kind, values)
            saved(self.page)
            self.ids[name] = str(form.get_attribute("data-item")).partition("/")[2]
            self.left[name] = kind, left
            following = self.resolve(kind, rows[names[at + 1]]) if at + 1 < len(names) else None
            again = following is not None and self.go_on(form, following)

    def later(self, step: str, kind: str) -> None:
        """Set what a later step asks of rows that are there already."""
        self.kind = f"{kind} ({step})"
        fields = {name for name, field in KINDS[kind].fields.items() if field.later == step}
        for name, (of, values) in self.left.items():
            if of != kind or not fields & set(values):
                continue
            self.go_to(step)
            self.page.locator(f"#row-{self.ids[name]} a[data-open]").press("Enter")
            self.act()
            form = self.page.locator(f'form[data-item="{kind}/{self.ids[name]}"]')
            expect(form).to_be_visible()
            self.left[name] = kind, self.fill(form, kind, values)
            saved(self.page)

    def resolve(self, kind: str, values: Values) -> dict[str, Any]:
        """Return values with ids of the rows that were made in the place of their names."""
        known = {name: self._resolve(kind, name, value) for name, value in values.items()}
        return {name: value for name, value in known.items() if value not in (None, "", False, [])}

    def _resolve(self, kind: str, name: str, value: Any) -> Any:
        if isinstance(value, To):
            ids = [self.ids[target] for target in value.names if target in self.ids]
            return ids if KINDS[kind].fields[name].type == "refs" else next(iter(ids), None)
        return list(value) if isinstance(value, tuple) else value

    def add(self, kind: str, values: Values) -> None:
        """Press what gives the new row the most of what it is to have."""

        def fitting(place: Locator) -> int:
            presets = presets_of(place.get_attribute("href")).items()
            return sum(1 if str(values.get(name)) == value else -2 for name, value in presets)

        buttons = self.page.locator(f'main a[data-add][href*="new={kind}"]:visible')
        expect(buttons.first).to_be_visible()
        max(buttons.all(), key=fitting).click()
        self.act()
        expect(self.page.locator(f'form[data-new][data-item^="{kind}/"]')).to_be_visible()

    def go_on(self, form: Locator, values: Values) -> bool:
        """Close the row and begin the next one by the keys for it, if that begins as it should."""
        presets = presets_of(form.get_attribute("data-again"))
        if form.get_attribute("data-again") is None or any(
            str(values.get(name)) != value for name, value in presets.items()
        ):
            return False
        before = form.get_attribute("data-item")
        self.page.keyboard.press("Control+Enter")
        self.act()
        expect(form).not_to_have_attribute("data-item", str(before))
        return True

    def fill(self, form: Locator, kind: str, values: dict[str, Any]) -> dict[str, Any]:
        """Set the values that the form asks for, in its order, and return the others."""
        asked = form.locator("[data-field]").evaluate_all("all => all.map(one => one.dataset.field)")
        for name in asked:
            if name in values:
                self.set(form.locator(f'[data-field="{name}"]'), KINDS[kind].fields[name], name, values[name])
                self.first.setdefault(self.kind, self.acts[self.kind])
        return {name: value for name, value in values.items() if name not in asked}

    def set(self, place: Locator, declared: Field, name: str, value: Any) -> None:
        self.unfold(place)
        if place.locator("choice-picker [role=combobox]").count():
            self.pick(place, [str(one) for one in (value if isinstance(value, list) else [value])])
        elif isinstance(value, list):
            for one in value:
                self.tick(place, str(one))
        elif value is True:
            place.locator("input[type=checkbox]").check()
            self.act()
        elif place.locator("input[type=radio]").count():
            self.tick(place, str(value))
        elif place.locator("select").count():
            self.choose(place.locator("select"), str(value))
        else:
            self.type(place.locator(f'[name="{name}"]').first, written(declared, value))

    def unfold(self, place: Locator) -> None:
        folds = place.locator("xpath=ancestor::details[not(@open)]")  # from the outermost on
        while folds.count() and folds.first.locator("summary").first.is_visible():
            folds.first.locator("summary").first.click()
            self.act()

    def choose(self, select: Locator, value: str) -> None:
        if select.input_value() == value:
            return
        label = select.locator(f'option[value="{value}"]').evaluate(LABEL)
        if select.evaluate(IS_NEXT):
            self.page.keyboard.press("Tab")
            self.act()
        if select.evaluate(IS_FOCUSED):
            self.page.keyboard.type(TYPED.match(label)[0])
        if select.input_value() != value:
            select.select_option(value=value)
            self.act(2)

    def pick(self, place: Locator, values: list[str]) -> None:
        """Search things by their names, and take them: Enter for each, and Tab for the last, which goes on."""
        wanted = []
        for value in values:
            plain = place.locator(f'option[value="{value}"], input[value="{value}"]:not([type=hidden])')
            if not plain.evaluate(IS_CHOSEN):
                wanted.append(plain)
        box = place.locator("[role=combobox]")
        if wanted and not box.evaluate(IS_FOCUSED):
            box.click()
            self.act()
        for plain in wanted:
            box.fill(plain.evaluate(LABEL))
            box.press("Tab" if plain is wanted[-1] else "Enter")
            self.act()
            assert plain.evaluate(IS_CHOSEN)

    def tick(self, place: Locator, value: str) -> None:
        box = place.locator(f'input[value="{value}"]:not([type=hidden])')
        if not box.is_checked():
            box.check()
            self.act()

    def type(self, control: Locator, text: str) -> None:
        if not control.is_visible():  # a draft made from the plan stands in its place
            control.locator("xpath=ancestor::*[@data-word-part][1]").locator("[data-use-draft]:visible").first.click()
            self.act()
        if control.input_value() == text:
            return
        if not control.evaluate(IS_FOCUSED):
            control.click()
            self.act()
        control.fill(text)
