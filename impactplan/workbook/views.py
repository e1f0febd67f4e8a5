"""What the pages of the workbook show: plain objects, ready for a template that only assembles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from impactplan.graph import Item, PlanState
from impactplan.lib import dates, markdown, numbers
from impactplan.models import KINDS, Field, Fold, Kind, new_id
from impactplan.site.language import language
from impactplan.steps import MODULES, Module, Step, steps_of
from impactplan.workbook.addresses import step_address
from impactplan.workbook.completeness import Gap, missing_fields, missing_in
from impactplan.workbook.forms import Draft, show_raw
from impactplan.workbook.registry import Beside, Layout, Sentence, Working, describe, parts_of


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
    note: str = ""
    """Something to think about; it keeps nobody from saving."""

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


@dataclass(frozen=True)
class RowView:
    item: Item
    sentence: Sentence
    missing: Sequence[Field]
    number: int
    first: bool
    last: bool
    lines: Sequence[Sequence[FieldView]] = ()
    """The fields, line by line; only of an open row."""
    workings: Sequence[Working] = ()
    locked: bool = False
    shown: Any = None
    """What the layout shows of a closed row."""

    @property
    def open(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True)
class Section:
    """A kind of item on a step page: a sheet with its fields, or a list of rows."""

    kind: Kind
    rows: Sequence[RowView] = ()
    lines: Sequence[Sequence[FieldView]] = ()
    empty: str = ""
    ref: str = ""
    workings: Sequence[Working] = ()
    borrowed: bool = False
    """The rows belong to an earlier step: more is asked of them here, but they are not made or removed."""
    layout: Layout | None = None
    view: Any = None
    inside: Mapping[str, Section] = field(default_factory=dict)
    """Sections of other kinds that this one shows, by kind."""
    key: str = field(default_factory=new_id)

    @property
    def add_label(self) -> str:
        label = _("Add %(kind)s", kind=str(self.kind.label).lower())
        return label[:1].upper() + label[1:]


@dataclass(frozen=True)
class PathStep:
    step: Step
    state: str
    current: bool


@dataclass(frozen=True)
class GapView:
    text: str
    href: str


def show_value(declared: Field, value: Any, state: PlanState | None = None) -> str:
    """Return a value as one reads it, in the language in use."""
    if not declared.is_filled(value):
        return ""
    if declared.type in {"choice", "scale"}:
        return declared.label_of(str(value))
    if declared.type == "choices":
        return ", ".join(declared.label_of(key) for key in value)
    if declared.type == "date":
        return dates.format_date(value, language())
    if declared.money:
        return numbers.format_amount(value, language())
    if declared.type in {"number", "integer"}:
        return numbers.format_number(value, language())
    if declared.type == "flag":
        return _("yes")
    if declared.is_reference and state is not None:
        ids = [value] if isinstance(value, str) else value
        return ", ".join(name_item(state, item) for item in state.find_all(ids))
    return str(value)


def name_item(state: PlanState, item: Item) -> str:
    """Return the words by which an item is chosen and mentioned."""
    return describe(state, item).title or _("(%(kind)s without a name)", kind=str(KINDS[item.kind].label).lower())


def view_fields(
    state: PlanState, kind: Kind, item: Item, draft: Draft | None = None, names: Iterable[str] | None = None
) -> list[FieldView]:
    """Return fields of an item as a form shows them: those of its own step, or the ones named."""
    missing = {declared.name for declared in missing_fields(kind, item.values)}
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
                required=declared.is_required(item.values) or declared.later_required,
                version=item.version(name) if declared.is_stored else state.seq,
                raw=raw,
                value=value if not errors else None,
                groups=_groups(state, declared, value),
                errors=errors,
                missing=name in missing,
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


def add_notes(state: PlanState, step: Step, item: Item, views: list[FieldView]) -> list[FieldView]:
    """Give the fields of an item what there is to think about them, and their choices what they mean."""
    parts = parts_of(step.key)
    find, explain = parts.notes.get(item.kind), parts.meanings.get(item.kind)
    notes = find(state, item) if find is not None else {}
    meanings = explain(item) if explain is not None else {}
    return [
        replace(view, note=notes.get(view.name, ""), groups=_explained(view.groups, meanings.get(view.name, {})))
        for view in views
    ]


def _explained(groups: Sequence[OptionGroup], meanings: Mapping[str, str]) -> tuple[OptionGroup, ...]:
    if not meanings:
        return tuple(groups)
    return tuple(
        replace(
            group, options=tuple(replace(option, detail=meanings.get(option.value, "")) for option in group.options)
        )
        for group in groups
    )


def workings_of(state: PlanState, step: Step, item: Item) -> Sequence[Working]:
    make = parts_of(step.key).workings.get(item.kind)
    return make(state, item) if make is not None else ()


def view_item(state: PlanState, step: Step, kind: Kind, item: Item, draft: Draft | None) -> list[list[FieldView]]:
    """Return the fields that a step asks of an item, line by line."""
    names = kind.at_home if kind.key in step.kinds else kind.shown_in(step.key)
    return in_lines(add_notes(state, step, item, view_fields(state, kind, item, draft, names)))


def view_rows(
    state: PlanState, step: Step, kind: Kind, opened: str | None, drafts: Mapping[str, Draft] | None = None
) -> list[RowView]:
    items = state.rows(kind.key)
    parts = parts_of(step.key)
    read, layout = parts.sentences.get(kind.key, describe), parts.layouts.get(kind.key, Layout())
    groups = [layout.group(item) if layout.group else "" for item in items]
    rows = []
    for number, item in enumerate(items, 1):
        is_open = item.id == opened
        group = groups[number - 1]
        shown = view_item(state, step, kind, item, (drafts or {}).get(item.id)) if is_open else ()
        rows.append(
            RowView(
                item=item,
                sentence=read(state, item),
                missing=missing_in(step, kind, item.values),
                number=number,
                first=group not in groups[: number - 1],
                last=group not in groups[number:],
                lines=shown,
                workings=workings_of(state, step, item) if is_open else (),
                locked=bool(kind.lock) and item[kind.lock] is not None,
                shown=layout.show(state, item),
            )
        )
    return rows


def view_sections(
    state: PlanState, step: Step, opened: str | None, drafts: Mapping[str, Draft] | None = None
) -> list[Section]:
    layouts = parts_of(step.key).layouts
    made = {key: _section(state, step, KINDS[key], opened, drafts or {}) for key in step.shown}
    taken = {key for layout in layouts.values() for key in layout.takes_in}
    sections = []
    for key in [key for key in step.shown if key not in taken]:
        layout = layouts.get(key, Layout())
        section = replace(made[key], inside={other: made[other] for other in layout.takes_in})
        sections.append(replace(section, view=layout.view(state, section)))
    return sections


def _section(state: PlanState, step: Step, kind: Kind, opened: str | None, drafts: Mapping[str, Draft]) -> Section:
    parts = parts_of(step.key)
    layout = parts.layouts.get(kind.key)
    if kind.sheet:
        item = state.sheet(kind.key)
        lines = view_item(state, step, kind, item, drafts.get(kind.key))
        return Section(kind, lines=lines, ref=kind.key, workings=workings_of(state, step, item), layout=layout)
    return Section(
        kind,
        rows=view_rows(state, step, kind, opened, drafts),
        empty=str(parts.empty.get(kind.key, "")),
        borrowed=kind.key in step.borrows,
        layout=layout,
    )


def view_path(
    states: Mapping[str, str], current: Step | None = None, beside: Mapping[int, Sequence[Beside]] | None = None
) -> list[tuple[Module, list[PathStep | Beside]]]:
    """Return the modules with their steps and how far each is, and what stands beside them."""
    path: list[tuple[Module, list[PathStep | Beside]]] = []
    for module in MODULES:
        steps: list[PathStep | Beside] = [
            PathStep(step, states.get(step.key, "empty"), step is current) for step in steps_of(module)
        ]
        path.append((module, [*steps, *(beside or {}).get(module.number, ())]))
    return path


def view_gaps(state: PlanState, step: Step, gaps: Iterable[Gap]) -> list[GapView]:
    """Say of each gap what is missing, with the way to it."""
    views = []
    for gap in gaps:
        if gap.item is None or gap.field is None:
            text = _("There is no %(kind)s yet", kind=str(gap.kind.label).lower())
            views.append(GapView(text, step_address(state.plan_id, step.key, anchor=f"add-{gap.kind.key}")))
        elif gap.kind.sheet:
            href = step_address(state.plan_id, step.key, anchor=f"{gap.kind.key}-{gap.field.name}")
            views.append(GapView(str(gap.field.label), href))
        else:
            href = step_address(state.plan_id, step.key, gap.item.id, f"{gap.item.id}-{gap.field.name}")
            views.append(GapView(f"{name_item(state, gap.item)}: {gap.field.label}", href))
    return views


@dataclass(frozen=True)
class Guidance:
    lead: str
    parts: tuple[tuple[str, Markup], ...]


@cache
def load_guidance(folder: Path, step: str, code: str) -> Guidance:
    """Read a step's guidance: its question as the lead, then the parts under their headings."""
    head, *parts = (folder / code / f"{step}.md").read_text(encoding="utf-8").split("\n## ")
    sections = []
    for part in parts:
        title, _newline, text = part.partition("\n")
        sections.append((title.strip(), markdown.render(text)))
    return Guidance(head.removeprefix("# ").strip(), tuple(sections))


def guidance_of(step: Step) -> Guidance:
    return load_guidance(parts_of(step.key).guidance, step.key, language())
