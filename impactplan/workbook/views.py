"""What the pages of the workbook show: plain objects, ready for a template that only assembles. Their fields are in
``fieldviews``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Kind, new_id
from impactplan.steps import MODULES, Module, Step, steps_of
from impactplan.workbook.addresses import step_address
from impactplan.workbook.checks import Issue, notes_at
from impactplan.workbook.completeness import missing_in
from impactplan.workbook.fieldviews import FieldView, OptionGroup, in_lines, view_fields
from impactplan.workbook.forms import Submission
from impactplan.workbook.parts import PLAIN_LAYOUT, Calculation, Layout, Sentence
from impactplan.workbook.registry import SidebarEntry, describe, kind_part


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
    calculations: Sequence[Calculation] = ()
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
    calculations: Sequence[Calculation] = ()
    borrowed: bool = False
    """The rows belong to an earlier step: more is asked of them here, but they are not made or removed."""
    layout: Layout = PLAIN_LAYOUT
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
class IssueView:
    text: str
    href: str


def add_notes(state: PlanState, step: Step, item: Item, views: list[FieldView]) -> list[FieldView]:
    """Give the fields of an item what there is to think about them, and their choices what they mean."""
    part = kind_part(step.key, item.kind)
    notes, meanings = notes_at(part.checks, state, item), part.meanings(item)
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


def view_item(state: PlanState, step: Step, kind: Kind, item: Item, draft: Submission | None) -> list[list[FieldView]]:
    """Return the fields that a step asks of an item, line by line."""
    names = kind.at_home if kind.key in step.kinds else kind.shown_in(step.key)
    return in_lines(add_notes(state, step, item, view_fields(state, kind, item, draft, names)))


def view_rows(
    state: PlanState, step: Step, kind: Kind, opened: str | None, drafts: Mapping[str, Submission] | None = None
) -> list[RowView]:
    items = state.rows(kind.key)
    part = kind_part(step.key, kind.key)
    read, layout = part.sentence or describe, part.layout
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
                calculations=part.calculations(state, item) if is_open else (),
                locked=bool(kind.lock) and item[kind.lock] is not None,
                shown=layout.show(state, item),
            )
        )
    return rows


def view_sections(
    state: PlanState, step: Step, opened: str | None, drafts: Mapping[str, Submission] | None = None
) -> list[Section]:
    layouts = {key: kind_part(step.key, key).layout for key in step.shown}
    made = {key: _section(state, step, KINDS[key], opened, drafts or {}) for key in step.shown}
    taken = {key for layout in layouts.values() for key in layout.takes_in}
    sections = []
    for key in [key for key in step.shown if key not in taken]:
        layout = layouts[key]
        section = replace(made[key], inside={other: made[other] for other in layout.takes_in})
        sections.append(replace(section, view=layout.view(state, section)))
    return sections


def _section(state: PlanState, step: Step, kind: Kind, opened: str | None, drafts: Mapping[str, Submission]) -> Section:
    part = kind_part(step.key, kind.key)
    if kind.sheet:
        item = state.sheet(kind.key)
        lines = view_item(state, step, kind, item, drafts.get(kind.key))
        return Section(kind, lines=lines, ref=kind.key, calculations=part.calculations(state, item), layout=part.layout)
    return Section(
        kind,
        rows=view_rows(state, step, kind, opened, drafts),
        empty=str(part.empty),
        borrowed=kind.key in step.borrows,
        layout=part.layout,
    )


def view_path(
    states: Mapping[str, str],
    current: Step | None = None,
    sidebar_entries: Mapping[int, Sequence[SidebarEntry]] | None = None,
    current_entry: str = "",
) -> list[tuple[Module, list[PathStep | SidebarEntry]]]:
    """Return the modules with their steps and how far each is, and what stands beside them; ``current`` or
    ``current_entry`` is the page that the path is on."""
    path: list[tuple[Module, list[PathStep | SidebarEntry]]] = []
    for module in MODULES:
        steps: list[PathStep | SidebarEntry] = [
            PathStep(step, states.get(step.key, "empty"), step is current) for step in steps_of(module)
        ]
        beside = [
            replace(entry, current=entry.key == current_entry)
            for entry in (sidebar_entries or {}).get(module.number, ())
        ]
        path.append((module, [*steps, *beside]))
    return path


def view_issues(state: PlanState, issues: Iterable[Issue]) -> list[IssueView]:
    """Return what the issues say, each with the way to where it is mended."""
    return [
        IssueView(issue.message, step_address(state.plan_id, issue.place.step, issue.place.row, issue.place.anchor))
        for issue in issues
    ]
