"""The course around the plans: rounds and their meetings, the people in them, what a module asks."""

from __future__ import annotations

from flask import Flask

from impactplan.accounts.invited import register_invitations
from impactplan.accounts.privacy import register_obstacles
from impactplan.courses.afterwards.leaving import find_rounds_alone
from impactplan.courses.afterwards.retention import keep_terms
from impactplan.courses.afterwards.spring import ask_in_spring
from impactplan.courses.enrolment.acceptance import JOINING, find_by_token
from impactplan.courses.plan_transfer.emails import send_joined
from impactplan.courses.routes import blueprint
from impactplan.emails import register_writers
from impactplan.outbox import register_daily

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    register_invitations(find_by_token)
    register_writers(app, {JOINING: send_joined})
    register_obstacles(find_rounds_alone)
    register_daily(app, keep_terms)
    register_daily(app, ask_in_spring)
    app.register_blueprint(blueprint)
