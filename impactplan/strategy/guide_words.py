"""What the guide asks, in words."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.lib.texts import gettext as _
from impactplan.strategy.chain import Direction, column_of
from impactplan.strategy.guide import Question


@dataclass(frozen=True)
class Asked:
    """A question in words: what it starts from, what it asks, and what an answer may look like."""

    opening: str
    text: str
    help: str


def put_in_words(question: Question) -> Asked:
    if question.direction is Direction.FORWARDS:
        return _forwards(question)
    return _backwards(question)


def _forwards(question: Question) -> Asked:
    if question.about is None:
        return Asked(
            _("It begins with what you do"),
            _("What are you going to do?"),
            _("Name one activity. For example: a language café in the library, every Tuesday morning."),
        )
    return {
        "activity": Asked(
            _("If we do this:"),
            _("Then what does it deliver?"),
            _("Something that is there afterwards and that you can count. For example: 60 regular visitors a year."),
        ),
        "output": Asked(
            _("If this is there:"),
            _("Then what changes first?"),
            _("Who + change + in what. For example: visitors dare to speak Dutch with people they do not know."),
        ),
        "precondition": Asked(
            _("If this has been arranged:"),
            _("Then which change becomes possible?"),
            _("Who + change + in what. For example: parents can come, as there is somebody for their children."),
        ),
        "short": Asked(
            _("If this changes:"),
            _("Then what follows from it?"),
            _("What do they do differently after a while? For example: visitors speak Dutch at school and at work."),
        ),
        "mid": Asked(
            _("If that follows:"),
            _("Then what lasts?"),
            _("What has changed for good? For example: visitors have a job or a course that suits them."),
        ),
        "long": Asked(
            _("If that lasts:"),
            _("Then what does it contribute to in society?"),
            _("You name it, and do not claim it by yourself. For example: everybody takes part in our town."),
        ),
    }[column_of(question.about)]


def _backwards(question: Question) -> Asked:
    if question.about is None:
        return Asked(
            _("It begins with where you want to arrive"),
            _("What do you want to contribute to in the end?"),
            _("The long-term change in society. For example: everybody takes part in our town."),
        )
    return {
        "impact": Asked(
            _("To achieve this:"),
            _("What must be true for that in the long run?"),
            _("What has changed for good, and for whom? For example: newcomers have work that suits them."),
        ),
        "long": Asked(
            _("For this to last:"),
            _("What must have changed before that?"),
            _("What do people do differently by then? For example: visitors speak Dutch at school and at work."),
        ),
        "mid": Asked(
            _("For this to follow:"),
            _("What must change first?"),
            _("Who + change + in what. For example: visitors dare to speak Dutch with people they do not know."),
        ),
        "short": Asked(
            _("For this to change:"),
            _("What must we deliver?"),
            _("Something that is there and that you can count. For example: 60 regular visitors a year."),
        ),
        "output": Asked(
            _("To deliver this:"),
            _("What must we do?"),
            _("One activity. For example: a language café in the library, every Tuesday morning."),
        ),
    }[column_of(question.about)]
