"""The culture scan: seven dimensions, always all of them, and how far apart now and goal are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from impactplan.diagram.radar import Axis
from impactplan.graph import Item, PlanState
from impactplan.learning.levels import meanings
from impactplan.lib.texts import gettext as _
from impactplan.models.culture import DIMENSIONS, LEVELS
from impactplan.workbook.addresses import step_address
from impactplan.workbook.sections import RowView, Section
from impactplan.workbook.wording import in_words, lowered, quoted

KEYS = tuple(key for key, _label in DIMENSIONS)
_NAMED = 3
"""As many dimensions are named in a title; more are counted."""


@dataclass(frozen=True)
class Dimension:
    """A dimension with the rows about it: none while it was not scored, more than one only by mistake."""

    key: str
    title: str
    rows: tuple[RowView, ...]


def view_culture(_state: PlanState, section: Section) -> list[Dimension]:
    """Return all dimensions in their fixed order, and at the end the rows without one."""
    scored_rows = [
        Dimension(key, str(label), tuple(row for row in section.rows if row.item["dimension"] == key))
        for key, label in DIMENSIONS
    ]
    homeless = tuple(row for row in section.rows if row.item["dimension"] not in KEYS)
    return [*scored_rows, Dimension("", "", homeless)] if homeless else scored_rows


def explain_levels(item: Item) -> Mapping[str, Mapping[str, str]]:
    texts = meanings(item["dimension"])
    return {"level_now": texts, "level_goal": texts}


def scored(state: PlanState) -> dict[str, Item]:
    """Return the row of each dimension that has one."""
    return {item["dimension"]: item for item in reversed(state.rows("culture")) if item["dimension"]}


def axes(state: PlanState, page: bool) -> tuple[Axis, ...]:
    by_dimension = scored(state)
    drawn = []
    for key, label in DIMENSIONS:
        item = by_dimension.get(key)
        href = step_address(state.plan_id, "culture", item.id, f"row-{item.id}") if item and page else None
        now, goal = (item["level_now"], item["level_goal"]) if item else (None, None)
        drawn.append(Axis(str(label), now, goal, href))
    return tuple(drawn)


@dataclass(frozen=True)
class DimensionGap:
    title: str
    now: int
    goal: int

    @property
    def levels(self) -> int:
        return self.goal - self.now


def gaps(state: PlanState) -> list[DimensionGap]:
    """Return the dimensions whose goal lies above the level of now, the largest gap first."""
    labels = dict(DIMENSIONS)
    all_gaps = [
        DimensionGap(str(labels[key]), item["level_now"], item["level_goal"])
        for key, item in sorted(scored(state).items(), key=lambda pair: KEYS.index(pair[0]))
        if item["level_now"] is not None and item["level_goal"] is not None
    ]
    return sorted((gap for gap in all_gaps if gap.levels > 0), key=lambda gap: -gap.levels)


def largest(state: PlanState) -> list[DimensionGap]:
    """Return the dimensions that share the largest gap."""
    all_gaps = gaps(state)
    return [gap for gap in all_gaps if gap.levels == all_gaps[0].levels]


def message(state: PlanState) -> str:
    """Return in one sentence where the largest step is wanted."""
    widest = largest(state)
    if not widest:
        return _("Where we stand as an organisation that learns from impact")
    if len(widest) > _NAMED:
        if len(widest) == len(KEYS):
            return _("The same step is wanted in each of the %(count)s dimensions", count=len(widest))
        return _("The largest step is wanted in %(count)s dimensions", count=len(widest))
    return _(
        "The largest step is wanted in %(dimensions)s",
        dimensions=in_words([quoted(lowered(gap.title)) for gap in widest]),
    )


def level_name(level: int) -> str:
    """Return a level as one says it inside a sentence: “structured”."""
    return str(dict(LEVELS)[str(level)]).partition(" – ")[2]


@dataclass(frozen=True)
class CultureFigures:
    steps: list[str]
    reached: list[str]
    """The dimensions where the goal is reached already."""
    unscored: int


def view_figures(state: PlanState) -> CultureFigures:
    """Return the gaps in words."""
    labels = dict(DIMENSIONS)
    steps = [
        _(
            "%(dimension)s: from %(now)s to %(goal)s",
            dimension=gap.title,
            now=f"{gap.now} ({level_name(gap.now)})",
            goal=f"{gap.goal} ({level_name(gap.goal)})",
        )
        for gap in gaps(state)
    ]
    by_dimension = scored(state)
    complete = {key: item for key, item in by_dimension.items() if item["level_now"] and item["level_goal"]}
    reached = [str(labels[key]) for key in KEYS if key in complete and _is_reached(complete[key])]
    return CultureFigures(steps, reached, len(KEYS) - len(complete))


def _is_reached(item: Item) -> bool:
    return bool(item["level_goal"] <= item["level_now"])


def has_content(state: PlanState) -> bool:
    return any(item["level_now"] or item["level_goal"] for item in state.rows("culture"))
