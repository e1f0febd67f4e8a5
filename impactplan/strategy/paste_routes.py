"""Pasting a list: looked at as boxes and links, changed line by line, and stored as one batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from markupsafe import Markup

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.config import TEXT_LIMIT
from impactplan.diagram.theory import theory_of_change
from impactplan.diagram.theory_spec import Link, Node, TheorySpec, Tone
from impactplan.graph import PlanState
from impactplan.lib.text import drop_broken
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext, one_language
from impactplan.site.keys import form_key
from impactplan.steps import BY_KEY, module_of
from impactplan.strategy.blueprint import blueprint
from impactplan.strategy.chain import COLUMNS, KINDS_READ, PRECONDITION
from impactplan.strategy.paste_operations import store_paste
from impactplan.strategy.paste_plan import LEAVE, PastePlan, plan_paste
from impactplan.strategy.pasted_list import MOST_LINES, TooManyLinesError, read_list
from impactplan.strategy.pictures import columns, words
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_state, load_state_and_steps
from impactplan.workbook.writing import RowLimitError, WriteError, writing

STEP = BY_KEY["theory"]
MOST_CHARACTERS = 3 * TEXT_LIMIT


class PasteError(Exception):
    """A text that cannot be read as a list; the message says why."""


@dataclass(frozen=True)
class Pasted:
    """What was sent: the text, where its first level stands, and the columns that were chosen for lines."""

    text: str
    start: str
    chosen: Mapping[str, str]

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Pasted:
        chosen = {name.removeprefix("column-"): value for name, value in form.items() if name.startswith("column-")}
        return cls(form.get("text", ""), form.get("start", ""), chosen)

    def plan(self, state: PlanState) -> PastePlan:
        if not self.text.strip():
            raise PasteError(_("There is nothing here yet. Paste your list, or type it."))
        try:
            if len(self.text) > MOST_CHARACTERS:
                raise TooManyLinesError
            return plan_paste(read_list(self.text), state, self.start, self.chosen)
        except TooManyLinesError:
            message = _("This is more than fits at a time: at most %(num)s lines. Paste it in parts.", num=MOST_LINES)
            raise PasteError(message) from None


@blueprint.route("/theory/paste", methods=["GET", "POST"])
def paste_list(plan_id: str) -> ResponseReturnValue:
    """Ask for a list, and show what it comes to. Nothing is stored here."""
    plan = load_plan(plan_id, Permission.EDIT)
    if request.method == "GET":
        return render_paste(plan, Pasted("", "", {}))
    return _look(plan, Pasted.of(request.form))


@blueprint.post("/theory/paste/store")
def store_list(plan_id: str) -> ResponseReturnValue:
    """Store what was looked at. What comes out otherwise, as the plan or the text changed, is shown first."""
    plan = load_plan(plan_id, Permission.EDIT)
    pasted, seen = Pasted.of(request.form), request.form.get("seen", "")
    try:
        payload = [pasted.text, pasted.start, sorted(pasted.chosen.items())]
        with writing(plan_id, Permission.EDIT, current_user, key=form_key(), payload=payload, renew=True) as write:
            if write.replayed is None:
                planned = pasted.plan(load_state(plan_id, kinds=KINDS_READ))
                if planned.seen != seen:
                    raise PasteError
                store_paste(write, planned)
                write.answer = [len(planned.new), len(planned.links)]
        boxes, links = write.replayed or write.answer
    except RowLimitError as error:
        message = _("There are 500 %(kinds)s, which is as many as fit. Delete one first.", kinds=str(error))
        return render_paste(plan, pasted, message), 422
    except (PasteError, WriteError):
        return _look(plan, pasted, changed=bool(seen))
    flash(_("Added: %(total)s.", total=_in_words(boxes, links)), "success")
    return redirect(step_address(plan_id, STEP.key), 303)


def _look(plan: OpenPlan, pasted: Pasted, *, changed: bool = False) -> ResponseReturnValue:
    try:
        return render_paste(plan, pasted, changed=changed, look=True)
    except PasteError as error:
        return render_paste(plan, pasted, str(error)), 422


def render_paste(plan: OpenPlan, pasted: Pasted, error: str = "", *, changed: bool = False, look: bool = False) -> str:
    with one_language():
        state, states = load_state_and_steps(plan.id, {*KINDS_READ, "set_aside"})
        planned = pasted.plan(state) if look else None
        titles = {column.key: column.title for column in columns()} | {PRECONDITION: _("Precondition")}
        return render_template(
            "strategy/paste.html",
            plan=plan,
            module=module_of(STEP),
            step=STEP,
            path=load_path(plan, states, STEP),
            text=drop_broken(pasted.text),
            start=planned.start if planned else pasted.start or COLUMNS[0],
            error=error,
            changed=changed,
            planned=planned,
            svg=draw(planned, state) if planned and planned.drawn else "",
            titles=titles,
            starts=COLUMNS,
            leave=LEAVE,
            total=_in_words(len(planned.new), len(planned.links)) if planned else "",
            most=MOST_LINES,
            editable=True,
        )


def _in_words(boxes: int, links: int) -> str:
    """Return how much a paste adds: “12 boxes and 9 links”."""
    parts = ngettext("%(num)s box", "%(num)s boxes", boxes), ngettext("%(num)s link", "%(num)s links", links)
    return _("%(first)s and %(last)s", first=parts[0], last=parts[1])


def draw(planned: PastePlan, state: PlanState) -> Markup:
    """Return the picture of what is pasted alone; what the plan has already says so."""
    nodes = [
        Node(
            str(at),
            box.pasted.text,
            None if box.column == PRECONDITION else box.column,
            _("is there already") if box.there else "",
            frozenset({Tone.PRECONDITION} if box.column == PRECONDITION else ()),
        )
        for at, box in planned.drawn.items()
    ]
    spec = TheorySpec(
        columns=columns(),
        nodes=tuple(nodes),
        links=tuple(Link(str(source), str(target)) for source, target in planned.links),
        title=_("Your list as a drawing"),
        description=_("A diagram from activities at the left to impact at the right. The tables hold the same."),
        words=words(),
        language=state.language,
    )
    return Markup(theory_of_change(spec, measure=measure(), prefix="paste", heading=False, page=True))  # noqa: S704  # escaped there
