"""The course around the plans: rounds and their meetings, the people in them, what a module asks."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

blueprint = Blueprint("courses", __name__)

from impactplan.accounts.invitations import register_invitations
from impactplan.accounts.privacy import register_obstacles
from impactplan.courses import routes  # noqa: F401  # views register themselves on the blueprint
from impactplan.courses.afterwards.leaving import find_rounds_alone
from impactplan.courses.afterwards.retention import keep_terms
from impactplan.courses.afterwards.spring import ask_in_spring
from impactplan.courses.enrolment.acceptance import JOINING, find_to_round
from impactplan.courses.plan_transfer.emails import write_joining
from impactplan.emails import register_writers
from impactplan.outbox import register_daily

__all__ = ["blueprint", "set_up"]


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Say that nobody keeps these pages: they are about people. A feed says for itself how it may be kept."""
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response


def set_up(app: Flask) -> None:
    register_invitations(app, find_to_round)
    register_writers(app, {JOINING: write_joining})
    register_obstacles(app, find_rounds_alone)
    register_daily(app, keep_terms)
    register_daily(app, ask_in_spring)
    app.register_blueprint(blueprint)
