"""An open drawing asks every few seconds whether anything changed. Mostly nothing did, and saying so is to cost next to
nothing: it is answered from one row, before Flask begins a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Request
from sqlalchemy import select

from impactplan.access import Permission, open_plan, relation_columns
from impactplan.access.plans import PLAN_COLUMNS, THE_PLAN
from impactplan.accounts.sessions import signed_in_id, signs_in
from impactplan.models import Plan, db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLL = re.compile(r"/plans/([a-z0-9-]{1,40})/drawing")
HEADERS = [("Cache-Control", "no-store"), ("Vary", "Cookie")]


class AnswerPolls:
    """Answers 204 to who may read a plan and has it as it is; everything else goes on, also to be refused."""

    def __init__(self, app: Flask) -> None:
        self.flask, self.app = app, cast("WSGIApplication", app.wsgi_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = POLL.fullmatch(environ.get("PATH_INFO", ""))
        if path and environ["REQUEST_METHOD"] == "GET" and self._has_all(Request(environ), path[1]):
            start_response("204 NO CONTENT", HEADERS)
            return []
        return self.app(environ, start_response)

    def _has_all(self, request: Request, plan_id: str) -> bool:
        seq = request.args.get("seq", -1, type=int)
        cookie = self.flask.session_interface.open_session(self.flask, request) if seq >= 0 else None
        values = signs_in(cookie) if cookie else None
        if values is None:
            return False
        with self.flask.app_context(), db.engine.connect() as connection:
            row = connection.execute(_seen_by(), values | {"the_plan": plan_id}).first()
        return row is not None and row.seq == seq and open_plan(row).may(Permission.READ)


@cache
def _seen_by() -> Any:
    """Return the query of a plan with the rights of whom a cookie signs in."""
    return select(*PLAN_COLUMNS, *relation_columns(signed_in_id())).where(Plan.id == THE_PLAN)


def answer_polls(app: Flask) -> None:
    app.wsgi_app = AnswerPolls(app)  # type: ignore[method-assign]  # Flask's own way
