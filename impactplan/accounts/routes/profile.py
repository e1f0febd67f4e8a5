"""The account of whoever is signed in: profile, export of personal data, and deletion."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, session, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, logout_user

from impactplan.access import requires
from impactplan.accounts import limits
from impactplan.accounts.blueprint import blueprint
from impactplan.accounts.export import stream_data
from impactplan.accounts.forms import DeleteAccountForm, ProfileForm
from impactplan.accounts.operations import mark_account_kept
from impactplan.accounts.privacy import ObstacleError, delete_account, find_obstacles
from impactplan.accounts.queries import load_owned_plans
from impactplan.feedback.mail_choices import choose_frequency
from impactplan.lib.texts import gettext as _
from impactplan.models import db, now
from impactplan.site.language import LANGUAGES


@blueprint.route("/profile", methods=["GET", "POST"])
@requires()
def show_profile() -> ResponseReturnValue:
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        choose_frequency(current_user, form.digest.data)
        form.populate_obj(current_user)
        db.session.commit()
        session["language"] = current_user.language
        flash(_("Your profile is saved."), "success")
        return redirect(url_for("accounts.show_profile"))
    return render_template("accounts/profile.html", form=form), 422 if form.errors else 200


@blueprint.post("/profile/data")
@requires()
@limits.on_emails
def download_data() -> ResponseReturnValue:
    """Send everything that concerns this person, as a ZIP that is made while it is sent."""
    name = f"impactplan-{now():%Y-%m-%d}.zip"
    chunks = stream_with_context(stream_data(current_user._get_current_object()))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(chunks, mimetype="application/zip", headers=headers)


@blueprint.route("/profile/delete", methods=["GET", "POST"])
@requires()
@limits.on_own_password
def delete_profile() -> ResponseReturnValue:
    """Show what happens to each plan; delete the account once the password or address confirms it."""
    plans, obstacles = load_owned_plans(current_user.id), find_obstacles(current_user)
    form = DeleteAccountForm()
    if form.validate_on_submit() and not obstacles:
        user = current_user._get_current_object()
        try:
            delete_account(user, choose_heirs(plans))
        except ObstacleError:
            return redirect(url_for("accounts.delete_profile"))
        logout_user()
        language = user.language if user.language in LANGUAGES else "nl"
        session.clear()
        session["language"] = language
        return redirect(url_for("accounts.show_goodbye"))
    page = render_template("accounts/delete_profile.html", plans=plans, obstacles=obstacles, form=form)
    return page, 200 if request.method == "GET" else 422


def choose_heirs(plans: list[dict[str, Any]]) -> dict[str, int]:
    """Read from the request which co-author inherits each plan; the first where none was chosen."""
    heirs: dict[str, int] = {}
    for plan in plans:
        coauthors = [user_id for user_id, _name in plan["coauthors"]]
        chosen = request.form.get(f"heir-{plan['id']}", type=int)
        if coauthors:
            heirs[plan["id"]] = chosen if chosen is not None and chosen in coauthors else coauthors[0]
    return heirs


@blueprint.get("/profile/keep")
@requires()
def keep_account() -> ResponseReturnValue:
    """Cancel the deletion of the account of somebody who follows the link in the email that announced it."""
    mark_account_kept(current_user)
    db.session.commit()
    return render_template("accounts/account_kept.html")


@blueprint.get("/goodbye")
def show_goodbye() -> ResponseReturnValue:
    return render_template("accounts/goodbye.html")
