"""One declaration per field: form, page, document, history, completeness, import and export all read it.

A declaration stands in ``info["field"]`` of the model's column, or, for a field that holds many references,
as a ``refs(...)`` attribute of the model.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, Boolean, Date, Integer, String, Text
from sqlalchemy.orm import mapped_column

from impactplan.config import TEXT_LIMIT
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.base import FixedNumber

LINE_LIMIT = 300
SHORT = 100
"""A text of so many characters at most fits in its box."""
UNCERTAIN = "low"
"""The choice that says of another number that it is an estimate."""
_order = itertools.count()
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Fold:
    """A part of a form that is folded away until something in it is filled in; ``when`` names a field and the value
    of it that asks for this part, which is not there at all until then."""

    key: str
    title: LazyString
    when: tuple[str, str] | None = None


@dataclass(frozen=True)
class Field:
    type: str
    """text, prose, integer, year, number, date, choice, choices, scale, flag, ref, refs or inverse."""
    label: LazyString
    help: LazyString | None = None
    question: LazyString | None = None
    """How a form asks for it, where its label is a term of the trade."""
    required: bool | Callable[[Values], bool] = False
    """Needed before the step counts as complete; a function decides it by the item's other values."""
    unit: LazyString | None = None
    money: bool = False
    choices: tuple[tuple[str, LazyString], ...] = ()
    """The keys of a choice with their labels; of a scale, what its points are called, where they have names."""
    targets: tuple[str, ...] = ()
    """The kinds that a reference may point to."""
    limit: int = TEXT_LIMIT
    low: int | None = None
    high: int | None = None
    line: str = ""
    """Neighbouring fields with the same line key stand on one line."""
    fold: Fold | None = None
    """The part of the form that it stands in, if that is folded away at first."""
    in_sight: bool = False
    """Not required, and yet not folded away with what can wait: without it the form says too little."""
    heading: LazyString | None = None
    """Of the first field of a part of a long form: what stands above that part."""
    later: str = ""
    """The later step that asks this field too, and counts it."""
    later_required: bool = False
    only_later: bool = False
    """Shown in the later step alone."""
    fixed: bool = False
    """Written by an operation, such as locking; never typed."""
    supports: str = ""
    """Of a text that names a source: the field that rests on it. A document numbers it and lists it at its end."""
    through: str = ""
    """Of an inverse side: the field of the other kind that owns the association."""
    month: str = ""
    """Of a day: which day is meant where somebody writes the month only ("first" or "last"); empty asks for a day."""
    certainty: str = ""
    """Of a number: the field that says how certain it is; an estimate (``ca. 250``) is of low certainty."""
    apart_from: str = ""
    """Of a reference: the other reference of the same item that cannot lead to the same."""
    no_circle: LazyString | None = None
    """Of references to the own kind that never lead back to where they began: what is said of one that would."""
    goes_along: bool = False
    """Of a reference: the item says nothing without what it refers to, and is deleted along with it."""
    adds_up: bool = False
    """Of a number: the rows of the kind together say something, so a table of them has a total."""
    name: str = ""
    order: int = dataclass_field(default_factory=lambda: next(_order))

    def is_required(self, values: Values) -> bool:
        return self.required(values) if callable(self.required) else self.required

    @property
    def is_list(self) -> bool:
        """Tell whether a value is several keys or ids."""
        return self.type in {"choices", "refs", "inverse"}

    @property
    def is_stored(self) -> bool:
        return self.type != "inverse"

    def is_filled(self, value: object) -> bool:
        return value is not None and value != "" and value != [] and value != () and value is not False

    def label_of(self, choice: str) -> str:
        return next((str(label) for key, label in self.choices if key == choice), choice)

    @property
    def is_text(self) -> bool:
        return self.type in {"text", "prose"}

    @property
    def is_line(self) -> bool:
        """Tell whether the text is written in one line; a longer one has room for several."""
        return self.type == "text" and self.limit <= LINE_LIMIT

    @property
    def grows(self) -> bool:
        """Tell whether the text may be longer than its box is wide, so that the box must grow with it."""
        return self.type == "text" and self.limit > SHORT

    @property
    def is_reference(self) -> bool:
        return self.type in {"ref", "refs", "inverse"}

    def to_json(self, value: object) -> object:
        """Return the value as the log keeps it."""
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value

    def from_json(self, value: Any) -> Any:
        if value is None:
            return () if self.is_list else None
        if self.type == "number":
            return Decimal(value)
        if self.type == "date":
            return date.fromisoformat(value)
        return tuple(value) if self.is_list else value


def _column(type_: Any, declared: Field) -> Any:
    return mapped_column(type_, nullable=True, info={"field": declared})


def text(label: LazyString, *, limit: int = LINE_LIMIT, **more: Any) -> Any:
    """Declare one line of text."""
    return _column(String(limit) if limit <= 1000 else Text(), Field("text", label, limit=limit, **more))


def prose(label: LazyString, **more: Any) -> Any:
    """Declare text of any length, written in Markdown."""
    return _column(Text(), Field("prose", label, **more))


def integer(label: LazyString, *, low: int = 0, high: int = 1_000_000_000, **more: Any) -> Any:
    return _column(Integer(), Field("integer", label, low=low, high=high, **more))


def year(label: LazyString, **more: Any) -> Any:
    return _column(Integer(), Field("year", label, low=1900, high=2100, **more))


def number(label: LazyString, *, low: int | None = 0, high: int = 1_000_000_000, **more: Any) -> Any:
    return _column(FixedNumber(), Field("number", label, low=low, high=high, **more))


def euros(label: LazyString, **more: Any) -> Any:
    """Declare an amount of money in euros."""
    return number(label, unit=_l("euros"), money=True, **more)


def day(label: LazyString, **more: Any) -> Any:
    return _column(Date(), Field("date", label, **more))


def choice(label: LazyString, choices: tuple[tuple[str, LazyString], ...], **more: Any) -> Any:
    return _column(String(40), Field("choice", label, choices=choices, **more))


def choices(label: LazyString, options: tuple[tuple[str, LazyString], ...], **more: Any) -> Any:
    """Declare a set of choices; the whole set is one field."""
    return _column(JSON(none_as_null=True), Field("choices", label, choices=options, **more))


def scale(label: LazyString, *, low: int = 1, high: int = 5, **more: Any) -> Any:
    return _column(Integer(), Field("scale", label, low=low, high=high, **more))


def flag(label: LazyString, **more: Any) -> Any:
    return _column(Boolean(), Field("flag", label, **more))


Target = type[Any] | str
"""A kind of item, by its model, or by its key where the model is not there yet."""


def _keys(models: tuple[Target, ...]) -> tuple[str, ...]:
    return tuple(model if isinstance(model, str) else str(model.__tablename__) for model in models)


def ref(label: LazyString, *targets: Target, **more: Any) -> Any:
    """Declare a reference to one other item of the same plan; the foreign key is added by the kind."""
    return _column(String(16), Field("ref", label, targets=_keys(targets), **more))


def refs(label: LazyString, *targets: Target, **more: Any) -> Field:
    """Declare references to several other items of the same plan, kept in ``plan_reference``."""
    return Field("refs", label, targets=_keys(targets), **more)


def inverse(label: LazyString, target: Target, through: str, **more: Any) -> Field:
    """Declare the inverse side of an association: the items of a kind whose field ``through`` names this one.

    It is stored on the owning side only, and can be edited on both.
    """
    return Field("inverse", label, targets=_keys((target,)), through=through, **more)
