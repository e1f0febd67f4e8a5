"""Where a form of an item came from, and where its sender goes next."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Kind
from impactplan.site.errors import wants_json
from impactplan.steps import BY_KEY, STEP_OF_KIND, Step
from impactplan.workbook.addresses import step_address


def find_kind(key: str) -> Kind:
    """Return a kind that has a place on a step page, or end with 404."""
    if key not in STEP_OF_KIND:
        abort(404)
    return KINDS[key]


def step_in_use(kind: Kind) -> Step:
    """Return the step whose page a form came from: a kind's own, or a later one that asks more of it or draws it."""
    named = BY_KEY.get(request.values.get("step", ""))
    return named if named is not None and kind.key in {*named.shown, *named.draws} else STEP_OF_KIND[kind.key]


def back_to(plan_id: str, kind: Kind, item_id: str | None = None) -> ResponseReturnValue:
    """Send the reader back to the step of a kind, with the row open where there is one, and to the way of showing the
    page that the form stood in."""
    row = None if kind.sheet else item_id
    anchor = f"row-{row}" if row else f"section-{kind.key}"
    return redirect(step_address(plan_id, step_in_use(kind).key, row, anchor, request.values.get("view", "")), 303)


def refuse_row(plan_id: str, kind: Kind) -> ResponseReturnValue:
    message = _("There are 500 %(kinds)s, which is as many as fit. Delete one first.", kinds=str(kind.plural).lower())
    if wants_json():
        return jsonify(errors=[message]), 422
    flash(message, "warning")
    return back_to(plan_id, kind)


def say_taken() -> str:
    """Return why something cannot come back of which there is one at most."""
    return _("Another row stands in its place, and there can be only one. Look at that row first.")


def refuse_locked(plan_id: str, kind: Kind) -> ResponseReturnValue:
    flash(_("This row is locked: it stays as it is. Correct it with a new row."), "warning")
    return back_to(plan_id, kind)
