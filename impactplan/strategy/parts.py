"""What the steps of module 1, impact strategy, show beside their fields."""

from __future__ import annotations

from pathlib import Path

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.strategy import documents, sentences
from impactplan.strategy.drafts import draft_narrative
from impactplan.strategy.figures import MANY
from impactplan.strategy.pictures import GRID, PLACE, THEORY
from impactplan.strategy.theory_list import show_link
from impactplan.strategy.theory_page import THEORY_PAGE
from impactplan.workbook.parts import KindPart, StepPart
from impactplan.workbook.sections import Layout

GUIDANCE = Path(__file__).parent / "guidance"

PURPOSE = StepPart(
    GUIDANCE,
    kinds={
        "audience": KindPart(
            sentence=sentences.audience,
            empty=_l(
                "Who will read what you find, and what will they decide with it? "
                "For example: the alderman, who decides on the subsidy in April."
            ),
        )
    },
)

CHALLENGE = StepPart(GUIDANCE)

STAKEHOLDERS = StepPart(
    GUIDANCE,
    kinds={
        "stakeholder": KindPart(
            picture=PLACE,
            sentence=sentences.stakeholder,
            empty=_l(
                "Begin with the people for whom something must change. "
                "For example: job seekers with few digital skills."
            ),
        )
    },
    pictures=(GRID,),
)

SOLUTIONS = StepPart(
    GUIDANCE,
    kinds={
        "input": KindPart(
            sentence=sentences.input_,
            empty=_l("What goes into it: money, hours, a room. For example: volunteers, 1,000 hours."),
        ),
        "activity": KindPart(
            sentence=sentences.activity,
            empty=_l("What you do. For example: a basic computer course, 10 groups a year."),
        ),
        "output": KindPart(
            sentence=sentences.output,
            empty=_l(
                "What you deliver and can count. For example: 75 people a year who finish the course. "
                "What changes for them comes in the next step."
            ),
        ),
    },
)

THEORY_OF_CHANGE = StepPart(
    GUIDANCE,
    kinds={
        "outcome": KindPart(
            sentence=sentences.outcome,
            empty=_l(
                "What changes for whom? For example: learners log in with DigiD by themselves. "
                "Begin with one; you can add more later."
            ),
        ),
        "impact": KindPart(
            sentence=sentences.impact,
            empty=_l("What does it lead to in the end? For example: everyone can take part in digital society."),
        ),
        "precondition": KindPart(
            sentence=sentences.precondition,
            empty=_l("What must be brought about before it can work? For example: every learner can practise safely."),
        ),
        "link": KindPart(
            sentence=sentences.link,
            layout=Layout(closed="strategy/_link_closed.html", show=show_link),
            empty=_l(
                "Which leads to which, and why do you believe so? Add the first link from an output to an outcome."
            ),
        ),
        "narrative": KindPart(drafts={"story": draft_narrative}),
    },
    pictures=(THEORY,),
    figures=(MANY,),
    document=documents.theory,
    page=THEORY_PAGE,
)

STEP_PARTS = {
    "purpose": PURPOSE,
    "challenge": CHALLENGE,
    "stakeholders": STAKEHOLDERS,
    "solutions": SOLUTIONS,
    "theory": THEORY_OF_CHANGE,
}
