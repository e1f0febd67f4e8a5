"""Addresses: remembered once they were built, back to a page of our own, or written out in full for a mail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, has_request_context, url_for

MOST_ADDRESSES = 5000
"""Addresses that are remembered: those of the plans that are worked in at the time."""

OPTIONS = frozenset({"_anchor", "_method", "_scheme", "_external"})


class FlaskWithAddresses(Flask):
    """Flask that remembers the paths it built: a page has a hundred, most of them those of the page before.

    They do not hang on the request, as long as the site is mounted in one place.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paths: dict[tuple[Any, ...], str] = {}

    def url_for(self, endpoint: str, /, **values: Any) -> str:  # type: ignore[override]  # its options are in values
        if not has_request_context() or endpoint[0] == "." or not OPTIONS.isdisjoint(values):
            return super().url_for(endpoint, **values)
        key = (endpoint, *values.items(), *map(type, values.values()))
        try:
            return self._paths[key]
        except TypeError:  # a list of values
            return super().url_for(endpoint, **values)
        except KeyError:
            if len(self._paths) >= MOST_ADDRESSES:
                self._paths.clear()
            path = self._paths[key] = super().url_for(endpoint, **values)
            return path


def own_address(address: str | None, default: str = "/") -> str:
    """Return the address if it is a path of this site, else the default: nobody is sent elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    if any(ord(char) < 32 or char == "\\" for char in address):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc else address


def full_address(endpoint: str, **values: object) -> str:
    """Return an address for a mail. Its host is the setting, never what a request claims to be for."""
    with current_app.test_request_context():
        path = url_for(endpoint, **values)  # type: ignore[arg-type]  # values of any kind are written out by Flask
    return str(current_app.config["BASE_URL"]) + path
