"""Numbers as people write and read them, in Dutch and in English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

SEPARATORS = {"nl": (".", ","), "en": (",", ".")}
"""Per language: what separates thousands, and what starts the fraction."""
PLACES = 6
MOST_CHARACTERS = 100
"""Whatever is longer is no number, and is not looked at."""
NBSP = "\u00a0"

UNITS = {
    "percent": "% procent percent pct pct. perc perc. ‰",
    "euros": "€ eur eur. euro euro's euros",
    "minutes": "min min. minuut minuten minute minutes",
    "hours": "u u. uur uren hour hours hrs",
    "months": "mnd mnd. maand maanden month months",
    "years": "jr jr. jaar jaren year years",
    "fte": "fte fte's fte’s",
    "people": "mensen personen persoon man people persons person deelnemers participants inwoners bezoekers leden "
    "cursisten respondenten volwassenen kinderen jongeren ouderen",
}
"""What people write behind a number, or before it, for each unit that a field can have."""
_SHORT_UNITS = "|".join(
    re.escape(word)
    for word in sorted(
        (word for unit in UNITS if unit != "people" for word in UNITS[unit].split()), key=len, reverse=True
    )
)
TOGETHER = re.compile(rf"(?:€ ?)?\d(?:[\d.,]*\d)?(?:[-–]\d(?:[\d.,]*\d)?)*(?: (?:{_SHORT_UNITS})(?!\w))?")
"""A number with what belongs to it, between which no line should break: ``3–6 maanden``, ``€ 900``."""
_UNIT_OF_WORD = {word: unit for unit, words in UNITS.items() for word in words.split()} | {"‰": ""}
_TIMES = {
    **dict.fromkeys(("duizend", "dzd", "dzd.", "thousand", "k"), 3),
    **dict.fromkeys(("miljoen", "mln", "mln.", "million"), 6),
    **dict.fromkeys(("miljard", "mld", "mld.", "billion"), 9),
}
_ABOUT = re.compile(
    r"(?:±|\+\s?/\s?-|\+-|~|≈|ca\.?|circa|c\.|ong\.|ongeveer|zo['’]n|rond(?: de)?|plm\.|plusminus|plus minus|bijna|ruim"
    r"|about|around|approx\.|approximately|roughly|nearly|almost|some)\s*(?=\S)",
    re.IGNORECASE,
)
_ABOUT_BEHIND = re.compile(r"\s+(?:ongeveer|circa|ca\.|or so)$", re.IGNORECASE)
_PARTS = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>[^\d+-]*?) ?(?P<inner>[+-]?) ?(?P<digits>\d(?:[\d.,'’ ]*\d)?)(?P<behind>\D*)"
)
_NO_CENTS = re.compile(r"(?<=\d)([,.]) ?(?:--?|=)(?!\d)")
_A_YEAR = re.compile(r"(?<=%) ?(?:per jaar|a year|per year|p\.?\s?j\.?)$", re.IGNORECASE)
_FRACTIONS = {"½": "5", "¼": "25", "¾": "75"}
_OTHER = {"nl": "en", "en": "nl"}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")


class NumberError(ValueError):
    """A text that is no number that fits its field.

    ``reason`` is "unclear", "ambiguous" (it can be each of ``readings``), "words" (there is more than the number in
    ``readings``), "unit" (another one than the field has), "share" (0.35 where a percentage is asked) or "places".
    """

    def __init__(self, reason: str, readings: tuple[Decimal, ...] = ()) -> None:
        super().__init__(reason)
        self.reason, self.readings = reason, readings


@dataclass(frozen=True)
class Reading:
    value: Decimal
    is_estimate: bool = False
    """Whether it was written as one: ``ca. 250``."""


def read_id(text: str) -> int:
    """Return the number of an account as an address or a form has it; 0, which nobody has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def tidy_signs(text: str) -> str:
    """Return a number or a day with spaces, dashes and digits of one kind, and without what cannot be seen."""
    tidy = []
    for char in text.translate(_DASHES):
        if char.isdecimal():
            tidy.append(str(unicodedata.decimal(char)))
        elif "\uff01" <= char <= "\uff5e":  # as wide as a Chinese character
            tidy.append(chr(ord(char) - 0xFEE0))
        elif unicodedata.category(char) != "Cf" and char != "\u034f":
            tidy.append(" " if char.isspace() else char)
    return " ".join("".join(tidy).split())


def find_unit(words: str) -> str:
    """Return the key of the unit that words begin with, "" where we know none."""
    return _UNIT_OF_WORD.get(words.casefold().partition(" ")[0], "")


