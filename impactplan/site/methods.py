"""HEAD is GET without a body, for every view: none sees a HEAD, so none can take it for a POST."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class HeadAsGet:
    """Answers a HEAD with the headers of the GET."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.application(environ, start_response)
        body: Any = self.application({**environ, "REQUEST_METHOD": "GET"}, start_response)
        if hasattr(body, "close"):
            body.close()
        return []


def answer_head(app: Flask) -> None:
    app.wsgi_app = HeadAsGet(app.wsgi_app)  # type: ignore[method-assign]  # Flask's way to add a middleware
