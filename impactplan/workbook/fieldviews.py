"""The fields of a plan as a form shows them: each with its choices and errors, in lines and in folds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask_babel.speaklater import LazyString

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import KINDS, Field, Fold
from impactplan.workbook.marks import Mark

FEW_ITEMS = 4
"""So many items of the plan at most stand in sight to choose from."""
FEW_CHOICES = 8
"""So many choices at most of a fixed set."""
READ_BACK = {"number", "integer", "date"}
"""Types of field of which the page says how it was understood."""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool = False
    detail: str = ""
    """What it means to choose this."""


@dataclass(frozen=True)
class OptionGroup:
    """Choices of one kind of item, under its plural; ``label`` is empty where there is only one kind."""

    label: str
    options: tuple[Option, ...]
    kind: str = ""


@dataclass(frozen=True)
class FieldView:
    kind: str
    ref: str
    """The item's id, or for a sheet its kind."""
    name: str
    declared: Field
    required: bool
    version: int
    raw: str
    value: Any
    groups: tuple[OptionGroup, ...] = ()
    errors: Sequence[str] = ()
    missing: bool = False
    help: str = ""
    """With the numbers that the course set."""
    note: str = ""
    """Something to think about; it keeps nobody from saving."""
    always: bool = False
    """Whether one of the choices is always chosen, so that there is nothing to clear."""
    understood: str = ""
    """A number or a day in full, as we read it."""
    marks: Sequence[Mark] = ()

    @property
    def id(self) -> str:
        """The id of the control in the page; its error, help and label have ids derived from it."""
        return f"{self.ref}-{self.name}"

    @property
    def type(self) -> str:
        return self.declared.type

    @property
    def is_read_back(self) -> bool:
        """Tell whether the page says how the value was understood."""
        return self.type in READ_BACK

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(option for group in self.groups for option in group.options)

    @property
    def new_kinds(self) -> list[tuple[str, LazyString]]:
        """The kinds that can be made on the spot for this reference."""
        return [(key, KINDS[key].new) for key in self.declared.targets]

    @property
    def is_picked(self) -> bool:
        """Tell whether there are too many choices to show them all: they are searched in a list then."""
        return len(self.options) > (FEW_ITEMS if self.declared.is_reference else FEW_CHOICES) and (
            self.declared.is_reference or self.type == "choices"
        )


def in_lines(fields: Iterable[FieldView]) -> list[list[FieldView]]:
    """Put neighbours that share a line key on one line."""
    lines: list[list[FieldView]] = []
    for view in fields:
        line = view.declared.line
        if line and lines and lines[-1][0].declared.line == line:
            lines[-1].append(view)
        else:
            lines.append([view])
    return lines


LATER = Fold("later", _l("Can wait"))
"""Where a form has what it does not require."""


@dataclass(frozen=True)
class FormPart:
    """Lines of a form that stand together: under a heading, or in a fold that may hold folds of its own."""

    lines: list[Sequence[FieldView]]
    heading: LazyString | None = None
    fold: Fold | None = None
    open: bool = True
    asked: bool = True
    """Whether what a fold waits for is there, or something in it: else it is out of sight where scripts run."""
    parts: Sequence[FormPart] = ()


def in_parts(lines: Sequence[Sequence[FieldView]]) -> list[FormPart]:
    """Put the lines of a form in its parts: first what is required, with what must stay in sight; then, in a fold, what
    can wait. Where nothing comes first nothing is folded away."""
    first = [line for line in lines if _comes_first(line)]
    if not first:
        return _group(lines, {})
    headings: dict[str, LazyString | None] = {}
    heading = None
    for line in lines:
        heading = line[0].declared.heading or heading
        headings[line[0].name] = heading
    parts = _group(first, headings)
    later = [line for line in lines if not _comes_first(line)]
    if later:
        is_open = any(map(_is_used, chain.from_iterable(later)))
        parts.append(FormPart([], fold=LATER, open=is_open, parts=_group(later, {})))
    return parts


def _comes_first(line: Sequence[FieldView]) -> bool:
    fold = line[0].declared.fold
    return (fold is not None and fold.when is not None) or any(view.required or view.declared.in_sight for view in line)


def _group(lines: Sequence[Sequence[FieldView]], headings: Mapping[str, LazyString | None]) -> list[FormPart]:
    """Put neighbours under the same heading, or in the same fold, together."""
    parts: list[FormPart] = []
    views = {view.name: view for line in lines for view in line}
    for line in lines:
        fold, heading = line[0].declared.fold, headings.get(line[0].name)
        if parts and (parts[-1].fold, parts[-1].heading) == (fold, heading):
            parts[-1].lines.append(line)
        elif fold is None:
            parts.append(FormPart([line], heading))
        else:
            inside = [view for view in views.values() if view.declared.fold == fold]
            is_open = _stands_open(fold, views, inside)
            parts.append(FormPart([line], heading, fold, is_open, is_open or any(map(_is_used, inside))))
    return parts


def _stands_open(fold: Fold, views: Mapping[str, FieldView], inside: Sequence[FieldView]) -> bool:
    if any(view.errors for view in inside):
        return True
    if fold.when is not None:
        name, value = fold.when
        return name in views and bool(views[name].value == value)
    return any(map(_is_used, inside))


def _is_used(view: FieldView) -> bool:
    """Tell whether there is something at a field that one must see."""
    return bool(view.errors or view.marks) or view.declared.is_filled(view.value)
