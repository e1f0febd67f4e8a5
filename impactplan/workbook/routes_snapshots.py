"""Snapshots: naming a moment, and bringing fields or rows back from it, or from any other moment."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.lib.refusals import Refusal
from impactplan.lib.text import find_forbidden, join_lines
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS
from impactplan.models.snapshot import NAME_LIMIT
from impactplan.site.addresses import own_address
from impactplan.site.keys import form_key
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.field_requests import read_version
from impactplan.workbook.restoring import Restored, restore_fields, restore_row
from impactplan.workbook.returning import find_kind, say_taken
from impactplan.workbook.snapshots import (
    MOST,
    load_snapshots,
    remove_snapshot,
    rename_snapshot,
    take_snapshot,
)
from impactplan.workbook.writing import (
    CircleError,
    LockedError,
    NotFoundError,
    RowLimitError,
    TakenError,
    TargetError,
    WriteError,
    writing,
)


@blueprint.get("/snapshots")
def show_snapshots(plan_id: str) -> ResponseReturnValue:
    return render_snapshots(load_plan(plan_id, Permission.READ))


def render_snapshots(plan: OpenPlan, typed: str = "", error: str = "", of: str = "") -> str:
    """Return the page of the snapshots; ``typed`` is a name that was refused, of a new one or of one that is there."""
    return render_template(
        "workbook/snapshots.html",
        plan=plan,
        snapshots=load_snapshots(plan.id),
        editable=plan.may(Permission.EDIT),
        typed=typed,
        error=error,
        of=of,
        limit=NAME_LIMIT,
    )


def read_name() -> tuple[str, str]:
    """Return the name that was typed, and what is wrong with it."""
    name = join_lines(request.form.get("name", ""))
    if not name:
        return name, _("Give it a name by which you know it again.")
    if len(name) > NAME_LIMIT or find_forbidden(name):
        return name[:1000], _("Keep the name shorter: at most %(limit)s characters.", limit=NAME_LIMIT)
    return name, ""


@blueprint.post("/snapshots")
def make_snapshot(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    name, error = read_name()
    if not error:
        try:
            take_snapshot(plan_id, current_user, name, form_key("form_key"))
        except Refusal:
            error = _("A plan holds at most %(limit)s snapshots. Remove one that you no longer need.", limit=MOST)
    if error:
        return render_snapshots(plan, name, error), 422
    flash(_("“%(name)s” is kept. You can read it and compare with it from now on.", name=name), "success")
    return redirect(url_for("workbook.show_snapshots", plan_id=plan_id), 303)


@blueprint.post("/snapshots/<snapshot_id>/name")
def name_snapshot(plan_id: str, snapshot_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    name, error = read_name()
    if error:
        return render_snapshots(plan, name, error, snapshot_id), 422
    try:
        rename_snapshot(plan_id, current_user, snapshot_id, name)
    except Refusal:
        abort(404)
    return redirect(url_for("workbook.show_snapshots", plan_id=plan_id), 303)


@blueprint.post("/snapshots/<snapshot_id>/remove")
def delete_snapshot(plan_id: str, snapshot_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.EDIT)
    try:
        remove_snapshot(plan_id, current_user, snapshot_id)
    except Refusal:
        abort(404)
    flash(_("The snapshot is removed. Nothing of the plan went."), "success")
    return redirect(url_for("workbook.show_snapshots", plan_id=plan_id), 303)


@blueprint.post("/restore/<kind>/<item_id>")
def restore(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    """Bring fields of a row, or a row that was removed, back as they were at a seq."""
    load_plan(plan_id, Permission.EDIT)
    item_kind = find_kind(kind)
    seq, names = read_version(request.form.get("seq", "")), request.form.getlist("field")
    where = own_address(request.form.get("next"), url_for("workbook.show_changes", plan_id=plan_id))
    if seq < 1 or any(name not in item_kind.stored for name in names):
        abort(404)
    seen = {name: read_version(request.form.get(f"seen-{name}", "")) for name in names}
    try:
        with writing(plan_id, Permission.EDIT, current_user) as write:
            if names:
                restored = restore_fields(write, kind, item_id, seq, names, seen)
            else:
                restored = restore_row(write, kind, item_id, seq)
    except WriteError as error:
        flash(why_not_restored(error), "warning")
        return redirect(where, 303)
    tell_restored(restored, len(names), kind)
    return redirect(where, 303)


def why_not_restored(error: WriteError) -> str:
    match error:
        case LockedError():
            return _("This row is locked: it stays as it is. Correct it with a new row.")
        case RowLimitError():
            return _("There are too many rows to bring this one back. Delete one first.")
        case TakenError():
            return say_taken()
        case CircleError():
            return error.message
        case TargetError():
            return _("This belongs to a row that was removed. Bring the row back first.")
        case NotFoundError():
            return _("That row is not as it was when this page was made. Look again.")
    return _("This could not be brought back.")


def tell_restored(restored: Restored, asked: int, kind: str) -> None:
    if restored.conflicts:
        labels = ", ".join(str(KINDS[kind].fields[name].label) for name in restored.conflicts)
        flash(_("Somebody wrote here in the meantime. Look at the newest text first.") + f" ({labels})", "warning")
    if len(restored.conflicts) < asked or not asked:
        brought = ngettext("The field is brought back.", "The fields are brought back.", asked)
        flash(brought if asked else _("The row is brought back."), "success")
    if restored.left_out:
        flash(_("What it referred to and was removed since, is left out."), "info")
