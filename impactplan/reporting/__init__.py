"""Module 3, interpreting and reporting: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from impactplan.reporting.sentences import SENTENCES
from impactplan.workbook.registry import StepParts

GUIDANCE = Path(__file__).parent / "guidance"


STEP_PARTS = {
    "results": StepParts(
        guidance=GUIDANCE,
        sentences={"measurement": SENTENCES["measurement"]},
        empty={"measurement": _l("Nothing here yet.")},
    ),
    "contribution": StepParts(
        guidance=GUIDANCE,
        sentences={"contribution": SENTENCES["contribution"]},
        empty={"contribution": _l("Nothing here yet.")},
    ),
    "valuation": StepParts(
        guidance=GUIDANCE,
        sentences={"valuation": SENTENCES["valuation"]},
        empty={"valuation": _l("Nothing here yet.")},
    ),
    "insights": StepParts(
        guidance=GUIDANCE,
        sentences={"insight": SENTENCES["insight"]},
        empty={"insight": _l("Nothing here yet.")},
    ),
    "reports": StepParts(
        guidance=GUIDANCE,
        sentences={"report": SENTENCES["report"], "negative_effect": SENTENCES["negative_effect"]},
        empty={"report": _l("Nothing here yet."), "negative_effect": _l("Nothing here yet.")},
    ),
}
