"""Module 3, interpreting and reporting: the parts of its steps, and measurements from a file."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from impactplan.reporting import documents, layouts
from impactplan.reporting.answers import answer
from impactplan.reporting.calculations import contribution_calculations
from impactplan.reporting.figures import RETURN
from impactplan.reporting.notes import NOTES
from impactplan.reporting.pictures import RESULTS, WATERFALL
from impactplan.reporting.sentences import SENTENCES, assumption, judged_indicator
from impactplan.workbook.registry import StepParts, register_answer

GUIDANCE = Path(__file__).parent / "guidance"

blueprint = Blueprint("reporting", __name__, url_prefix="/plans/<plan_id>/results")

from impactplan.reporting import routes  # noqa: F401  # views register themselves on the blueprint

STEP_PARTS = {
    "results": StepParts(
        guidance=GUIDANCE,
        sentences={"measurement": SENTENCES["measurement"], "indicator": judged_indicator},
        empty={
            "measurement": _l(
                "What did you find, when, and with how many people? A figure only says something beside what you "
                "called enough. For example: 60 % on 18 June 2022, 144 answers; the minimum was 55, the target 70."
            )
        },
        pictures=(RESULTS,),
        document=documents.results,
        layouts=layouts.RESULTS,
        notes=NOTES["results"],
    ),
    "contribution": StepParts(
        guidance=GUIDANCE,
        sentences={"contribution": SENTENCES["contribution"]},
        empty={
            "contribution": _l(
                "Not all that changed is due to you. Take off what would have happened anyway and what others did, and "
                "what is left can be defended. For example: of 126 people who dare more, about 50 because of us."
            )
        },
        pictures=(WATERFALL,),
        document=documents.contribution,
        layouts=layouts.CONTRIBUTION,
        calculations={"contribution": contribution_calculations},
        notes=NOTES["contribution"],
        reads=("indicator", "outcome"),
    ),
    "valuation": StepParts(
        guidance=GUIDANCE,
        sentences={"valuation": SENTENCES["valuation"]},
        empty={
            "valuation": _l(
                "What is it worth to those for whom it changed? Words or a rank often say more than euros, and not "
                "valuing is a choice too. For example: learners put “helping my grandchild” above everything else."
            )
        },
        layouts=layouts.VALUATION,
        notes=NOTES["valuation"],
        figures=(RETURN,),
        document=documents.valuation,
        reads=("contribution", "input", "outcome"),
    ),
    "insights": StepParts(
        guidance=GUIDANCE,
        sentences={"insight": SENTENCES["insight"], "link": assumption},
        empty={
            "insight": _l(
                "What do you see in the figures, and what else could explain it? For example: those who practise "
                "weekly gain twice as much; but perhaps it is the keenest who come to practise."
            )
        },
        layouts=layouts.INSIGHTS,
        notes=NOTES["insights"],
        document=documents.insights,
        reads=("decision", "output", "outcome", "impact", "precondition"),
    ),
    "reports": StepParts(
        guidance=GUIDANCE,
        sentences={"report": SENTENCES["report"], "negative_effect": SENTENCES["negative_effect"]},
        empty={
            "report": _l(
                "Who gets to hear what, in one sentence? For example, to the alderman: 126 of the 180 learners dare "
                "more, about 50 of them because of us."
            ),
            "negative_effect": _l(
                "What can go wrong for people, though nobody means it? Saying so yourself makes the rest more "
                "credible. For example: who does more online meets more fraud."
            ),
        },
        layouts=layouts.REPORTS,
        notes=NOTES["reports"],
        reads=("audience", "stakeholder", "action"),
    ),
}

register_answer(3, answer)
