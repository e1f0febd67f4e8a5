"""What somebody is to a question, and what of its answers they see: one rule, which pages, mails and counts follow.

Authors and trainers see each answer as it comes. A peer sees the answers of others once their own is posted, or the
question is closed; until then not even whether there are any.
"""

from __future__ import annotations

from enum import StrEnum

from impactplan.access import AUTHORS, OpenPlan, Relation


class Part(StrEnum):
    AUTHOR = "author"
    TRAINER = "trainer"
    PEER = "peer"


def part_in(plan: OpenPlan, *, in_group: bool) -> Part | None:
    """Return what somebody is to a question on a plan. ``in_group`` says whether they are, at this moment, in the
    group that it was asked of. Who writes the plan, or trains its round, is never a peer."""
    if plan.relations & AUTHORS:
        return Part.AUTHOR
    if Relation.TRAINER in plan.relations:
        return Part.TRAINER
    return Part.PEER if Relation.PEER in plan.relations and in_group else None


def sees_answers(part: Part | None, *, posted: bool, closed: bool) -> bool:
    """Tell whether somebody sees what others answered, that they did, and how many."""
    return part in {Part.AUTHOR, Part.TRAINER} or (part is Part.PEER and (posted or closed))


def sees_mark(part: Part | None, *, mine: bool) -> bool:
    """Tell whether somebody sees what the author says of an answer."""
    return mine or part in {Part.AUTHOR, Part.TRAINER}
