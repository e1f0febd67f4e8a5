"""Whether what is derived was computed by the rules of this version, so that an upgrade does it again only if not."""

from __future__ import annotations

import hashlib
import inspect
import json
from typing import Any

from impactplan.models import KINDS, Derivation, Field, Kind, db
from impactplan.steps import BY_KEY
from impactplan.workbook import completeness, derived

ITEMS = "items"
"""How full items and steps are. A migration that changes what items hold deletes this row."""


def rules_digest() -> str:
    """Return a digest of the rules: what each kind declares, how that is counted, and the statement that adds it up."""
    dialect = db.engine.dialect
    compiled = derived.refresh_statement(tuple(sorted(BY_KEY)), dialect.name).compile(dialect=dialect)
    sources = [inspect.getsource(part) for part in (completeness, Field.is_filled, Field.is_required)]
    rules = {
        "kinds": {key: _declared(kind) for key, kind in KINDS.items()},
        "steps": [str(compiled), sorted((name, str(value)) for name, value in compiled.params.items())],
        "counting": sources,
    }
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _declared(kind: Kind) -> list[Any]:
    fields = [
        [name, declared.type, _required(declared), bool(declared.later), declared.later_required, declared.only_later]
        for name, declared in kind.stored.items()
    ]
    return [fields, kind.needs_one_of]


def _required(declared: Field) -> str:
    return inspect.getsource(declared.required) if callable(declared.required) else str(declared.required)


def bring_up_to_date() -> int:
    """Compute anew what differs from the rules, if these are others than last time; return how many plans did."""
    noted, digest = db.session.get(Derivation, ITEMS), rules_digest()
    if noted is not None and noted.digest == digest:
        return 0
    different = [plan_id for plan_id, differences in derived.compare_plans(derived.all_plan_ids()) if differences]
    db.session.commit()  # ends the read transaction
    for plan_id in different:
        derived.rebuild(plan_id)
    db.session.merge(Derivation(key=ITEMS, digest=digest))
    db.session.commit()
    return len(different)
