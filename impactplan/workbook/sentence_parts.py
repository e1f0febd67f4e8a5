"""Sentences that know which of their words are values: those can be changed where they stand.

A value is marked in the text itself, so that a sentence is put together as any text is: by joining, and by filling in
what a translation leaves open. The marks are code points that are no characters and that no text holds that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

BEGIN, SAYS, END = "\ufdd0", "\ufdd1", "\ufdd2"
MARKED = re.compile(f"{BEGIN}([^{SAYS}]*){SAYS}([^{END}]*){END}")


@dataclass(frozen=True)
class Part:
    """Words of a sentence, and the field whose value they are, if it can be changed here."""

    text: str
    field: str = ""


def value(field: str, text: object) -> str:
    """Return words that are the value of a field of the row that the sentence is about; nothing if there are none."""
    return f"{BEGIN}{field}{SAYS}{text}{END}" if text else ""


def plain(text: str) -> str:
    """Return a sentence as it reads."""
    return MARKED.sub(r"\2", text) if BEGIN in text else text


def parts_of(text: str, changeable: Container[str]) -> list[Part]:
    """Return a sentence in parts, of which those name their field that can be changed."""
    parts, at = [], 0
    for match in MARKED.finditer(text):
        field, words = match.groups()
        parts += [Part(text[at : match.start()]), Part(words, field if field in changeable else "")]
        at = match.end()
    return [part for part in (*parts, Part(text[at:])) if part.text]
