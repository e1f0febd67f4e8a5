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
from tests.browser.drawing import Drawer, Finger, Keys, More, Mouse, open_drawing, sent
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
PEOPLE = {key: str(values["name"]) for key, values in strategy.STAKEHOLDERS}
OUTPUTS, OUTCOMES, IMPACTS = dict(strategy.OUTPUTS), dict(theory.OUTCOMES), dict(theory.IMPACTS)
KINDS = ("activity", "output", "outcome", "impact", "precondition")


def more(box: str, link: str = "") -> More:
    """Return what the drawing shows of a box besides its text, and of the arrow that comes along with it."""
    whom, amount = (PEOPLE[name] for name in OUTCOMES[box]["stakeholder"].names) if box in OUTCOMES else (), ""
    if box in OUTPUTS:
        amount = "{quantity} {unit} per {period}".format(**OUTPUTS[box])
    values = LINKS[link][2] if link else {"assumption": "", "evidence": "", "effect": ""}
    inhibits = values["effect"] == "inhibits"
    return More("".join(whom), amount, values["assumption"], values["evidence"], inhibits)


def rebuild(drawer: Drawer) -> int:
    """Draw it, and return of how many boxes and links."""
    if isinstance(drawer, Keys):
        drawer.enter()
    for number in range(1, 7):
        output = f"O{number}"
        drawer.add_pair("activity", TEXTS[f"A{number}"], TEXTS[output], more(output))
    add_from(drawer, "L1", "L11")
    drawer.set_tone(TEXTS["U8"], "negative")
    drawer.set_tone(TEXTS["U8"], "unintended")
    add_from(drawer, "L3", "L9", "L13")
    drawer.add_before(TEXTS["U7"], TEXTS["U5"], more("U5", "L14"))
    drawer.add("mid", TEXTS["U6"], more("U6"))
    add_from(drawer, "L15")
    drawer.set_tone(TEXTS["I1"], "above")
    add_from(drawer, "L2")
    drawer.add_precondition(TEXTS["U1"], TEXTS["V1"], more("V1", "L16"))
    for key in ("L8", "L12", "L10", "L7", "L4", "L5", "L6"):
        source, target, _values = LINKS[key]
        drawer.connect(TEXTS[source], TEXTS[target], more("", key))
    return len(TEXTS) + len(LINKS) + len(OUTPUTS)


def add_from(drawer: Drawer, *keys: str) -> None:
    """Add the boxes that arrows lead to."""
    for key in keys:
        source, target, _values = LINKS[key]
        drawer.add_from(TEXTS[source], TEXTS[target], more(target, key))


def picture(stage: Stage, plan_id: str) -> tuple[set[Any], set[Any]]:
    """Return all that the drawing of a plan shows of its boxes and its links, by their texts."""
    state = stage.state(plan_id)
    name = {item.id: item.get("name") or item.get("statement") for item in state.by_id.values()}
    boxes = {
        (
            name[row.id],
            kind,
            row.get("term"),
            name.get(row.get("stakeholder")),
            *(row.get(field) for field in ("quantity", "unit", "period", "direction", "intention", "above_ceiling")),
        )
        for kind in KINDS
        for row in state.rows(kind)
    }
    links = {
        (name[row["source"]], name[row["target"]], row["evidence"], row["effect"], row["assumption"])
        for row in state.rows("link")
    }
    links |= {(name[row["activity"]], name[row.id], None, None, None) for row in state.rows("output")}
    return boxes, links


def expected() -> tuple[set[Any], set[Any]]:
    """Return the same of the demo."""
    fields = ("quantity", "unit", "period", "direction", "intention", "above_ceiling")
    kinds = dict(zip("AOUIV", KINDS, strict=True))
    rows = {**dict(strategy.ACTIVITIES), **OUTPUTS, **OUTCOMES, **IMPACTS, **dict(theory.PRECONDITIONS)}
    boxes = set()
    for key, values in rows.items():
        whom = PEOPLE[values["stakeholder"].names[0]] if key in OUTCOMES else None
        shown = (values.get(field) for field in fields)
        boxes.add((TEXTS[key], kinds[key[0]], values.get("term"), whom, *shown))
    links = {
        (TEXTS[source], TEXTS[target], values["evidence"], values["effect"], values["assumption"])
        for source, target, values in LINKS.values()
    }
    links |= {(TEXTS[values["activity"].names[0]], TEXTS[key], None, None, None) for key, values in OUTPUTS.items()}
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
        for whom in PEOPLE.values():
            stage.row(plan_id, owner, "stakeholder", name=whom)
        touch = {"has_touch": True, "is_mobile": True} if kind is Finger else {}
        page = sign_in(open_browser(width=width, height=height, **touch), owner)
        drawer = kind(open_drawing(page, plan_id))
        count = rebuild(drawer)
        sent(page)
        print(name, drawer.acts, count, round(drawer.acts / count, 2))
        assert drawer.acts / count <= 3, name
        assert picture(stage, plan_id) == expected()
        logs[name] = log_of(plan_id)
    assert logs["mouse"] == logs["finger"] == logs["keys"]
