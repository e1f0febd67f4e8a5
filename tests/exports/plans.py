"""Plans for the tests of documents, made in memory: no database is needed to look at a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field
from impactplan.steps import STEP_OF_KIND
from tests.support.states import make_state

Say = Callable[[str, Field, int], str]
"""Words for a text or prose field of the nth item of a kind."""


def full_state(say: Say, rows: int = 3, **more: Any) -> PlanState:
    """Return a plan in which every declared field of every kind is filled in."""
    items = {
        key: [
            {name: _value(key, declared, number, say) for name, declared in kind.stored.items()}
            for number in range(1, (1 if kind.sheet else rows) + 1)
        ]
        for key, kind in KINDS.items()
        if key in STEP_OF_KIND
    }
    items["valuation"][0]["method"] = "none"
    items["valuation"][-1]["method"] = "monetary"
    return make_state(items, **more)


def is_beside_the_point(item: Item, declared: Field) -> bool:
    """Tell whether a text answers what is not asked any more: it is kept, and left out of documents."""
    if item.kind == "valuation" and declared.name == "reason":
        return bool(item["method"] != "none")
    when = declared.fold.when if item.kind == "valuation" and declared.fold else None
    return when is not None and item[when[0]] != when[1]


def _value(kind: str, declared: Field, number: int, say: Say) -> Any:
    key = declared.choices[number % len(declared.choices)][0] if declared.choices else ""
    target = f"{declared.targets[0]}1" if declared.targets else ""
    values: dict[str, Any] = {
        "integer": min(1000 + number, declared.high or 9000),
        "number": min(Decimal("2500.5"), Decimal((declared.high or 9000) - 60)) + number,
        "year": 2020 + number,
        "scale": (declared.low or 0) + number % 3,
        "flag": True,
        "date": date(2026, 1, number % 28 + 1),
        "choice": key,
        "choices": [choice for choice, _label in declared.choices],
        "ref": target,
        "refs": (target,),
    }
    return say(kind, declared, number)[: declared.limit] if declared.is_text else values[declared.type]


def texts_of(state: PlanState) -> list[str]:
    """Return every text that somebody typed into the plan."""
    return [
        item[name]
        for item in state
        for name, declared in KINDS[item.kind].stored.items()
        if declared.is_text
        if item[name] and not is_beside_the_point(item, declared)
    ]


def letters(text: str) -> str:
    """Return the letters and digits only: lines are broken and words hyphenated in whatever way."""
    return "".join(char for char in text if char.isalnum())
