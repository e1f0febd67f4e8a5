"""The page of the guide: the question, what was answered, and the drawing that grows beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.diagram.theory import theory_of_change
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import one_language
from impactplan.models import KINDS
from impactplan.steps import BY_KEY, module_of
from impactplan.strategy.chain import COLUMNS, KINDS_READ, Direction, column_of
from impactplan.strategy.guide import END, START, WHYS, Guide, Question, Why, may_be_asked
from impactplan.strategy.guide_form import Typed
from impactplan.strategy.guide_operations import WHY_FIELDS
from impactplan.strategy.guide_words import put_in_words
from impactplan.strategy.pictures import columns, theory_spec, theory_title
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_state_and_steps
from impactplan.workbook.wording import name_of

STEP = BY_KEY["theory"]


@dataclass(frozen=True)
class Place:
    """Where one is in a guide: at a question, at the reason of a link, or at its end."""

    guide: Guide
    question: Question | None = None
    why: Why | None = None

    @classmethod
    def find(cls, guide: Guide, at: str, after: str) -> Place:
        """Return the place that an address names; what is not there any more is passed over."""
        if at == END:
            return cls(guide)
        if at == WHYS:
            return cls(guide, why=guide.next_why())
        if why := guide.find_why(at):
            return cls(guide, why=why)
        if question := guide.find(at):
            return cls(guide, question)
        if after and guide.find_why(after):
            return cls(guide, why=guide.next_why(behind=after))
        return cls(guide, guide.behind(after) if after else guide.first())

    @property
    def at(self) -> str:
        return self.question.at if self.question else self.why.link.id if self.why else END


@dataclass(frozen=True)
class Named:
    """A box by its words, and the address of the question about it."""

    id: str
    text: str
    column: str
    href: str = ""


def guide_address(plan_id: str, direction: Direction, **where: str | None) -> str:
    named: dict[str, Any] = {"plan_id": plan_id, "direction": direction.value, **where}
    return url_for("strategy.show_guide", **named)


def render_guide(
    plan: OpenPlan,
    direction: Direction,
    at: str,
    after: str,
    typed: Typed | None = None,
    why: Submission | None = None,
    trouble: str = "",
) -> str:
    """Return the page at a place; ``typed`` or ``why`` is what could not be stored there, ``trouble`` says why."""
    with one_language():
        state, states = load_state_and_steps(plan.id, {*KINDS_READ, "set_aside"})
        guide = Guide.of(state, direction)
        place = Place.find(guide, at, after)
        new = state.find(request.args.get("new")) if request.method == "GET" else None
        answered = _answered(guide, place, new)
        return render_template(
            "strategy/guide.html",
            plan=plan,
            module=module_of(STEP),
            step=STEP,
            path=load_path(plan, states, STEP),
            direction=direction.value,
            other=_turned(direction).value,
            place=place,
            question=place.question,
            **(_show_question(state, direction, place.question) if place.question else NO_QUESTION),
            typed=typed or (Typed.empty(state, place.question) if place.question else Typed()),
            trouble=trouble,
            columns={column.key: column.title for column in columns()},
            stakeholders=[(row.id, row["name"]) for row in state.rows("stakeholder") if row["name"]],
            why=place.why,
            why_lines=_why_lines(state, place.why, why) if place.why else (),
            after=after,
            new=_name(state, direction, new) if new else None,
            did=request.args.get("did", "") if new else "",
            answered=answered,
            before=_before(guide, place, after, answered),
            **_show_progress(state, guide),
            editable=True,
            picture_title=theory_title(state),
            lit=new.id if new else place.at,
            svg=draw(state, direction, place, new),
        )


def _show_progress(state: PlanState, guide: Guide) -> dict[str, Any]:
    """Return what there is so far, and what is still to be asked."""
    return {
        "still_open": [_name(state, guide.direction, box) for box in guide.open],
        "unexplained": len(guide.chain.unexplained()),
        "boxes": len(guide.chain.boxes),
        "arrows": len(guide.chain.arrows),
    }


NO_QUESTION: dict[str, Any] = {"asked": None, "about": None, "answers": (), "choices": (), "track": ()}


def _show_question(state: PlanState, direction: Direction, question: Question) -> dict[str, Any]:
    """Return a question in words: what it is about, what was answered, what there is to choose, and how far one is."""

    def name(box: Item) -> Named:
        return _name(state, direction, box)

    return {
        "asked": put_in_words(question),
        "about": name(question.about) if question.about else None,
        "answers": [name(box) for box in question.answers],
        "choices": [name(box) for box in question.choices],
        "track": [(column, column == question.columns[0]) for column in COLUMNS],
    }


def draw(state: PlanState, direction: Direction, place: Place, new: Item | None) -> Markup:
    """Return the picture of the plan: the new box lit, or the one that is asked about; a box leads to its question."""
    spec = theory_spec(state)
    boxes = {
        box.id: guide_address(state.plan_id, direction, at=box.id)
        for box in place.guide.chain.boxes.values()
        if may_be_asked(direction, box)
    }
    focus = new.id if new else place.why.link["target"] if place.why else place.at
    spec = replace(
        spec,
        nodes=tuple(replace(node, href=boxes.get(node.key)) for node in spec.nodes),
        focus=focus if focus in place.guide.chain.boxes else None,
    )
    svg = theory_of_change(spec, measure=measure(), prefix="guide", heading=False, page=True)
    return Markup(svg)  # noqa: S704  # escaped there


def _name(state: PlanState, direction: Direction, box: Item) -> Named:
    href = guide_address(state.plan_id, direction, at=box.id) if may_be_asked(direction, box) else ""
    return Named(box.id, name_of(state, box.id) or "…", column_of(box), href)


def _turned(direction: Direction) -> Direction:
    return Direction.BACKWARDS if direction is Direction.FORWARDS else Direction.FORWARDS


def _why_lines(state: PlanState, why: Why, draft: Submission | None) -> list[list[FieldView]]:
    views = view_fields(state, KINDS["link"], why.link, draft, WHY_FIELDS)
    return [[view] for view in sorted(views, key=lambda view: WHY_FIELDS.index(view.name))]


def _answered(guide: Guide, place: Place, new: Item | None) -> str:
    """Return where the question is that was answered just now; nothing where none was."""
    if new is None:
        return ""
    asked = [box.id for box in guide.chain.answers(_turned(guide.direction), new.id)]
    return place.at if place.at in asked else asked[-1] if asked else START


def _before(guide: Guide, place: Place, after: str, answered: str) -> str:
    """Return where the question before this one is."""
    if answered not in {"", place.at}:
        return answered
    if place.question is not None:
        return guide.before(place.at)
    if place.why is not None and after:
        return after
    return guide.before(END) if guide.chain.boxes else ""
