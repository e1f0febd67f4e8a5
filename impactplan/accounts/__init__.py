"""Accounts: signing in, invitations and sharing of a plan, one's own profile, and leaving."""

from __future__ import annotations

from flask import Flask

from impactplan.accounts.emails import WRITERS
from impactplan.accounts.invitations import find_plan_invitation, register_invitations
from impactplan.accounts.routes import blueprint
from impactplan.accounts.security import has_demo_accounts, set_up_security
from impactplan.accounts.sessions import drop_dead_sessions
from impactplan.emails import register_writers
from impactplan.outbox import register_daily

__all__ = ["has_demo_accounts", "set_up"]


def set_up(app: Flask) -> None:
    set_up_security(app)
    register_writers(app, WRITERS)
    register_invitations(app, find_plan_invitation)
    register_daily(app, drop_dead_sessions)
    app.register_blueprint(blueprint)
