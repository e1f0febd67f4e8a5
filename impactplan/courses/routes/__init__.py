"""The pages of a course and its rounds; importing the package binds them."""

from __future__ import annotations

from impactplan.courses.routes import (  # noqa: F401  # views register themselves on the blueprint
    calendar,
    course,
    entry,
    groups,
    mails,
    meeting,
    meetings,
    modules,
    overview,
    passing_on,
    paste,
    people,
    privacy,
    spring,
    staff,
)
