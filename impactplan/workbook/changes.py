"""The log in words: the versions of a field, and what was done in the plan lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from impactplan.graph import Item, PlanState
from impactplan.lib.names import drop_unseen
from impactplan.lib.text import Effort
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS, Field, Revision, User
from impactplan.models.revision import Origin
from impactplan.steps import BY_KEY, STEP_OF_KIND
from impactplan.workbook.addresses import step_address
from impactplan.workbook.field_differences import compare_words, show_runs
from impactplan.workbook.history import Version, rewind
from impactplan.workbook.queries import ENTRY, load_field_history, load_state, name_users, session
from impactplan.workbook.registry import describe
from impactplan.workbook.wording import show_value

VERSIONS_SHOWN = 50
"""How many versions of a field stand on a page."""
CHANGES_SHOWN = 100
"""How many changes of a plan stand on a page."""


@dataclass(frozen=True)
class VersionView:
    seq: int
    at: datetime
    who: str
    shown: str
    diff: list[tuple[str, str]]
    current: bool


def view_versions(plan_id: str, declared: Field, item_id: str, page: int = 1) -> tuple[list[VersionView], bool]:
    """Return a page of the versions of a field, newest first, with what each changed by word, and whether there are
    more."""
    skip = (page - 1) * VERSIONS_SHOWN
    versions = load_field_history(plan_id, item_id, declared.name, skip=skip, limit=VERSIONS_SHOWN + 1)
    versions, more = versions[:VERSIONS_SHOWN], len(versions) > VERSIONS_SHOWN
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
            diff=show_runs(compare_words(declared, before, shown, effort)),
            current=page == 1 and version.seq == versions[0].seq,
        )

    return [view(version) for version in _without_unseen(declared, versions, more=more)], more


def _without_unseen(declared: Field, versions: list[Version], *, more: bool) -> list[Version]:
    """Return the versions that look otherwise than the one before; one that looks the same stands for it."""
    if not declared.is_text:
        return versions
    seen: list[Version] = []
    before = drop_unseen(versions[-1].before or "") if more else ""
    looks = [drop_unseen(version.value or "") for version in versions] + [before]
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


def load_changes(plan_id: str, page: int = 1) -> tuple[list[Change], bool]:
    """Return a page of what was done, newest first, and whether there is more."""
    of_plan = select(Revision.batch).where(Revision.plan_id == plan_id).group_by(Revision.batch)
    lately = of_plan.order_by(func.max(Revision.id).desc()).offset((page - 1) * CHANGES_SHOWN)
    batches = session().scalars(lately.limit(CHANGES_SHOWN + 1)).all()
    edits: dict[str, list[Any]] = {batch: [] for batch in batches[:CHANGES_SHOWN]}
    for edit in session().execute(_edits_in(plan_id, list(edits))):
        edits[edit.batch].append(edit)
    state = load_state(plan_id)
    items = _find_items(state, {edit.item_id for made in edits.values() for edit in made if edit.kind in KINDS})
    changes = [
        Change(
            batch=batch,
            at=max(edit.at for edit in made),
            who="" if _is_put_back(made) or _is_all(made, Origin.BLANK) else made[0].who or _("somebody who left"),
            lines=_lines_in_one(state, made) or list(_lines_of(state, items, made)),
            undoable=all(edit.kind in KINDS for edit in made),
            deleted=any(edit.action == "delete" for edit in made),
        )
        for batch, made in edits.items()
    ]
    return changes, len(batches) > CHANGES_SHOWN


def _edits_in(plan_id: str, batches: list[str]) -> Any:
    """Return the query of what was done in some batches, oldest first; typing on in a field is one edit."""
    same = Revision.batch, Revision.item_id, Revision.kind, Revision.action, Revision.field
    origin = func.max(Revision.origin).label("origin")
    query = select(*same, func.max(Revision.at).label("at"), func.max(User.shown_name).label("who"), origin)
    return (
        query.join(User, User.id == Revision.actor_id, isouter=True)
        .where(Revision.plan_id == plan_id, Revision.batch.in_(batches))
        .group_by(*same)
        .order_by(func.min(Revision.id))
    )


@dataclass(frozen=True)
class Touched:
    """An item that something was done to, as it is now or was when it was removed."""

    item: Item
    live: bool


def _find_items(state: PlanState, ids: set[str]) -> dict[str, Touched]:
    items = {item_id: Touched(item, True) for item_id in ids if (item := state.find(item_id))}
    log = select(*ENTRY).where(Revision.plan_id == state.plan_id, Revision.item_id.in_(ids - items.keys()))
    gone = rewind(session().execute(log.order_by(Revision.id))) if ids - items.keys() else {}
    return items | {item_id: Touched(rewound.item(), rewound.live) for item_id, rewound in gone.items()}


def _lines_of(state: PlanState, items: dict[str, Touched], edits: list[Any]) -> Iterable[tuple[str, str]]:
    for item_id, kind in dict.fromkeys((edit.item_id, edit.kind) for edit in edits):
        mine = [edit for edit in edits if edit.item_id == item_id]
        if kind not in KINDS:
            yield _line_of_plan(mine), ""
            continue
        yield _line_of(state, items[item_id].item, mine), _address(state, items[item_id])


def _is_put_back(edits: list[Any]) -> bool:
    """Tell whether this is the plan being put back from a backup; nobody wrote that."""
    return all(edit.kind == "plan" and edit.action == "restore" for edit in edits)


def _is_all(edits: list[Any], origin: Origin) -> bool:
    return all(edit.origin == origin for edit in edits)


def _lines_in_one(state: PlanState, edits: list[Any]) -> list[tuple[str, str]]:
    """Return what a batch is called that is not told of row by row."""
    if _is_all(edits, Origin.LAYOUT):
        return [(_("The drawing was tidied up"), step_address(state.plan_id, "theory"))]
    if _is_all(edits, Origin.BLANK):
        text = ngettext(
            "%(num)d empty row, in which nobody had typed, was taken out",
            "%(num)d empty rows, in which nobody had typed, were taken out",
            len(edits),
        )
        return [(text, "")]
    return []


def _line_of_plan(edits: list[Any]) -> str:
    if any(edit.action == "create" for edit in edits):
        return _("The plan was made")
    return _("The plan was put back from a backup") if _is_put_back(edits) else _("The name of the plan was changed")


def _line_of(state: PlanState, item: Item, edits: list[Any]) -> str:
    kind = KINDS[item.kind]
    title = "" if kind.sheet else describe(state, item).title or item.get(kind.title_field, "")
    name = f"{kind.label} ‘{title}’" if title else str(kind.label)
    actions = {edit.action for edit in edits}
    labels = dict.fromkeys(str(kind.fields[edit.field].label) for edit in edits if edit.field)
    if item.kind == "set_aside" and (step := BY_KEY.get(item.get("step", ""))):
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


def _address(state: PlanState, touched: Touched) -> str:
    item = touched.item
    if item.kind not in STEP_OF_KIND or not touched.live:
        return ""
    kind = KINDS[item.kind]
    row = None if kind.sheet else item.id
    anchor = f"section-{kind.key}" if kind.sheet else f"row-{item.id}"
    return step_address(state.plan_id, STEP_OF_KIND[item.kind].key, row, anchor)
