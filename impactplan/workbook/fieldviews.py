"""The fields of a plan as a form shows them: each with its choices and errors, in lines and in folds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString

from impactplan.models import KINDS, Field, Fold
from impactplan.workbook.marks import Mark


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
    def options(self) -> tuple[Option, ...]:
        return tuple(option for group in self.groups for option in group.options)

    @property
    def new_kinds(self) -> list[tuple[str, LazyString]]:
        """The kinds that can be made on the spot for this reference."""
        return [(key, KINDS[key].label) for key in self.declared.targets]


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


@dataclass(frozen=True)
class FoldView:
    """Lines of a form, under a heading that folds them away where there is one."""

    fold: Fold | None
    lines: list[Sequence[FieldView]]
    open: bool = True


def in_folds(lines: Sequence[Sequence[FieldView]]) -> list[FoldView]:
    """Put neighbouring lines of the same fold together, and tell whether it stands open."""
    views = {view.name: view for line in lines for view in line}
    folds: list[FoldView] = []
    for line in lines:
        fold = line[0].declared.fold
        if folds and folds[-1].fold == fold:
            folds[-1].lines.append(line)
        else:
            folds.append(FoldView(fold, [line], open=fold is None or _stands_open(fold, views)))
    return folds


def _stands_open(fold: Fold, views: Mapping[str, FieldView]) -> bool:
    if any(view.errors for view in views.values() if view.declared.fold == fold):
        return True
    if fold.when is not None:
        name, value = fold.when
        return name in views and views[name].value == value
    return any(view.declared.is_filled(view.value) for view in views.values() if view.declared.fold == fold)
