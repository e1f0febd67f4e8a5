"""Answers of a document that read as one: a number with its unit and year, a period, an item of the plan or a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from impactplan.blocks import Fact, Text
from impactplan.exports.columns import unit_of
from impactplan.lib.texts import gettext as _
from impactplan.models import Field
from impactplan.workbook.parts import FieldText
from impactplan.workbook.wording import written


def join(texts: Sequence[FieldText]) -> tuple[Fact, int]:
    """Return the first answer as a fact, with the neighbours on its line that read as one with it, and their number."""
    for rule in (_amount, _period):
        joined = rule(texts)
        if joined is not None:
            return joined
    declared, text = texts[0].declared, texts[0].text
    if text and declared.type == "scale" and not declared.choices:
        text = replace(text, text=_("%(value)s of %(highest)s", value=text.text, highest=declared.high))
    elif text and unit_of(declared):
        text = replace(text, text=written(text.text, unit_of(declared)))
    return Fact(str(declared.label), text), 1


def _amount(texts: Sequence[FieldText]) -> tuple[Fact, int] | None:
    """Join a number, its unit in words and its year: “6.000 volwassenen (2020)”."""
    number, *rest = texts
    names = (number.declared.name + "_unit", "unit")
    if number.declared.type != "number" or not rest or rest[0].declared.name not in names:
        return None
    unit, *rest = rest
    if not (number.text and unit.text):
        return None
    text, taken = written(number.text.text, unit.text.text), 2
    if rest and rest[0].declared.type == "year" and rest[0].declared.line == number.declared.line:
        text, taken = text + (f" ({rest[0].text.text})" if rest[0].text else ""), 3
    return Fact(str(number.declared.label), replace(number.text, text=text)), taken


def _period(texts: Sequence[FieldText]) -> tuple[Fact, int] | None:
    """Join two days on one line: “1 april 2021 – 31 december 2022”."""
    if len(texts) < 2:
        return None
    first, last = texts[0], texts[1]
    same = first.declared.type == last.declared.type == "date" and bool(first.declared.line)
    if not same or first.declared.line != last.declared.line or not (first.text and last.text):
        return None
    return Fact(_("Period"), Text(f"{first.text.text} – {last.text.text}")), 2


def either_or(first: Field, second: Field, rows: Sequence[Mapping[str, FieldText]]) -> bool:
    """Tell whether two neighbours are one answer: an item of the plan, or else a name."""
    if first.type != "ref" or second.type != "text" or not first.line or first.line != second.line:
        return False
    return not any(texts[first.name].text and texts[second.name].text for texts in rows)


def merge(texts: dict[str, FieldText], first: str, second: str) -> dict[str, FieldText]:
    return texts if texts[first].text else {**texts, first: texts[second]}
