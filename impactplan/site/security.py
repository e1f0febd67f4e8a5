"""Headers that keep a page to itself: no foreign, inline or framed content."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from impactplan.config import Settings, is_loopback

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {whence}" for what, whence in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # Let nobody keep a page: not the next reader of a shared computer, and not the Back button, which would show texts
    # and versions from before an edit. Assets, whose names change with them, may stay.
    "Cache-Control": "private, no-store",
}
"""What every answer has that does not say otherwise itself."""
HTTPS_ONLY = "max-age=31556926; includeSubDomains"


def set_up_headers(app: Flask) -> None:
    app.after_request(keep_to_itself)
    app.before_request(keep_development_here)


def keep_to_itself(response: Response) -> Response:
    own = {name.lower() for name, _value in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in own])
    encrypted = request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"
    if encrypted and current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return response


FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def keep_development_here() -> ResponseReturnValue | None:
    """Answer nobody but this machine where all mails can be read, whatever server has started us."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.production:
        return None
    if is_loopback(request.remote_addr or "") and not any(name in request.headers for name in FORWARDED):
        return None
    return "This site is not in production. Set IMPACTPLAN_ENV.", 403, {"Content-Type": "text/plain"}
