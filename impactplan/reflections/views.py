"""What the pages of reflections show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_security import current_user
from markupsafe import Markup

from impactplan.access import OpenPlan, Permission
from impactplan.lib import markdown
from impactplan.lib.texts import gettext as _
from impactplan.models import Reflection
from impactplan.models.reflection import FIELDS, NOBODY, QUESTIONS
from impactplan.reflections.queries import load_visible
from impactplan.steps import MODULES
from impactplan.workbook.completeness import COMPLETE, EMPTY, PARTLY
from impactplan.workbook.fieldviews import FieldView, Option, OptionGroup
from impactplan.workbook.registry import SidebarEntry


def state_of(reflection: Reflection | None) -> str:
    """Return the state of a reflection: its three texts count, its visibility does not."""
    filled = sum(bool(reflection and getattr(reflection, name)) for name in QUESTIONS)
    return COMPLETE if filled == len(QUESTIONS) else PARTLY if filled else EMPTY


def address(plan_id: str, module: int) -> str:
    return url_for("reflections.show_reflection", plan_id=plan_id, module=module)


def entry_key(module: int) -> str:
    """Return the key of the path entry of the reflection on a module."""
    return f"reflection-{module}"


def find_reflection_entries(plan: OpenPlan) -> Mapping[int, Sequence[SidebarEntry]]:
    """Return links to the reflections: for an author all of them, for others those with something to read."""
    if not plan.may(Permission.SEE_REFLECTIONS):
        return {}
    rows = load_visible(plan, current_user.id)
    own = {reflection.module: reflection for reflection, author in rows if author.id == current_user.id}
    shared = {reflection.module for reflection, author in rows if author.id != current_user.id}
    entries: dict[int, Sequence[SidebarEntry]] = {}
    for module in MODULES:
        number = module.number
        if plan.may(Permission.EDIT):
            state = state_of(own.get(number))
        elif number in shared:
            state = COMPLETE
        else:
            continue
        entries[number] = [SidebarEntry(entry_key(number), _("Reflection"), address(plan.id, number), state)]
    return entries


@dataclass(frozen=True)
class SharedText:
    label: str
    text: Markup


@dataclass(frozen=True)
class SharedView:
    """A reflection that somebody else shares with the reader."""

    user_id: int
    name: str
    texts: Sequence[SharedText]


def view_shared(rows: Iterable[Any]) -> list[SharedView]:
    return [
        SharedView(
            int(author.id),
            author.shown_name,
            [
                SharedText(str(declared.label), markdown.render(text))
                for name, declared in QUESTIONS.items()
                if (text := getattr(reflection, name))
            ],
        )
        for reflection, author in rows
    ]


def view_fields(
    module: int,
    reflection: Reflection | None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> list[FieldView]:
    """Return the fields of one's own reflection, with what was typed and could not be saved."""
    views = []
    for name, declared in FIELDS.items():
        value = getattr(reflection, name) if reflection else None
        value = value or (NOBODY if name == "visibility" else None)
        raw = (typed or {}).get(name, value or "")
        groups: tuple[OptionGroup, ...] = ()
        if declared.choices:
            groups = (OptionGroup("", tuple(Option(key, str(label), key == raw) for key, label in declared.choices)),)
        views.append(
            FieldView(
                kind="reflection",
                ref=f"reflection-{module}",
                name=name,
                declared=declared,
                required=True,  # nothing here is; but four times “optional” says nothing
                version=(reflection.versions if reflection else {}).get(name, 0),
                raw=raw,
                value=value,
                groups=groups,
                errors=(errors or {}).get(name, ()),
                always=name == "visibility",
            )
        )
    return views
