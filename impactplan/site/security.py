"""Headers that keep a page to itself: no foreign, inline or framed content."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_talisman import Talisman

from impactplan.config import Settings, is_loopback

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": ["'self'", "data:"],
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def set_up_headers(app: Flask) -> None:
    secure = app.config["SESSION_COOKIE_SECURE"]
    Talisman(
        app,
        content_security_policy=POLICY,
        content_security_policy_nonce_in=[],
        force_https=False,  # the server in front of us does that
        strict_transport_security=secure,
        session_cookie_secure=secure,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "microphone": "()", "geolocation": "()"},
    )
    app.after_request(keep_private)
    app.before_request(keep_development_here)


FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def keep_development_here() -> ResponseReturnValue | None:
    """Answer nobody but this machine where all mails can be read, whatever server has started us."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.production:
        return None
    if is_loopback(request.remote_addr or "") and not any(name in request.headers for name in FORWARDED):
        return None
    return "This site is not in production. Set IMPACTPLAN_ENV.", 403, {"Content-Type": "text/plain"}


def keep_private(response: Response) -> Response:
    """Let nobody keep a page: not the next reader of a shared computer, and not the Back button, which would show
    texts and versions from before an edit. Assets, whose names change with them, may stay."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response
