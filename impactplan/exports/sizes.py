"""How much of a plan is read at once: looked at before the work, which takes long for a plan without measure."""

from __future__ import annotations

from impactplan.exports.options import Options
from impactplan.graph import PlanState
from impactplan.steps import STEPS

READING_LIMIT = 1_200_000
"""Characters. The longest plan of a course so far has a fortieth part of it."""
ITEM = 500
"""What a row costs beside its texts, in characters."""


def is_too_long(state: PlanState, options: Options, added: int = 0) -> bool:
    """Tell whether the chosen parts of a plan, with so many characters besides, are too long for one page."""
    kinds = {kind for step in STEPS if options.shows(step.key) for kind in step.kinds}
    size = added
    for kind in kinds:
        for item in state.rows(kind):
            size += ITEM + sum(len(value) for value in item.values.values() if isinstance(value, str))
            if size > READING_LIMIT:
                return True
    return False
