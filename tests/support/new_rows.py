"""The ways on a page to a row that is not there yet, and what each begins with."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit


def offered(page: str, kind: str = "") -> list[dict[str, str]]:
    """Return what the new rows that a page offers begin with, by field; all of them, or those of a kind."""
    asked = [
        parse_qs(urlsplit(unescape(href)).query) for href in re.findall(r'href="([^"]*[?&](?:amp;)?new=[^"]*)"', page)
    ]
    return [
        {name.removeprefix("set-"): texts[0] for name, texts in query.items() if name.startswith("set-")}
        for query in asked
        if kind in {"", *query["new"]}
    ]


def sent_with(begins: dict[str, str]) -> dict[str, str]:
    """Return what a form of such a row sends because the row is new."""
    return {"new": "1", **{f"set-{name}": text for name, text in begins.items()}}
