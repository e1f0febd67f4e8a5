"""Handing over one picture of a plan."""

from __future__ import annotations

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.exports.blueprint import blueprint
from impactplan.exports.document import in_language
from impactplan.exports.names import name_file
from impactplan.exports.pictures import list_picture_formats
from impactplan.extensions import limiter
from impactplan.steps import BY_KEY
from impactplan.workbook.pages import kinds_shown
from impactplan.workbook.queries import load_state
from impactplan.workbook.registry import part_of


def _asker() -> str:
    return f"picture {current_user.id if current_user.is_authenticated else ''}"


@blueprint.get("/plans/<plan_id>/pictures/<step>/<key>.<extension>")
@limiter.limit("60 per 10 minutes", key_func=_asker)
def download_picture(plan_id: str, step: str, key: str, extension: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    if step not in BY_KEY:
        abort(404)
    picture = next((picture for picture in part_of(step).pictures if picture.key == key), None) or abort(404)
    format_ = next((one for one in list_picture_formats(picture) if one.key == extension), None) or abort(404)
    state = load_state(plan.id, kinds=kinds_shown(BY_KEY[step]))
    if not picture.is_drawn(state):
        abort(404)
    with in_language(state.language):
        name = name_file([plan.title, str(BY_KEY[step].title)], state.at, state.seq, extension)
    response = Response(format_.write(picture, state), mimetype=format_.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-cache"
    # A drawing can name what it wants to load; ours names nothing, and may load nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
