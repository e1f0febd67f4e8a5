"""What the program says of itself: one line for each request and event, never what somebody wrote.

JSON in production, readable in development. A line names endpoints, not addresses: those can hold tokens.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from time import perf_counter
from typing import Any

import structlog
from flask import Flask, Response, g, request

from impactplan.config import Settings

SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
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
QUIET = {"static", "site.show_health", "accounts.show_session"}


def configure_logging(settings: Settings) -> None:
    """Send our lines and those of libraries to standard error, in one form."""
    last: Any = (
        structlog.processors.JSONRenderer()
        if settings.production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_people, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # Their notes on every start, task and migration are for those who develop them.
    for name in ("huey", "waitress", "alembic", "fontTools", "weasyprint", "flask-limiter"):
        logging.getLogger(name).setLevel(logging.ERROR if name == "weasyprint" else logging.WARNING)


def hide_people(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take addresses out of a line, and what a database says of the row that an error is about."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = ADDRESS.sub("…@…", DETAIL.sub(r"\1 …", value))
    return event


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
                user=getattr(g.get("_login_user"), "id", None),
                plan=(request.view_args or {}).get("plan_id"),
            )
        return response

    def log_exception(error: Any) -> None:
        log.error("error", endpoint=request.endpoint, method=request.method, exc_info=error)

    own: Any = log_exception
    app.log_exception = own  # type: ignore[method-assign]  # Flask's own names the address
