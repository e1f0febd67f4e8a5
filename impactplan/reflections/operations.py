"""Writing one's own reflection. The route commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from impactplan.access import OpenPlan, Permission, lock_plan
from impactplan.models import Reflection, User, db, now
from impactplan.models.plan import next_version
from impactplan.models.reflection import NOBODY
from impactplan.workbook.operations import Conflict


@dataclass
class Saved:
    """The result of an edit: the version that each field has now, and conflicts with what was written elsewhere."""

    reflection: Reflection
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def get_or_create_reflection(plan: OpenPlan, actor: User, module: int) -> Reflection:
    """Return somebody's own reflection, created if there is none. The plan must be locked."""
    own = Reflection.plan_id == plan.id, Reflection.user_id == actor.id, Reflection.module == module
    reflection = db.session.scalar(select(Reflection).where(*own).execution_options(populate_existing=True))
    if reflection is None:
        reflection = Reflection(
            plan_id=plan.id, user_id=actor.id, module=module, visibility=NOBODY, versions={}, keys={}, changed_at=now()
        )
        db.session.add(reflection)
        db.session.flush()
    return reflection


def fingerprint_request(key: str, value: Any) -> str:
    """Return what identifies a request: its key together with the value that it brought."""
    return hashlib.sha256(f"{key} {value}".encode()).hexdigest()[:32] if key else ""


def save_reflection(
    plan_id: str, actor: User, module: int, changes: Mapping[str, Any], seen: Mapping[str, int], key: str = ""
) -> Saved:
    """Write fields, each against the version that its author saw in this window.

    A field that was written in another window since is left unchanged and reported. The same text, or a repeated
    request, is neither a conflict nor a write.
    """
    plan = lock_plan(plan_id, Permission.EDIT, actor)
    reflection = get_or_create_reflection(plan, actor, module)
    saved = Saved(reflection)
    for name, value in changes.items():
        version, current = reflection.versions.get(name, 0), getattr(reflection, name)
        fingerprint = fingerprint_request(key, value)
        if value == current or (fingerprint and reflection.keys.get(name) == fingerprint):
            saved.versions[name] = version
        elif seen.get(name, version) != version:
            saved.conflicts.append(Conflict(name, value, current, version))
        else:
            setattr(reflection, name, value)
            reflection.versions = {**reflection.versions, name: next_version(version, plan.seq)}
            reflection.keys = {**reflection.keys, name: fingerprint}
            reflection.changed_at = now()
            saved.versions[name] = reflection.versions[name]
    return saved
