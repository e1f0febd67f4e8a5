"""Ids that count upwards, and a text without what is another value in every run."""

from __future__ import annotations

import itertools
import re
import secrets

ID = re.compile(r"(?<![0-9a-z])22222[2-9a-z]{7}(?![0-9a-z])")
VALUES = [
    (re.compile(r'(name="csrf-token" content=|name="csrf_token"[^>]*? value=|"csrf_token":)"[^"]*"'), r'\1"CSRF"'),
    (re.compile(r"/(login/link|reset|profile/email|invitations)/(?!rounds/)[\w.%-]{30,}"), r"/\1/TOKEN"),
    (re.compile(r"/calendar/[\w-]+\.ics"), "/calendar/TOKEN.ics"),
    (re.compile(r"(dist/[\w./-]+?)-[A-Z0-9]{8}\.(js|css)"), r"\1.\2"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
]


def count_ids() -> None:
    """Let new ids count upwards, and tokens too; all are drawn by ``secrets``."""
    drawn, numbers, tokens = itertools.count(), itertools.count(), itertools.count()

    def choose(letters: str) -> str:
        number, place = divmod(next(drawn), 12)
        return letters[number // len(letters) ** (11 - place) % len(letters)]

    secrets.choice = choose  # type: ignore[assignment]  # counted instead of random; older code draws letter by letter
    secrets.randbelow = lambda _limit: next(numbers)  # type: ignore[assignment]  # counted instead of random
    secrets.token_urlsafe = lambda _size=32: f"token{next(tokens):038}"  # type: ignore[assignment]  # counted instead of random
    secrets.token_hex = lambda size=32: f"{next(tokens):0{2 * size}x}"  # type: ignore[assignment]  # counted instead of random


def replace_values(text: str) -> str:
    """Take away what is another value in every run, and stands for nothing."""
    for pattern, replacement in VALUES:
        text = pattern.sub(replacement, text)
    return text
