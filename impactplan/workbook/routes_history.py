"""Looking back: the history of a field, and what was done in the plan lately; both can be gone back to."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Field
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.addresses import step_address
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.changes import load_changes, view_versions
from impactplan.workbook.operations import set_fields
from impactplan.workbook.paging import find_paging, page_number
from impactplan.workbook.queries import find_item_id, find_newest_seq, find_version
from impactplan.workbook.writing import CircleError, LockedError, NotFoundError, TakenError, TargetError, writing


def find_field(kind: str, field: str) -> Field:
    """Return a field that has a place on a step page, or end with 404."""
    if kind not in STEP_OF_KIND or field not in KINDS[kind].fields:
        abort(404)
    return KINDS[kind].fields[field]


@blueprint.get("/items/<kind>/<ref>/<field>/history")
def show_history(plan_id: str, kind: str, ref: str, field: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    declared = find_field(kind, field)
    item_id = find_item_id(plan_id, kind, ref)
    if item_id is None and ref != kind:
        abort(404)
    page = page_number()
    versions, more = view_versions(plan_id, declared, item_id, page) if item_id else ([], False)
    where = {"plan_id": plan_id, "kind": kind, "ref": ref, "field": field}
    return render_template(
        "workbook/history.html",
        plan=plan,
        step=STEP_OF_KIND[kind],
        kind=KINDS[kind],
        ref=ref,
        declared=declared,
        versions=versions,
        newest=versions[0].seq if versions and page == 1 else find_newest_seq(plan_id, item_id or "", field),
        paging=find_paging(page, more=more, endpoint="workbook.show_history", **where),
        editable=plan.may(Permission.EDIT),
    )


@blueprint.post("/items/<kind>/<ref>/<field>/history")
def restore_version(plan_id: str, kind: str, ref: str, field: str) -> ResponseReturnValue:
    """Give a field an earlier version again, unless it was written since the page was read."""
    load_plan(plan_id, Permission.EDIT)
    declared = find_field(kind, field)
    item_id = None if declared.fixed else find_item_id(plan_id, kind, ref)
    seq, seen = request.form.get("seq", type=int), request.form.get("seen", type=int)
    earlier = find_version(plan_id, item_id, field, seq) if item_id and seq else None
    if item_id is None or earlier is None:
        abort(404)
    again = url_for("workbook.show_history", plan_id=plan_id, kind=kind, ref=ref, field=field)
    try:
        with writing(plan_id, Permission.EDIT, current_user) as write:
            value = declared.from_json(earlier.value)
            against = {} if seen is None else {field: seen}
            result = set_fields(write, kind, item_id, {field: value}, against, typing=False)
    except (CircleError, TakenError) as error:
        flash(error.message, "warning")
        return redirect(again, 303)
    except (NotFoundError, TargetError):
        flash(_("This belongs to a row that was removed. Bring the row back first."), "warning")
        return redirect(again, 303)
    except LockedError:
        flash(_("This row is locked: it stays as it is. Correct it with a new row."), "warning")
        return redirect(again, 303)
    if result.conflicts:
        flash(_("Somebody wrote here in the meantime. Look at the newest text first."), "warning")
        return redirect(again, 303)
    sheet = KINDS[kind].sheet
    anchor = f"{kind if sheet else item_id}-{field}"
    return redirect(step_address(plan_id, STEP_OF_KIND[kind].key, None if sheet else item_id, anchor), 303)


@blueprint.get("/history")
def show_changes(plan_id: str) -> ResponseReturnValue:
    """Show what was done in the plan, the newest first, with a way back for each."""
    plan, page = load_plan(plan_id, Permission.READ), page_number()
    changes, more = load_changes(plan_id, page)
    return render_template(
        "workbook/changes.html",
        plan=plan,
        changes=changes,
        paging=find_paging(page, more=more, endpoint="workbook.show_changes", plan_id=plan_id),
        here=url_for("workbook.show_changes", plan_id=plan_id, page=page if page > 1 else None),
        editable=plan.may(Permission.EDIT),
    )
