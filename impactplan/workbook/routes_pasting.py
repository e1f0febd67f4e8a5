"""Rows typed in lines, or pasted from a spreadsheet: looked at as they would be stored, corrected cell by cell, stored
as one batch."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.graph import PlanState
from impactplan.lib.text import drop_broken
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext, one_language
from impactplan.models import Kind
from impactplan.models.revision import Origin
from impactplan.site.keys import form_key
from impactplan.steps import Step, module_of
from impactplan.workbook.addresses import step_address
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.named_choices import NamedChoices
from impactplan.workbook.operations import create_items, set_fields
from impactplan.workbook.pages import kinds_in_table
from impactplan.workbook.pasted_rows import LEAVE, MOST_COLUMNS, MOST_ROWS, Paste, RowsPlan, TooLargeError, plan_rows
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_state, load_state_and_steps
from impactplan.workbook.returning import find_kind, step_in_use
from impactplan.workbook.tables import written_fields
from impactplan.workbook.typed_parts import find_hints, list_parts, name_parts
from impactplan.workbook.writing import RowLimitError, Write, WriteError, writing


class PasteError(Exception):
    """A text that cannot be looked at; the message says why."""


class LookAgainError(Exception):
    """What would be stored is not what was looked at, or something in it is wrong."""


def _sent_paste() -> Paste:
    form = request.form
    columns = {at: form[f"column-{at}"] for at in range(MOST_COLUMNS) if form.get(f"column-{at}")}
    return Paste(
        form.get("text", ""),
        form.get("at", ""),
        form.get("from", ""),
        form.getlist("order"),
        {"yes": True, "no": False}.get(form.get("headings", "")),
        columns,
        {name.removeprefix("cell-"): value for name, value in form.items() if name.startswith("cell-")},
        frozenset(form.getlist("leave")),
    )


def _plan(state: PlanState, step: Step, kind: Kind, paste: Paste) -> RowsPlan:
    if not paste.text.strip():
        raise PasteError(_("There is nothing here yet. Type a line, or paste cells from a spreadsheet."))
    try:
        return plan_rows(state, kind, written_fields(step, kind), paste, own=kind.key in step.written)
    except TooLargeError:
        message = _(
            "This is more than fits at a time: at most %(rows)s rows and %(columns)s columns. Paste it in parts.",
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )
        raise PasteError(message) from None


@blueprint.route("/paste/<kind>", methods=["GET", "POST"])
def paste_rows(plan_id: str, kind: str) -> ResponseReturnValue:
    """Ask for lines or cells, and show what they come to. Nothing is stored here."""
    plan = load_plan(plan_id, Permission.EDIT)
    item_kind = _find_list(kind)
    if request.method == "GET":
        return render_paste(plan, item_kind, Paste(""))
    return _look(plan, item_kind, _sent_paste())


@blueprint.post("/paste/<kind>/store")
def store_rows(plan_id: str, kind: str) -> ResponseReturnValue:
    """Store what was looked at. What comes out otherwise, or has faults, is shown first."""
    plan = load_plan(plan_id, Permission.EDIT)
    item_kind, paste, seen = _find_list(kind), _sent_paste(), request.form.get("seen", "")
    step = step_in_use(item_kind)
    try:
        payload = [kind, sorted((name, request.form.getlist(name)) for name in request.form if name != "csrf_token")]
        with writing(plan_id, Permission.EDIT, current_user, key=form_key(), payload=payload, renew=True) as write:
            if write.replayed is None:
                planned = _plan(load_state(plan_id, kinds=kinds_in_table(item_kind)), step, item_kind, paste)
                if planned.faults or not planned.taken or planned.seen != seen:
                    raise LookAgainError
                write_rows(write, item_kind, planned)
                write.answer = [len(planned.new), len(planned.changed)]
        new, changed = write.replayed or write.answer
    except RowLimitError as error:
        message = _("Not all of them fit: there can be 500 %(kinds)s. Nothing was added.", kinds=str(error))
        return _look(plan, item_kind, paste, problem=message)
    except LookAgainError:
        return _look(
            plan, item_kind, paste, problem=_("Nothing is stored yet: look once more, and correct what is wrong.")
        )
    except (PasteError, WriteError):
        return _look(
            plan, item_kind, paste, problem=_("Something changed since you looked: look once more, then add it.")
        )
    flash(_in_words(item_kind, new, changed), "success")
    return redirect(_address(plan_id, item_kind, step), 303)


def write_rows(write: Write, kind: Kind, planned: RowsPlan) -> None:
    """Make the rows of a paste that are new, and fill those that are there."""
    write.origin = Origin.IMPORT
    if planned.new:
        create_items(write, kind.key, [row.values for row in planned.new], [row.id for row in planned.new])
    for row in planned.changed:
        if row.target is not None:
            set_fields(write, kind.key, row.target.id, row.values, {}, typing=False)


def _address(plan_id: str, kind: Kind, step: Step) -> str:
    """Return where the list is; the first one of a page is at its top, where it says what was added."""
    anchor = "" if kind.key == step.shown[0] else f"section-{kind.key}"
    return step_address(plan_id, step.key, anchor=anchor, view=request.values.get("view", ""))


def _find_list(key: str) -> Kind:
    kind = find_kind(key)
    return abort(404) if kind.sheet else kind


def _in_words(kind: Kind, new: int, changed: int) -> str:
    """Return what a paste comes to: “Added: 12 rows. Changed: 3 rows.”"""
    parts = []
    if new:
        parts.append(ngettext("Added: %(num)s row.", "Added: %(num)s rows.", new))
    if changed:
        parts.append(ngettext("Changed: %(num)s row.", "Changed: %(num)s rows.", changed))
    return " ".join(parts)


def _look(plan: OpenPlan, kind: Kind, paste: Paste, *, problem: str = "") -> ResponseReturnValue:
    if "answer" in request.form:
        return _answer(plan, kind, paste)
    try:
        page = render_paste(plan, kind, paste, problem=problem, look=True)
    except PasteError as error:
        return render_paste(plan, kind, paste, error=str(error)), 422
    return page, 422 if problem else 200


def _answer(plan: OpenPlan, kind: Kind, paste: Paste) -> str:
    """Return what a page asks for while somebody types in it."""
    with one_language():
        state, planned, wrong = load_state(plan.id, kinds=kinds_in_table(kind)), None, ""
        if paste.text.strip():
            try:
                planned = _plan(state, step_in_use(kind), kind, paste)
            except PasteError as error:
                wrong = str(error)
        shown = _shown(plan, kind, paste, planned)
        return render_template("workbook/_paste_answer.html", too_large=wrong, **shown)


def render_paste(
    plan: OpenPlan, kind: Kind, paste: Paste, *, error: str = "", problem: str = "", look: bool = False
) -> str:
    step = step_in_use(kind)
    with one_language():
        state, states = load_state_and_steps(plan.id, {*kinds_in_table(kind), "set_aside"})
        planned = _plan(state, step, kind, paste) if look else None
        names = NamedChoices(state)
        return render_template(
            "workbook/paste.html",
            module=module_of(step),
            path=load_path(plan, states, step),
            text=drop_broken(paste.text),
            offered={declared.name: names.list_names(declared) for declared in written_fields(step, kind)},
            hints=find_hints(written_fields(step, kind), state),
            chosen=name_parts(written_fields(step, kind), paste),
            error=error,
            problem=problem,
            most=MOST_ROWS,
            editable=True,
            **_shown(plan, kind, paste, planned),
        )


def _shown(plan: OpenPlan, kind: Kind, paste: Paste, planned: RowsPlan | None) -> dict[str, Any]:
    """Return what the parts of a line and what comes of them are shown by."""
    step = step_in_use(kind)
    fields = written_fields(step, kind)
    return {
        "plan": plan,
        "kind": kind,
        "step": step,
        "view": request.values.get("view", ""),
        "back": _address(plan.id, kind, step),
        "paste": paste,
        "planned": planned,
        "fields": fields,
        "parts": list_parts(fields, paste, planned),
        "total": _summary(planned) if planned else "",
        "leave": LEAVE,
    }


def _summary(planned: RowsPlan) -> str:
    """Return what a paste would come to: “12 new rows, 3 rows that change”."""
    parts = []
    if planned.new or not planned.changed:
        parts.append(ngettext("%(num)s new row", "%(num)s new rows", len(planned.new)))
    if planned.changed:
        parts.append(ngettext("%(num)s row that changes", "%(num)s rows that change", len(planned.changed)))
    return ", ".join(parts)
