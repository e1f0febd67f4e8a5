"""Accounts: signing in, invitations and sharing of a plan, one's own profile, and leaving."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

blueprint = Blueprint("accounts", __name__)

from impactplan.accounts.emails import WRITERS
from impactplan.accounts.invited import find_to_plan, register_invitations
from impactplan.accounts.routes import invitations, own_sessions, profile, sharing, sign_in  # noqa: F401  # bind their views
from impactplan.accounts.security import has_demo_accounts, set_up_security
from impactplan.accounts.sessions import drop_dead_sessions
from impactplan.emails import register_writers
from impactplan.outbox import register_daily

__all__ = ["blueprint", "has_demo_accounts", "set_up"]


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Say that nobody keeps these pages: they are about one person."""
    response.cache_control.no_store = True
    return response


def set_up(app: Flask) -> None:
    set_up_security(app)
    register_writers(app, WRITERS)
    register_invitations(find_to_plan)
    register_daily(app, drop_dead_sessions)
    app.register_blueprint(blueprint)
