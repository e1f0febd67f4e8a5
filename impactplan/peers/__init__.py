"""The peer round (intervisie): one question to one's group, answered by each before they see what others answered."""

from __future__ import annotations

from flask import Flask, Response

from impactplan.emails import register_writers
from impactplan.feedback.news import register_news, register_open_work
from impactplan.feedback.purposes import register_draft_purpose
from impactplan.peers import routes  # noqa: F401  # binds the views
from impactplan.peers.blueprint import blueprint, own_blueprint
from impactplan.peers.drafts import PURPOSES
from impactplan.peers.emails import WRITERS
from impactplan.peers.news import find_news, find_open_work
from impactplan.peers.panel import PEERS, find_marks
from impactplan.workbook.registry import register_marks, register_panel_tab

__all__ = ["set_up"]


@own_blueprint.after_request
@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Say that nobody keeps these pages: who reads them decides what is in them."""
    response.cache_control.no_store = True
    return response


def set_up(app: Flask) -> None:
    register_panel_tab(app, PEERS)
    register_marks(app, find_marks)
    register_writers(app, WRITERS)
    register_news(app, find_news)
    register_open_work(app, find_open_work)
    for name, purpose in PURPOSES.items():
        register_draft_purpose(app, name, purpose)
    app.register_blueprint(blueprint)
    app.register_blueprint(own_blueprint)
