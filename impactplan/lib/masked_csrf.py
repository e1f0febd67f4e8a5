"""The CSRF token under a mask: where a page is compressed, its length would give the token away, letter by letter.

Whoever can put a guess of theirs on the page beside it sees a good one by the length (BREACH, 2013). Each response
holds the token under another mask, so several of them tell nothing.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from flask import Flask, g, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

FIELD = "csrf_token"


def mask(token: str) -> str:
    plain = token.encode()
    key = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(key + _combine(plain, key)).decode()


def unmask(masked: str) -> str:
    """Return the token; what was masked by nobody comes back as it is, and is refused as any wrong token."""
    try:
        both = urlsafe_b64decode(masked.encode())
        return _combine(both[: len(both) // 2], both[len(both) // 2 :]).decode()
    except (Base64Error, ValueError):
        return masked


def _combine(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    def init_app(self, app: Flask) -> None:
        app.before_request(mask_token)  # before the library looks at what was sent, which may end the request
        super().init_app(app)

    def _get_csrf_token(self) -> str | None:
        masked = super()._get_csrf_token()
        return unmask(masked) if masked else None


def mask_token() -> None:
    """Have this response hold the token of the session under a new mask. A new session has a token that is in one
    response only."""
    if FIELD in session:
        setattr(g, FIELD, mask(generate_csrf()))
