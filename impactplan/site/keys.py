"""The keys that tell a request from all others, so that what is sent twice is done once."""

from __future__ import annotations

import re

from flask import request

KEY = re.compile(r"[!-~]{1,64}")


def read_key(text: str | None) -> str:
    """Return a key as a page of ours gives it; whatever else is sent as one is none."""
    return text if text and KEY.fullmatch(text) else ""


def form_key(name: str = "key") -> str:
    return read_key(request.form.get(name))


def header_key() -> str:
    return read_key(request.headers.get("Idempotency-Key"))
