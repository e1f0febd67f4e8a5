"""Entering a plan by the cheapest way for each kind: rows typed in lines, or in forms where that takes less.

Typing text is no act; Enter, which ends a line, is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page, expect

from impactplan.graph import Item
from impactplan.lib.texts import force_locale
from impactplan.models import KINDS, Field
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.tables import written_fields
from tests.browser.entering import Entering, Values
from tests.browser.people import Stage
from tests.support.typed import type_lines

OPENING_AND_STORING = 2


class Typing(Entering):
    """Somebody who types rows in lines where that takes fewer acts."""

    def __init__(self, page: Page, plan_id: str, stage: Stage) -> None:
        super().__init__(page, plan_id)
        self.stage = stage
        self.typed: set[str] = set()
        """The kinds that were typed in lines."""

    def rows(self, kind: str, rows: Mapping[str, Values]) -> None:
        known = self.name_rows(kind, rows)
        fields = [
            declared
            for declared in written_fields(STEP_OF_KIND[kind], KINDS[kind])
            if any(declared.name in values for values in known.values())
        ]
        text = self.write(kind, fields, known)
        typed = {declared.name for declared in fields}
        values = sum(len(typed & set(of)) for of in known.values())
        if values <= text.count("\n") + OPENING_AND_STORING:
            super().rows(kind, rows)
            return
        self.kind = kind
        self.go_to(STEP_OF_KIND[kind].key)
        there = {item.id for item in self.stage.state(self.plan_id).rows(kind)}
        self.type_text(kind, text, len(rows))
        made = [item.id for item in self.stage.state(self.plan_id).rows(kind) if item.id not in there]
        self.ids |= dict(zip(rows, made, strict=True))
        for name, of in known.items():
            self.left[name] = kind, {key: value for key, value in of.items() if key not in typed}
        self.typed.add(kind)

    def name_rows(self, kind: str, rows: Mapping[str, Values]) -> dict[str, dict[str, Any]]:
        """Return the values of rows that are to be made; each may refer to those above it, by their names here."""
        ids, known = dict(self.ids), {}
        for name, values in rows.items():
            known[name] = self.resolve(kind, values)
            self.ids[name] = name
        self.ids = ids
        return known

    def write(self, kind: str, fields: list[Field], known: Mapping[str, Values]) -> str:
        with force_locale("nl"):
            state = self.stage.state(self.plan_id)
            made = tuple(Item(name, kind, 0, values) for name, values in known.items())
            state = replace(state, items={**state.items, kind: state.rows(kind) + made})
            return type_lines(fields, list(known.values()), state)

    def type_text(self, kind: str, text: str, count: int) -> None:
        self.page.locator(f'main a[href*="/paste/{kind}"]:visible').first.click()
        area = self.page.locator("[data-pasted]")
        expect(area).to_be_focused()
        self.page.keyboard.insert_text(text)
        self.act(1 + text.count("\n"))
        expect(self.page.locator("#typed-preview tbody tr")).to_have_count(count)
        expect(self.page.locator(".pasted-cell--wrong")).to_have_count(0)
        self.page.locator("[data-store]").click()
        self.act()
        expect(self.page.locator("#notices")).to_contain_text(str(count))
        self.first.setdefault(kind, self.acts[kind])
