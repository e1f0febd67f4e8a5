"""Making the fields of a form from an item: its values, or what was typed and could not be saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Kind
from impactplan.site.language import language
from impactplan.workbook.circles import find_barred
from impactplan.workbook.completeness import missing_fields
from impactplan.workbook.fieldviews import READ_BACK, FieldView, Option, OptionGroup
from impactplan.workbook.forms import Submission, show_raw
from impactplan.workbook.wording import name_item, show_value


def view_fields(
    state: PlanState,
    kind: Kind,
    item: Item,
    draft: Submission | None = None,
    names: Iterable[str] | None = None,
    *,
    later: bool = False,
) -> list[FieldView]:
    """Return fields of an item as a form shows them: those of its own step, or the ones named. ``later`` is for a form
    of a later step."""
    missing = {declared.name for declared in missing_fields(kind, item.values)}
    requested = set(names) if names is not None else set(kind.at_home)
    return [
        _view_field(state, kind, item, declared, draft, missing=name in missing, later=later)
        for name, declared in kind.fields.items()
        if name in requested and not declared.fixed
    ]


def _view_field(
    state: PlanState, kind: Kind, item: Item, declared: Field, draft: Submission | None, *, missing: bool, later: bool
) -> FieldView:
    name = declared.name
    value, raw, errors = _typed_or_stored(item, declared, draft)
    shown = None if errors else value
    return FieldView(
        kind=kind.key,
        ref=kind.key if kind.sheet else item.id,
        name=name,
        declared=declared,
        required=declared.is_required(item.values) or (later and declared.later_required) or name in kind.needs_one_of,
        version=item.version(name) if declared.is_stored else state.seq,
        raw=raw,
        value=shown,
        groups=_groups(state, item, declared, value),
        errors=errors,
        missing=missing,
        understood=show_value(declared, shown) if declared.type in READ_BACK else "",
        help=state.rules.fill_in(str(declared.help or ""), language()),
    )


def _typed_or_stored(item: Item, declared: Field, draft: Submission | None) -> tuple[Any, str, Sequence[str]]:
    """Return the value of a field, how its control says it, and what is wrong with it: as typed, or else as stored."""
    name, value = declared.name, item[declared.name]
    if draft is None or name not in draft.raw:
        return value, show_raw(declared, value), ()
    typed = draft.raw[name]
    raw = typed[0] if typed else ""
    return draft.values.get(name, typed if declared.is_list else raw), raw, draft.errors.get(name, ())


def _groups(state: PlanState, item: Item, declared: Field, value: Any) -> tuple[OptionGroup, ...]:
    chosen = {value} if isinstance(value, str) else set(value or ()) if declared.is_list else {value}
    if declared.type == "scale":
        points = range(declared.low or 0, (declared.high or 0) + 1)
        return (OptionGroup("", tuple(Option(str(n), declared.label_of(str(n)), n in chosen) for n in points)),)
    if declared.choices:
        options = tuple(Option(key, str(label), key in chosen) for key, label in declared.choices)
        return (OptionGroup("", options),)
    groups, barred = [], find_barred(state, item, declared) - chosen
    for key in declared.targets:
        options = tuple(
            Option(row.id, name_item(state, row), row.id in chosen)
            for row in state.written.rows(key)
            if row.id not in barred
        )
        groups.append(OptionGroup(str(KINDS[key].plural) if len(declared.targets) > 1 else "", options, key))
    return tuple(groups)
