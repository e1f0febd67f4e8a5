"""The guide to the theory of change: its questions, and storing what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.lib.texts import gettext as _
from impactplan.site.keys import form_key
from impactplan.strategy.blueprint import blueprint
from impactplan.strategy.chain import KINDS_READ, Direction
from impactplan.strategy.guide import Guide
from impactplan.strategy.guide_form import AnswerError, Typed, goes_on_with, read_answer
from impactplan.strategy.guide_operations import WHY_FIELDS, store_answer
from impactplan.strategy.guide_page import guide_address, render_guide
from impactplan.workbook.field_requests import read_version
from impactplan.workbook.forms import read_submission
from impactplan.workbook.operations import set_fields
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import NotFoundError, RowLimitError, TargetError, Write, writing

GUIDE = "/guide/<any(forwards, backwards):direction>"


@blueprint.get(GUIDE)
def show_guide(plan_id: str, direction: str) -> ResponseReturnValue:
    """Ask the question that the address names, or else the first that has no answer yet."""
    plan = load_plan(plan_id, Permission.EDIT)
    return render_guide(plan, Direction(direction), request.args.get("at", ""), request.args.get("after", ""))


@blueprint.post(GUIDE)
def answer_guide(plan_id: str, direction: str) -> ResponseReturnValue:
    """Store an answer as a box and a link, or why a link is believed, and go on to the next question."""
    plan, way = load_plan(plan_id, Permission.EDIT), Direction(direction)
    if "link" in request.form:
        return _answer_why(plan, way)
    typed = Typed.of(request.form)
    errors: Mapping[str, Sequence[str]]
    try:
        payload = [direction, typed.payload]
        with writing(plan_id, Permission.EDIT, current_user, key=form_key(), payload=payload, renew=True) as write:
            if write.replayed is None:
                write.answer = _store(write, way, typed)
        return _go_on(plan, way, write.replayed or write.answer)
    except AnswerError as error:
        errors = error.errors
    except RowLimitError as error:
        message = _("There are 500 %(kinds)s, which is as many as fit. Delete one first.", kinds=str(error))
        errors = {"answer": [message]}
    except (NotFoundError, TargetError):
        errors = {"answer": [_("What this was about is not there any more. Your answer still stands here.")]}
    return render_guide(plan, way, typed.at, "", replace(typed, errors=errors)), 422


def _store(write: Write, way: Direction, typed: Typed) -> dict[str, str]:
    """Store an answer, and return where it leads: to the answer itself, to the same question, or past it."""
    state = load_state(write.plan.id, kinds=KINDS_READ)
    guide = Guide.of(state, way)
    question = guide.find(typed.at)
    if question is None:
        raise NotFoundError
    answer = read_answer(guide, question, typed)
    if answer is None:
        return {"after": typed.at}
    box_id = store_answer(write, state, question, answer)
    where = {"at": box_id} if goes_on_with(guide, question, answer) else {"after": typed.at}
    if typed.then == "more" and question.may_more:
        where = {"at": typed.at}
    return where | {"new": box_id, "did": write.batch if write.logged else ""}


def _answer_why(plan: OpenPlan, way: Direction) -> ResponseReturnValue:
    link, after = request.form["link"], request.form.get("after", "")
    draft = read_submission("link", request.form, WHY_FIELDS)
    seen = {name: read_version(request.form.get(f"version-{name}", "")) for name in WHY_FIELDS}
    trouble = ""
    if not draft.errors:
        try:
            payload = [link, [draft.raw[name] for name in WHY_FIELDS]]
            with writing(plan.id, Permission.EDIT, current_user, key=form_key(), payload=payload, renew=True) as write:
                if write.replayed is None:
                    result = set_fields(write, "link", link, draft.values, seen)
                    write.answer = [conflict.field for conflict in result.conflicts]
            if not (write.replayed or write.answer):
                return _go_on(plan, way, {"after": after or link})
            trouble = _("Somebody else wrote here in the meantime. What you typed stands here; send it once more.")
        except NotFoundError:
            trouble = _("This link is not there any more.")
    return render_guide(plan, way, link, after, why=draft, trouble=trouble), 422


def _go_on(plan: OpenPlan, way: Direction, where: Mapping[str, str]) -> ResponseReturnValue:
    return redirect(guide_address(plan.id, way, **{name: value or None for name, value in where.items()}), 303)
