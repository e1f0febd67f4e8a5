"""Accounts: signing in, invitations and sharing of a plan, one's own profile, and leaving."""

from __future__ import annotations

from flask import Flask

from impactplan.accounts.emails import WRITERS
from impactplan.accounts.invitations import find_plan_invitation, register_invitations
from impactplan.accounts.routes import blueprint
from impactplan.accounts.security import set_up_security
from impactplan.emails import register_writers

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    set_up_security(app)
    register_writers(app, WRITERS)
    register_invitations(app, find_plan_invitation)
    app.register_blueprint(blueprint)
