"""Errors as pages, or as JSON to a script: each says what happened and what to do next."""

from __future__ import annotations

import sys
from contextlib import suppress

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError

from impactplan.lib.texts import gettext as _
from impactplan.models import db
from impactplan.site.addresses import own_address
from impactplan.site.language import use_visit_language
from impactplan.site.requests import current_request_id

RETRY_AFTER = 5
"""Seconds. A page that saves as one types tries again by itself."""


def wants_json() -> bool:
    """Tell whether a script asked, which reads JSON and must never be sent to a sign-in page."""
    return request.method == "PATCH" or request.is_json or request.accept_mimetypes.best == "application/json"


def describe(code: int) -> tuple[str, str]:
    """Return the title and the text of an error page."""
    texts = {
        400: (_("That did not come through"), _("Go back, reload the page and try again.")),
        401: (_("You are signed out"), _("Sign in again; you return to where you were.")),
        403: (_("You may not do this"), _("You can see this plan, but this is for its authors.")),
        404: (_("There is nothing here"), _("It was removed, or it is not yours to see. Check the address.")),
        405: (_("That did not come through"), _("Go back, reload the page and try again.")),
        413: (_("This is too much at once"), _("Save it in smaller parts: at most 1 MB goes in one time.")),
        422: (_("That could not be saved"), _("Go back; what you typed is still there.")),
        429: (_("Too many tries"), _("Wait a few minutes and try again.")),
        500: (_("Something went wrong here"), _("It is not your doing. Try again in a moment.")),
        503: (_("This does not work for a moment"), _("It is not your doing. Wait a minute, go back and try again.")),
    }
    return texts.get(code, texts[500 if code >= 500 else 400])


def handle_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    if code >= 500:
        return show_failure(code)
    title, text = describe(code)
    if wants_json():
        return {"error": code, "title": title, "message": text}, code
    if code == 401:
        came_from = request.full_path.rstrip("?") if request.method == "GET" else request.referrer
        return redirect(url_for("security.login", next=own_address(came_from, "/")))
    return render_template("site/error.html", title=title, text=text, code=code), code


def show_failure(code: int) -> ResponseReturnValue:
    """Say that we failed, without asking the database for anything: it may be what has failed."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    use_visit_language()
    title, text = describe(code)
    number = current_request_id()
    headers = {"Retry-After": str(RETRY_AFTER)} if code == 503 else {}
    if wants_json():
        return {"error": code, "title": title, "message": text, "request_id": number}, code, headers
    # By the template itself: what Flask adds to each page looks up who is signed in.
    page = current_app.jinja_env.get_template("site/failure.html").render(title=title, text=text, number=number)
    return page, code, headers


def handle_lost_database(_error: Exception) -> ResponseReturnValue:
    """Answer that it will work again: the database is away, does not answer, is full, is taken by another or takes no
    writes for a while (which psycopg calls an internal error)."""
    current_app.log_exception(sys.exc_info())
    return show_failure(503)


def handle_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    title = _("This page was open for too long")
    text = _("Go back, reload the page and save again; what you typed is still there.")
    if wants_json():
        return {"error": 400, "csrf": True, "title": title, "message": text}, 400
    return render_template("site/error.html", title=title, text=text, code=400), 400


def handle_strange_value(_error: Exception) -> ResponseReturnValue:
    """Answer what no database can hold, such as a NUL in an address, as the mistake that it is."""
    db.session.rollback()  # its page asks the database again
    return handle_error(BadRequest())


def handle_strange_host(_error: SecurityError) -> ResponseReturnValue:
    """Answer a request for a host that is not ours in bare words: no address of a page can be made for it."""
    return "This site is not served under that name.", 400, {"Content-Type": "text/plain"}


def register_errors(app: Flask) -> None:
    app.register_error_handler(CSRFError, handle_csrf_error)
    app.register_error_handler(SecurityError, handle_strange_host)
    app.register_error_handler(HTTPException, handle_error)
    for lost in (OperationalError, InterfaceError, InternalError, NoConnectionError):
        app.register_error_handler(lost, handle_lost_database)
    for strange in (DataError, UnicodeEncodeError, OverflowError):
        app.register_error_handler(strange, handle_strange_value)
