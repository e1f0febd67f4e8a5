"""The CSRF token under a mask: where a page is compressed, its length would give the token away, letter by letter.

Whoever can put a guess of theirs on the page beside it sees a good one by the length (BREACH, 2013). Each response
holds the token under another mask, so several of them tell nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import Any

from flask import Flask
from flask.ctx import _AppCtxGlobals
from flask_wtf import CSRFProtect

FIELD = "csrf_token"
KEY = 16
"""Bytes from which a mask is stretched: a page holds its token in every form, so it is to be short."""


def mask(token: str) -> str:
    plain, key = token.encode(), secrets.token_bytes(KEY)
    return urlsafe_b64encode(key + _combine(plain, _stretch(key, len(plain)))).decode()


def unmask(masked: str) -> str:
    """Return the token; what was masked by nobody comes back as it is, and is refused as any wrong token."""
    try:
        both = urlsafe_b64decode(masked.encode())
        return _combine(both[KEY:], _stretch(both[:KEY], len(both) - KEY)).decode()
    except (Base64Error, ValueError):
        return masked


def _stretch(key: bytes, length: int) -> bytes:
    """Return a mask of any length from the key that stands before it."""
    return hashlib.shake_128(key).digest(max(length, 0))


def _combine(one: bytes, other: bytes) -> bytes:
    number = int.from_bytes(one) ^ int.from_bytes(other)
    return number.to_bytes(len(one))


class MaskingGlobals(_AppCtxGlobals):
    """What a request keeps, with the token under a mask from when somebody first asks for it: most saves never do."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, mask(value) if name == FIELD else value)


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    def init_app(self, app: Flask) -> None:
        app.app_ctx_globals_class = MaskingGlobals
        super().init_app(app)

    def _get_csrf_token(self) -> str | None:
        masked = super()._get_csrf_token()
        return unmask(masked) if masked else None
