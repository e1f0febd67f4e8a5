"""A client that looks at every page it gets: valid HTML, one h1, a title, labels, nothing inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from impactplan.accounts.sessions import TOKEN, store_session
from impactplan.models import User, db

NEEDS_LABEL = {"input", "select", "textarea"}
HIDDEN = {"hidden", "submit", "button", "reset"}


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect the statements that are sent to the database."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def find_faults(html: str) -> list[str]:
    """Return what is wrong with a page, in words."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    root = parser.parse(html)
    faults = [f"invalid HTML at {where}: {code}" for where, code, _ in parser.errors]
    elements = list(root.iter())
    tags = [element for element in elements if isinstance(element.tag, str)]
    if len([tag for tag in tags if tag.tag == "h1"]) != 1:
        faults.append("not exactly one h1")
    title = next((tag for tag in tags if tag.tag == "title"), None)
    if title is None or not (title.text or "").strip():
        faults.append("no title")
    ids = [tag.get("id") for tag in tags if tag.get("id")]
    faults += [f"id twice: {name}" for name in {name for name in ids if ids.count(name) > 1}]
    labelled = {tag.get("for") for tag in tags if tag.tag == "label"}
    wrapped = {id(child) for tag in tags if tag.tag == "label" for child in tag.iter()}
    for tag in tags:
        named = tag.get("id") in labelled or id(tag) in wrapped or tag.get("aria-label") or tag.get("aria-labelledby")
        if tag.tag in NEEDS_LABEL and tag.get("type") not in HIDDEN and not named:
            faults.append(f"no label: {tag.tag} {tag.get('name')}")
        if tag.tag == "script" and not tag.get("src") and tag.get("type") != "application/json":
            faults.append("inline script")
        if tag.tag == "style" or tag.get("style") is not None:
            faults.append(f"inline style at {tag.tag}")
        faults += [f"inline handler {name} at {tag.tag}" for name in tag.attrib if re.match(r"on[a-z]+$", name)]
        if tag.tag == "form" and tag.get("method", "get").lower() == "post" and tag.get("action") is None:
            faults.append("a form without action")
    return faults


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
