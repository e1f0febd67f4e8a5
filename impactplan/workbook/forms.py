"""Forms made from the declared fields: what was typed becomes a value, or a message that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from impactplan.config import ROW_LIMIT
from impactplan.lib import dates, numbers
from impactplan.lib.text import find_forbidden, normalise
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS, Field
from impactplan.models.fields import UNCERTAIN
from impactplan.site.language import LANGUAGES, language, typed_in
from impactplan.workbook.reading import read_date, read_integer, read_number, read_year


def parse(declared: Field, typed: Sequence[str]) -> Any:
    """Return the value of what was typed, or raise ValueError with a message for its writer."""
    if any(map(find_forbidden, typed)):
        raise ValueError(_("There is a character in this text that cannot be kept. Remove it, or type it again."))
    if declared.type in {"refs", "inverse"}:
        chosen = tuple(dict.fromkeys(value for value in typed if value))
        if len(chosen) > ROW_LIMIT * len(declared.targets):  # more than there can be
            raise ValueError(_("Choose from the list."))
        return chosen
    if declared.type == "choices":
        return _parse_choices(declared, [value for value in typed if value])
    text = normalise(typed[0]) if typed else ""
    if declared.is_text:
        return _parse_text(declared, text)
    text = text.strip()
    if not text:
        return None
    return _PARSERS[declared.type](declared, text)


def _parse_text(declared: Field, text: str) -> str | None:
    if len(text) > declared.limit:
        raise ValueError(
            ngettext(
                "This is one character too long: at most %(limit)s fit. Nothing is lost; shorten it to save it.",
                "This is %(over)s characters too long: at most %(limit)s fit. Nothing is lost; shorten it to save it.",
                len(text) - declared.limit,
                over=numbers.format_number(len(text) - declared.limit, language()),
                limit=numbers.format_number(declared.limit, language()),
            )
        )
    if declared.is_line:
        text = " ".join(text.split("\n"))
    return text if text.strip() else None


def _parse_choices(declared: Field, keys: list[str]) -> tuple[str, ...]:
    known = [key for key, _label in declared.choices]
    if not set(keys) <= set(known):
        raise ValueError(_("Choose from the list."))
    return tuple(key for key in known if key in keys)


def _parse_choice(declared: Field, text: str) -> str:
    if text not in {key for key, _label in declared.choices}:
        raise ValueError(_("Choose from the list."))
    return text


def _unit_of(declared: Field) -> str:
    return str(declared.unit or "")


def _parse_number(declared: Field, text: str) -> Decimal:
    value = read_number(text, _unit_of(declared)).value
    _check_range(declared, value)
    return value


def _parse_integer(declared: Field, text: str) -> int:
    value = read_integer(text, _unit_of(declared))
    _check_range(declared, Decimal(value))
    return value


def _parse_year(declared: Field, text: str) -> int:
    value = read_year(text)
    _check_range(declared, Decimal(value))
    return value


def is_estimate(declared: Field, text: str) -> bool:
    """Tell whether a number was typed as an estimate (``ca. 250``)."""
    try:
        return declared.type in {"number", "integer"} and read_number(text, _unit_of(declared)).is_estimate
    except ValueError:
        return False


def _check_range(declared: Field, value: Decimal) -> None:
    if (declared.low is not None and value < declared.low) or (declared.high is not None and value > declared.high):
        shown = str if declared.type == "year" else lambda bound: numbers.format_number(bound, language())
        raise ValueError(range_message(shown(declared.low or 0), shown(declared.high)))


def range_message(low: object, high: object) -> str:
    return _("Write a number from %(low)s to %(high)s.", low=low, high=high)


_PARSERS: dict[str, Any] = {
    "choice": _parse_choice,
    "number": _parse_number,
    "integer": _parse_integer,
    "scale": _parse_integer,
    "year": _parse_year,
    "date": lambda declared, text: read_date(text, declared.month),
    "flag": lambda _declared, text: text in {"1", "true", "on"} or None,
    "ref": lambda _declared, text: text,
}


@dataclass(frozen=True)
class Submission:
    """What somebody sent for an item: values that can be written, and what was refused, with why."""

    values: Mapping[str, Any]
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    raw: Mapping[str, list[str]] = field(default_factory=dict)
    uncertain: Sequence[str] = ()
    """Fields that say how certain another one is, which was typed as an estimate."""


def read_submission(
    kind_key: str, typed: MultiDict[str, str], names: Sequence[str], *, written_in: str | None = None
) -> Submission:
    """Read some fields of a kind from a form. A field that is named but absent was emptied.

    ``written_in`` is the language of values that were not typed on a page.
    """
    if written_in:
        with typed_in(written_in):
            return read_submission(kind_key, typed, names)
    declared = KINDS[kind_key].fields
    known = [name for name in names if name in declared]
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name in known:
        try:
            values[name] = parse(declared[name], [str(text) for text in typed.getlist(name)] or [""])
        except ValueError as error:
            errors[name] = [str(error)]
    uncertain = [
        declared[name].certainty
        for name in values
        if declared[name].certainty and is_estimate(declared[name], typed.get(name, ""))
    ]
    values |= {name: UNCERTAIN for name in uncertain if name in values and values[name] is None}
    left = [name for name in uncertain if name not in values]
    return Submission(values, errors, {name: typed.getlist(name) for name in known}, left)


def show_raw(declared: Field, value: Any, code: str = "") -> str:
    """Return a value as it stands in a field of a page in a language, to be read back by ``parse``."""
    code = code or language()
    if value is None:
        return ""
    if declared.type == "date":
        return dates.format_date_short(value, code)
    if declared.money:
        return numbers.format_amount(value, code)
    if declared.type in {"number", "integer"}:
        # Below 1 % the sign tells that no share is meant: read back without it, 0.35 would be asked about.
        small = 0 < abs(value) < 1 and numbers.find_unit(_unit_of(declared)) == "percent"
        return numbers.attach_unit(numbers.format_number(value, code), "%" if small else "", code)
    if declared.type == "flag":
        return "1" if value else ""
    return str(value)


def show_raws(declared: Field, value: Any) -> dict[str, str]:
    """Return a value as it stands in a field, by the language of the page, where that makes a difference."""
    raws = (
        {code: show_raw(declared, value, code) for code in LANGUAGES} if declared.type in {"number", "integer"} else {}
    )
    return raws if len(set(raws.values())) > 1 else {}


__all__ = ["Submission", "parse", "read_submission", "show_raw", "show_raws"]
