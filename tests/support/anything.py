"""A plan of anything that can be saved: extremes, half-empty rows, what was deleted, references in circles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert, update

from impactplan.lib.text import normalise
from impactplan.models import KINDS, Field, Kind, PlanReference, db, item_table, new_id, now
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.derived import rebuild
from impactplan.workbook.stored import to_column

TEXTS = (
    *("a", "0", ".", "-", "…", "%", "%(name)s %s {0} {{ 7*7 }}", "=1+1", "\u202eomgekeerd", "\u0663\u0664 ٪", "\u200b"),
    *("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>'", "[a](javascript:alert(1))", "]]>", "&amp;&#0;"),
    *(
        "| a | b |\n|---|---|\n| 1 |",
        "- a\n- b\n\n> c\n\n```\nd",
        "# kop\n\n\n***\n",
        "\f\u2028\u00ad\ufeff",
        "שלום 123 abc",
    ),
    *(
        "שלום 123 abc",
        "Anna, Bob; Anna / bob & Anna",
        "👩‍👩‍👧‍👦" * 20,
        "é" * 300,
        "W" * 300,
        "woord " * 60,
        "e\u0301\u0327" * 99,
    ),
)
LONG = ("W" * 20_000, "woord\n" * 3_000, "- " * 9_000, "\u0600" * 5_000)
DATES = (
    date(1900, 1, 1),
    date(2026, 1, 1),
    date(2026, 2, 28),
    date(2026, 11, 22),
    date(2027, 6, 1),
    date(2100, 12, 31),
)
YEARS = (1900, 2025, 2026, 2027, 2100)
TINY = Decimal("0.000001")


def fill_with_anything(plan_id: str, seed: int, rows: int = 3) -> None:
    """Write rows of every kind past the operations, with values that each field takes by itself."""
    random = Random(seed)
    kinds = [kind for key, kind in KINDS.items() if key in STEP_OF_KIND]
    made = {kind.key: [new_id() for _row in range(1 if kind.sheet else rows)] for kind in kinds}
    everything = {item_id: _values(random, kind, made) for kind in kinds for item_id in made[kind.key]}
    items, references = [], []
    for kind in kinds:
        for number, item_id in enumerate(made[kind.key]):
            values = everything[item_id]
            gone = now() if not kind.sheet and random.random() < 0.2 else None
            same = {"id": item_id, "plan_id": plan_id}
            versions = dict.fromkeys(values, 1)
            items.append({**same, "kind": kind.key, "position": number, "field_versions": versions, "deleted_at": gone})
            for name, value in values.items():
                if kind.fields[name].type == "refs":
                    place = {"item_id": item_id, "field": name, "plan_id": plan_id}
                    references += [{**place, "slot": at, "target_id": target} for at, target in enumerate(value)]
    db.session.execute(insert(item_table), items)
    for kind in kinds:
        db.session.execute(insert(kind.table), [_columns(kind, item, plan_id, everything) for item in made[kind.key]])
    for kind in kinds:  # now that all are there that they refer to
        for item_id in made[kind.key]:
            named = {name: everything[item_id].get(name) for name in kind.columns if kind.fields[name].type == "ref"}
            if named:
                db.session.execute(update(kind.table).where(kind.table.c.id == item_id).values(named))
    if references:
        db.session.execute(insert(PlanReference), references)
    db.session.commit()
    rebuild(plan_id)


def _columns(kind: Kind, item_id: str, plan_id: str, everything: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    plain = {name: everything[item_id].get(name) for name in kind.columns if kind.fields[name].type != "ref"}
    columns = {name: to_column(kind, name, value) for name, value in plain.items()}
    return {"id": item_id, "plan_id": plan_id, **columns}


def _values(random: Random, kind: Kind, made: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return some, all or no values; those that an operation writes are there together or not at all."""
    share, fixed = random.choice((0.0, 0.3, 0.7, 1.0, 1.0)), random.random() < 0.5
    values = {}
    for name, declared in kind.stored.items():
        if random.random() < share and (fixed or not declared.fixed):
            value = value_of(
                random, declared, [item_id for target in declared.targets for item_id in made.get(target, ())]
            )
            if declared.is_filled(value):
                values[name] = value
    return values


def value_of(random: Random, declared: Field, targets: list[str]) -> Any:
    if declared.is_reference:
        some = (
            tuple(dict.fromkeys(random.choice(targets) for _number in range(random.randint(1, 4)))) if targets else ()
        )
        return some if declared.is_list else (some[0] if some else None)
    if declared.is_list:
        return tuple(key for key, _label in declared.choices if random.random() < 0.5)
    if declared.choices and declared.type == "choice":
        return random.choice(declared.choices)[0]
    if declared.is_text:
        text = random.choice(LONG if random.random() < 0.02 else TEXTS)[: declared.limit]
        return " ".join(normalise(text).split("\n")) if declared.is_line else normalise(text)
    if declared.type == "date":
        return random.choice(DATES)
    if declared.type == "year":
        return random.choice(YEARS)
    return True if declared.type == "flag" else _number(random, declared)


def _number(random: Random, declared: Field) -> Any:
    low, high = declared.low if declared.low is not None else -(10**9), declared.high or 10**9
    number = random.choice((low, high, low + 1, high - 1, (low + high) // 2, max(low, 0), min(high, max(low, 7))))
    if declared.type != "number":
        return number
    return min(max(Decimal(number) + random.choice((Decimal(0), TINY, -TINY)), Decimal(low)), Decimal(high))
