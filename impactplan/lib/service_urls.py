"""Whether the URL of a service says what was meant: a wrong one is refused at the start, and not at the first mail.

A fault never repeats what was given: a password can stand in it, and in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.ASCII)
HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?", re.ASCII)
"""A name, or an address; of IPv6 with what may follow it."""
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
UNESCAPED = "is cut short by a sign in its user name or password: write @ : / ? # % there as %40 %3A %2F %3F %23 %25"


@dataclass(frozen=True)
class UrlForm:
    """What a URL of a kind of service may hold."""

    example: str
    schemes: Collection[str]
    query: Collection[str] = ()
    """Which settings may follow a question mark."""
    path: re.Pattern[str] = re.compile(r"/?")
    path_example: str = "nothing after the host"
    without_host: Collection[str] = ()
    """Schemes that name no host, and settings of the query that name it instead."""
    user: bool = True


def find_faults(url: str, form: UrlForm) -> list[str]:
    """Return what is wrong with a URL, each fault as the end of a sentence that begins with what it is the URL of."""
    scheme = url.partition("://")[0]
    if "://" not in url or not SCHEME.fullmatch(scheme) or scheme not in form.schemes:
        return [f"must look like {form.example}"]
    if not url.isprintable() or " " in url:
        return ["must be one line without spaces"]
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that nothing closes
        return [f"has no host that can be read; it must look like {form.example}"]
    if _is_unescaped(url, parts):
        return [UNESCAPED]
    return [*_find_authority_faults(parts, form), *_find_path_faults(parts, form), *_find_query_faults(parts, form)]


def _is_unescaped(url: str, parts: SplitResult) -> bool:
    """Tell whether a sign in the password has cut the URL where it should not."""
    user_info, at, _host = parts.netloc.rpartition("@")
    if "@" in user_info or "@" in parts.path or "@" in parts.fragment or "#" in url:
        return True
    if STRAY_PERCENT.search(user_info):
        return True
    # What follows a question mark is settings, each with a value; anything else is the rest of a password.
    cut = "@" in parts.query and any("=" not in pair for pair in parts.query.split("&"))
    return cut or (not at and "@" in parts.query and not _has_port(parts))


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _find_authority_faults(parts: SplitResult, form: UrlForm) -> Iterator[str]:
    if parts.username is not None and not form.user:
        yield "may name no user or password"
    elif parts.username == "" and parts.password:
        yield "has a password without a user name"
    if not _has_port(parts):
        yield "must have a port between 1 and 65535, or none"
    host = parts.hostname or ""
    if host and not HOST.fullmatch(host):
        yield "has a host that is no name or address"
    named = {parts.scheme, *(name for name, _value in parse_qsl(parts.query))}
    if not host and named.isdisjoint(form.without_host):
        yield f"names no host; it must look like {form.example}"
    if host and parts.scheme in form.without_host:
        yield f"may name no host; it must look like {form.example}"


def _find_path_faults(parts: SplitResult, form: UrlForm) -> Iterator[str]:
    if not form.path.fullmatch(parts.path):
        yield f"must have {form.path_example}"
    elif STRAY_PERCENT.search(parts.path):
        yield "has a % after the host that is not followed by two digits; write it as %25"


def _find_query_faults(parts: SplitResult, form: UrlForm) -> Iterator[str]:
    if not parts.query:
        return
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        yield "must have settings as name=value after the question mark"
        return
    if any(name not in form.query for name, _value in pairs):
        known = f"only {', '.join(sorted(form.query))}" if form.query else "no settings"
        yield f"may have {known} after the question mark"
    elif any(not value for _name, value in pairs):
        yield "has a setting without a value after the question mark"
