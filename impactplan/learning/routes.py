"""Locking ledger lines after a question, and correcting a locked one by a counter-line."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.graph import Item, PlanState
from impactplan.learning.blueprint import blueprint
from impactplan.learning.books import BookLine, book, fixed_values
from impactplan.learning.ledger import amount, corrections, euros, shown_line
from impactplan.learning.locking import correct_line, lock_lines, seal_of
from impactplan.lib.texts import gettext as _
from impactplan.site.keys import form_key
from impactplan.workbook.addresses import step_address
from impactplan.workbook.completeness import live_values
from impactplan.workbook.queries import load_state
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


def show_fixed(state: PlanState, line: BookLine) -> dict[str, str]:
    """Return in words what locking fixes of a line."""
    shown = shown_line(state, line)
    price = fixed_values(state, line.item)["unit_price"] if line.item else None
    return {
        "title": shown.title,
        "gross": amount(line.gross, 1),
        "corrections": corrections(line),
        "net": amount(line.net, 1),
        "price": euros(price, 2) if price is not None else "",
        "why": shown.why,
    }


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


@blueprint.post("/<item_id>/correct")
def correct(plan_id: str, item_id: str) -> ResponseReturnValue:
    """Add the line that takes a locked one off, and open it."""
    load_plan(plan_id, Permission.EDIT)
    key = form_key()
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=item_id, renew=True) as write:
            if write.replayed is not None:
                return back_to_ledger(plan_id, write.replayed, f"row-{write.replayed}")
            state = load_state(plan_id, kinds=KINDS_READ)
            item = next((row for row in state.rows("ledger_line") if row.id == item_id), None)
            if item is None or item["locked_on"] is None:
                flash(_("Only a locked line is corrected like this. An open one can simply be changed."), "warning")
                return back_to_ledger(plan_id)
            made = correct_line(write, Item(item.id, item.kind, item.position, live_values(state, item)))
            write.answer = made
    except (RowLimitError, TargetError):
        flash(_("There are as many ledger lines as fit. Delete one first."), "warning")
        return back_to_ledger(plan_id)
    flash(_("This line takes the locked one off entirely. Change its amounts if only a part was wrong."), "info")
    return back_to_ledger(plan_id, made, f"row-{made}")
