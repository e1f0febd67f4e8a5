"""The demo's theory of change drawn anew from an empty plan: with the mouse, with a finger on a phone, with keys alone.

An act is a click, a tap, a drag or a key that is no text. Three for a box or arrow, on average, are enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from impactplan.demo.digitaal_mee import strategy, theory
from impactplan.models import Revision, db
from tests.browser.drawing import Drawer, Finger, Keys, Mouse, open_drawing, sent
from tests.browser.people import Stage, sign_in

Open = Callable[..., Page]
WAYS = {"mouse": (Mouse, 1280, 1500), "finger": (Finger, 390, 900), "keys": (Keys, 1280, 900)}

TEXTS: dict[str, str] = {
    key: str(values.get("name") or values.get("statement"))
    for rows in (
        strategy.ACTIVITIES,
        strategy.OUTPUTS,
        theory.OUTCOMES,
        theory.IMPACTS,
        theory.PRECONDITIONS,
    )
    for key, values in rows
}
LINKS = {key: (*values["source"].names, *values["target"].names, values) for key, values in theory.LINKS}
FROM = {"L2": "short", "L1": "short", "L3": "short", "L9": "mid", "L13": "long", "L15": "impact"}
"""Links that come with the box that they lead to."""


def rebuild(drawer: Drawer) -> int:
    """Draw it, and return of how many boxes and links."""
    if isinstance(drawer, Keys):
        drawer.enter()
    for number in range(1, 7):
        drawer.add("activity", TEXTS[f"A{number}"])
        drawer.add_from(TEXTS[f"A{number}"], TEXTS[f"O{number}"])
    for key in FROM:
        source, target, _values = LINKS[key]
        drawer.add_from(TEXTS[source], TEXTS[target])
        set_arrow(drawer, key)
    for key in ("U5", "U6", "U8"):
        drawer.add("mid", TEXTS[key])
    drawer.add_precondition(TEXTS["U1"], TEXTS["V1"])
    set_arrow(drawer, "L16")
    for key, (source, target, _values) in LINKS.items():
        if key not in FROM and source != "V1":
            drawer.connect(TEXTS[source], TEXTS[target])
            set_arrow(drawer, key)
    return len(TEXTS) + len(LINKS) + len(strategy.OUTPUTS)


def set_arrow(drawer: Drawer, key: str) -> None:
    source, target, values = LINKS[key]
    inhibits = values["effect"] == "inhibits"
    drawer.set_arrow(TEXTS[source], TEXTS[target], evidence=values["evidence"], inhibits=inhibits)


def picture(stage: Stage, plan_id: str) -> tuple[set[Any], set[Any]]:
    """Return the boxes, with where they stand, and the links of a plan by their texts."""
    state = stage.state(plan_id)
    boxes = {
        (row["name"] or row["statement"] if kind in {"activity", "output"} else row["statement"], kind, row.get("term"))
        for kind in ("activity", "output", "outcome", "impact", "precondition")
        for row in state.rows(kind)
    }
    name = {item.id: item.get("name") or item.get("statement") for item in state.by_id.values()}
    links = {(name[row["source"]], name[row["target"]], row["evidence"], row["effect"]) for row in state.rows("link")}
    links |= {(name[row["activity"]], name[row.id], None, None) for row in state.rows("output")}
    return boxes, links


def log_of(plan_id: str) -> list[tuple[Any, ...]]:
    """Return the log of a plan, with numbers for ids in the order in which they come."""
    db.session.rollback()
    query = select(Revision).where(Revision.plan_id == plan_id, Revision.kind != "plan").order_by(Revision.id)
    entries = db.session.execute(query).scalars().all()
    numbers = {item_id: f"#{at}" for at, item_id in enumerate(dict.fromkeys(entry.item_id for entry in entries))}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items()}
        return numbers.get(value, value) if isinstance(value, str) else value

    batches = list(dict.fromkeys(entry.batch for entry in entries))
    return [
        (batches.index(entry.batch), entry.action, entry.kind, numbers[entry.item_id], entry.field, plain(entry.after))
        for entry in entries
    ]


@pytest.mark.long
def test_the_demo_is_drawn_anew_in_each_way(stage: Stage, open_browser: Open) -> None:
    owner = stage.person("olga")
    logs = {}
    for name, (kind, width, height) in WAYS.items():
        plan_id = stage.plan(owner, title=name)
        touch = {"has_touch": True, "is_mobile": True} if kind is Finger else {}
        page = sign_in(open_browser(width=width, height=height, **touch), owner)
        drawer = kind(open_drawing(page, plan_id))
        count = rebuild(drawer)
        sent(page)
        print(name, drawer.acts, count, round(drawer.acts / count, 2))
        assert drawer.acts / count <= 3, name
        boxes, links = picture(stage, plan_id)
        assert {text for text, _kind, _term in boxes} == set(TEXTS.values())
        assert len(links) == len(LINKS) + len(strategy.OUTPUTS)
        logs[name] = log_of(plan_id)
    assert logs["mouse"] == logs["finger"] == logs["keys"]
