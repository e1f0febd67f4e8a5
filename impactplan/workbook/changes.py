"""The log in words: the versions of a field, and what was done in the plan lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from impactplan.graph import PlanState
from impactplan.lib.names import drop_unseen
from impactplan.lib.text import Effort, diff_words
from impactplan.models import KINDS, Field, Revision
from impactplan.steps import BY_KEY, STEP_OF_KIND
from impactplan.workbook.addresses import step_address
from impactplan.workbook.history import Rewound, Version, rewind
from impactplan.workbook.queries import load_field_history, load_state, name_users, session
from impactplan.workbook.registry import describe
from impactplan.workbook.wording import show_value

ENTRIES_SHOWN = 400
"""How many log entries the page of changes looks back."""


@dataclass(frozen=True)
class VersionView:
    seq: int
    at: datetime
    who: str
    shown: str
    diff: list[tuple[str, str]]
    current: bool


def view_versions(plan_id: str, declared: Field, item_id: str) -> list[VersionView]:
    """Return every version of a field, newest first, with what each changed by word."""
    versions = load_field_history(plan_id, item_id, declared.name)
    state = load_state(plan_id, kinds=declared.targets) if declared.is_reference else None
    names = name_users(version.actor_id for version in versions)
    effort = Effort()  # shared: there can be hundreds of versions, and the newest matter most

    def view(version: Version) -> VersionView:
        before, shown = (
            show_value(declared, declared.from_json(value), state) for value in (version.before, version.value)
        )
        return VersionView(
            seq=version.seq,
            at=version.at,
            who=names.get(version.actor_id, _("somebody who left")),
            shown=shown,
            diff=diff_words(drop_unseen(before), drop_unseen(shown), effort),
            current=version.seq == versions[0].seq,
        )

    return [view(version) for version in _without_unseen(declared, versions)]


def _without_unseen(declared: Field, versions: list[Version]) -> list[Version]:
    """Return the versions that look otherwise than the one before; one that looks the same stands for it."""
    if not declared.is_text:
        return versions
    seen: list[Version] = []
    looks = [drop_unseen(version.value or "") for version in versions] + [""]
    newest: Version | None = None
    for at, version in enumerate(versions):
        newest = newest or version
        if looks[at] != looks[at + 1] or at + 1 == len(versions):
            seen.append(replace(version, seq=newest.seq, value=newest.value))
            newest = None
    return seen


@dataclass
class Change:
    """A batch of edits, one line per item."""

    batch: str
    at: datetime
    who: str
    lines: list[tuple[str, str]]
    """What was done, and where it is (empty where it is gone)."""
    undoable: bool
    deleted: bool


def load_changes(plan_id: str) -> list[Change]:
    """Return what was done lately, newest first."""
    query = select(Revision).where(Revision.plan_id == plan_id).order_by(Revision.id.desc()).limit(ENTRIES_SHOWN)
    entries = list(session().execute(query).scalars())
    touched = {entry.item_id for entry in entries if entry.kind in KINDS}
    log = select(Revision).where(Revision.plan_id == plan_id, Revision.item_id.in_(touched)).order_by(Revision.id)
    items = rewind(session().execute(log).scalars())
    state = load_state(plan_id)
    names = name_users(entry.actor_id for entry in entries)
    batches: dict[str, list[Any]] = {}
    for entry in entries:
        batches.setdefault(entry.batch, []).append(entry)
    return [
        Change(
            batch=batch,
            at=written[0].at,
            who="" if written[0].is_put_back else names.get(written[0].actor_id, _("somebody who left")),
            lines=list(_lines_of(state, items, written)),
            undoable=all(entry.kind in KINDS for entry in written),
            deleted=any(entry.action == "delete" for entry in written),
        )
        for batch, written in batches.items()
    ]


def _lines_of(state: PlanState, items: dict[str, Rewound], entries: list[Any]) -> Iterable[tuple[str, str]]:
    for item_id, kind in dict.fromkeys((entry.item_id, entry.kind) for entry in reversed(entries)):
        mine = [entry for entry in entries if entry.item_id == item_id]
        if kind not in KINDS:
            yield _line_of_plan({entry.action for entry in mine}), ""
            continue
        yield _line_of(state, items[item_id], mine), _address(state, items[item_id])


def _line_of_plan(actions: set[str]) -> str:
    if "create" in actions:
        return _("The plan was made")
    return _("The plan was put back from a backup") if "restore" in actions else _("The name of the plan was changed")


def _line_of(state: PlanState, item: Rewound, entries: list[Any]) -> str:
    kind = KINDS[item.kind]
    title = "" if kind.sheet else describe(state, item.item()).title or item.item().get(kind.title_field, "")
    name = f"{kind.label} ‘{title}’" if title else str(kind.label)
    actions = {entry.action for entry in entries}
    labels = dict.fromkeys(str(kind.fields[entry.field].label) for entry in reversed(entries) if entry.field)
    if item.kind == "set_aside" and (step := BY_KEY.get(item.item().get("step", ""))):
        if "delete" in actions:
            return _("%(step)s taken up again", step=step.title)
        return _("%(step)s set aside, because “%(reason)s”", step=step.title, reason=title)
    if "delete" in actions:
        return _("%(name)s removed", name=name)
    if "restore" in actions:
        return _("%(name)s brought back", name=name)
    if "create" in actions and not kind.sheet:
        return _("%(name)s added", name=name)
    if actions == {"move"}:
        return _("%(name)s moved", name=name)
    return f"{name}: {', '.join(labels)}" if labels else name


def _address(state: PlanState, item: Rewound) -> str:
    if item.kind not in STEP_OF_KIND or not item.live:
        return ""
    kind = KINDS[item.kind]
    row = None if kind.sheet else item.id
    anchor = f"section-{kind.key}" if kind.sheet else f"row-{item.id}"
    return step_address(state.plan_id, STEP_OF_KIND[item.kind].key, row, anchor)
