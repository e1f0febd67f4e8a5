"""Addresses that leave a page: back to one of our own, or written out in full for a mail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for


def own_address(address: str | None, default: str = "/") -> str:
    """Return the address if it is a path of this site, else the default: nobody is sent elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    if any(ord(char) < 32 or char == "\\" for char in address):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc else address


def full_address(endpoint: str, **values: Any) -> str:
    """Return an address for a mail. Its host is the setting, never what a request claims to be for."""
    with current_app.test_request_context():
        path = url_for(endpoint, **values)
    return str(current_app.config["BASE_URL"]) + path
