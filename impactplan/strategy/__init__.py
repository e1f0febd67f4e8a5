"""Module 1, impact strategy: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from impactplan.strategy.answers import answer_strategy
from impactplan.strategy.drafts import draft_narrative
from impactplan.strategy.figures import MANY
from impactplan.strategy.pictures import GRID, THEORY
from impactplan.strategy.sentences import SENTENCES
from impactplan.workbook.registry import StepParts, register_answer

GUIDANCE = Path(__file__).parent / "guidance"

register_answer(1, answer_strategy)


STEP_PARTS = {
    "purpose": StepParts(
        guidance=GUIDANCE,
        sentences={"audience": SENTENCES["audience"]},
        empty={
            "audience": _l(
                "Who will read what you find, and what will they decide with it? "
                "For example: the alderman, who decides on the subsidy in April."
            )
        },
    ),
    "challenge": StepParts(guidance=GUIDANCE, sentences={}, empty={}),
    "stakeholders": StepParts(
        guidance=GUIDANCE,
        sentences={"stakeholder": SENTENCES["stakeholder"]},
        empty={
            "stakeholder": _l(
                "Begin with the people for whom something must change. "
                "For example: job seekers with few digital skills."
            )
        },
        pictures=(GRID,),
    ),
    "solutions": StepParts(
        guidance=GUIDANCE,
        sentences={key: SENTENCES[key] for key in ("input", "activity", "output")},
        empty={
            "input": _l("What goes into it: money, hours, a room. For example: volunteers, 1,000 hours."),
            "activity": _l("What you do. For example: a basic computer course, 10 groups a year."),
            "output": _l(
                "What you deliver and can count. For example: 75 people a year who finish the course. "
                "What changes for them comes in the next step."
            ),
        },
    ),
    "theory": StepParts(
        guidance=GUIDANCE,
        sentences={key: SENTENCES[key] for key in ("outcome", "impact", "precondition", "link")},
        empty={
            "outcome": _l(
                "What changes for whom? For example: learners log in with DigiD by themselves. "
                "Begin with one; you can add more later."
            ),
            "impact": _l("What does it lead to in the end? For example: everyone can take part in digital society."),
            "precondition": _l(
                "What must be brought about before it can work? For example: every learner can practise safely."
            ),
            "link": _l(
                "Which leads to which, and why do you believe so? Add the first link from an output to an outcome."
            ),
        },
        pictures=(THEORY,),
        figures=(MANY,),
        drafts={"narrative.story": draft_narrative},
    ),
}
