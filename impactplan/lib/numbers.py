"""Numbers as people write and read them, in Dutch and in English."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

SEPARATORS = {"nl": (".", ","), "en": (",", ".")}
"""Per language: what separates thousands, and what starts the fraction."""
PLACES = 6
NBSP = "\u00a0"


class NumberError(ValueError):
    """A text that is no number (``reason`` "unclear", "ambiguous" or "places")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_number(text: str, language: str) -> Decimal:
    """Return the number that a reader of the language means by the text.

    In Dutch ``1.300`` is thirteen hundred and ``2,5`` two and a half. What a careful reader could take
    for another number (``1.5`` in Dutch, ``0.300``) raises NumberError("ambiguous").
    """
    thousands, comma = SEPARATORS[language]
    text = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-").removeprefix("€").removesuffix("%")
    whole, found, fraction = text.partition(comma)
    digits = whole.lstrip("+-")
    if thousands in digits:
        if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+", digits):
            plain = re.fullmatch(rf"[+-]?\d+{re.escape(thousands)}\d+", text)
            raise NumberError("ambiguous" if plain else "unclear")
        whole = whole.replace(thousands, "")
    if (found and not fraction) or not re.fullmatch(r"[+-]?\d+", whole) or not re.fullmatch(r"\d*", fraction):
        raise NumberError("unclear")
    if len(fraction) > PLACES:
        raise NumberError("places")
    try:
        return Decimal(f"{whole}.{fraction}" if fraction else whole)
    except InvalidOperation:  # digits outside ASCII
        raise NumberError("unclear") from None


def format_number(value: Decimal | int, language: str, *, grouping: bool = True) -> str:
    """Write a number in full: ``1.300`` and ``2,5`` in Dutch, ``1,300`` and ``2.5`` in English."""
    thousands, comma = SEPARATORS[language]
    whole, _, fraction = format(Decimal(value), ",f" if grouping else "f").partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", thousands) + (comma + fraction if fraction else "")


def format_amount(value: Decimal | int, language: str) -> str:
    """Write an amount of money, with two decimals where there are cents: ``42.000`` and ``12.500,50``."""
    text = format_number(value, language)
    whole, comma, fraction = text.partition(SEPARATORS[language][1])
    return whole + comma + fraction.ljust(2, "0") if comma else text


def format_euros(value: Decimal | int, language: str) -> str:
    amount = format_amount(value, language)
    return f"€{NBSP}{amount}" if language == "nl" else f"€{amount}"
