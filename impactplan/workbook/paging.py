"""A long list, a page at a time, with links that need no JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Paging:
    """The links to the page before and after, where there is one."""

    newer: str
    older: str


def page_number() -> int:
    """Return which page the request asks for; the first is 1."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def find_paging(page: int, *, more: bool, **address: Any) -> Paging:
    """Return the links around a page; ``address`` is what ``url_for`` needs for the list."""

    def link(number: int) -> str:
        return url_for(**address, page=number if number > 1 else None)

    return Paging(link(page - 1) if page > 1 else "", link(page + 1) if more else "")
