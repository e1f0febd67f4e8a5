"""The pictures of module 1: the theory of change, and the stakeholders by influence and interest."""

from __future__ import annotations

from markupsafe import Markup

from impactplan.diagram.grid import GridPoint, GridSpec, GridWords, score_grid
from impactplan.diagram.theory import theory_of_change
from impactplan.diagram.theory_spec import (
    Effect,
    Evidence,
    Link,
    Node,
    TheoryColumn,
    TheorySpec,
    TheoryWords,
    Tone,
)
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models.theory import EVIDENCE
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Picture
from impactplan.workbook.wording import lowered, name_of, quantity


def columns() -> tuple[TheoryColumn, ...]:
    return (
        TheoryColumn("activity", _("Activities"), "muted", _("What do you do?")),
        TheoryColumn("output", _("Outputs"), "muted", _("What do you deliver?")),
        TheoryColumn("short", _("Short term"), "module-1", _("What changes first?")),
        TheoryColumn("mid", _("Middle term"), "module-2", _("What follows from that?")),
        TheoryColumn("long", _("Long term"), "module-5", _("What lasts?")),
        TheoryColumn("impact", _("Impact"), "ink", _("What does it lead to?")),
    )


def words() -> TheoryWords:
    labels = {key: str(label).lower() for key, label in EVIDENCE}
    return TheoryWords(
        evidence={kind: labels[kind.value] for kind in Evidence},
        effects={Effect.STRENGTHENS: _("strengthens"), Effect.INHIBITS: _("inhibits")},
        tones={
            Tone.NEGATIVE: _("negative"),
            Tone.UNINTENDED: _("unintended"),
            Tone.ABOVE_CEILING: _("named, not claimed"),
            Tone.PRECONDITION: _("precondition"),
        },
        ceiling=_("accountability ceiling"),
        legend=_("Evidence"),
    )


def _tones(item: Item) -> frozenset[Tone]:
    marks = {
        Tone.NEGATIVE: item["direction"] == "negative",
        Tone.UNINTENDED: item["intention"] == "unintended",
        Tone.ABOVE_CEILING: bool(item["above_ceiling"]),
        Tone.PRECONDITION: item.kind == "precondition",
    }
    return frozenset(tone for tone, there in marks.items() if there)


def _node(state: PlanState, item: Item, page: bool) -> Node:
    column = {"outcome": item["term"] or "short", "precondition": None}.get(item.kind, item.kind)
    note = {"output": quantity(item), "outcome": name_of(state, item["stakeholder"])}.get(item.kind, "")
    href = None
    if page:
        step = STEP_OF_KIND[item.kind].key
        href = step_address(state.plan_id, step, item.id, f"row-{item.id}")
    return Node(item.id, name_of(state, item.id) or "…", column, note, _tones(item), href=href)


def theory_spec(state: PlanState, page: bool = False) -> TheorySpec:
    """Return the theory of change of a plan as the picture wants it; on a page the boxes lead to their rows."""
    kinds = ("activity", "output", "outcome", "impact", "precondition")
    links = [Link(item["activity"], item.id) for item in state.rows("output") if state.find(item["activity"])]
    links += [
        Link(
            item["source"],
            item["target"],
            Effect(item.get("effect", "strengthens")),
            Evidence(item["evidence"]) if item["evidence"] else None,
            item.get("assumption", ""),
        )
        for item in state.rows("link")
        if state.find(item["source"]) and state.find(item["target"])
    ]
    nodes = tuple(_node(state, item, page) for kind in kinds for item in state.rows(kind))
    return TheorySpec(
        columns=columns(),
        nodes=nodes,
        links=tuple(links),
        title=theory_title(state),
        description=_("A diagram from activities at the left to impact at the right. The tables hold the same."),
        words=words(),
        language=state.language,
    )


def theory_title(state: PlanState) -> str:
    impacts = [item["statement"] for item in state.rows("impact") if item["statement"]]
    return _("How we contribute to: %(impact)s", impact=lowered(impacts[0])) if impacts else _("Theory of change")


def draw_theory(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    svg = theory_of_change(theory_spec(state, page), measure=measure(), prefix=prefix, heading=False, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


def grid_title(_state: PlanState) -> str:
    return _("Who has how much influence and interest")


def has_scores(state: PlanState) -> bool:
    return any(item["influence"] and item["interest"] for item in state.rows("stakeholder"))


def grid_words() -> GridWords:
    return GridWords(
        up=_("Influence"),
        across=_("Interest"),
        up_ends=(_("little"), _("much")),
        across_ends=(_("little"), _("much")),
        high_low=_("keep satisfied"),
        high_high=_("work closely together"),
        low_low=_("keep an eye on"),
        low_high=_("keep informed, ask their opinion"),
        table=_("The numbers are those of the list."),
        empty=_("Give stakeholders a score for influence and interest, and they appear here."),
    )


def draw_grid(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    points = tuple(
        GridPoint(
            place,
            item.get("name", "…"),
            item["influence"],
            item["interest"],
            step_address(state.plan_id, "stakeholders", item.id, f"row-{item.id}") if page else None,
        )
        for place, item in enumerate(state.rows("stakeholder"), 1)
        if item["influence"] and item["interest"]
    )
    spec = GridSpec(
        points=points,
        title=grid_title(state),
        description=_("A grid of influence against interest. The list holds the same."),
        words=grid_words(),
        language=state.language,
    )
    return Markup(score_grid(spec, measure=measure(), prefix=prefix, heading=False, page=page))  # noqa: S704  # escaped there


THEORY = Picture(
    "theory", theory_title, draw_theory, ("activity", "output", "outcome", "impact", "precondition", "link"), wide=True
)
GRID = Picture("stakeholders", grid_title, draw_grid, ("stakeholder",), has_content=has_scores)
