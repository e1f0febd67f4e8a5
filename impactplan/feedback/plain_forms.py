"""What a form without a script brings: kept as a draft, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, request

from impactplan.access import OpenPlan
from impactplan.feedback.drafts import save_draft
from impactplan.feedback.fields import FIELDS, read_value
from impactplan.lib.text import drop_broken, find_forbidden, normalise
from impactplan.lib.texts import gettext as _
from impactplan.models import User
from impactplan.workbook.field_requests import read_version


def keep_typed(plan: OpenPlan, writer: User, ref: str, typed: Mapping[str, str]) -> bool:
    """Keep what a plain form held, each value against the version that it showed; tell whether somebody must look at it
    before it can go. A form without a script loses nothing: a text that is too long is kept as a draft and refused when
    it is to be sent, and of two texts both are kept."""
    values = {name: read_typed(name, text) for name, text in typed.items()}
    seen = {name: read_version(request.form.get(f"version-{name}", "")) for name in values}
    saved = save_draft(plan.id, writer, ref, values, seen)
    if not saved.conflicts:
        return False
    divided = [one.field for one in saved.conflicts if FIELDS[one.field].is_text and one.mine and one.theirs]
    kept = {
        one.field: f"{one.theirs}\n\n{one.mine}" if one.field in divided else one.mine or one.theirs
        for one in saved.conflicts
    }
    save_draft(plan.id, writer, ref, kept, {one.field: one.version for one in saved.conflicts})
    if divided:
        flash(_("In another window you wrote something else here. Both texts are kept, one below the other."), "info")
    return bool(divided)


def read_typed(name: str, typed: str) -> Any:
    """Return what a plain form held as a draft keeps it, also where it cannot be sent like this."""
    try:
        return read_value(name, typed)
    except ValueError as error:
        if not FIELDS[name].is_text:
            return ""
        if find_forbidden(typed):
            flash(str(error), "error")
        return normalise(drop_broken(typed))
