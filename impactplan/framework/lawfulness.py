"""What each lawful basis of the GDPR (art. 6) means to a library that collects data, for whoever has to choose one.

Source: GDPR art. 6(1) and 4(1); Wet stelsel openbare bibliotheekvoorzieningen (Wsob) art. 5 for the task in the public
interest.
"""

from __future__ import annotations

from collections.abc import Mapping

from impactplan.graph import Item
from impactplan.lib.texts import gettext as _


def explain_bases(_item: Item) -> Mapping[str, Mapping[str, str]]:
    return {
        "lawful_basis": {
            "consent": _("People are free to say no, at no cost to them, and can withdraw it at any time."),
            "contract": _("Needed for what somebody signed up for, such as a place in a course."),
            "legal_obligation": _("A law obliges you to keep these data."),
            "vital_interests": _("Somebody’s life is in danger; never for measuring."),
            "public_task": _("Needed for a task that a law gives the library. Ask your privacy officer which."),
            "legitimate_interests": _("You weighed your interest against theirs, and wrote the weighing down."),
            "none": _("Nothing leads back to a person, not in combination either."),
        }
    }
