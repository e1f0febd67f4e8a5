"""Module 2, impact framework and data collection: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from impactplan.framework import calculations, data_notes, documents, figures, layouts, notes, quarters
from impactplan.framework.answers import answer
from impactplan.framework.pictures import CALENDAR
from impactplan.framework.sentences import SENTENCES
from impactplan.workbook.registry import StepParts, register_answer

GUIDANCE = Path(__file__).parent / "guidance"


STEP_PARTS = {
    "priorities": StepParts(
        guidance=GUIDANCE,
        sentences={"outcome": SENTENCES["outcome"]},
        empty={
            "outcome": _l(
                "Here you choose which outcomes you measure first. They come from your theory of change, "
                "which holds none yet. For example: learners log in with DigiD by themselves."
            )
        },
        layouts={"outcome": layouts.PRIORITIES},
        calculations={"outcome": calculations.of_outcome},
        notes={"outcome": notes.of_outcome},
        figures=(figures.TALLY,),
        document=documents.priorities,
    ),
    "indicators": StepParts(
        guidance=GUIDANCE,
        sentences={"indicator": SENTENCES["indicator"]},
        empty={
            "indicator": _l(
                "By what do you see that something changes? Begin with one outcome. For example: the share of "
                "those who finish the course who log in by themselves, from 45 to 70 %."
            )
        },
        layouts={"indicator": layouts.INDICATORS},
        calculations={"indicator": calculations.of_indicator},
        notes={"indicator": notes.of_indicator},
        figures=(figures.COUNT,),
        document=documents.indicators,
        reads=("outcome", "source", "collection", "measurement"),
    ),
    "sources": StepParts(
        guidance=GUIDANCE,
        sentences={"source": SENTENCES["source"]},
        empty={
            "source": _l(
                "What is measured already need not be asked again. Look in the library system, the "
                "Bibliotheekmonitor and the figures of your municipality. For example: visits to the help desk, "
                "counted by the library since 2019."
            )
        },
        notes={"source": data_notes.of_source},
        figures=(figures.COVERAGE,),
        document=documents.sources,
        reads=("indicator", "collection"),
    ),
    "collection": StepParts(
        guidance=GUIDANCE,
        sentences={"collection": SENTENCES["collection"]},
        empty={
            "collection": _l(
                "What you do not have yet, you collect: from whom, when and how. For example: a form of eight "
                "minutes before and after the course, for all 240 learners."
            )
        },
        layouts={"collection": layouts.COLLECTIONS},
        calculations={"collection": calculations.of_collection},
        notes={"collection": data_notes.of_collection},
        figures=(figures.LACKING,),
        document=documents.collection,
        reads=("indicator", "source", "stakeholder", "measurement"),
    ),
    "feasibility": StepParts(
        guidance=GUIDANCE,
        sentences={"capacity": SENTENCES["capacity"]},
        empty={
            "capacity": _l(
                "How many hours and how much money are there for measuring, quarter by quarter? "
                "For example: 40 hours and € 200 from April to June."
            )
        },
        layouts={"capacity": layouts.QUARTERS},
        calculations={"capacity": quarters.of_capacity},
        notes={"capacity": quarters.of_row},
        pictures=(CALENDAR,),
        figures=(figures.BURDEN, figures.MATRIX),
        document=documents.feasibility,
        reads=("collection", "indicator", "outcome", "stakeholder"),
    ),
}

register_answer(2, answer)
