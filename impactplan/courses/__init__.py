"""The course around the plans: rounds and their meetings, the people in them, what a module asks."""

from __future__ import annotations

from flask import Flask

from impactplan.accounts.invitations import register_invitations
from impactplan.accounts.privacy import register_obstacles
from impactplan.courses.after_course.retention import apply_retention
from impactplan.courses.after_course.sole_coordinator import find_sole_coordination
from impactplan.courses.after_course.spring_question import ask_in_spring
from impactplan.courses.emails.sharing import send_sharing_ended
from impactplan.courses.enrolment.acceptance import JOINING, find_by_token
from impactplan.courses.enrolment.grouping import SHARING_ENDED
from impactplan.courses.plan_transfer.emails import send_joined
from impactplan.courses.routes import blueprint
from impactplan.emails import register_writers
from impactplan.outbox import register_daily

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    register_invitations(app, find_by_token)
    register_writers(app, {JOINING: send_joined, SHARING_ENDED: send_sharing_ended})
    register_obstacles(app, find_sole_coordination)
    register_daily(app, apply_retention)
    register_daily(app, ask_in_spring)
    app.register_blueprint(blueprint)
