"""Locking ledger lines after a question, and correcting a locked one by a counter-line."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.graph import Item, PlanState
from impactplan.learning.amounts import corrections, euros, people_of
from impactplan.learning.blueprint import blueprint
from impactplan.learning.books import AMOUNTS, BookLine, book, fixed_values
from impactplan.learning.ledger import lock_of, shown_line
from impactplan.learning.locking import correct_line, lock_lines, seal_of
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS
from impactplan.site.keys import form_key
from impactplan.site.templating import attach_unit
from impactplan.workbook.addresses import step_address
from impactplan.workbook.completeness import live_values
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission, read_submission
from impactplan.workbook.queries import load_state
from impactplan.workbook.wording import show_value
from impactplan.workbook.writing import RowLimitError, TargetError, writing

KINDS_READ = ("ledger_line", "outcome", "stakeholder", "indicator", "contribution", "valuation")


def back_to_ledger(plan_id: str, row: str | None = None, anchor: str = "section-ledger_line") -> ResponseReturnValue:
    return redirect(step_address(plan_id, "ledger", row, anchor), 303)


def find_lines(state: PlanState) -> list[Item]:
    """Return the lines that the address names, by ``line`` or by ``period``, as far as they can be locked."""
    line, period = request.values.get("line", ""), request.values.get("period", "")
    return [
        item
        for item in state.rows("ledger_line")
        if (item.id == line or (not line and period and str(item["period"]) == period))
        and item["locked_on"] is None
        and item["period"]
        and state.find(item["outcome"])
    ]


FIRST_SHOWN = ("indicator", "planned_reach", "realised_reach", "gross")
"""What stands before the figures that follow from it."""


def show_fixed(state: PlanState, line: BookLine) -> dict[str, Any]:
    """Return in words all that locking fixes of a line: what was filled in, and what is worked out from it."""
    shown = shown_line(state, line)
    item = line.item or Item("", "ledger_line", 0)
    price = fixed_values(state, item)["unit_price"] if line.item else None
    duration = fixed_values(state, item)["duration"] if line.item else None
    filled = {
        name: (str(declared.label), attach_unit(show_value(declared, item[name], state), declared.unit))
        for name, declared in KINDS["ledger_line"].stored.items()
        if not declared.fixed and name not in {"period", "outcome"} and declared.is_filled(item[name])
    }
    computed = [
        (_("Corrections"), corrections(line)),
        (_("Duration"), ngettext("%(num)d year", "%(num)d years", duration) if duration else ""),
        (_("Net change"), people_of(state, item).get("net", "")),
        (_("Euros per unit"), euros(price, 2) if price is not None else ""),
        (_("Value"), euros(line.worth)),
    ]
    first = [filled.pop(name) for name in FIRST_SHOWN if name in filled]
    return {"title": shown.title, "figures": [*first, *computed, *filled.values()], "why": shown.why}


def ask(plan: OpenPlan, state: PlanState, items: list[Item], *, changed: bool = False) -> ResponseReturnValue:
    page = render_template(
        "learning/lock.html",
        plan=plan,
        lines=[show_fixed(state, book(state, item)) for item in items],
        period=items[0]["period"],
        seal=seal_of(state, items),
        line=request.values.get("line", ""),
        changed=changed,
        back=step_address(plan.id, "ledger"),
    )
    return page, 409 if changed else 200


def nothing_to_lock(plan_id: str) -> ResponseReturnValue:
    flash(_("There is nothing to lock here: a line needs a year and an outcome, and must still be open."), "warning")
    return back_to_ledger(plan_id)


@blueprint.get("/lock")
def confirm_lock(plan_id: str) -> ResponseReturnValue:
    """Say what locking a line or a whole period does, and ask for it."""
    plan = load_plan(plan_id, Permission.EDIT)
    state = load_state(plan_id, kinds=KINDS_READ)
    items = find_lines(state)
    return ask(plan, state, items) if items else nothing_to_lock(plan_id)


@blueprint.post("/lock")
def lock(plan_id: str) -> ResponseReturnValue:
    """Lock what was shown; when any of it changed since, show it anew instead."""
    plan = load_plan(plan_id, Permission.EDIT)
    with writing(plan_id, Permission.EDIT, current_user) as write:
        state = load_state(plan_id, kinds=KINDS_READ)
        items = find_lines(state)
        same = seal_of(state, items) == request.form.get("seal", "")
        if items and same:
            lock_lines(write, state, items)
    if not items:
        return nothing_to_lock(plan_id)
    if not same:
        return ask(plan, state, items, changed=True)
    flash(_("Locked. What is wrong in it can be corrected by a line of its own."), "success")
    return back_to_ledger(plan_id, anchor=f"ledger-{items[0]['period']}")


def find_locked(state: PlanState, item_id: str) -> Item | None:
    """Return a locked line by what it says now; an open one can simply be changed."""
    item = next((row for row in state.rows("ledger_line") if row.id == item_id), None)
    if item is None or item["locked_on"] is None:
        flash(_("Only a locked line is corrected like this. An open one can simply be changed."), "warning")
        return None
    return Item(item.id, item.kind, item.position, live_values(state, item), item.versions)


def ask_what_it_should_be(
    plan: OpenPlan, state: PlanState, item: Item, draft: Submission | None = None
) -> ResponseReturnValue:
    page = render_template(
        "learning/correct.html",
        plan=plan,
        item=item,
        title=shown_line(state, book(state, item)).title,
        lock=lock_of(item),
        views=view_fields(state, KINDS["ledger_line"], item, draft, AMOUNTS),
        back=step_address(plan.id, "ledger", anchor=f"row-{item.id}"),
    )
    return page, 422 if draft else 200


@blueprint.get("/<item_id>/correct")
def confirm_correction(plan_id: str, item_id: str) -> ResponseReturnValue:
    """Ask what a locked line should have said."""
    plan = load_plan(plan_id, Permission.EDIT)
    state = load_state(plan_id, kinds=KINDS_READ)
    item = find_locked(state, item_id)
    return ask_what_it_should_be(plan, state, item) if item else back_to_ledger(plan_id)


@blueprint.post("/<item_id>/correct")
def correct(plan_id: str, item_id: str) -> ResponseReturnValue:
    """Add the line that books what a locked one should have said, or that takes it off entirely, and open it."""
    plan = load_plan(plan_id, Permission.EDIT)
    partly = any(name in request.form for name in AMOUNTS)
    draft = read_submission("ledger_line", request.form, AMOUNTS if partly else ())
    key, payload = form_key(), [item_id, sorted((name, str(value)) for name, value in draft.values.items())]
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=payload, renew=True) as write:
            if write.replayed is not None:
                return back_to_ledger(plan_id, write.replayed, f"row-{write.replayed}")
            state = load_state(plan_id, kinds=KINDS_READ)
            item = find_locked(state, item_id)
            if item is None:
                return back_to_ledger(plan_id)
            if draft.errors:
                return ask_what_it_should_be(plan, state, item, draft)
            made = correct_line(write, item, draft.values if partly else None)
            write.answer = made
    except (RowLimitError, TargetError):
        flash(_("There are as many ledger lines as fit. Delete one first."), "warning")
        return back_to_ledger(plan_id)
    if made is None:
        flash(_("That is what the locked line says already: there is nothing to correct."), "info")
        return back_to_ledger(plan_id, anchor=f"row-{item_id}")
    said = _("This line books the difference with what should have stood there. Say why, and lock it when it is right.")
    taken_off = _("This line takes the locked one off entirely. Change its amounts if only a part was wrong.")
    flash(said if partly else taken_off, "info")
    return back_to_ledger(plan_id, made, f"row-{made}")
