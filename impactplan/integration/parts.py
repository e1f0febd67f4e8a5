"""What the steps of module 5, integrating impact, show beside their fields."""

from __future__ import annotations

from pathlib import Path

from impactplan.integration import checks, documents, layouts, sentences
from impactplan.integration.drafts import DRAFTS
from impactplan.integration.figures import FIRST_DAYS, RACI
from impactplan.integration.onepage import ALL_READS
from impactplan.integration.pictures import ROADMAP_PICTURE
from impactplan.integration.why import explain
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.parts import KindPart, StepPart

GUIDANCE = Path(__file__).parent / "guidance"

CONDITIONS = StepPart(
    GUIDANCE,
    kinds={
        "condition": KindPart(
            sentence=sentences.condition,
            empty=_l(
                "What must be in order before you can go on after the course? "
                "For example: the director gives the project leader four hours a month."
            ),
            layout=layouts.CONDITIONS,
            checks=checks.CONDITION,
        )
    },
    document=documents.conditions,
)

TASKS = StepPart(
    GUIDANCE,
    kinds={
        "task": KindPart(
            sentence=sentences.task,
            empty=_l(
                "What do you take on, and where can others help? "
                "For example: a colleague of communication makes the one-page story; ask two hours of her."
            ),
            layout=layouts.TASKS,
            checks=checks.TASK,
        )
    },
)

ROADMAP = StepPart(
    GUIDANCE,
    kinds={
        "action": KindPart(
            sentence=sentences.action,
            empty=_l(
                "What will be done first, by whom and when? Begin with what can be done within a month. "
                "For example: name an owner for every indicator."
            ),
            layout=layouts.ROADMAP,
            calculations=explain,
            checks=checks.ACTION,
        )
    },
    pictures=(ROADMAP_PICTURE,),
    figures=(FIRST_DAYS, RACI),
    document=documents.roadmap,
    reads=("insight", "link", "indicator"),
)

PITCH = StepPart(
    GUIDANCE,
    kinds={"pitch": KindPart(layout=layouts.PITCH, checks=checks.PITCH, drafts=DRAFTS)},
    document=documents.one_page,
    reads=ALL_READS,
)

STEP_PARTS = {"conditions": CONDITIONS, "tasks": TASKS, "roadmap": ROADMAP, "pitch": PITCH}
