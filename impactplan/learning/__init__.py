"""Module 4, learning, steering and impact culture: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from impactplan.learning.sentences import SENTENCES
from impactplan.workbook.registry import StepParts

GUIDANCE = Path(__file__).parent / "guidance"


STEP_PARTS = {
    "decisions": StepParts(
        guidance=GUIDANCE,
        sentences={"decision": SENTENCES["decision"]},
        empty={"decision": _l("Nothing here yet.")},
    ),
    "rhythm": StepParts(
        guidance=GUIDANCE,
        sentences={"rhythm": SENTENCES["rhythm"]},
        empty={"rhythm": _l("Nothing here yet.")},
    ),
    "culture": StepParts(
        guidance=GUIDANCE,
        sentences={"culture": SENTENCES["culture"]},
        empty={"culture": _l("Nothing here yet.")},
    ),
    "support": StepParts(
        guidance=GUIDANCE,
        sentences={"supporter": SENTENCES["supporter"]},
        empty={"supporter": _l("Nothing here yet.")},
    ),
    "ledger": StepParts(
        guidance=GUIDANCE,
        sentences={"ledger_line": SENTENCES["ledger_line"]},
        empty={"ledger_line": _l("Nothing here yet.")},
    ),
}
