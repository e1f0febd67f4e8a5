"""Module 2, impact framework and data collection: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from impactplan.framework.sentences import SENTENCES
from impactplan.workbook.registry import StepParts

GUIDANCE = Path(__file__).parent / "guidance"


STEP_PARTS = {
    "priorities": StepParts(
        guidance=GUIDANCE,
        sentences={},
        empty={},
    ),
    "indicators": StepParts(
        guidance=GUIDANCE,
        sentences={"indicator": SENTENCES["indicator"]},
        empty={"indicator": _l("Nothing here yet.")},
    ),
    "sources": StepParts(
        guidance=GUIDANCE,
        sentences={"source": SENTENCES["source"]},
        empty={"source": _l("Nothing here yet.")},
    ),
    "collection": StepParts(
        guidance=GUIDANCE,
        sentences={"collection": SENTENCES["collection"]},
        empty={"collection": _l("Nothing here yet.")},
    ),
    "feasibility": StepParts(
        guidance=GUIDANCE,
        sentences={"capacity": SENTENCES["capacity"]},
        empty={"capacity": _l("Nothing here yet.")},
    ),
}
