"""Writes of items: one field by a script, a whole form without one, and an item that is made for a choice."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.lib.texts import gettext as _
from impactplan.models import Kind
from impactplan.site.errors import wants_json
from impactplan.site.keys import form_key, header_key
from impactplan.steps import STEP_OF_KIND
from impactplan.workbook.addresses import step_address
from impactplan.workbook.around import changes_of, render_changes
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.field_requests import find_sent, find_value, read_version, seen_version
from impactplan.workbook.fieldviews import in_lines
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission, read_submission
from impactplan.workbook.new_rows import PRESET, read_new_row, save_values, sent_row
from impactplan.workbook.one_act import join_earlier
from impactplan.workbook.operations import SaveResult, create_item, mark_uncertain
from impactplan.workbook.pages import kinds_shown, render_step
from impactplan.workbook.queries import load_state
from impactplan.workbook.returning import back_to, find_kind, refuse_locked, refuse_row, step_in_use
from impactplan.workbook.row_actions import delete_shown_row, duplicate_shown_row, move_shown_row
from impactplan.workbook.save_responses import conflict_response, saved_along, saved_response, view_conflicts
from impactplan.workbook.writing import (
    IdTakenError,
    KeyReusedError,
    LockedError,
    NotFoundError,
    RowLimitError,
    TargetError,
    writing,
)


def read_value(plan_id: str) -> str | list[str]:
    """Return the text or the texts that a script sent; anything else must not pass for an emptied field."""
    value = find_value()
    if value is not None:
        return value
    load_plan(plan_id, Permission.EDIT)  # which answers to those who may not write here
    abort(400)


@blueprint.patch("/items/<kind>/<ref>/<field>")
def save_field(plan_id: str, kind: str, ref: str, field: str) -> ResponseReturnValue:
    """Save one field for a script: If-Match names the version that was seen."""
    item_kind = find_kind(kind)
    if field not in item_kind.fields or item_kind.fields[field].fixed:
        abort(404)
    value = read_value(plan_id)
    typed = MultiDict((field, text) for text in (value if isinstance(value, list) else [value]))
    seen = seen_version()
    key = header_key()
    row = sent_row(item_kind, ref, find_sent("new"))
    draft, result = read_submission(kind, typed, [field]), SaveResult(ref)
    try:
        payload = [kind, ref, field, value]
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=payload) as write:
            if write.replayed is None:
                if draft.errors:
                    return jsonify(errors=draft.errors[field]), 422
                if isinstance(along := find_sent("along"), str):
                    join_earlier(write, along)
                result = save_values(write, item_kind, ref, draft.values, {field: seen}, row)
                if not result.conflicts:
                    marked = mark_uncertain(write, kind, result.item_id, draft.uncertain)
                    also = saved_along(item_kind, field, result) if row else []
                    write.answer = saved_response(write, item_kind, field, result) | {"also": [*also, *marked]}
    except KeyReusedError:
        return jsonify(errors=[_("This was sent before with another text. Save it once more.")]), 422
    except RowLimitError:
        return refuse_row(plan_id, item_kind)
    except TargetError as error:
        return jsonify(errors=[error.message]), 422
    except (NotFoundError, IdTakenError):
        return jsonify(error=409, message=_("This row was removed. Your text is still here; copy it.")), 409
    except LockedError:
        message = _(
            "This row was locked in the meantime. Your text is still here; copy it, and correct with a new row."
        )
        return jsonify(error=409, message=message), 409
    if result.conflicts:
        return jsonify(conflict_response(plan_id, item_kind, result.item_id, result.conflicts[0])), 412
    answer = write.answer if write.replayed is None else write.replayed
    return jsonify(answer | render_changes(write.plan, changes_of(write, kind)))


def _read_versions(form: MultiDict[str, str]) -> dict[str, int]:
    """Return the version of each field that whoever sends the form saw."""
    return {
        name.removeprefix("version-"): read_version(value)
        for name, value in form.items()
        if name.startswith("version-")
    }


@blueprint.post("/items/<kind>/<ref>")
def save_item(plan_id: str, kind: str, ref: str) -> ResponseReturnValue:
    """Save a sheet or an open row from a form: what can be kept is kept, the rest comes back with its reason."""
    plan = load_plan(plan_id, Permission.EDIT)
    item_kind = find_kind(kind)
    seen = _read_versions(request.form)
    names = [name for name, declared in item_kind.fields.items() if name in seen and not declared.fixed]
    draft = read_submission(kind, _settled(request.form, names), names)
    row = read_new_row(item_kind, ref, request.form) if "new" in request.form and not item_kind.sheet else None
    result = SaveResult(ref)
    errors = dict(draft.errors)
    try:
        key = form_key()
        payload = [kind, ref, sorted((name, request.form.getlist(name)) for name in names)]
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=payload, renew=True) as write:
            if write.replayed is None:
                makes = request.form.get("then", "").startswith("make:")
                result = save_values(write, item_kind, ref, draft.values, seen, row, at_once=makes)
                mark_uncertain(write, kind, result.item_id, draft.uncertain)
                write.answer = result.item_id
            result.item_id = write.replayed or result.item_id
    except TargetError as error:
        errors[error.field] = [error.message]
    except RowLimitError:
        return refuse_row(plan_id, item_kind)
    except (NotFoundError, IdTakenError):
        flash(_("This row was removed in the meantime."), "warning")
        return back_to(plan_id, item_kind)
    except LockedError:
        return refuse_locked(plan_id, item_kind)
    ref, step = result.item_id if row else ref, step_in_use(item_kind)
    if result.conflicts:
        views = view_conflicts(plan_id, item_kind, result, draft)
        return render_template(
            "workbook/conflict.html", plan=plan, step=step, kind=item_kind, ref=ref, conflicts=views
        ), 409
    if errors:
        shown = type(draft)(draft.values, errors, draft.raw)
        return render_step(plan, step, ref, {ref: shown}, new=row), 422
    return go_on(plan_id, item_kind, ref, request.form.get("then", ""))


def go_on(plan_id: str, kind: Kind, ref: str, then: str) -> ResponseReturnValue:
    """Do what the button of a form asked for besides saving: without scripts nothing typed may be left behind."""
    view = request.form.get("view", "")
    if then.startswith("make:"):
        _make, made, field = (*then.split(":"), "", "")[:3]
        if kind.fields.get(field) and made in kind.fields[field].targets:
            page = url_for("workbook.make_item", plan_id=plan_id, kind=made)
            return redirect(f"{page}?for={kind.key}:{ref}:{field}", 303)
    if then in {"up", "down"} and not kind.sheet:
        try:
            after = request.form.get(f"after-{then}")
            move_shown_row(plan_id, kind, ref, after=after, by=-1 if then == "up" else 1)
        except NotFoundError:
            flash(_("That row is not as it was when this page was made. Look again."), "warning")
        return back_to(plan_id, kind, ref)
    if then == "again":
        again = read_new_row(kind, "", request.form).typed
        begins: dict[str, Any] = {PRESET + name: list(texts) for name, texts in again.items()}
        return redirect(step_address(plan_id, step_in_use(kind).key, view=view, new=kind.key, **begins) + "#new", 303)
    if then == "duplicate":
        return duplicate_shown_row(plan_id, kind.key, ref)
    if then == "delete":
        return delete_shown_row(plan_id, kind.key, ref)
    anchor = f"section-{kind.key}" if kind.sheet else f"row-{ref}"
    return redirect(step_address(plan_id, step_in_use(kind).key, anchor=anchor, view=view), 303)


def _settled(form: Any, names: list[str]) -> MultiDict[str, str]:
    """Return the form with every conflict settled as its writer chose on the conflict page."""
    settled = MultiDict((name, value) for name in names for value in form.getlist(name))
    for name in names:
        choice = form.get(f"choice-{name}")
        if choice in {"mine", "theirs", "combined"}:
            settled.setlist(name, form.getlist(f"{choice}-{name}"))
    return settled


@blueprint.route("/new/<kind>", methods=["GET", "POST"])
def make_item(plan_id: str, kind: str) -> ResponseReturnValue:
    """Make an item for a choice elsewhere, and come back with it chosen (``for`` is kind:item:field)."""
    plan = load_plan(plan_id, Permission.EDIT)
    item_kind = find_kind(kind)
    wish = [*request.values.get("for", "").split(":"), "", "", ""][:3]
    asking = find_kind(wish[0])
    asked = asking.fields.get(wish[2])
    if asked is None or asked.fixed or kind not in asked.targets:
        abort(404)
    names = [name for name, declared in item_kind.at_home.items() if declared.is_stored and not declared.fixed]
    draft = _read_made(item_kind, names) if request.method == "POST" else None
    if draft is not None and not draft.errors:
        try:
            return _make_and_choose(plan, item_kind, asking, wish, draft.values)
        except (TargetError, NotFoundError):
            flash(_("What this was for is not there any more."), "warning")
            return back_to(plan_id, asking)
        except LockedError:
            return refuse_locked(plan_id, asking)
        except RowLimitError:
            return refuse_row(plan_id, item_kind)
    if draft is not None and wants_json():
        return jsonify(errors=draft.errors), 422
    state = load_state(plan_id, kinds=kinds_shown(STEP_OF_KIND[kind]))
    lines = in_lines(view_fields(state, item_kind, state.sheet(f"new-{kind}"), draft, names))
    page = render_template(
        "workbook/make_item.html",
        plan=plan,
        kind=item_kind,
        lines=lines,
        wish=":".join(wish),
        asking=asking,
        back=step_address(plan_id, step_in_use(asking).key, None if asking.sheet else wish[1]),
    )
    return page, 422 if draft is not None else 200


def _read_made(kind: Kind, names: list[str]) -> Submission:
    """Read what an item is to be made of: of nothing, none is made."""
    draft = read_submission(kind.key, request.form, names)
    if draft.errors or any(kind.fields[name].is_filled(value) for name, value in draft.values.items()):
        return draft
    return Submission(draft.values, {names[0]: [_("Fill this in; nothing is made of an empty form.")]}, draft.raw)


def _make_and_choose(plan: OpenPlan, kind: Kind, asking: Kind, wish: list[str], values: Any) -> ResponseReturnValue:
    key = form_key()
    payload = [kind.key, wish, sorted((name, request.form.getlist(name)) for name in kind.fields)]
    answer: Any = None
    with writing(plan.id, Permission.EDIT, current_user, key=key, payload=payload, renew=True) as write:
        answer = write.replayed
        if answer is None:
            item_id = create_item(write, kind.key, values)
            state = load_state(plan.id, kinds={asking.key, *asking.fields[wish[2]].targets})
            asker = state.sheet(asking.key) if asking.sheet else state.find(wish[1])
            row = read_new_row(asking, wish[1], request.form) if "new" in request.form and asker is None else None
            if asker is None and row is None:
                raise NotFoundError
            several = asking.fields[wish[2]].is_list
            there = (target.id for target in state.find_all(asker.get(wish[2], ()))) if several and asker else ()
            chosen: Any = (*there, item_id) if several else item_id
            result = save_values(write, asking, wish[1], {wish[2]: chosen}, {}, row)
            write.answer = answer = {"id": item_id, "version": result.versions[wish[2]]}
    if wants_json():
        return jsonify(answer), 201
    return back_to(plan.id, asking, wish[1])
