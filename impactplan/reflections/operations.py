"""Writing one's own reflection. The route commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from impactplan.access import OpenPlan, Permission, lock_plan
from impactplan.models import Reflection, User, db, now
from impactplan.models.reflection import NOBODY
from impactplan.workbook.operations import Conflict


@dataclass
class Saved:
    """What became of an edit: the version that each field has now, and what was written elsewhere meanwhile."""

    reflection: Reflection
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def take_reflection(plan: OpenPlan, actor: User, module: int) -> Reflection:
    """Return somebody's own reflection, made if it is not there. The plan must be locked."""
    mine = Reflection.plan_id == plan.id, Reflection.user_id == actor.id, Reflection.module == module
    found = db.session.scalar(select(Reflection).where(*mine).execution_options(populate_existing=True))
    if found is None:
        found = Reflection(
            plan_id=plan.id, user_id=actor.id, module=module, visibility=NOBODY, versions={}, keys={}, changed_at=now()
        )
        db.session.add(found)
        db.session.flush()
    return found


def mark_of(key: str, value: Any) -> str:
    """Return what tells a request from all others: its key, and what it brought."""
    return hashlib.sha256(f"{key} {value}".encode()).hexdigest()[:32] if key else ""


def save_reflection(
    plan_id: str, actor: User, module: int, changes: Mapping[str, Any], seen: Mapping[str, int], key: str = ""
) -> Saved:
    """Write fields, each against the version that its writer saw in this window.

    What was written in another window since is left alone and reported. The same text, or a request that comes
    again, is no conflict and no write.
    """
    plan = lock_plan(plan_id, Permission.EDIT, actor)
    reflection = take_reflection(plan, actor, module)
    saved = Saved(reflection)
    for name, value in changes.items():
        version, current = reflection.versions.get(name, 0), getattr(reflection, name)
        mark = mark_of(key, value)
        if value == current or (mark and reflection.keys.get(name) == mark):
            saved.versions[name] = version
        elif seen.get(name, version) != version:
            saved.conflicts.append(Conflict(name, value, current, version))
        else:
            setattr(reflection, name, value)
            reflection.versions = {**reflection.versions, name: version + 1}
            reflection.keys = {**reflection.keys, name: mark}
            reflection.changed_at = now()
            saved.versions[name] = version + 1
    return saved
