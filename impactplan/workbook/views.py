"""What the pages of the workbook show: plain objects, ready for a template that only assembles. Their fields are in
``fieldviews``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Kind
from impactplan.steps import Step
from impactplan.workbook.addresses import step_address
from impactplan.workbook.checks import notes_at
from impactplan.workbook.completeness import later_step, missing_in
from impactplan.workbook.dependents import find_dangling
from impactplan.workbook.fieldviews import FieldView, OptionGroup, in_lines
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission
from impactplan.workbook.marks import NO_MARKS, Mark, Marks
from impactplan.workbook.new_rows import NewRow
from impactplan.workbook.registry import describe, kind_part
from impactplan.workbook.sections import RowView, Section


@dataclass(frozen=True)
class StepSource:
    """What the sections of a step are made from."""

    state: PlanState
    step: Step
    opened: str | None = None
    """The id of the row that stands open."""
    new: NewRow | None = None
    """The row that stands open and that nobody typed in yet."""
    editable: bool = False
    """Whether its reader may write in it."""
    drafts: Mapping[str, Submission] = field(default_factory=dict)
    """What was typed and could not be saved, by the id of the row or the kind of the sheet."""
    marks: Marks = NO_MARKS


def names_asked(step: Step, kind: Kind) -> list[str]:
    """Return the fields that a step asks of a kind."""
    declared = kind.at_home if kind.key in step.written else kind.shown_in(step.key)
    return [name for name in declared if not declared[name].fixed]


def view_item(source: StepSource, kind: Kind, item: Item) -> list[list[FieldView]]:
    """Return the fields that the step asks of an item, line by line: with what there is to think about them, what their
    choices mean, and the marks of other rooms."""
    step, names = source.step, names_asked(source.step, kind)
    draft = source.drafts.get(kind.key if kind.sheet else item.id)
    part = kind_part(step.key, item.kind)
    notes, meanings = notes_at(part.checks, source.state, item), part.meanings(item)
    marked = {name: marks for (item_id, name), marks in source.marks.fields.items() if item_id == item.id}
    return in_lines(
        replace(
            view,
            note=notes.get(view.name, ""),
            groups=_explained(view.groups, meanings.get(view.name, {})),
            marks=marked.get(view.name, ()),
        )
        if view.name in notes or view.name in meanings or view.name in marked
        else view
        for view in view_fields(source.state, kind, item, draft, names, later=kind.key not in step.written)
    )


def _explained(groups: Sequence[OptionGroup], meanings: Mapping[str, str]) -> tuple[OptionGroup, ...]:
    if not meanings:
        return tuple(groups)
    return tuple(
        replace(
            group, options=tuple(replace(option, detail=meanings.get(option.value, "")) for option in group.options)
        )
        for group in groups
    )


def view_rows(source: StepSource, kind: Kind) -> list[RowView]:
    items = source.state.rows(kind.key)
    if source.new and source.new.kind is kind:
        items = (*items, source.new.item())
    group_of = kind_part(source.step.key, kind.key).layout.group
    groups = [group_of(item) if group_of else "" for item in items]
    firsts = {group: number for number, group in reversed([*enumerate(groups, 1)])}
    lasts = {group: number for number, group in enumerate(groups, 1)}
    return [
        _view_row(source, kind, item, number, first=firsts[group] == number, last=lasts[group] == number)
        for number, (item, group) in enumerate(zip(items, groups, strict=True), 1)
    ]


def _view_row(
    source: StepSource, kind: Kind, item: Item, number: int = 1, *, first: bool = True, last: bool = True
) -> RowView:
    """Return a row as it reads by itself, wherever it stands."""
    state, step = source.state, source.step
    new = source.new if source.new and source.new.id == item.id else None
    part = kind_part(step.key, kind.key)
    is_open, locked = item.id == source.opened, bool(kind.lock) and item[kind.lock] is not None
    return RowView(
        item=item,
        sentence=(part.sentence or describe)(state, item),
        missing=[one for one in missing_in(step, kind, item.values) if not later_step(state, kind, one)],
        number=number,
        first=first,
        last=last,
        lines=view_item(source, kind, item) if is_open else (),
        calculations=part.calculations(state, item) if is_open else (),
        locked=locked,
        changeable=names_asked(step, kind) if source.editable and not locked and not is_open else (),
        shown=part.layout.show(state, item),
        dangling=mark_dangling(state, step, item),
        marks=source.marks.items.get(item.id, ()),
        begins=new.typed if new else None,
        follows=new.follows if new else "",
    )


def view_empty_form(state: PlanState, step: Step, new: NewRow) -> Section:
    """Return the section of a new row with nothing in it but that row, which stands open."""
    source = StepSource(state, step, new.id, new, editable=True)
    layout = kind_part(step.key, new.kind.key).layout
    return Section(new.kind, step.key, rows=[_view_row(source, new.kind, new.item())], layout=layout)


def mark_dangling(state: PlanState, step: Step, item: Item) -> list[Mark]:
    """Mark a row that refers to something that was deleted, with the way to the first such field."""
    return [
        Mark(
            _("refers to something deleted"),
            "△",
            step_address(state.plan_id, step.key, item.id, f"{item.id}-{declared.name}"),
            "warns",
        )
        for declared in find_dangling(state, item)[:1]
    ]


def view_sections(source: StepSource, kinds: Sequence[str] | None = None) -> list[Section]:
    """Return the sections of a step: those of all kinds that it shows, or only of some."""
    step = source.step
    shown = step.shown if kinds is None else kinds
    layouts = {key: kind_part(step.key, key).layout for key in shown}
    made = {key: _section(source, KINDS[key]) for key in shown}
    taken = {key for layout in layouts.values() for key in layout.includes}
    sections = []
    for key in [key for key in shown if key not in taken]:
        layout = layouts[key]
        section = replace(made[key], inside={other: made[other] for other in layout.includes})
        sections.append(replace(section, view=layout.view(source.state, section)))
    return sections


def _section(source: StepSource, kind: Kind) -> Section:
    state, part = source.state, kind_part(source.step.key, kind.key)
    if kind.sheet:
        item = state.sheet(kind.key)
        return Section(
            kind,
            source.step.key,
            lines=view_item(source, kind, item),
            ref=kind.key,
            calculations=part.calculations(state, item),
            layout=part.layout,
        )
    return Section(
        kind,
        source.step.key,
        rows=view_rows(source, kind),
        empty=str(part.empty),
        borrowed=kind.key in source.step.borrows,
        layout=part.layout,
    )
