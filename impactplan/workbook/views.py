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
from impactplan.workbook.completeness import missing_in
from impactplan.workbook.dependents import find_dangling
from impactplan.workbook.fieldviews import FieldView, OptionGroup, in_lines
from impactplan.workbook.form_fields import view_fields
from impactplan.workbook.forms import Submission
from impactplan.workbook.marks import NO_MARKS, Mark, Marks
from impactplan.workbook.registry import describe, kind_part
from impactplan.workbook.sections import RowView, Section


@dataclass(frozen=True)
class StepSource:
    """What the sections of a step are made from."""

    state: PlanState
    step: Step
    opened: str | None = None
    """The id of the row that stands open."""
    drafts: Mapping[str, Submission] = field(default_factory=dict)
    """What was typed and could not be saved, by the id of the row or the kind of the sheet."""
    marks: Marks = NO_MARKS


def view_item(source: StepSource, kind: Kind, item: Item) -> list[list[FieldView]]:
    """Return the fields that the step asks of an item, line by line: with what there is to think about them, what their
    choices mean, and the marks of other rooms."""
    step = source.step
    names = kind.at_home if kind.key in step.kinds else kind.shown_in(step.key)
    draft = source.drafts.get(kind.key if kind.sheet else item.id)
    part = kind_part(step.key, item.kind)
    notes, meanings = notes_at(part.checks, source.state, item), part.meanings(item)
    return in_lines(
        replace(
            view,
            note=notes.get(view.name, ""),
            groups=_explained(view.groups, meanings.get(view.name, {})),
            marks=source.marks.fields.get((item.id, view.name), ()),
        )
        for view in view_fields(source.state, kind, item, draft, names)
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
    state, step = source.state, source.step
    items = state.rows(kind.key)
    part = kind_part(step.key, kind.key)
    read, layout = part.sentence or describe, part.layout
    groups = [layout.group(item) if layout.group else "" for item in items]
    rows = []
    for number, item in enumerate(items, 1):
        is_open = item.id == source.opened
        group = groups[number - 1]
        rows.append(
            RowView(
                item=item,
                sentence=read(state, item),
                missing=missing_in(step, kind, item.values),
                number=number,
                first=group not in groups[: number - 1],
                last=group not in groups[number:],
                lines=view_item(source, kind, item) if is_open else (),
                calculations=part.calculations(state, item) if is_open else (),
                locked=bool(kind.lock) and item[kind.lock] is not None,
                shown=layout.show(state, item),
                marks=(*_dangling_marks(source, item), *source.marks.items.get(item.id, ())),
            )
        )
    return rows


def _dangling_marks(source: StepSource, item: Item) -> list[Mark]:
    """Mark a row that refers to something that was deleted, with the way to the first such field."""
    return [
        Mark(
            _("refers to something deleted"),
            "△",
            step_address(source.state.plan_id, source.step.key, item.id, f"{item.id}-{declared.name}"),
            "warns",
        )
        for declared in find_dangling(source.state, item)[:1]
    ]


def view_sections(source: StepSource) -> list[Section]:
    step = source.step
    layouts = {key: kind_part(step.key, key).layout for key in step.shown}
    made = {key: _section(source, KINDS[key]) for key in step.shown}
    taken = {key for layout in layouts.values() for key in layout.includes}
    sections = []
    for key in [key for key in step.shown if key not in taken]:
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
            lines=view_item(source, kind, item),
            ref=kind.key,
            calculations=part.calculations(state, item),
            layout=part.layout,
        )
    return Section(
        kind,
        rows=view_rows(source, kind),
        empty=str(part.empty),
        borrowed=kind.key in source.step.borrows,
        layout=part.layout,
    )
