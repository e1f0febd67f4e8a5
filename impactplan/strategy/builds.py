"""What builds on the boxes and links of the theory of change, in a few words each. Pure, from a PlanState."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from impactplan.calculators.bands import Band
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import ngettext
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.addresses import step_address
from impactplan.workbook.result_summary import band

READS = ("indicator", "measurement", "insight", "decision", "action", "condition")
"""The kinds that are looked at, besides those that are drawn."""


@dataclass(frozen=True)
class Build:
    key: str
    label: str
    href: str


def find_builds(state: PlanState) -> Mapping[str, Sequence[Build]]:
    """Return what builds on each box and link, by id: indicators, results against their targets, decisions, actions."""
    builds: dict[str, list[Build]] = {}
    indicators = _by(state.rows("indicator"), lambda item: [item["outcome"]])
    decisions = _decisions(state)
    actions = _by(state.rows("action"), lambda item: item["answers"] or ())
    conditions = _by(state.rows("condition"), lambda item: [item["precondition"]])
    for item_id in {*indicators, *decisions, *conditions}:
        decided = decisions.get(item_id, [])
        acted = [
            action for answered in (*decided, *conditions.get(item_id, ())) for action in actions.get(answered.id, ())
        ]
        candidates = (
            _indicators(state, indicators.get(item_id, [])),
            _results(state, indicators.get(item_id, [])),
            _conditions(state, conditions.get(item_id, [])),
            _decided(state, decided),
            _acted(state, _once(acted)),
        )
        if own := [build for build in candidates if build]:
            builds[item_id] = own
    return builds


def _by(items: Iterable[Item], keys: Callable[[Item], Iterable[str | None]]) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = {}
    for item in items:
        for key in keys(item):
            if key:
                grouped.setdefault(key, []).append(item)
    return grouped


def _once(items: Iterable[Item]) -> list[Item]:
    return list({item.id: item for item in items}.values())


def _decisions(state: PlanState) -> dict[str, list[Item]]:
    """Return the decisions that rest on each box or link: on itself, on an indicator of it, or on an insight that
    does."""

    def rests_on(ids: Iterable[str]) -> set[str]:
        boxes: set[str] = set()
        for item in state.find_all(ids):
            if item.kind == "link":
                boxes.add(item.id)
            elif item.kind == "indicator" and item["outcome"]:
                boxes.add(item["outcome"])
            elif item.kind == "measurement" and item["indicator"]:
                boxes |= rests_on([item["indicator"]])
            elif item.kind == "insight":
                boxes |= rests_on(item["results"] or ())
        return boxes

    return _by(state.rows("decision"), lambda item: sorted(rests_on(item["basis"] or ())))


def _address(state: PlanState, step: str, items: Sequence[Item]) -> str:
    return step_address(state.plan_id, step, anchor=f"row-{items[0].id}")


def _counted(state: PlanState, key: str, items: Sequence[Item], label: Callable[[int], str]) -> Build | None:
    return Build(key, label(len(items)), _address(state, STEP_OF_KIND[key].key, items)) if items else None


def _indicators(state: PlanState, items: Sequence[Item]) -> Build | None:
    return _counted(state, "indicator", items, lambda count: ngettext("%(num)d indicator", "%(num)d indicators", count))


def _results(state: PlanState, indicators: Sequence[Item]) -> Build | None:
    aimed = [item for item in indicators if item["target"] is not None]
    bands = [band(state, item) for item in aimed]
    if not any(bands):
        return None
    reached = bands.count(Band.REACHED)
    label = ngettext(
        "%(reached)s of %(num)d target reached", "%(reached)s of %(num)d targets reached", len(aimed), reached=reached
    )
    return Build("measurement", label, step_address(state.plan_id, "results"))


def _conditions(state: PlanState, items: Sequence[Item]) -> Build | None:
    return _counted(
        state,
        "condition",
        items,
        lambda count: ngettext("%(num)d condition for going on", "%(num)d conditions for going on", count),
    )


def _decided(state: PlanState, items: Sequence[Item]) -> Build | None:
    return _counted(state, "decision", items, lambda count: ngettext("%(num)d decision", "%(num)d decisions", count))


def _acted(state: PlanState, items: Sequence[Item]) -> Build | None:
    return _counted(state, "action", items, lambda count: ngettext("%(num)d action", "%(num)d actions", count))
