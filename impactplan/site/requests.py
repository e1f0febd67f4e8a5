"""What surrounds a request: an id under which its log lines stand, and what no log line may say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flask import Flask, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from impactplan.models import new_id
from impactplan.site.proxies import BELIEVED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
REQUEST_ID = "impactplan.request_id"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
ADDRESSES = ("PATH_INFO", "QUERY_STRING", "REQUEST_URI", "RAW_URI", "HTTP_REFERER")
LONG = 16
"""Shorter addresses hold no token, and could stand in a line for another reason."""

_asked: ContextVar[tuple[str, ...]] = ContextVar("asked", default=())


class IdentifyRequests:
    """Gives each request an id, or takes over the one from a server in front that we believe; the answer names it.

    What is logged afterwards in the same thread, such as by the server about an answer that it could not send, still
    belongs to this request: so it is forgotten when the next one begins.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = str(environ.get("HTTP_X_REQUEST_ID", "")) if environ.get(BELIEVED) else ""
        request_id = environ[REQUEST_ID] = given if WELL_FORMED.fullmatch(given) else new_id()
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        _asked.set(_find_addresses(environ))

        def begin_response(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, (HEADER, request_id)], *more)

        return self.app(environ, begin_response)


def _find_addresses(environ: WSGIEnvironment) -> tuple[str, ...]:
    given = [str(environ.get(name, "")) for name in ADDRESSES]
    spellings = {spelling for address in given for spelling in (address, unquote(address)) if len(spelling) >= LONG}
    return tuple(sorted(spellings, key=len, reverse=True))


def hide_addresses(text: str) -> str:
    """Take out of a text what was asked for in this request: its address can hold a token."""
    for address in _asked.get():
        text = text.replace(address, "…")
    return text


def current_request_id() -> str:
    """Return the id of this request, by which somebody can name it to who runs the site."""
    return str(request.environ.get(REQUEST_ID, ""))


def identify_requests(app: Flask) -> None:
    app.wsgi_app = IdentifyRequests(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
