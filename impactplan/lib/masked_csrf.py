"""The CSRF token under a mask: where a page is compressed, its length would give the token away, letter by letter.

Whoever can put a guess of theirs on the page beside it sees a good one by the length (BREACH, 2013). Each response
holds the token under another mask, so several of them tell nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hmac import compare_digest

from flask import Flask, g, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

FIELD = "csrf_token"
KEY = 16
"""Bytes from which a mask is stretched: a page holds its token in every form, so it is to be short."""


def mask(token: str) -> str:
    """Return the token of a session, which is written in hexadecimal digits, under a new mask."""
    plain, key = bytes.fromhex(token), secrets.token_bytes(KEY)
    return urlsafe_b64encode(key + _combine(plain, _stretch(key, len(plain)))).decode()


def unmask(masked: str) -> str:
    """Return the token; of what was masked by nobody, something that is the token of no session."""
    try:
        both = urlsafe_b64decode(masked.encode())
    except (Base64Error, ValueError):
        return ""
    return _combine(both[KEY:], _stretch(both[:KEY], len(both) - KEY)).hex()


def _stretch(key: bytes, length: int) -> bytes:
    """Return a mask of any length from the key that stands before it."""
    return hashlib.shake_128(key).digest(max(length, 0))


def _combine(one: bytes, other: bytes) -> bytes:
    number = int.from_bytes(one) ^ int.from_bytes(other)
    return number.to_bytes(len(one))


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    def init_app(self, app: Flask) -> None:
        app.before_request(mask_token)  # before the library looks at what was sent, which may end the request
        super().init_app(app)

    def _get_csrf_token(self) -> str | None:
        """Return what the library is to look at: for the token of this session, as it signs that itself. The signature
        is four fifths of what it would send, and what counts is that somebody else does not know the token."""
        sent: str | None = super()._get_csrf_token()
        if not sent or FIELD not in session or not compare_digest(unmask(sent), session[FIELD]):
            return sent  # the one of a new session, or a wrong one
        g.pop(FIELD, None)
        signed = str(generate_csrf())
        mask_token()
        return signed


def mask_token() -> None:
    """Have this response hold the token of the session under a new mask. A new session has a token that is in one
    response only."""
    if FIELD in session:
        setattr(g, FIELD, mask(session[FIELD]))
