"""What a save responds with: the version it made, or, where two people wrote, both texts side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_security import current_user
from sqlalchemy import select

from impactplan.graph import Item, PlanState
from impactplan.lib.dates import format_time
from impactplan.lib.formatted import read_formatted
from impactplan.lib.names import drop_unseen
from impactplan.lib.text import diff_words
from impactplan.lib.texts import gettext as _
from impactplan.models import Field, Kind, Revision, User, db
from impactplan.site.templating import show_ago
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.completeness import measure
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission, show_raw, show_raws
from impactplan.workbook.operations import Conflict, SaveResult
from impactplan.workbook.queries import load_state
from impactplan.workbook.wording import show_value
from impactplan.workbook.writing import Write


def saved_response(write: Write, kind: Kind, name: str, result: SaveResult) -> dict[str, Any]:
    """Return what a script needs after a save: the version, the moment, and how the value was understood."""
    declared, value = kind.fields[name], result.values.get(name)
    numeric = declared.type in {"number", "integer", "date"}
    return {
        "ref": result.item_id,
        "version": result.versions[name],
        "seq": write.seq,
        "at": write.at.isoformat(),
        "clock": format_time(write.at),
        "batch": write.batch,
        "raw": list(value) if isinstance(value, tuple) else show_raw(declared, value),
        "raws": show_raws(declared, value),
        "understood": show_value(declared, value) if numeric else "",
        "missing": measure(kind, result.values)["missing"],
        "step": STEP_OF_KIND[kind.key].key,
    }


def saved_along(kind: Kind, name: str, result: SaveResult) -> list[dict[str, Any]]:
    """Return what was written besides a field, because its value made the row: what that began with."""
    return [
        {"field": other, "version": version, "raw": raw_of(kind.fields[other], result.values.get(other))}
        for other, version in result.versions.items()
        if other != name
    ]


def combine(runs: Iterable[tuple[str, str]]) -> str:
    """Return both texts of a difference in one, what they share once, to be smoothed by hand."""
    combined, before = "", "same"
    for tag, text in runs:
        apart = before == "removed" and tag == "added" and not (combined[-1].isspace() or text[0].isspace())
        combined += f" {text}" if apart else text
        before = tag
    return combined


def raw_of(declared: Field, value: Any) -> Any:
    return list(value or ()) if declared.is_list else show_raw(declared, value)


def _author(plan_id: str, item_id: str, name: str) -> dict[str, Any]:
    query = (
        select(Revision.at, Revision.actor_id, User.shown_name)
        .join(User, User.id == Revision.actor_id, isouter=True)
        .where(Revision.plan_id == plan_id, Revision.item_id == item_id)
        .where((Revision.field == name) | (Revision.action == "create"))
        .order_by(Revision.seq.desc(), Revision.id.desc())
        .limit(1)
    )
    row: Any = db.session.execute(query).first()
    if row is None:
        return {"who": "", "ago": "", "at": None, "own": False}
    own = row.actor_id == current_user.id
    who = _("Another window of yours") if own else row.shown_name or ""
    return {"who": who, "ago": show_ago(row.at), "at": row.at, "own": own}


def conflict_response(plan_id: str, kind: Kind, item_id: str, conflict: Conflict) -> dict[str, Any]:
    """Return both values of a field that two people wrote, with their difference by word."""
    declared = kind.fields[conflict.field]
    state = load_state(plan_id) if declared.is_reference else None
    author = _author(plan_id, item_id, conflict.field)
    shown = {name: author[name] for name in ("who", "ago", "own")}
    return {"ref": item_id, **_compare(declared, conflict, state), **shown}


def _compare(declared: Field, conflict: Conflict, state: PlanState | None = None) -> dict[str, Any]:
    mine, theirs = (show_value(declared, value, state) for value in (conflict.mine, conflict.theirs))
    combined = combine(diff_words(drop_unseen(theirs), drop_unseen(mine))) if declared.is_text else ""
    if declared.type == "prose":
        mine, theirs = read_formatted(mine).text, read_formatted(theirs).text
    return {
        "field": conflict.field,
        "version": conflict.version,
        "mine": raw_of(declared, conflict.mine),
        "theirs": raw_of(declared, conflict.theirs),
        "mine_shown": mine,
        "theirs_shown": theirs,
        "combined": combined,
        "diff": diff_words(drop_unseen(theirs), drop_unseen(mine)),
    }


def own_saved_response(ref: str, step: str, seq: int, version: int, raw: str, at: datetime) -> dict[str, Any]:
    """Return what a script needs after a save of what is one person's own beside the plan, such as a reflection."""
    return {
        "ref": ref,
        "version": version,
        "seq": seq,
        "at": at.isoformat(),
        "clock": format_time(at),
        "batch": "",
        "raw": raw,
        "understood": "",
        "missing": 0,
        "step": step,
    }


def own_conflict_response(declared: Field, conflict: Conflict, at: datetime) -> dict[str, Any]:
    """Return both texts of a field that the same person wrote in two windows or on two devices."""
    who = {"who": _("Another window of yours"), "ago": show_ago(at), "own": True}
    return _compare(declared, conflict) | who


def view_conflicts(plan_id: str, kind: Kind, result: SaveResult, draft: Submission) -> list[dict[str, Any]]:
    """Return what the conflict page shows per field."""
    state: PlanState = load_state(plan_id)
    item = state.sheet(kind.key) if kind.sheet else state.find(result.item_id)
    views: dict[str, FieldView] = {}
    if item is not None:
        fresh = Item(item.id, item.kind, item.position, item.values, item.versions)
        names = [conflict.field for conflict in result.conflicts]
        views = {view.name: view for view in view_fields(state, kind, fresh, draft, names)}
    return [
        {
            **conflict_response(plan_id, kind, result.item_id, conflict),
            **_author(plan_id, result.item_id, conflict.field),
            "view": views.get(conflict.field),
            "label": kind.fields[conflict.field].label,
            "is_text": kind.fields[conflict.field].is_text,
            "formatted": kind.fields[conflict.field].type == "prose",
        }
        for conflict in result.conflicts
    ]
