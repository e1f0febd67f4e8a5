"""Feedback on a plan: asked, given, answered and settled, with whose turn it is at every moment."""

from __future__ import annotations

from flask import Flask, Response

from impactplan.emails import register_writers, write_email
from impactplan.feedback import (  # noqa: F401  # their views are registered on the blueprints
    digests,
    meeting_reminders,
    opting_out,
    routes_drafts,
    routes_notes,
    routes_requests,
    routes_reviews,
    routes_second_readers,
    routes_since,
    routes_threads,
)
from impactplan.feedback.blueprint import blueprint, mail_blueprint
from impactplan.feedback.emails import WRITERS
from impactplan.feedback.marks import find_marks
from impactplan.feedback.news import register_news, register_open_work
from impactplan.feedback.news_sources import NEWS, find_open_feedback
from impactplan.feedback.notifications import remind_of_unsent
from impactplan.feedback.panel import FEEDBACK
from impactplan.outbox import register_daily, register_handler, register_recurring
from impactplan.workbook.registry import register_marks, register_panel_tab

__all__ = ["blueprint", "set_up"]


@mail_blueprint.after_request
@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Say that nobody keeps these pages: who reads them decides what is in them."""
    response.cache_control.no_store = True
    return response


def set_up(app: Flask) -> None:
    register_panel_tab(app, FEEDBACK)
    register_marks(app, find_marks)
    register_writers(app, WRITERS)
    register_writers(app, {digests.LETTER: digests.write_digest})
    register_writers(app, {meeting_reminders.LETTER: meeting_reminders.write_reminder})
    register_handler(app, digests.JOB, write_email)
    for source in NEWS:
        register_news(app, source)
    register_open_work(app, find_open_feedback)
    register_daily(app, remind_of_unsent)
    register_daily(app, digests.drop_old_digests)
    register_recurring(app, digests.queue_digests)
    register_recurring(app, meeting_reminders.queue_reminders)
    app.register_blueprint(blueprint)
    app.register_blueprint(mail_blueprint)
