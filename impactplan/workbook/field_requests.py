"""What a script sends to save one field, of an item or of what is beside the plan: its value, and the version seen."""

from __future__ import annotations

from typing import Any

from flask import abort, request


def read_version(text: str) -> int:
    """Return the version that somebody saw; what is no number is a version that nothing ever has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else -1


def seen_version() -> int:
    return read_version(request.headers.get("If-Match", "").strip('"'))


def find_sent(name: str) -> Any:
    """Return an entry of what was sent, if it was an object."""
    payload = request.get_json(silent=True)
    return payload.get(name) if isinstance(payload, dict) else None


def find_value() -> str | list[str] | None:
    """Return the text or the texts that were sent; anything else must not pass for an emptied field."""
    value = find_sent("value")
    is_texts = isinstance(value, list) and all(isinstance(text, str) for text in value)
    return value if isinstance(value, str) or is_texts else None


def sent_text() -> str:
    """Return the text that was sent, or end the request with 400."""
    value = find_value()
    return value if isinstance(value, str) else abort(400)
