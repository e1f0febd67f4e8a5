"""What both a form and a button of its own can do to a row: copy it, delete it, move it within its group."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.models import Kind
from impactplan.site.errors import wants_json
from impactplan.site.keys import form_key
from impactplan.workbook.completeness import live_values
from impactplan.workbook.dependents import find_dependents, say_builds_on
from impactplan.workbook.operations import delete_item, duplicate_item
from impactplan.workbook.positions import move_behind, move_item
from impactplan.workbook.queries import load_state
from impactplan.workbook.registry import kind_part
from impactplan.workbook.returning import back_to, find_kind, refuse_locked, refuse_row, step_in_use
from impactplan.workbook.writing import LockedError, NotFoundError, RowLimitError, TargetError, writing


def _find_group(plan_id: str, kind: Kind, item_id: str) -> set[str] | None:
    """Return the rows among which a row moves, where the page shows it in a group."""
    layout = kind_part(step_in_use(kind).key, kind.key).layout
    if layout.group is None:
        return None
    state = load_state(plan_id, kinds=[kind.key])
    item = state.find(item_id)
    return {row.id for row in state.rows(kind.key) if item and layout.group(row) == layout.group(item)}


def duplicate_shown_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    """Add a copy of a row behind it, without the references to what was deleted since."""
    item_kind = find_kind(kind)
    load_plan(plan_id, Permission.EDIT)
    kinds = {kind} | {target for declared in item_kind.fields.values() for target in declared.targets}
    state = load_state(plan_id, kinds=kinds)
    item = state.find(item_id)
    if item is None or item_kind.sheet or item_kind.one_per or item.kind != kind:
        abort(404)
    try:
        with writing(plan_id, Permission.EDIT, current_user, key=form_key(), renew=True) as write:
            copy = write.replayed or duplicate_item(write, replace(item, values=live_values(state, item)))
            write.answer = copy
    except RowLimitError:
        return refuse_row(plan_id, item_kind)
    except TargetError:  # went away just now
        abort(409)
    return back_to(plan_id, item_kind, copy)


def move_shown_row(
    plan_id: str, kind: Kind, item_id: str, *, after: str | None = None, index: int | None = None, by: int = 0
) -> None:
    """Move a row right behind another one (or, for "", before all), to an index, or so many places within its group.

    Raises NotFoundError where one of the two went away since the page was made.
    """
    with writing(plan_id, Permission.EDIT, current_user) as write:
        if after is not None:
            move_behind(write, kind.key, item_id, after or None)
        else:
            move_item(write, kind.key, item_id, index=index, by=by, among=_find_group(plan_id, kind, item_id))


def _what_builds_on(plan_id: str, item_id: str) -> str:
    dependents = find_dependents(load_state(plan_id), {item_id})
    return say_builds_on(dependents) if dependents else ""


def delete_shown_row(plan_id: str, kind: str, item_id: str) -> ResponseReturnValue:
    """Delete a row, with a way to undo it. Where others build on it, that is said first."""
    item_kind = find_kind(kind)
    if item_kind.sheet:
        abort(404)
    if not request.form.get("confirmed"):
        load_plan(plan_id, Permission.EDIT)
        if words := _what_builds_on(plan_id, item_id):
            if wants_json():
                return jsonify(dependents=words), 409
            flash({"kind": kind, "item": item_id, "words": words}, "delete")  # type: ignore[arg-type]  # kept as JSON
            return back_to(plan_id, item_kind, item_id)
    with writing(plan_id, Permission.EDIT, current_user) as write:
        try:
            delete_item(write, kind, item_id)
        except NotFoundError:
            abort(404)
        except LockedError:
            return refuse_locked(plan_id, item_kind)
        batch = write.batch
    if wants_json():
        return jsonify(batch=batch)
    flash(batch, "undo")
    return back_to(plan_id, item_kind)
