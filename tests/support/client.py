"""A client that looks at every page it gets: valid HTML, one h1, a title, labels, nothing inline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from impactplan.accounts.sessions import TOKEN, store_session
from impactplan.models import User, db
from tests.support.pages import find_faults

_counting: ContextVar[tuple[list[str], ...]] = ContextVar("counting", default=())


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    for sent in _counting.get():
        sent.append(statement)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect the statements that this thread sends to the database.

    There is one listener, for good: to add one while another thread sends something breaks that thread's request.
    """
    sent: list[str] = []
    token = _counting.set((*_counting.get(), sent))
    try:
        yield sent
    finally:
        _counting.reset(token)


class PageClient(FlaskClient):
    """Checks each HTML page, and the number of queries where a test names a limit."""

    def open(self, *args: Any, queries: int | None = None, **kwargs: Any) -> TestResponse:
        # A context of its own, as in life: the session and the signed-in user must not stay from an earlier request.
        with self.application.app_context(), counted_queries() as sent:
            response = super().open(*args, **kwargs)
        if queries is not None:
            assert len(sent) <= queries, f"{len(sent)} queries, {queries} allowed:\n" + "\n".join(sent)
        whole = response.mimetype == "text/html" and response.data.lstrip()[:9].lower() == b"<!doctype"
        if whole:
            faults = find_faults(response.get_data(as_text=True))
            assert not faults, f"{response.request.path}: {faults}"
        return response

    def sign_in(self, user: User) -> PageClient:
        sign_in(self, user)
        return self


def sign_in(client: FlaskClient, user: User) -> None:
    """Begin a session as signing in does, without the cost of a password."""
    identity, user_id = user.fs_uniquifier, user.id
    with client.application.app_context():
        token = store_session(user_id)
        db.session.commit()
    with client.session_transaction() as session:
        session[TOKEN] = token
        session["_user_id"] = identity
        session["_fresh"] = True
