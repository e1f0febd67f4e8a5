"""What the list of the theory of change does by plain forms, besides what is done to any row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.graph import Item
from impactplan.lib.texts import gettext as _
from impactplan.models import BOX_KINDS, KINDS, Kind
from impactplan.site.keys import form_key
from impactplan.strategy.blueprint import blueprint
from impactplan.strategy.guide_operations import link_values
from impactplan.strategy.theory_list import MAY_LEAD_TO
from impactplan.workbook.addresses import step_address
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.queries import load_state
from impactplan.workbook.returning import refuse_row
from impactplan.workbook.writing import NotFoundError, RowLimitError, TargetError, Write, writing


def open_in_list(plan_id: str, row: str) -> ResponseReturnValue:
    return redirect(step_address(plan_id, "theory", row, f"row-{row}", "list"), 303)


@blueprint.post("/theory/boxes/<item_id>/links")
def add_link(plan_id: str, item_id: str) -> ResponseReturnValue:
    """Let a box lead to one that is there already, and open what is to be said of that."""
    box = _find_source(plan_id, item_id)
    target = load_state(plan_id, kinds=BOX_KINDS).find(request.form.get("target", ""))
    if target is None or target.kind not in MAY_LEAD_TO.get(box.kind, ()):
        flash(_("Choose where it leads to."), "warning")
        return open_in_list(plan_id, item_id)
    return _write_and_open(plan_id, "link", [item_id, target.id], lambda write: _join(write, box, target))


def _find_source(plan_id: str, item_id: str) -> Item:
    load_plan(plan_id, Permission.EDIT)
    box = load_state(plan_id, kinds=BOX_KINDS).find(item_id)
    if box is None:
        abort(404)
    return box


def _write_and_open(
    plan_id: str, kind: str, payload: Sequence[str], operate: Callable[[Write], str]
) -> ResponseReturnValue:
    """Write what a form asks for, once, and open the row that it returns."""
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=form_key(), payload=payload, renew=True) as write:
            write.answer = write.replayed or operate(write)
    except RowLimitError:
        return refuse_row(plan_id, KINDS[kind])
    except (TargetError, NotFoundError):
        flash(_("What this was for is not there any more."), "warning")
        return redirect(step_address(plan_id, "theory", view="list"), 303)
    return open_in_list(plan_id, str(write.answer or write.replayed))


def join_behind(write: Write, kind: Kind, item_id: str, follows: str) -> None:
    """Join a new box to the one that it follows from; an output says itself what it comes from."""
    box = load_state(write.plan.id, kinds=BOX_KINDS).find(follows)
    if box is not None and kind.key != "output" and kind.key in MAY_LEAD_TO.get(box.kind, ()):
        create_item(write, "link", link_values(box.id, item_id))


def _join(write: Write, box: Item, target: Item) -> str:
    """Return the row in which the link is described: an output says itself what it comes from."""
    if box.kind == "activity":
        set_fields(write, "output", target.id, {"activity": box.id}, {})
        return target.id
    return create_item(write, "link", link_values(box.id, target.id))
