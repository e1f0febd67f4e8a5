"""The reading view of a plan, and its exports."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.exports.additions import find_additions
from impactplan.exports.blueprint import blueprint
from impactplan.exports.choices import BY_KEY as READY_BY_KEY
from impactplan.exports.choices import WHOLE, keep_choice, load_choices
from impactplan.exports.document import build_document
from impactplan.exports.formats import default_format, formats
from impactplan.exports.forms import view_parts
from impactplan.exports.html import describe_version, render_body, render_contents
from impactplan.exports.keeping import still_shown
from impactplan.exports.names import name_file
from impactplan.exports.operations import file_of, is_usable, request_export
from impactplan.exports.options import FORM_NAMES, Options
from impactplan.exports.queries import find_authors, load_export
from impactplan.exports.sizes import is_too_long
from impactplan.extensions import limiter
from impactplan.lib.texts import gettext as _
from impactplan.models import now
from impactplan.outbox import SILENT_AFTER, worker_lives
from impactplan.site.kept_pages import kept_while_same
from impactplan.steps import BY_KEY
from impactplan.workbook.queries import load_state
from impactplan.workbook.snapshots import SnapshotLine, find_snapshot


@blueprint.get("/plans/<plan_id>/document")
@kept_while_same
def show_document(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    choices = load_choices(plan.id)
    chosen = choices.get(request.args.get("choice", ""), choices[WHOLE.key])
    options, snapshot = read_options(plan, request.args, chosen.options)
    additions = find_additions(plan, current_user.id, options)
    state = load_state(plan.id, at=snapshot.seq if snapshot else None)
    too_long = is_too_long(state, options, sum(addition.size for addition in additions))
    if too_long:
        state, additions = replace(state, items={}), []
    document = build_document(state, options, find_authors(plan.id), additions)
    may_edit = plan.may(Permission.EDIT) and snapshot is None
    return render_template(
        "exports/show_document.html",
        plan=plan,
        document=document,
        too_long=too_long,
        contents="" if too_long else render_contents(document),
        made=describe_version(document),
        body="" if too_long else render_body(document, editable=may_edit, plan_id=plan.id, turning=True),
        options=options,
        snapshot=snapshot,
        parts=view_parts(options),
        choices=list(choices.values()),
        chosen=chosen,
        is_kept=options.kept == chosen.options.kept,
        may_edit=may_edit,
    )


@blueprint.post("/plans/<plan_id>/document")
def keep_document_choice(plan_id: str) -> ResponseReturnValue:
    """Keep for everybody what is in a ready document of this plan."""
    plan = load_plan(plan_id, Permission.EDIT)
    ready = READY_BY_KEY.get(request.form.get("choice", "")) or abort(400)
    options = Options.from_form(request.form)
    keep_choice(plan.id, ready, options)
    flash(_("Kept: this is in “%(document)s” from now on, for everybody who makes it.", document=ready.name), "success")
    return redirect(url_for("exports.show_document", plan_id=plan.id, choice=ready.key), 303)


def read_options(
    plan: OpenPlan, form: MultiDict[str, str], kept: Options | None = None
) -> tuple[Options, SnapshotLine | None]:
    """Return what a form asks for, or what is ``kept`` where it asks for nothing, with the snapshot that it is about;
    one that is not there is a 404."""
    asks = kept is None or any(name in form for name in FORM_NAMES)
    options, at = Options.from_form(form) if asks or kept is None else kept, form.get("at", "")
    if not at:
        return options, None
    snapshot = find_snapshot(plan.id, at) or abort(404)
    return options.at_moment(snapshot.id, snapshot.name, snapshot.at.isoformat()), snapshot


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


@blueprint.get("/plans/<plan_id>/steps/<step>/paper")
def show_paper(plan_id: str, step: str) -> ResponseReturnValue:
    """Show all that a step holds, for its page to print; with ``feedback``, what was said about it too."""
    plan = load_plan(plan_id, Permission.READ)
    if step not in BY_KEY:
        abort(404)
    options = Options.of([step], feedback="feedback" in request.args)
    state, additions = load_state(plan.id), find_additions(plan, current_user.id, options)
    if is_too_long(state, options, sum(addition.size for addition in additions)):
        abort(413)
    document = build_document(state, options, additions=additions)
    body, made = render_body(document), describe_version(document)
    page = render_template("exports/_paper.html", document=document, made=made, body=body)
    return page, {"Cache-Control": "no-store"}


def _asker() -> str:
    return f"export {current_user.id if current_user.is_authenticated else ''}"


@blueprint.post("/plans/<plan_id>/exports")
@limiter.limit("40 per 10 minutes", key_func=_asker)
def make_export(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    format_ = formats.current.get(request.form.get("format") or default_format().key) or abort(400)
    options, snapshot = read_options(plan, request.form)
    export = request_export(plan, format_, options, current_user, snapshot.seq if snapshot else None)
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
        download_name=name_file([plan.title], export.created_at, export.seq, format_.extension),
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    # A browser may show a file within a page of its own, which a policy of "nothing" keeps empty.
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    return response
