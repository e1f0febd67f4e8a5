"""Which sheet of a file holds measurements, and which of its columns says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from impactplan.lib.names import fold
from impactplan.lib.tables import Cell, Table, is_filled
from impactplan.lib.texts import force_locale
from impactplan.models import KINDS
from impactplan.site.language import LANGUAGES
from impactplan.workbook.wording import joined

MEASUREMENT = "measurement"
NAMES = ("indicator", "measured_on", "wave", "value", "n", "note")
NEEDED = ("indicator", "value")
WORDS = {
    "nl": {
        "indicator": "indicator indicatoren",
        "measured_on": "datum meetdatum dag",
        "wave": "meetmoment meetronde ronde moment",
        "value": "waarde resultaat score uitkomst",
        "n": "n aantal|aantal antwoorden|respondenten",
        "note": "opmerking opmerkingen toelichting",
    },
    "en": {
        "indicator": "indicator indicators",
        "measured_on": "date day|measured on",
        "wave": "wave moment round",
        "value": "value result score",
        "n": "n respondents|number of answers",
        "note": "note notes remark",
    },
}
"""What a column may be called besides the label of its field: words, and after a bar what has several."""
MOST_ABOVE = 20
"""The headings stand in one of so many rows."""
LONGEST = 100
"""Characters of a heading."""


@dataclass(frozen=True)
class Headings:
    row: int
    columns: Mapping[str, int]
    language: str
    """That of the headings, "" where they are of both or of none."""
    doubles: frozenset[int] = frozenset()
    """Columns with a heading that another column has already."""


class HeadingError(ValueError):
    """The columns that the file lacks, by the labels of their fields."""

    hidden = ""
    """A hidden sheet that has them all."""


def choose_table(tables: Sequence[Table]) -> tuple[Table, Headings]:
    """Return the first sheet that has the headings of measurements, not a hidden one. Raises HeadingError."""
    known = _known_words()
    error: HeadingError | None = None
    for table in sorted(tables, key=lambda table: table.is_hidden):
        try:
            headings = _find_headings(table.rows, known)
        except HeadingError as missing:
            error = error or missing
            continue
        if not table.is_hidden:
            return table, headings
        error = error or HeadingError()
        error.hidden = table.name
        raise error
    raise error or HeadingError()


def _known_words() -> dict[str, dict[str, set[str]]]:
    """Return what each column may be called, by language."""
    fields = KINDS[MEASUREMENT].fields
    known: dict[str, dict[str, set[str]]] = {}
    for code in LANGUAGES:
        with force_locale(code):
            labels = {name: str(fields[name].label) for name in NAMES}
        known[code] = {name: {fold(labels[name]), *_split(WORDS[code][name])} for name in NAMES}
    return known


def _split(words: str) -> list[str]:
    first, *more = words.split("|")
    return [*first.split(), *more]


def _find_headings(rows: Sequence[Sequence[Cell]], known: Mapping[str, Mapping[str, set[str]]]) -> Headings:
    best: dict[str, int] = {}  # the row that comes nearest, to say what it lacks
    for at, row in enumerate(islice(rows, MOST_ABOVE)):
        columns: dict[str, int] = {}
        doubles: set[int] = set()
        languages: list[set[str]] = []
        for place, cell in enumerate(row):
            word = fold(cell) if isinstance(cell, str) and len(cell) <= LONGEST else ""
            codes = {code: name for code in known for name in NAMES if word in known[code][name]}
            if codes:
                name = next(iter(codes.values()))
                if columns.setdefault(name, place) != place:
                    doubles.add(place)
                languages.append(set(codes))
        if set(NEEDED) <= set(columns):
            certain = set.union(set(), *(codes for codes in languages if len(codes) == 1))
            return Headings(at, columns, certain.pop() if len(certain) == 1 else "", frozenset(doubles))
        best = max(best, columns, key=len)
    missing = [name for name in NEEDED if name not in best]
    raise HeadingError(joined([f"“{KINDS[MEASUREMENT].fields[name].label}”" for name in missing], ", "))


def count_filled_rows(table: Table) -> int:
    return sum(any(map(is_filled, row)) for row in table.rows)
