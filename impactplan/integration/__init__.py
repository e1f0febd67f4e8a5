"""Module 5, integrating impact: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from impactplan.integration.sentences import SENTENCES
from impactplan.workbook.registry import StepParts

GUIDANCE = Path(__file__).parent / "guidance"


STEP_PARTS = {
    "conditions": StepParts(
        guidance=GUIDANCE,
        sentences={"condition": SENTENCES["condition"]},
        empty={"condition": _l("Nothing here yet.")},
    ),
    "tasks": StepParts(
        guidance=GUIDANCE,
        sentences={"task": SENTENCES["task"]},
        empty={"task": _l("Nothing here yet.")},
    ),
    "roadmap": StepParts(
        guidance=GUIDANCE,
        sentences={"action": SENTENCES["action"]},
        empty={"action": _l("Nothing here yet.")},
    ),
    "pitch": StepParts(
        guidance=GUIDANCE,
        sentences={},
        empty={},
    ),
}
