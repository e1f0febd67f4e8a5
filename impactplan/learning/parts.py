"""What the steps of module 4, learning, steering and impact culture, show beside their fields."""

from __future__ import annotations

from pathlib import Path

from impactplan.learning import (
    calculations,
    checks,
    culture,
    decisions,
    documents,
    layouts,
    ledger,
    ledger_checks,
    pictures,
    rhythm,
    sentences,
    support,
)
from impactplan.learning.figures import LARGEST_STEPS
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.parts import KindPart, StepPart

GUIDANCE = Path(__file__).parent / "guidance"

DECISIONS = StepPart(
    GUIDANCE,
    kinds={
        "decision": KindPart(
            sentence=decisions.sentence,
            empty=_l(
                "What do you want to know in order to choose better, and what will you do upon the answer? "
                "For example: why does a quarter drop out? Below 75% in two quarters we start an evening group."
            ),
            layout=layouts.DECISIONS,
            checks=checks.DECISION,
        )
    },
    document=documents.document_decisions,
    reads=("link", "insight", "outcome", "output", "precondition", "impact"),
)

RHYTHM = StepPart(
    GUIDANCE,
    kinds={
        "rhythm": KindPart(
            sentence=rhythm.sentence,
            empty=_l(
                "When do you look at the figures together? Best in a meeting that exists already. "
                "For example: ten minutes in the team meeting, every month, with one graph and one story."
            ),
            layout=layouts.RHYTHM,
            checks=checks.RHYTHM,
        )
    },
    pictures=(pictures.YEAR,),
)

CULTURE = StepPart(
    GUIDANCE,
    kinds={
        "culture": KindPart(
            picture=pictures.CULTURE,
            sentence=sentences.culture,
            empty=_l("Score the seven dimensions with colleagues: talking about the difference is the gain."),
            layout=layouts.CULTURE,
            checks=checks.CULTURE,
            meanings=culture.explain_levels,
        )
    },
    pictures=(pictures.RADAR,),
    figures=(LARGEST_STEPS,),
    document=documents.document_culture,
)

SUPPORT = StepPart(
    GUIDANCE,
    kinds={
        "supporter": KindPart(
            picture=pictures.PLACE,
            sentence=support.sentence,
            empty=_l(
                "Who must go along, and what worries them? "
                "For example: a teacher who is afraid to be judged by the figures of the group."
            ),
            checks=checks.SUPPORTER,
        )
    },
    pictures=(pictures.SUPPORT,),
    document=documents.document_support,
)

LEDGER = StepPart(
    GUIDANCE,
    kinds={
        "ledger_line": KindPart(
            sentence=ledger.sentence,
            empty=_l(
                "Book once a year what was planned and what came of it, per outcome. "
                "For example: 2025, more confidence: 180 people planned, 186 reached, 126 of them changed."
            ),
            layout=layouts.LEDGER,
            calculations=calculations.calculations,
            checks=ledger_checks.LEDGER_LINE,
        )
    },
    document=documents.document_ledger,
    reads=("contribution", "valuation"),
)

STEP_PARTS = {
    "decisions": DECISIONS,
    "rhythm": RHYTHM,
    "culture": CULTURE,
    "support": SUPPORT,
    "ledger": LEDGER,
}
