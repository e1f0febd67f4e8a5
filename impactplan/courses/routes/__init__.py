"""The pages of a course and its rounds. Importing this package binds all views to the blueprint."""

from __future__ import annotations

from impactplan.courses.blueprint import blueprint
from impactplan.courses.routes import (  # noqa: F401  # each binds its views
    calendar,
    course,
    delivery,
    emails,
    entry,
    feedback_figures,
    groups,
    meeting,
    meetings,
    modules,
    overview,
    paste,
    peer_round,
    people,
    plan_transfer,
    retention,
    spring,
    staff,
)

__all__ = ["blueprint"]
