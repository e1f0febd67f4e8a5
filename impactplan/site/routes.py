"""What is refused before any view looks at it, and the choice of language."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from flask_security import current_user
from sqlalchemy import update

from impactplan.models import User, db
from impactplan.site.addresses import own_address
from impactplan.site.language import LANGUAGES, note_page_language
from impactplan.site.words import digest_of, words_script

blueprint = Blueprint("site", __name__)


@blueprint.before_app_request
def refuse_nul() -> ResponseReturnValue | None:
    """Answer an address with a NUL at once: no database takes one, and no page can show it."""
    if "\0" in request.path or any("\0" in value for values in request.args.listvalues() for value in values):
        return "404", 404
    return None


@blueprint.before_app_request
def refuse_strange_json() -> None:
    """Refuse JSON that is no object, or nested without end: no view has to expect it."""
    if not request.is_json or request.method == "GET":
        return
    try:
        payload = request.get_json(silent=True)
    except RecursionError:
        payload = None
    if not isinstance(payload, dict):
        abort(400)


@blueprint.before_app_request
def read_page_language() -> None:
    if request.method in {"POST", "PATCH", "PUT", "DELETE"}:
        note_page_language()


@blueprint.get("/words/<part>-<code>-<digest>.js")
def show_words(part: str, code: str, digest: str) -> ResponseReturnValue:
    """Send the texts that scripts show. Their name changes with them, so a browser may keep them."""
    if code not in LANGUAGES:
        abort(404)
    g.language = code
    refresh()
    script = words_script(part) or abort(404)
    kept = "public, max-age=31536000, immutable" if digest == digest_of(script) else "no-store"
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": kept})


@blueprint.post("/language")
def change_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            db.session.execute(update(User).where(User.id == current_user.id).values(language=chosen))
            db.session.commit()
    return redirect(own_address(request.form.get("next")))
