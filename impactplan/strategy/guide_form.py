"""What was typed in a form of the guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.strategy.chain import PRECONDITION, Direction, kind_of
from impactplan.strategy.guide import Guide, Question
from impactplan.strategy.guide_operations import Answer, likely_stakeholder, read_column, text_field
from impactplan.workbook.forms import read_submission

FIELDS = ("at", "answer", "column", "stakeholder", "new_stakeholder", "there", "then")


@dataclass(frozen=True)
class Typed:
    """The fields of an answer as they were typed, and what is wrong with them."""

    at: str = ""
    answer: str = ""
    column: str = ""
    stakeholder: str = ""
    new_stakeholder: str = ""
    there: str = ""
    """The box that is there already and was chosen as the answer."""
    then: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Typed:
        texts: dict[str, Any] = {name: form.get(name, "") for name in FIELDS}
        return cls(**texts)

    @classmethod
    def empty(cls, state: PlanState, question: Question) -> Typed:
        return cls(column=question.columns[0], stakeholder=likely_stakeholder(state, question))

    @property
    def payload(self) -> list[str]:
        return [str(getattr(self, name)) for name in FIELDS]


def read_answer(guide: Guide, question: Question, typed: Typed) -> Answer | None:
    """Return the answer that was typed or chosen; None where an answered question was passed on.

    Raises AnswerError where it cannot be stored.
    """
    if typed.there:
        chosen = next((box for box in question.choices if box.id == typed.there), None)
        if chosen is None and typed.there not in {box.id for box in question.answers}:
            raise AnswerError("answer", _("What you chose is not there any more. Choose again."))
        return Answer(box=chosen) if chosen else None
    if not question.may_more and question.answers:
        return None
    column = read_column(question, typed.column)
    name = text_field(column)
    box = read_submission(kind_of(column), MultiDict({name: typed.answer}), [name])
    group = read_submission("stakeholder", MultiDict({"name": typed.new_stakeholder}), ["name"])
    errors = {"answer": box.errors.get(name, ()), "new_stakeholder": group.errors.get("name", ())}
    if any(errors.values()):
        raise AnswerError(errors=errors)
    text = box.values[name]
    if not text:
        if question.answers and not group.values["name"]:
            return None
        raise AnswerError("answer", _("Write an answer here, or go on with “I do not know this yet”."))
    there = guide.find_answer(question, text)
    return Answer(there, text, column, typed.stakeholder, group.values["name"] or "")


class AnswerError(Exception):
    """An answer that cannot be stored; ``errors`` says why, at each field."""

    def __init__(self, name: str = "", message: str = "", errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.errors: Mapping[str, Sequence[str]] = errors or {name: [message]}


def goes_on_with(guide: Guide, question: Question, answer: Answer) -> bool:
    """Tell whether the next question is about the answer itself.

    It is new, or nothing was answered about it yet; and no earlier answer to the same question waits for that.
    """
    still_open = {box.id for box in guide.open}
    if any(box.id in still_open for box in question.answers):
        return False
    if answer.box is not None:
        return answer.box.id in still_open
    ends = {"impact"} if question.direction is Direction.FORWARDS else {"activity", PRECONDITION}
    return answer.column not in ends
