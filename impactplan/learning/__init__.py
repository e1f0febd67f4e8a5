"""Module 4, learning, steering and impact culture: the parts of its steps."""

from __future__ import annotations

from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from impactplan.learning import calculations, culture, decisions, documents, ledger, notes, pictures, rhythm
from impactplan.learning.answers import what_we_decide
from impactplan.learning.routes import blueprint
from impactplan.learning.sentences import SENTENCES
from impactplan.workbook.registry import Figures, Layout, StepParts, register_answer

GUIDANCE = Path(__file__).parent / "guidance"

STEP_PARTS = {
    "decisions": StepParts(
        guidance=GUIDANCE,
        sentences={"decision": SENTENCES["decision"]},
        empty={
            "decision": _l(
                "What do you want to know in order to choose better, and what will you do upon the answer? "
                "For example: why does a quarter drop out? Below 75 % in two quarters we start an evening group."
            )
        },
        layouts={
            "decision": Layout(
                template="learning/_decisions.html",
                view=decisions.view_decisions,
                closed="learning/_decision.html",
                show=decisions.chain,
            )
        },
        notes={"decision": notes.note_decision},
        document=documents.document_decisions,
        reads=("link", "insight", "outcome", "output", "precondition", "impact"),
    ),
    "rhythm": StepParts(
        guidance=GUIDANCE,
        sentences={"rhythm": SENTENCES["rhythm"]},
        empty={
            "rhythm": _l(
                "When do you look at the figures together? Best in a meeting that exists already. "
                "For example: ten minutes in the team meeting, every month, with one graph and one story."
            )
        },
        pictures=(pictures.YEAR,),
        layouts={"rhythm": Layout(template="learning/_rhythm.html", view=rhythm.view_rhythm, group=rhythm.frequency)},
        notes={"rhythm": notes.note_rhythm},
    ),
    "culture": StepParts(
        guidance=GUIDANCE,
        sentences={"culture": SENTENCES["culture"]},
        empty={"culture": _l("Score the seven dimensions with colleagues: talking about the difference is the gain.")},
        pictures=(pictures.RADAR,),
        layouts={
            "culture": Layout(
                template="learning/_culture.html",
                view=culture.view_culture,
                fields="learning/_culture_fields.html",
                closed="learning/_dimension.html",
                group=lambda item: item["dimension"] or "",
            )
        },
        notes={"culture": notes.note_culture},
        document=documents.document_culture,
        meanings={"culture": culture.explain_levels},
        figures=(
            Figures(
                "gaps",
                lambda _state: _("Where the largest steps are"),
                "learning/_gaps.html",
                culture.view_figures,
                tells=culture.tells,
            ),
        ),
    ),
    "support": StepParts(
        guidance=GUIDANCE,
        sentences={"supporter": SENTENCES["supporter"]},
        empty={
            "supporter": _l(
                "Who must go along, and what worries them? "
                "For example: a teacher who is afraid to be judged by the figures of the group."
            )
        },
        pictures=(pictures.SUPPORT,),
        notes={"supporter": notes.note_supporter},
        document=documents.document_support,
    ),
    "ledger": StepParts(
        guidance=GUIDANCE,
        sentences={"ledger_line": SENTENCES["ledger_line"]},
        empty={
            "ledger_line": _l(
                "Book once a year what was planned and what came of it, per outcome. "
                "For example: 2025, more confidence: 180 people planned, 186 reached, 126 of them changed."
            )
        },
        layouts={
            "ledger_line": Layout(
                template="learning/_ledger.html",
                view=ledger.view_ledger,
                group=lambda item: str(item["period"] or ""),
            )
        },
        notes={"ledger_line": notes.note_line},
        calculations={"ledger_line": calculations.calculations},
        document=documents.document_ledger,
        reads=("contribution", "valuation"),
    ),
}

register_answer(4, what_we_decide)

__all__ = ["STEP_PARTS", "blueprint"]
