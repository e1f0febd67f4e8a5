"""What the demo says can be typed in lines: read back, they give the same rows, of every kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import force_locale
from impactplan.models import KINDS, Field, Kind
from impactplan.site.language import LANGUAGES, typed_in
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.pasted_rows import Paste, plan_rows
from impactplan.workbook.tables import written_fields
from tests.support.typed import type_lines

LISTS = [kind for kind in KINDS.values() if not kind.sheet and kind.key in STEP_OF_KIND]


def used(kind: Kind, items: tuple[Item, ...]) -> list[Field]:
    """Return the fields of a kind that a row of it has a value in."""
    fields = written_fields(STEP_OF_KIND[kind.key], kind)
    return [declared for declared in fields if any(declared.is_filled(item[declared.name]) for item in items)]


def known(declared: Field, value: Any, ids: dict[str, str]) -> Any:
    """Return a value as it is compared: references to rows of the same lines by their place."""
    if not declared.is_filled(value):
        return None
    return sorted(ids.get(one, one) for one in value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.key)
def test_rows_typed_in_lines_are_read_back(demo: PlanState, kind: Kind, language: str) -> None:
    items = demo.rows(kind.key)
    assert items
    fields = used(kind, items)
    before = replace(demo, items={key: rows for key, rows in demo.items.items() if key != kind.key})
    with force_locale(language), typed_in(language):
        text = type_lines(fields, items, demo)
        planned = plan_rows(before, kind, written_fields(STEP_OF_KIND[kind.key], kind), Paste(text))
    assert planned.has_headings
    assert [cell.error for row in planned.rows for cell in row.errors] == []
    made = {row.id: item.id for row, item in zip(planned.rows, items, strict=True)}
    for row, item in zip(planned.rows, items, strict=True):
        for declared in fields:
            name = declared.name
            assert known(declared, row.values.get(name), made) == known(declared, item[name], {}), (item.id, name)
