"""The place that a remark is about: a step, a row or a field, and what stood there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS
from impactplan.steps import BY_KEY
from impactplan.workbook.queries import load_state
from impactplan.workbook.registry import describe
from impactplan.workbook.wording import show_value

REFLECTION = re.compile(r"reflection_([1-5])")


@dataclass(frozen=True)
class Anchor:
    """``item_id`` is None for a step as a whole and for a sheet that nobody wrote in yet."""

    step: str
    kind: str | None = None
    item_id: str | None = None
    field: str | None = None

    @property
    def ref(self) -> str:
        """Return the anchor as it stands in the address of a draft: ``indicators.indicator.k3f….target``."""
        return ".".join([self.step, self.kind or "", self.item_id or "", self.field or ""]).rstrip(".")

    @classmethod
    def parse(cls, ref: str) -> Anchor | None:
        """Read a ref; None when it names no place that a plan can have."""
        step, kind, item_id, field = [*ref.split("."), "", "", ""][:4]
        if ref.count(".") > 3 or (step not in BY_KEY and not REFLECTION.fullmatch(step)):
            return None
        if step in BY_KEY and kind and kind not in BY_KEY[step].shown:
            return None
        if not kind and (item_id or field):
            return None
        if kind and not item_id and not KINDS[kind].sheet:
            return None
        if field and field not in KINDS[kind].fields:
            return None
        return cls(step, kind or None, item_id or None, field or None)

    @property
    def reflection_module(self) -> int | None:
        match = REFLECTION.fullmatch(self.step)
        return int(match[1]) if match else None


def find_item(state: PlanState, anchor: Anchor) -> Item | None:
    """Return the item that an anchor is in; a sheet is found also where it was named before anybody wrote in it."""
    if anchor.kind is None:
        return None
    if KINDS[anchor.kind].sheet:
        return state.sheet(anchor.kind)
    return state.find(anchor.item_id)


def quote(state: PlanState, anchor: Anchor) -> str:
    """Return what stands at an anchor: a field's value or a row's words; nothing of a whole step."""
    item = find_item(state, anchor)
    if item is None or anchor.kind is None:
        return ""
    if anchor.field:
        return show_value(KINDS[anchor.kind].fields[anchor.field], item[anchor.field], state)
    if KINDS[anchor.kind].sheet:
        return ""
    sentence = describe(state, item)
    return "\n".join(filter(None, (sentence.title, sentence.detail)))


def load_quote(plan_id: str, anchor: Anchor, seq: int | None = None) -> str:
    """Return what stood at an anchor at a seq, in the language in use."""
    if anchor.kind is None:
        return ""
    return quote(load_state(plan_id, kinds=kinds_quoted(anchor.kind), at=seq), anchor)


def kinds_quoted(kind: str) -> set[str]:
    """Return the kinds that the words of an item of a kind look at: its own, and what it refers to, twice removed."""
    kinds = {kind}
    for _level in range(2):
        kinds |= {target for key in kinds for declared in KINDS[key].fields.values() for target in declared.targets}
    return kinds
