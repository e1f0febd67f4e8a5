"""What the program says of itself: one line for each request and event, never what somebody wrote.

JSON in production, readable in development. A line names endpoints, not addresses: those can hold tokens.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from time import perf_counter
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from sqlalchemy import inspect

from impactplan.site.repeats import OncePerWindow
from impactplan.site.requests import hide_addresses

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]


def keep_error(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the error itself in the line while it is at hand; it is written out only if the line is."""
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
        keep_error,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
log = structlog.stdlib.get_logger("impactplan")
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
DETAIL = re.compile(r"^(\s*(?:DETAIL|CONTEXT|HINT|WHERE):).*$", re.MULTILINE)
"""What PostgreSQL adds to an error: the values that it is about."""
RANDOM = re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*[0-9])[\w-]{20,}", re.ASCII)
"""What looks like the token of a link: long, with small letters, capitals and digits; no name in code is like that."""
QUIET = {"static", "accounts.show_session"}


def configure_logging(*, production: bool) -> None:
    """Send our lines and those of libraries to standard error, in one form: JSON in production."""
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = LineHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                hide_private,
                last,
            ],
        )
    )
    handler.addFilter(OncePerWindow())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # Their notes on every start, task and migration are for those who develop them.
    for name in ("huey", "waitress", "alembic", "fontTools", "weasyprint", "flask-limiter"):
        logging.getLogger(name).setLevel(logging.ERROR if name == "weasyprint" else logging.WARNING)


class LineHandler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # the name that logging has for it
        """Say that a line could not be written. The library itself would print what was to stand in it."""
        error = sys.exc_info()[0]
        with suppress(OSError, ValueError):
            self.stream.write(f'{{"event": "line not written", "error": "{error and error.__name__}"}}\n')


def hide_private(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out of a line who it is about, what a database says of a row, and all that can be a token."""
    for key, value in event.items():
        event[key] = _hide(value)
    return event


def _hide(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else repr(value)
    text = ADDRESS.sub("…@…", DETAIL.sub(r"\1 …", hide_addresses(text)))
    return RANDOM.sub("…", text)


def _user_id() -> int | None:
    """Return the id of who is signed in, without asking the database for it: that may be what has failed."""
    state: Any = inspect(g.get("_login_user"), raiseerr=False)
    return state.identity[0] if state is not None and state.identity else None


def log_requests(app: Flask) -> None:
    """Log each request when it is answered, and each error with its place in the code."""

    @app.before_request
    def start_clock() -> None:
        g.started = perf_counter()

    @app.after_request
    def log_request(response: Response) -> Response:
        if request.endpoint not in QUIET:
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((perf_counter() - g.pop("started", perf_counter())) * 1000, 1),
                user=_user_id(),
                plan=(request.view_args or {}).get("plan_id"),
            )
        return response

    def log_exception(error: Any) -> None:
        log.error("error", endpoint=request.endpoint, method=request.method, exc_info=error)

    own: Any = log_exception
    app.log_exception = own  # type: ignore[method-assign]  # Flask's own names the address
