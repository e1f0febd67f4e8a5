"""The page of the remarks that a trainer keeps, keeping one from a plan, and the list that a remark box asks for."""

from __future__ import annotations

from flask import abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan, requires
from impactplan.courses.enrolment.roles import TRAINER, load_round_roles
from impactplan.desk import snippets
from impactplan.desk.blueprint import blueprint
from impactplan.desk.snippets import MOST, SnippetError, keep_snippet, load_snippets
from impactplan.feedback.drafts import find_draft
from impactplan.feedback.problems import back
from impactplan.feedback.threads import find_own_remark
from impactplan.lib.text import drop_broken, find_forbidden, normalise
from impactplan.lib.texts import gettext as _
from impactplan.models import SNIPPET_LIMIT
from impactplan.site.keys import form_key


def need_trainer() -> int:
    """Return the user's id, or answer 404 to who trains no round."""
    if not load_round_roles(current_user).of(TRAINER):
        abort(404)
    return int(current_user.id)


@blueprint.get("/training/remarks")
@requires()
def show_snippets() -> ResponseReturnValue:
    return render_snippets(need_trainer(), of=request.args.get("edit", ""))


def render_snippets(user_id: int, typed: str | None = None, error: str = "", of: str = "") -> ResponseReturnValue:
    """Show the page; ``typed`` is a text that was refused, of a new remark or of the one whose id is ``of``."""
    page = render_template(
        "desk/snippets.html",
        snippets=load_snippets(user_id),
        typed=typed,
        error=error,
        of=of,
        limit=SNIPPET_LIMIT,
        most=MOST,
    )
    response = make_response(page, 422 if error else 200)
    response.cache_control.no_store = True
    return response


def read_body() -> tuple[str, str]:
    """Return the text that was typed, and what is wrong with it."""
    typed = request.form.get("body", "")
    body = normalise(drop_broken(typed)).strip()
    if find_forbidden(typed):
        return body, _("There is a character in this text that cannot be saved. Type it again.")
    return body, explain(body)


def explain(body: str) -> str:
    """Say why a text cannot be kept as a remark to use again, if it cannot."""
    if not body:
        return _("Write something first.")
    if len(body) > SNIPPET_LIMIT:
        return _("Keep it shorter: at most %(limit)s characters.", limit=SNIPPET_LIMIT)
    return ""


def explain_full() -> str:
    return _("You keep %(most)s remarks already. Remove one that you no longer use.", most=MOST)


@blueprint.post("/training/remarks")
@requires()
def add_snippet() -> ResponseReturnValue:
    user_id = need_trainer()
    body, error = read_body()
    if not error:
        try:
            keep_and_say(user_id, body, form_key("form_key"))
        except SnippetError:
            error = explain_full()
    return render_snippets(user_id, body, error) if error else to_snippets()


def keep_and_say(user_id: int, body: str, key: str) -> None:
    is_new = keep_snippet(user_id, body, key)
    flash(describe_kept(is_new), "success" if is_new else "info")


def describe_kept(is_new: bool) -> str:
    return _("Kept with your own remarks.") if is_new else _("This stands with your own remarks already.")


def to_snippets() -> ResponseReturnValue:
    return redirect(url_for("desk.show_snippets"), 303)


@blueprint.post("/training/remarks/<snippet_id>")
@requires()
def change_snippet(snippet_id: str) -> ResponseReturnValue:
    user_id = need_trainer()
    body, error = read_body()
    if all(one.id != snippet_id for one in load_snippets(user_id)):
        abort(404)
    if error:
        return render_snippets(user_id, body, error, snippet_id)
    try:
        snippets.change_snippet(user_id, snippet_id, body)
    except SnippetError:
        abort(404)
    flash(_("The remark is changed."), "success")
    return to_snippets()


@blueprint.post("/training/remarks/<snippet_id>/remove")
@requires()
def remove_snippet(snippet_id: str) -> ResponseReturnValue:
    user_id = need_trainer()
    try:
        snippets.remove_snippet(user_id, snippet_id)
    except SnippetError:
        abort(404)
    flash(_("The remark is removed. What you said with it in plans stays."), "success")
    return to_snippets()


@blueprint.get("/training/remarks/list")
@requires()
def list_snippets() -> ResponseReturnValue:
    """Return all of them for a script, which searches them itself."""
    response = jsonify(remarks=[{"id": one.id, "body": one.body} for one in load_snippets(need_trainer())])
    response.cache_control.no_store = True
    return response


@blueprint.post("/training/remarks/typed")
@requires()
def keep_typed() -> ResponseReturnValue:
    """Keep a text that is still being typed, and return what a script says of it beside the text."""
    user_id = need_trainer()
    body, error = read_body()
    if not error:
        try:
            return jsonify(message=describe_kept(keep_snippet(user_id, body)))
        except SnippetError:
            error = explain_full()
    return jsonify(message=error), 422


@blueprint.post("/training/remarks/<snippet_id>/used")
@requires()
def note_use(snippet_id: str) -> ResponseReturnValue:
    user_id = need_trainer()
    try:
        snippets.note_use(user_id, snippet_id)
    except SnippetError:
        abort(404)
    return "", 204


@blueprint.post("/plans/<plan_id>/feedback/remarks/<remark_id>/keep")
def keep_remark(plan_id: str, remark_id: str) -> ResponseReturnValue:
    """Keep what one said in a plan to use again."""
    plan = load_plan(plan_id, Permission.REVIEW)
    remark = find_own_remark(plan.id, int(current_user.id), remark_id)
    if remark is None or remark.withdrawn_at:
        abort(404)
    keep_from_plan(remark.body, f"remark.{remark_id}")
    return back(plan.id, f"remark-{remark_id}")


@blueprint.post("/plans/<plan_id>/feedback/drafts/<ref>/keep")
def keep_draft(plan_id: str, ref: str) -> ResponseReturnValue:
    """Keep what one is about to say in a plan to use again."""
    plan = load_plan(plan_id, Permission.REVIEW)
    user_id = int(current_user.id)
    draft = find_draft(plan.id, user_id, ref)
    if draft is None:
        abort(404)
    keep_from_plan(str(draft.values.get("body") or ""))
    return back(plan.id)


def keep_from_plan(text: str, key: str = "") -> None:
    """Keep a text that stands in a plan, or say why that cannot be; there it stays in any case."""
    body = text.strip()
    error = explain(body)
    if not error:
        try:
            return keep_and_say(int(current_user.id), body, key)
        except SnippetError:
            error = explain_full()
    flash(error, "error")
