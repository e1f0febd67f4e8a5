"""Reads of requests for feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from impactplan.models import FeedbackRequest, FeedbackRequestStep, User, db


@dataclass(frozen=True)
class RequestView:
    """An open request, with the steps on which it still waits."""

    request: FeedbackRequest
    asked_by: str
    taken_by: str
    steps: Sequence[str]


def load_open_requests(plan_id: str) -> list[RequestView]:
    """Return the open requests of a plan, the oldest first, in one query."""
    asker, taker = aliased(User), aliased(User)
    query = (
        select(FeedbackRequest, FeedbackRequestStep.step, asker.shown_name, taker.shown_name)
        .join(FeedbackRequestStep, FeedbackRequestStep.request_id == FeedbackRequest.id)
        .join(asker, asker.id == FeedbackRequest.asked_by, isouter=True)
        .join(taker, taker.id == FeedbackRequest.taken_by, isouter=True)
        .where(FeedbackRequest.plan_id == plan_id, FeedbackRequestStep.closed_at.is_(None))
        .order_by(FeedbackRequest.asked_at, FeedbackRequest.id)
        .execution_options(populate_existing=True)
    )
    views: dict[str, RequestView] = {}
    for request, step, asked_by, taken_by in db.session.execute(query):
        known = views.get(request.id) or RequestView(request, asked_by or "", taken_by or "", ())
        views[request.id] = RequestView(request, known.asked_by, known.taken_by, (*known.steps, step))
    return list(views.values())
