"""Module 5, integrating impact: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from impactplan.integration import documents
from impactplan.integration.answers import how_we_go_on
from impactplan.integration.drafts import DRAFTS
from impactplan.integration.layouts import CONDITIONS, PITCH, ROADMAP, TASKS
from impactplan.integration.notes import NOTES
from impactplan.integration.onepage import ALL_READS
from impactplan.integration.pictures import ROADMAP_PICTURE
from impactplan.integration.raci import is_told, make_raci
from impactplan.integration.sentences import SENTENCES
from impactplan.integration.timing import find_quiet_start
from impactplan.integration.why import explain
from impactplan.workbook.registry import Figures, StepParts, register_answer

GUIDANCE = Path(__file__).parent / "guidance"

RACI = Figures(
    "raci",
    lambda _state: _("Who does what (RACI)"),
    "integration/_raci.html",
    make_raci,
    tells=is_told,
    document=documents.raci,
)

FIRST_DAYS = Figures(
    "first-days",
    lambda state: _("Nothing in the first %(count)s days after the course", count=state.rules.first_days),
    "workbook/_advice.html",
    find_quiet_start,
    above=True,
    tells=lambda state: find_quiet_start(state) is not None,
)

STEP_PARTS = {
    "conditions": StepParts(
        guidance=GUIDANCE,
        sentences={"condition": SENTENCES["condition"]},
        empty={
            "condition": _l(
                "What must be in order before you can go on after the course? "
                "For example: the director gives the project leader four hours a month."
            )
        },
        document=documents.conditions,
        layouts={"condition": CONDITIONS},
        notes={"condition": NOTES["condition"]},
    ),
    "tasks": StepParts(
        guidance=GUIDANCE,
        sentences={"task": SENTENCES["task"]},
        empty={
            "task": _l(
                "What do you take on, and where can others help? "
                "For example: a colleague of communication makes the one-page story; ask two hours of her."
            )
        },
        layouts={"task": TASKS},
        notes={"task": NOTES["task"]},
    ),
    "roadmap": StepParts(
        guidance=GUIDANCE,
        sentences={"action": SENTENCES["action"]},
        empty={
            "action": _l(
                "What will be done first, by whom and when? Begin with what can be done within a month. "
                "For example: name an owner for every indicator."
            )
        },
        pictures=(ROADMAP_PICTURE,),
        document=documents.roadmap,
        layouts={"action": ROADMAP},
        calculations={"action": explain},
        notes={"action": NOTES["action"]},
        figures=(FIRST_DAYS, RACI),
        reads=("insight", "link", "indicator"),
    ),
    "pitch": StepParts(
        guidance=GUIDANCE,
        sentences={},
        empty={},
        document=documents.one_page,
        drafts={f"pitch.{name}": draft for name, draft in DRAFTS.items()},
        layouts={"pitch": PITCH},
        notes={"pitch": NOTES["pitch"]},
        reads=ALL_READS,
    ),
}

register_answer(5, how_we_go_on)
