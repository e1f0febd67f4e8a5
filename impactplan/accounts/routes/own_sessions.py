"""Where one is signed in, and signing out there."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, logout_user

from impactplan.access import requires
from impactplan.accounts import sessions
from impactplan.accounts.blueprint import blueprint
from impactplan.extensions import security
from impactplan.lib.texts import gettext as _
from impactplan.models import db


@blueprint.get("/profile/sessions")
@requires()
def show_sessions() -> ResponseReturnValue:
    return render_template("accounts/sessions.html", sessions=sessions.load_sessions(current_user))


@blueprint.post("/profile/sessions/<session_id>/end")
@requires()
def end_one_session(session_id: str) -> ResponseReturnValue:
    sessions.end_one_session(current_user, session_id)
    db.session.commit()
    flash(_("You are signed out there."), "success")
    return redirect(url_for("accounts.show_sessions"))


@blueprint.post("/profile/sessions/end")
@requires()
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too; links that are under way to sign in or to change something end as well."""
    security.datastore.set_uniquifier(current_user._get_current_object())
    sessions.end_other_sessions(current_user)
    logout_user()
    db.session.commit()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("security.login"))
