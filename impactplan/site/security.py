"""Headers that keep a page to itself: no foreign, inline or framed content."""

from __future__ import annotations

from flask import Flask, Response
from flask_talisman import Talisman

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


def keep_private(response: Response) -> Response:
    """Let nobody keep a page: not the next reader of a shared computer, and not the Back button, which would show
    texts and versions from before an edit. Assets, whose names change with them, may stay."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response
