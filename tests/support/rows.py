"""A plan with many rows of every kind, referring to each other: written at once, past the operations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from impactplan.models import KINDS, Field, Kind, PlanReference, db, item_table, new_id
from impactplan.steps import STEPS
from impactplan.workbook.derived import rebuild
from impactplan.workbook.stored import to_column

# What is referred to comes before what refers to it.
MODULE_1 = ("stakeholder", "audience", "input", "activity", "output", "outcome", "impact", "precondition", "link")
ORDER = (*MODULE_1, *(kind for step in STEPS if step.module > 1 for kind in step.kinds))


def fill(plan_id: str, rows: int, word: str = "") -> None:
    """Put so many rows of every kind into the plan; every text in them begins with the word."""
    made: dict[str, list[str]] = {}
    for key in ORDER if rows else ():
        if not KINDS[key].sheet:
            made[key] = [new_id() for _number in range(rows)]
            _insert(plan_id, KINDS[key], made, word)
    rebuild(plan_id)


def _insert(plan_id: str, kind: Kind, made: dict[str, list[str]], word: str) -> None:
    items, columns, references = [], [], []
    for number, item_id in enumerate(made[kind.key]):
        values = values_of(kind, number, {key: ids for key, ids in made.items() if key != kind.key}, word)
        versions = dict.fromkeys(values, 1)
        same = {"id": item_id, "plan_id": plan_id}
        items.append({**same, "kind": kind.key, "position": number, "field_versions": versions})
        columns.append({**same, **{name: to_column(kind, name, values.get(name)) for name in kind.columns}})
        for name, value in values.items():
            if kind.fields[name].type == "refs":
                place = {"item_id": item_id, "field": name, "plan_id": plan_id}
                references += [{**place, "slot": slot, "target_id": target} for slot, target in enumerate(value)]
    db.session.execute(insert(item_table), items)
    db.session.execute(insert(kind.table), columns)
    if references:
        db.session.execute(insert(PlanReference), references)
    db.session.commit()


def values_of(kind: Kind, number: int, made: dict[str, list[str]], word: str) -> dict[str, Any]:
    """Return values for every field that somebody types, with references to what was made before."""
    values: dict[str, Any] = {}
    for name, declared in kind.stored.items():
        targets = [made[target][number % len(made[target])] for target in declared.targets if target in made]
        if targets:
            values[name] = (
                (targets[number % len(targets)],) if declared.type == "refs" else targets[number % len(targets)]
            )
        elif not declared.fixed and not declared.is_reference:
            values[name] = value_of(declared, number, word)
    return values


def value_of(declared: Field, number: int, word: str) -> Any:
    """Return something that the field can hold."""
    if declared.choices:
        key = declared.choices[number % len(declared.choices)][0]
        return (key,) if declared.is_list else key
    if declared.is_text:
        return f"{word} {declared.label} {number + 1}".lstrip()
    if declared.type == "date":
        return date(2026, 1 + number % 12, 1)
    if declared.type == "number":
        return Decimal(number % 100)
    return {"year": 2020 + number % 5, "scale": declared.high, "flag": True}.get(declared.type, 1 + number % 40)
