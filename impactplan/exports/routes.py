"""The reading view of a plan, and its exports."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.exports.additions import find_additions
from impactplan.exports.document import build_document
from impactplan.exports.formats import default_format, formats
from impactplan.exports.forms import view_parts
from impactplan.exports.html import describe_version, render_body, render_contents
from impactplan.exports.operations import file_of, is_usable, request_export, still_shown
from impactplan.exports.options import Options
from impactplan.exports.queries import find_authors, load_export
from impactplan.exports.sizes import is_too_long
from impactplan.extensions import limiter
from impactplan.lib.dates import AMSTERDAM
from impactplan.models import Export, now
from impactplan.outbox import SILENT_AFTER, worker_lives
from impactplan.steps import BY_KEY
from impactplan.workbook.queries import load_state

blueprint = Blueprint("exports", __name__)


@blueprint.get("/plans/<plan_id>/document")
def show_document(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    options = Options.from_form(request.args)
    additions = find_additions(plan, current_user.id) if options.reflections else ()
    state = load_state(plan.id)
    too_long = is_too_long(state, options)
    if too_long:
        state, additions = replace(state, items={}), ()
    document = build_document(state, options, find_authors(plan.id), additions)
    return render_template(
        "exports/show_document.html",
        plan=plan,
        document=document,
        too_long=too_long,
        contents="" if too_long else render_contents(document),
        made=describe_version(document),
        body="" if too_long else render_body(document, editable=plan.may(Permission.EDIT), plan_id=plan.id),
        options=options,
        parts=view_parts(options),
    )


@blueprint.get("/plans/<plan_id>/feedback/at/<int:seq>/<step>")
def show_step_at(plan_id: str, seq: int, step: str) -> ResponseReturnValue:
    """Show what a step said at a seq: what a request or a review was about, whatever was written since."""
    plan = load_plan(plan_id, Permission.READ)
    if step not in BY_KEY or seq > plan.seq:
        abort(404)
    document = build_document(load_state(plan.id, at=seq), Options.of([step]))
    page = render_template(
        "exports/show_step_at.html",
        plan=plan,
        step=BY_KEY[step],
        document=document,
        made=describe_version(document),
        body=render_body(document),
        changed=seq < plan.seq,
    )
    return page, {"Cache-Control": "no-store"}


def _asker() -> str:
    return f"export {current_user.id if current_user.is_authenticated else ''}"


@blueprint.post("/plans/<plan_id>/exports")
@limiter.limit("40 per 10 minutes", key_func=_asker)
def make_export(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    format_ = formats.current.get(request.form.get("format") or default_format().key) or abort(400)
    export = request_export(plan, format_, Options.from_form(request.form), current_user)
    return redirect(url_for("exports.show_export", plan_id=plan.id, export_id=export.id), 303)


@blueprint.get("/plans/<plan_id>/exports/<export_id>")
def show_export(plan_id: str, export_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    export = load_export(plan.id, export_id, current_user.id)
    state = export.state if is_usable(export) and still_shown(plan, export, current_user.id) else "failed"
    waits = state in {"queued", "running"} and abs(now() - export.created_at) > SILENT_AFTER
    page = render_template(
        "exports/show_export.html",
        plan=plan,
        export=export,
        format=formats.current[export.format],
        state=state,
        no_worker=waits and not worker_lives(),
        options=Options.from_json(export.options),
        size=file_of(export).stat().st_size if state == "done" else 0,
    )
    return page, {"Cache-Control": "no-store"}


@blueprint.get("/plans/<plan_id>/exports/<export_id>/file")
def download_export(plan_id: str, export_id: str) -> ResponseReturnValue:
    """Send the file as a download, or with ``?inline=1`` to be shown in the browser."""
    plan = load_plan(plan_id, Permission.READ)
    export = load_export(plan.id, export_id, current_user.id)
    if export.state != "done" or not is_usable(export) or not still_shown(plan, export, current_user.id):
        abort(404)
    format_ = formats.current[export.format]
    response = send_file(
        file_of(export),
        mimetype=format_.media_type,
        as_attachment=not (format_.inline and request.args.get("inline")),
        download_name=name_file(plan.title, export, format_.extension),
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# A browser may show a file within a page of its own, which a policy of "nothing" keeps empty.
download_export.talisman_view_options = {  # type: ignore[attr-defined]  # read by Flask-Talisman
    "content_security_policy": {"frame-ancestors": "'none'"}
}


def name_file(title: str, export: Export, extension: str) -> str:
    """Return a descriptive file name in characters that every file system accepts."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60] or "plan"
    return f"{words}-{export.created_at.astimezone(AMSTERDAM):%Y-%m-%d}-v{export.seq}.{extension}"
