"""What builds on an item, and what refers to one that is gone. Pure, from a PlanState.

Deleting, the drawing and the checks ask here, so that all of them say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS, Field
from impactplan.workbook.wording import in_words


def references_of(item: Item) -> Iterator[tuple[Field, str]]:
    """Yield each reference that an item holds itself, with the field that it stands in."""
    for name, declared in KINDS[item.kind].stored.items():
        if declared.type == "ref" and item[name]:
            yield declared, item[name]
        elif declared.type == "refs":
            yield from ((declared, target) for target in item[name] or ())


def find_dependents(state: PlanState, ids: Collection[str]) -> Mapping[str, Sequence[Item]]:
    """Return the live items that refer to any of the items, by kind and in the order of the plan; the items
    themselves are left out. ``state`` must hold all kinds."""
    dependents: dict[str, list[Item]] = {}
    for item in state:
        if item.id not in ids and any(target in ids for _field, target in references_of(item)):
            dependents.setdefault(item.kind, []).append(item)
    return {key: dependents[key] for key in KINDS if key in dependents}


def describe_dependents(dependents: Mapping[str, Sequence[Item]]) -> str:
    """Say how much builds on something: “4 links and 1 indicator”; nothing when nothing does."""
    parts = []
    for key, items in dependents.items():
        kind, count = KINDS[key], len(items)
        label = str(kind.label if count == 1 else kind.plural).lower()
        parts.append(_("%(count)s %(kind)s", count=count, kind=label))
    return in_words(parts)


def say_builds_on(dependents: Mapping[str, Sequence[Item]]) -> str:
    """Say in a sentence what builds on a row that is about to be deleted."""
    count = sum(len(items) for items in dependents.values())
    words = describe_dependents(dependents)
    return ngettext("%(words)s builds on this.", "%(words)s build on this.", count, words=words)


def find_dangling(state: PlanState, item: Item) -> list[Field]:
    """Return the fields of an item that refer to what is not in the plan any more. Fields whose kinds ``state`` does
    not hold are passed over."""
    fields = {
        declared.name: declared
        for declared, target in references_of(item)
        if state.find(target) is None and any(key in state.items for key in declared.targets)
    }
    return list(fields.values())
