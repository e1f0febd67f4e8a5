"""The widths of table columns, by the types of their fields; nothing is ever cut off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from impactplan.blocks import Column
from impactplan.models import Field

PAGE = 170
"""The width of a page, in millimetres."""
MOST = 1.5
"""How many pages wide a table may be of which the last columns run below the rows instead."""
LONG_FROM = 1000
"""A text that may be longer than this takes the full width of the page."""

# The least width at which a column of the type still reads well, in millimetres.
LEAST = {
    "integer": 18,
    "number": 20,
    "year": 13,
    "scale": 17,
    "flag": 20,
    "date": 24,
    "choice": 22,
    "choices": 32,
    "ref": 28,
    "refs": 30,
    "inverse": 30,
}
JOINER = "\u2060"
"""A word joiner: it prevents a line break."""


def is_long(declared: Field) -> bool:
    return declared.type == "prose" or (declared.type == "text" and declared.limit > LONG_FROM)


def is_numeric(declared: Field) -> bool:
    return declared.type in {"integer", "number", "year", "scale"} and not declared.choices


def unit_of(declared: Field) -> str:
    if declared.type == "scale" and declared.choices:
        return ""
    if declared.type == "scale":
        return f"{declared.low}{JOINER}–{JOINER}{declared.high}"
    return str(declared.unit) if declared.unit is not None else ""


def fit_columns(fields: Sequence[Field], title_field: str) -> tuple[Column, ...]:
    """Give each column its minimum width, and share what is left among the texts. Return as many of the columns, from
    the first on, as the page is wide enough for; none where too many would be left."""
    least = [_least(declared, declared.name == title_field) for declared in fields]
    if sum(least) > MOST * PAGE:
        return ()
    count = max(1, sum(total <= PAGE for total in accumulate(least)))
    fields, least = fields[:count], least[:count]
    spare = max(0, PAGE - sum(least))
    stretch = [_stretch(declared, declared.name == title_field) for declared in fields]
    share = spare / sum(stretch)
    widths = [width + share * part for width, part in zip(least, stretch, strict=True)]
    return tuple(
        Column(str(declared.label), unit_of(declared), is_numeric(declared), round(100 * width / sum(widths), 2))
        for declared, width in zip(fields, widths, strict=True)
    )


def _least(declared: Field, is_title: bool) -> float:
    if declared.type == "text":
        width = 40 if is_title else 20 if declared.limit <= 100 else 28 if declared.limit <= 300 else 36
    else:
        width = LEAST[declared.type]
    labels = (declared.label, unit_of(declared), *_choice_labels(declared))
    words = [word for label in labels for word in str(label).split()]
    longest = max(map(len, words), default=0)
    return max(width, min(36, 5 + 1.75 * longest))


def _choice_labels(declared: Field) -> list[str]:
    return [str(label) for _key, label in declared.choices] if declared.type in {"choice", "scale"} else []


def _stretch(declared: Field, is_title: bool) -> float:
    if declared.type == "text":
        return 3 if is_title else 1 if declared.limit <= 100 else 2
    return {"ref": 2.5, "refs": 2.5, "inverse": 2.5, "choices": 1.5}.get(declared.type, 0.2)
