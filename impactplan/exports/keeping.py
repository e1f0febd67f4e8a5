"""By what a file is kept: asked for again, it is the same one as long as all that it shows is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from impactplan.access import OpenPlan
from impactplan.exports.additions import Addition, find_additions
from impactplan.exports.options import Options
from impactplan.exports.queries import find_authors
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.models import Export
from impactplan.workbook.queries import load_rules


def digest_of(
    plan: OpenPlan, options: Options, user_id: int, day: date | None = None, additions: Sequence[Addition] | None = None
) -> str:
    """Return the digest that a file is kept by; a file with what is personal is its requester's own. What is late
    follows from the day: of a plan as it is now, a file of another day is another one."""
    if additions is None:
        additions = find_additions(plan, user_id, options)
    asked = bool(options.personal) and [user_id, *(addition.version for addition in additions)]
    as_of = "" if options.snapshot else (day or today()).isoformat()
    return options.digest(find_authors(plan.id), plan.language, asked, asdict(load_rules(plan.id)), as_of)


def still_shown(plan: OpenPlan, export: Export, user_id: int) -> bool:
    """Tell whether its requester may still read the reflections and threads in a file: sharing can be withdrawn, and so
    can remarks."""
    options = Options.from_json(export.options)
    return not options.personal or export.options_hash == digest_of(plan, options, user_id, day_of(export))


def day_of(export: Export) -> date:
    return export.created_at.astimezone(AMSTERDAM).date()