def read_number(text: str, language: str, unit: str = "") -> Reading:
    """Return the number that a writer in the language means, in a field that counts in ``unit`` (as it is shown there).

    In Dutch ``1.300`` is thirteen hundred and ``2,5`` two and a half. What a careful reader could take
    for another number (``1.5`` in Dutch, ``0.300``) raises NumberError("ambiguous").
    """
    if len(text) > MOST_CHARACTERS:
        raise NumberError("unclear")
    text, is_estimate = _take_estimate(tidy_signs(text))
    if cents := _NO_CENTS.search(text):  # "1.250,-": what stands before the dash starts the fraction
        text = text[: cents.start()] + text[cents.end() :]
        use = 0 if cents[1] in text else 1
        language = next(code for code, signs in SEPARATORS.items() if signs[use] == cents[1])
    comma = SEPARATORS[language][1]
    text = re.sub(r"(\d*) ?([½¼¾])", lambda part: f"{part[1] or 0}{comma}{_FRACTIONS[part[2]]}", text)
    match = _PARTS.fullmatch(text)
    if match is None or (match["sign"] and match["inner"]):
        raise NumberError("unclear")
    try:
        value = _read_digits(match["digits"], language)
    except NumberError as error:  # "1.3 mln" is asked about in millions
        _unit, power = _split_behind(match["behind"])
        raise NumberError(error.reason, tuple(reading.scaleb(power) + 0 for reading in error.readings)) from None
    if "-" in {match["sign"], match["inner"]}:
        value = -value
    named, power = _read_words(match["before"], match["behind"], unit, value)
    value = value.scaleb(power) + 0
    if unit and named not in {"", unit, find_unit(unit)}:
        raise NumberError("unit")
    if find_unit(unit) == "percent" and not named and 0 < abs(value) < 1:
        raise NumberError("share", (value * 100, value))
    return Reading(value, is_estimate)


def _take_estimate(text: str) -> tuple[str, bool]:
    bare = _ABOUT_BEHIND.sub("", _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text)
    return bare, bare != text


def _read_words(before: str, behind: str, unit: str, value: Decimal) -> tuple[str, int]:
    """Return the unit that is named and the power of ten that is written as a word ("miljoen")."""
    before, (behind, power) = before.strip().casefold(), _split_behind(behind)
    names = [words for words in (before, behind) if words]
    units = {unit if words == unit.casefold() else _UNIT_OF_WORD.get(words, "") for words in names}
    if "" in units or len(units) > 1 or (before and units != {"euros"}):
        raise NumberError("words", (value.scaleb(power),))
    return (units.pop() if units else ""), power


def _split_behind(behind: str) -> tuple[str, int]:
    """Return what stands behind a number, and the power of ten that it begins with."""
    words = _A_YEAR.sub("", behind.strip()).casefold()
    word, _, rest = words.partition(" ")
    power = _TIMES.get(word, 0)
    return (rest.strip() if power else words), power


def _read_digits(text: str, language: str) -> Decimal:
    for between in (" ", "'", "’"):
        if between in text:
            if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:{between}\d{{3}})+(?:[.,]\d+)?", text):
                raise NumberError("unclear")
            text = text.replace(between, "")
    try:
        return _read_in(text, language)
    except NumberError as error:
        # With both separators in it there is but one way to read it, whatever the language.
        if error.reason == "unclear" and {".", ","} <= set(text):
            return _read_in(text, _OTHER[language])
        raise


def _read_in(text: str, language: str) -> Decimal:
    thousands, comma = SEPARATORS[language]
    whole, _, fraction = text.partition(comma)
    if thousands in whole:
        if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+", whole):
            if re.fullmatch(rf"\d+{re.escape(thousands)}\d+", text):
                small, large = Decimal(text.replace(thousands, ".")), Decimal(text.replace(thousands, ""))
                raise NumberError("ambiguous", (small,) if text.startswith("0") else (small, large))
            raise NumberError("unclear")
        whole = whole.replace(thousands, "")
    if not whole.isdigit() or (comma in text and not fraction.isdigit()):
        raise NumberError("unclear")
    if len(fraction) > PLACES:
        raise NumberError("places")
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


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


def attach_unit(number: str, unit: str, language: str) -> str:
    """Put a unit behind a number that is written already; they stay together: ``70 %`` in Dutch, ``70%`` in English."""
    between = "" if language == "en" and unit.startswith("%") else NBSP
    return f"{number}{between}{unit}" if number and unit else number


def format_euros(value: Decimal | int, language: str) -> str:
    amount = format_amount(value, language)
    return f"€{NBSP}{amount}" if language == "nl" else f"€{amount}"
