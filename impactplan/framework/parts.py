"""What the steps of module 2, impact framework and data collection, show beside their fields."""

from __future__ import annotations

from pathlib import Path

from impactplan.framework import (
    calculations,
    checks,
    data_checks,
    documents,
    figures,
    lawfulness,
    layouts,
    quarters,
    sentences,
)
from impactplan.framework.pictures import CALENDAR, LINE
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.parts import KindPart, StepPart

GUIDANCE = Path(__file__).parent / "guidance"

PRIORITIES = StepPart(
    GUIDANCE,
    kinds={
        "outcome": KindPart(
            sentence=sentences.outcome,
            empty=_l(
                "Here you choose which outcomes you measure first. They come from your theory of change, "
                "which holds none yet. For example: learners log in with DigiD by themselves."
            ),
            layout=layouts.PRIORITIES,
            calculations=calculations.of_outcome,
            checks=checks.PRIORITY,
        )
    },
    figures=(figures.TALLY,),
    document=documents.priorities,
)

INDICATORS = StepPart(
    GUIDANCE,
    kinds={
        "indicator": KindPart(
            picture=LINE,
            sentence=sentences.indicator,
            empty=_l(
                "By what do you see that something changes? Begin with one outcome. For example: the share of "
                "those who finish the course who log in by themselves, from 45 to 70%."
            ),
            layout=layouts.INDICATORS,
            calculations=calculations.of_indicator,
            checks=checks.INDICATOR,
        )
    },
    figures=(figures.COUNT,),
    document=documents.indicators,
    reads=("outcome", "source", "collection", "measurement"),
)

SOURCES = StepPart(
    GUIDANCE,
    kinds={
        "source": KindPart(
            sentence=sentences.source,
            empty=_l(
                "What is measured already need not be asked again. Look in the library system, the "
                "Bibliotheekmonitor and the figures of your municipality. For example: visits to the help desk, "
                "counted by the library since 2019."
            ),
            checks=data_checks.SOURCE,
        )
    },
    figures=(figures.COVERAGE,),
    document=documents.sources,
    reads=("indicator", "collection"),
)

COLLECTION = StepPart(
    GUIDANCE,
    kinds={
        "collection": KindPart(
            sentence=sentences.collection,
            empty=_l(
                "What you do not have yet, you collect: from whom, when and how. For example: a form of eight "
                "minutes before and after the course, for all 240 learners."
            ),
            layout=layouts.COLLECTIONS,
            calculations=calculations.of_collection,
            checks=data_checks.COLLECTION,
            meanings=lawfulness.explain_bases,
        )
    },
    figures=(figures.LACKING,),
    document=documents.collection,
    reads=("indicator", "source", "stakeholder", "measurement"),
)

FEASIBILITY = StepPart(
    GUIDANCE,
    kinds={
        "capacity": KindPart(
            sentence=sentences.capacity,
            empty=_l(
                "How many hours and how much money are there for measuring, quarter by quarter? "
                "For example: 40 hours and €200 from April to June."
            ),
            layout=layouts.QUARTERS,
            calculations=quarters.of_capacity,
            checks=data_checks.CAPACITY,
        )
    },
    pictures=(CALENDAR,),
    figures=(figures.BURDEN, figures.MATRIX),
    document=documents.feasibility,
    reads=("collection", "indicator", "outcome", "stakeholder"),
)

STEP_PARTS = {
    "priorities": PRIORITIES,
    "indicators": INDICATORS,
    "sources": SOURCES,
    "collection": COLLECTION,
    "feasibility": FEASIBILITY,
}
