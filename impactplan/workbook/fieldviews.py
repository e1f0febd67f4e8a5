"""The fields of a plan as a form shows them: each with its choices and errors, in lines and in folds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Fold, Kind
from impactplan.site.language import language
from impactplan.workbook.completeness import missing_fields, needed_of
from impactplan.workbook.forms import Submission, show_raw
from impactplan.workbook.wording import name_item, show_value


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

    @property
    def understood(self) -> str:
        """A number or a day in full, as we read it."""
        return show_value(self.declared, self.value) if self.type in {"number", "integer", "date"} else ""


def view_fields(
    state: PlanState, kind: Kind, item: Item, draft: Submission | None = None, names: Iterable[str] | None = None
) -> list[FieldView]:
    """Return fields of an item as a form shows them: those of its own step, or the ones named."""
    missing = {declared.name for declared in missing_fields(kind, item.values)}
    needed = needed_of(kind, item.values)
    wanted = set(names) if names is not None else set(kind.at_home)
    views = []
    for name, declared in kind.fields.items():
        if name not in wanted or declared.fixed:
            continue
        value = item[name]
        raw = show_raw(declared, value)
        errors: Sequence[str] = ()
        if draft is not None and name in draft.raw:
            typed = draft.raw[name]
            raw = typed[0] if typed else ""
            errors = draft.errors.get(name, ())
            value = draft.values.get(name, typed if declared.is_list else raw)
        views.append(
            FieldView(
                kind=kind.key,
                ref=kind.key if kind.sheet else item.id,
                name=name,
                declared=declared,
                required=declared.is_required(item.values) or declared.later_required or name in needed,
                version=item.version(name) if declared.is_stored else state.seq,
                raw=raw,
                value=value if not errors else None,
                groups=_groups(state, declared, value),
                errors=errors,
                missing=name in missing,
                help=state.rules.fill_in(str(declared.help or ""), language()),
            )
        )
    return views


def _groups(state: PlanState, declared: Field, value: Any) -> tuple[OptionGroup, ...]:
    chosen = {value} if isinstance(value, str) else set(value or ()) if declared.is_list else {value}
    if declared.type == "scale":
        points = range(declared.low or 0, (declared.high or 0) + 1)
        return (OptionGroup("", tuple(Option(str(n), declared.label_of(str(n)), n in chosen) for n in points)),)
    if declared.choices:
        options = tuple(Option(key, str(label), key in chosen) for key, label in declared.choices)
        return (OptionGroup("", options),)
    groups = []
    for key in declared.targets:
        options = tuple(Option(item.id, name_item(state, item), item.id in chosen) for item in state.rows(key))
        groups.append(OptionGroup(str(KINDS[key].plural) if len(declared.targets) > 1 else "", options, key))
    return tuple(groups)


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
