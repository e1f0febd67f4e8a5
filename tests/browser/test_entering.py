"""The demo's plan entered by hand: in forms no value takes more than it must, and a row little besides its values; rows
typed in lines take hardly more than a press of Enter.

One row of each kind, and a few kinds in lines; with ``--whole-plan`` all of them, both ways, with a table of what each
kind took (``-s`` shows it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from impactplan.demo import digitaal_mee
from impactplan.demo.timeline import Timeline
from impactplan.graph import PlanState
from impactplan.lib.dates import today
from impactplan.models import KINDS
from impactplan.steps import STEPS
from tests.browser.entering import Entering
from tests.browser.people import Stage, sign_in
from tests.browser.steps import saved
from tests.browser.typing import Typing

Open = Callable[..., Page]
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]
FIRST = ("purpose", "challenge")
"""The sheets that are filled in before there are rows."""


def demo_of(whole: bool) -> tuple[dict[str, dict[str, Any]], Rows]:
    """Return the demo's sheets, and its rows by their names: all, or the first of each kind."""
    moved = Timeline.until(today()).move
    rows = {kind: dict(of if whole else of[:1]) for kind, of in moved(digitaal_mee.ROWS).items()}
    return moved(digitaal_mee.SHEETS), rows


def enter(hand: Entering, sheets: Mapping[str, Mapping[str, Any]], rows: Rows) -> None:
    for kind in FIRST:
        hand.sheet(kind, sheets[kind])
    for kind, of in rows.items():
        hand.rows(kind, of)
    for step in STEPS:
        for kind in step.borrows:
            hand.later(step.key, kind)
    for kind, values in sheets.items():
        if kind not in FIRST:
            hand.sheet(kind, values)
    saved(hand.page)


def find_wrong(hand: Entering, state: PlanState, rows: Rows) -> list[tuple[str, str, Any, Any]]:
    """Return what is otherwise in the plan than it was entered."""
    wrong = []
    for kind, of in rows.items():
        for name, values in of.items():
            for key, value in hand.resolve(kind, values).items():
                if key in hand.left[name][1] or not KINDS[kind].fields[key].is_stored:
                    continue
                there = state.by_id[hand.ids[name]].get(key)
                pair = (sorted(value), sorted(there or ())) if isinstance(value, list) else (str(value), str(there))
                if pair[0] != pair[1]:
                    wrong.append((name, key, *pair))
    return wrong


def price(kind: str, name: str, value: Any) -> int:
    """Return what a value may take: a click or Tab to go there, and what is chosen there."""
    declared = KINDS[kind].fields[name]
    if isinstance(value, list):
        return len(value) + 1
    return 2 if declared.choices or declared.type in {"ref", "scale"} else 1


BESIDE = 5
"""So much a row may take besides its values: to its step and its way, the button for a new one, a fold, and its end."""


@pytest.mark.long
@pytest.mark.once
def test_the_demo_entered_by_hand(stage: Stage, open_browser: Open, request: pytest.FixtureRequest) -> None:
    sheets, rows = demo_of(request.config.getoption("--whole-plan"))
    owner = stage.person("olga")
    plan_id = stage.plan(owner)
    hand = Entering(sign_in(open_browser(width=1280, height=1000), owner), plan_id)
    enter(hand, sheets, rows)
    assert find_wrong(hand, stage.state(plan_id), rows) == []
    dear = []
    print(f"In forms: {sum(hand.acts.values())} acts, {sum(map(len, rows.values()))} rows")
    for kind, of in rows.items():
        known = [hand.resolve(kind, values) for values in of.values()]
        asked = sum(len(values) for values in known) - sum(len(hand.left[name][1]) for name in of)
        least = sum(price(kind, name, value) for values in known for name, value in values.items())
        print(f"{kind:<20}{len(of):>4} rows {asked:>5} values {hand.acts[kind]:>5} acts")
        if hand.acts[kind] > least + BESIDE * len(of):
            dear.append(kind)
    print("until the first row of a kind was there:", hand.first)
    assert {kind: count for kind, count in hand.first.items() if kind in rows and count > 6} == {}
    print({key: count for key, count in hand.acts.items() if "(" in key or key in sheets})
    assert dear == []


TYPED = ("stakeholder", "activity", "output", "outcome", "indicator")
"""What each refers to stands before it."""
BY_LINES = 500
"""So many acts the whole plan may take at most where rows are typed in lines."""


def enter_typed(hand: Typing, whole: bool) -> Rows:
    """Enter the demo, or a few kinds of it, in lines where that takes less; return what was entered."""
    sheets, rows = demo_of(whole=True)
    if whole:
        enter(hand, sheets, rows)
        return rows
    few = {kind: dict(list(rows[kind].items())[:3]) for kind in TYPED}
    for kind, of in few.items():
        hand.rows(kind, of)
    assert hand.typed == set(TYPED)
    return few


@pytest.mark.long
@pytest.mark.once
def test_the_demo_entered_in_lines(stage: Stage, open_browser: Open, request: pytest.FixtureRequest) -> None:
    owner = stage.person("olga")
    plan_id = stage.plan(owner)
    hand = Typing(sign_in(open_browser(width=1280, height=1000), owner), plan_id, stage)
    rows = enter_typed(hand, whole=request.config.getoption("--whole-plan"))
    assert find_wrong(hand, stage.state(plan_id), rows) == []
    print(f"In lines where that takes less: {sum(hand.acts.values())} acts, {sum(map(len, rows.values()))} rows")
    for kind, acts in hand.acts.items():
        print(f"{kind:<30}{acts:>5} acts {'in lines' if kind in hand.typed else 'in forms'}")
    breaks = {kind: sum(str(values).count("\\n") for values in rows[kind].values()) for kind in hand.typed}
    assert [kind for kind in hand.typed if hand.acts[kind] > len(rows[kind]) + breaks[kind] + BESIDE] == []
    assert sum(hand.acts.values()) <= BY_LINES
