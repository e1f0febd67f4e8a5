"""What the steps of module 3, interpreting and reporting, show beside their fields."""

from __future__ import annotations

from pathlib import Path

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.reporting import checks, documents, layouts, sentences, telling_checks
from impactplan.reporting.calculations import contribution_calculations
from impactplan.reporting.figures import RETURN
from impactplan.reporting.pictures import FALL, SERIES, WATERFALL
from impactplan.reporting.pictures import RESULTS as RESULTS_PICTURE
from impactplan.workbook.parts import KindPart, StepPart

GUIDANCE = Path(__file__).parent / "guidance"

RESULTS = StepPart(
    GUIDANCE,
    kinds={
        "measurement": KindPart(
            picture=SERIES,
            sentence=sentences.measurement,
            empty=_l(
                "What did you find, when, and with how many people? A figure only says something beside what you "
                "called enough. For example: 60% on 18 June 2022, 144 answers; the minimum was 55, the target 70."
            ),
            layout=layouts.MEASUREMENTS,
            checks=checks.MEASUREMENT,
        ),
        "indicator": KindPart(
            sentence=sentences.judged_indicator,
            layout=layouts.JUDGED_INDICATORS,
            checks=checks.THRESHOLDS,
            picture=SERIES,
        ),
    },
    pictures=(RESULTS_PICTURE,),
    document=documents.results,
)

CONTRIBUTION = StepPart(
    GUIDANCE,
    kinds={
        "contribution": KindPart(
            picture=FALL,
            sentence=sentences.contribution,
            empty=_l(
                "Not all that changed is due to you. Take off what would have happened anyway and what others did, and "
                "what is left can be defended. For example: of 126 people who dare more, about 50 because of us."
            ),
            layout=layouts.CONTRIBUTIONS,
            calculations=contribution_calculations,
            checks=checks.CONTRIBUTION,
        )
    },
    pictures=(WATERFALL,),
    document=documents.contribution,
    reads=("indicator", "outcome"),
)

VALUATION = StepPart(
    GUIDANCE,
    kinds={
        "valuation": KindPart(
            sentence=sentences.valuation,
            empty=_l(
                "What is it worth to those for whom it changed? Words or a rank often say more than euros, and not "
                "valuing is a choice too. For example: learners put “helping my grandchild” above everything else."
            ),
            layout=layouts.VALUATIONS,
            checks=checks.VALUATION,
        ),
        "social_return": KindPart(layout=layouts.SOCIAL_RETURN, checks=checks.SOCIAL_RETURN),
    },
    figures=(RETURN,),
    document=documents.valuation,
    reads=("contribution", "input", "outcome"),
)

INSIGHTS = StepPart(
    GUIDANCE,
    kinds={
        "insight": KindPart(
            sentence=sentences.insight,
            empty=_l(
                "What do you see in the figures, and what else could explain it? For example: those who practise "
                "weekly gain twice as much; but perhaps it is the keenest who come to practise."
            ),
            layout=layouts.INSIGHTS,
            checks=telling_checks.INSIGHT,
        ),
        "link": KindPart(sentence=sentences.assumption, layout=layouts.ASSUMPTIONS, checks=telling_checks.LINK),
    },
    document=documents.insights,
    reads=("decision", "output", "outcome", "impact", "precondition"),
)

REPORTS = StepPart(
    GUIDANCE,
    kinds={
        "report": KindPart(
            sentence=sentences.report,
            empty=_l(
                "Who gets to hear what, in one sentence? For example, to the alderman: 101 of the 144 learners "
                "who answered dare to do more; for about 50 people that is due to us."
            ),
            layout=layouts.REPORTS,
            checks=telling_checks.REPORT,
        ),
        "negative_effect": KindPart(
            sentence=sentences.negative_effect,
            empty=_l(
                "What can go wrong for people, though nobody means it? Saying so yourself makes the rest more "
                "credible. For example: who does more online meets more fraud."
            ),
            layout=layouts.NEGATIVE_EFFECTS,
            checks=telling_checks.NEGATIVE_EFFECT,
        ),
    },
    reads=("audience", "stakeholder", "action", "outcome", "indicator"),
)

STEP_PARTS = {
    "results": RESULTS,
    "contribution": CONTRIBUTION,
    "valuation": VALUATION,
    "insights": INSIGHTS,
    "reports": REPORTS,
}
