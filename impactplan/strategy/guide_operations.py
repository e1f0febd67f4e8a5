"""Storing what somebody answered to the guide: a box and the link to it, in one batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.lib.names import are_alike
from impactplan.models import KINDS
from impactplan.strategy.chain import PRECONDITION, TERMS, Direction, column_of, kind_of, may_link
from impactplan.strategy.guide import Question
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.writing import TargetError, Write


@dataclass(frozen=True)
class Answer:
    """What was answered: a box that is there already, or a new one with its text, column and people."""

    box: Item | None = None
    text: str = ""
    column: str = ""
    stakeholder: str = ""
    """The id of a stakeholder."""
    new_stakeholder: str = ""
    """The name of one that is still to be made."""


def text_field(column: str) -> str:
    """Return the field that holds the text of a box in a column."""
    return KINDS[kind_of(column)].title_field


def link_values(source: str, target: str) -> dict[str, str]:
    """Return a link as it begins: without a reason and without evidence, which are asked later."""
    return {"source": source, "target": target, "effect": "strengthens"}


def box_values(column: str, text: str, stakeholder: str = "") -> dict[str, Any]:
    """Return a box of a column as it begins."""
    values: dict[str, Any] = {text_field(column): text}
    if column in TERMS:
        values |= {"term": column, "direction": "positive", "intention": "intended", "stakeholder": stakeholder or None}
    elif column == "activity" and stakeholder:
        values["stakeholders"] = (stakeholder,)
    return values


def store_answer(write: Write, state: PlanState, question: Question, answer: Answer) -> str:
    """Make the box, if it is new, and the link between it and the box that was asked about. Returns the box."""
    if answer.box is not None:
        _link(write, question, answer.box.id, column_of(answer.box))
        return answer.box.id
    values = box_values(answer.column, answer.text, _find_stakeholder(write, state, answer))
    if answer.column == "output" and question.about is not None and question.direction is Direction.FORWARDS:
        return create_item(write, "output", values | {"activity": question.about.id})
    box_id = create_item(write, kind_of(answer.column), values)
    _link(write, question, box_id, answer.column)
    return box_id


def _find_stakeholder(write: Write, state: PlanState, answer: Answer) -> str:
    if answer.column not in {"activity", *TERMS}:
        return ""
    if not answer.new_stakeholder:
        return answer.stakeholder
    there = (row.id for row in state.rows("stakeholder") if are_alike(row.get("name", ""), answer.new_stakeholder))
    return next(there, "") or create_item(write, "stakeholder", {"name": answer.new_stakeholder})


def _link(write: Write, question: Question, box_id: str, column: str) -> None:
    if question.about is None or box_id in {box.id for box in question.answers}:
        return
    about, forwards = question.about, question.direction is Direction.FORWARDS
    ends = (about.id, box_id) if forwards else (box_id, about.id)
    columns = (column_of(about), column) if forwards else (column, column_of(about))
    if not may_link(*columns):
        raise TargetError("target")
    if columns[0] == "activity":
        set_fields(write, "output", ends[1], {"activity": ends[0]}, {})
    else:
        create_item(write, "link", link_values(*ends))


def read_column(question: Question, chosen: str) -> str:
    """Return the column that was chosen for an answer, or the usual one."""
    return chosen if chosen in question.columns else question.columns[0]


def likely_stakeholder(state: PlanState, question: Question) -> str:
    """Return for whom an answer probably is: those of the box that was asked about, if these are one group."""
    about = question.about
    if about is None or about.kind in {"impact", PRECONDITION}:
        return ""
    if about.kind == "outcome":
        groups = [about["stakeholder"]]
    elif question.direction is Direction.FORWARDS:
        activity = state.find(about["activity"])
        groups = list(activity["stakeholders"] or ()) if activity else []
    else:
        links = [link for link in state.rows("link") if link["source"] == about.id]
        groups = [target["stakeholder"] for link in links if (target := state.find(link["target"]))]
    live = {group for group in groups if state.find(group)}
    return live.pop() if len(live) == 1 else ""


WHY_FIELDS = ("assumption", "evidence")
