"""The four questions that an empty plan starts with: they make a first theory of change."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from impactplan.lib.text import find_forbidden
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import Write


@dataclass(frozen=True)
class StartQuestion:
    """One of the four questions, which are not those of the course."""

    label: LazyString
    help: LazyString
    limit: int
    column: LazyString
    """What the answer becomes in the theory of change."""

    def check(self, answer: str) -> str:
        if not answer:
            return _("Write something here; you can change it later.")
        if len(answer) > self.limit:
            return _("Keep it short here: at most %(limit)d characters.", limit=self.limit)
        return _("There is a character in this text that cannot be kept.") if find_forbidden(answer) else ""


START_QUESTIONS = {
    "whom": StartQuestion(
        _l("For whom do you do it?"),
        _l("For example: people over 55 who are new to the internet."),
        300,
        _l("Stakeholder"),
    ),
    "what": StartQuestion(_l("What do you do?"), _l("For example: a basic computer course."), 300, _l("Activity")),
    "change": StartQuestion(
        _l("What changes for them?"),
        _l("Who + change + in what. For example: learners log in with DigiD by themselves."),
        1000,
        _l("Outcome"),
    ),
    "leads_to": StartQuestion(
        _l("What does that lead to?"),
        _l("For example: everyone in our municipality can take part in digital society."),
        1000,
        _l("Impact"),
    ),
}


def start_theory(write: Write, answers: dict[str, str]) -> str:
    """Make the first stakeholder, activity, outcome and impact, and the link between the last two.

    Returns the activity: what it delivers, and so how it leads to the outcome, is asked next.
    """
    stakeholder = create_item(write, "stakeholder", {"name": answers["whom"], "stakeholder_kind": "target_group"})
    activity = create_item(write, "activity", {"name": answers["what"], "stakeholders": (stakeholder,)})
    outcome = create_item(
        write,
        "outcome",
        {
            "statement": answers["change"],
            "stakeholder": stakeholder,
            "direction": "positive",
            "intention": "intended",
        },
    )
    impact = create_item(write, "impact", {"statement": answers["leads_to"]})
    create_item(write, "link", {"source": outcome, "target": impact, "effect": "strengthens"})
    return activity
