"""What the drawing of a theory of change holds besides its geometry: the fields of its boxes and links, and what a
screen reader says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import BOX_KINDS, KINDS
from impactplan.strategy import builds
from impactplan.strategy.sentences import term_of
from impactplan.workbook.save_responses import raw_of
from impactplan.workbook.wording import chosen, joined, name_item, names_of

READ_KINDS = (*BOX_KINDS, "link", "stakeholder", *builds.READS)
"""All that the drawing and these words look at."""

Ends = Mapping[str, Sequence[str]]
"""By the id of a box: the ids of those at the other end of its links."""


def typed_values(item: Item) -> dict[str, Any]:
    """Return the fields of an item as they stand in a form, but those that an operation writes."""
    kind = KINDS[item.kind]
    return {name: raw_of(declared, item[name]) for name, declared in kind.stored.items() if not declared.fixed}


def versions_of(item: Item) -> dict[str, int]:
    return {name: item.version(name) for name, declared in KINDS[item.kind].stored.items() if not declared.fixed}


def say_box(state: PlanState, item: Item, leads_to: Ends, comes_from: Ends) -> str:
    """Return a box in words: its kind and text, where it leads and what leads to it."""
    kind = joined([str(KINDS[item.kind].label), term_of(item) if item.kind == "outcome" else ""], ", ")
    parts = [_("%(kind)s: %(text)s", kind=kind, text=name_item(state, item))]
    if leads_to.get(item.id):
        parts.append(_("leads to %(names)s", names=names_of(state, leads_to[item.id])))
    if comes_from.get(item.id):
        parts.append(_("comes from %(names)s", names=names_of(state, comes_from[item.id])))
    return ". ".join(parts)


def say_link(state: PlanState, source: Item, target: Item, link: Item | None) -> str:
    """Return a link in words: from where to where, how, on what evidence and on what assumption."""
    names = {"source": name_item(state, source), "target": name_item(state, target)}
    parts = [_("%(source)s leads to %(target)s", **names)]
    if link is not None:
        parts += [chosen(link, "effect").lower() if link["effect"] == "inhibits" else ""]
        parts += [_("evidence: %(evidence)s", evidence=chosen(link, "evidence").lower()) if link["evidence"] else ""]
        parts += [_("assumption: %(text)s", text=link["assumption"]) if link["assumption"] else ""]
    return ". ".join(filter(None, parts))
