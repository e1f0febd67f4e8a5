"""The queue of a trainer, as the desk shows it: its groups, with the plans in them in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel.speaklater import LazyString

from impactplan.desk.plans import TrainedPlan
from impactplan.feedback.queries import PlanFeedback
from impactplan.feedback.queue import Entry, Group
from impactplan.feedback.turn import Reason
from impactplan.feedback.wording import (
    describe_asking,
    describe_handed_over,
    describe_unread,
    describe_unsent_review,
    describe_wrote_back,
    name_steps,
)
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import ngettext

TITLES: dict[Group, LazyString] = {
    Group.UNSENT: _l("Written, not sent yet"),
    Group.HANDED: _l("Handed over to you"),
    Group.MINE: _l("Taken by you"),
    Group.UNASSIGNED: _l("Nobody has taken this yet"),
    Group.ANSWERED: _l("Answers to look at"),
    Group.TO_READ: _l("Feedback of a colleague, to read first"),
    Group.WAITING: _l("A colleague reads your feedback"),
    Group.NEWS: _l("New to read"),
}
ABOUT: dict[Group, LazyString] = {
    Group.UNSENT: _l("Only you see this until you send it."),
    Group.UNASSIGNED: _l("Take a question, and your colleagues see that you answer it."),
    Group.ANSWERED: _l("The authors answered your remarks, or asked something themselves."),
    Group.TO_READ: _l("Only you two see this."),
    Group.WAITING: _l("You can send it without waiting, too."),
    Group.NEWS: _l("Nobody waits for an answer of yours."),
}
ACTIONS: dict[Group, LazyString] = {
    Group.UNSENT: _l("Look over and send"),
    Group.HANDED: _l("Begin"),
    Group.MINE: _l("Go on"),
    Group.UNASSIGNED: _l("Take and begin"),
    Group.ANSWERED: _l("See the answers"),
    Group.TO_READ: _l("Read it"),
    Group.WAITING: _l("Open"),
    Group.NEWS: _l("Read it"),
}


@dataclass(frozen=True)
class Line:
    """A plan in the queue."""

    entry: Entry
    title: str
    who: str
    """Library and people."""
    round: str
    """Where several rounds stand below each other."""

    @property
    def href(self) -> str:
        plan_id = self.entry.plan_id
        if self.entry.colleague_id:
            return url_for("feedback.read_unsent", plan_id=plan_id, user_id=self.entry.colleague_id)
        if self.entry.group is Group.NEWS:
            return url_for("feedback.show_thread", plan_id=plan_id, thread_id=self.entry.known.unread_thread)
        return url_for("desk.show_review", plan_id=plan_id)

    @property
    def action(self) -> str:
        return str(ACTIONS[self.entry.group])

    @property
    def to_take(self) -> bool:
        return bool(self.entry.requests) and self.entry.group is Group.UNASSIGNED

    @property
    def steps(self) -> str:
        """Name the steps that wait; of those that were asked about, these alone."""
        asked = [step for step, turn in self.entry.turns.items() if turn.reason is not Reason.ANSWERED]
        return name_steps(asked or list(self.entry.turns)) if self.entry.turns else ""

    @property
    def questions(self) -> Sequence[str]:
        return [question.text for question in self.entry.questions if question.text.strip()]

    @property
    def waiting(self) -> str:
        return self.entry.waiting

    @property
    def notes(self) -> Sequence[str]:
        """Say what else there is to know before one begins."""
        entry, known = self.entry, self.entry.known
        if entry.colleague_id:
            return [describe_asking(known.asking.get(entry.colleague_id, ""))]
        notes = [describe_handed_over(entry.handed_by)] if entry.handed_by else []
        if known.begun:
            notes.append(describe_unsent_review(known.unsent))
        notes += [describe_wrote_back(name) for name in known.wrote_back]
        notes += [_("%(name)s has not written back yet", name=name) for name in known.reading]
        answered = [step for step, turn in entry.turns.items() if turn.reason is Reason.ANSWERED]
        if answered and len(answered) < len(entry.turns):
            notes.append(_("Also answers to look at in %(steps)s", steps=name_steps(answered)))
        if known.unread:
            notes.append(describe_unread(known.unread_count))
        return notes


@dataclass(frozen=True)
class Part:
    """A group of the queue that has something in it."""

    group: Group
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        return str(TITLES[self.group])

    @property
    def about(self) -> str:
        return str(ABOUT.get(self.group, ""))


@dataclass(frozen=True)
class Queue:
    parts: Sequence[Part]
    taken_by_others: int
    """How many plans wait for a colleague."""

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)

    @property
    def others(self) -> str:
        """Say how much colleagues took."""
        count = self.taken_by_others
        return ngettext("A colleague took %(num)d plan", "Colleagues took %(num)d plans", count) if count else ""


def view_queue(
    entries: Sequence[Entry],
    plans: Sequence[TrainedPlan],
    known: Mapping[str, PlanFeedback],
    trainer_id: int,
    rounds: Mapping[str, str],
) -> Queue:
    """Return the queue of entries, whose plans are given; ``rounds`` are the titles of their rounds, where these are
    to be told."""
    by_id = {plan.id: plan for plan in plans}
    lines: dict[Group, list[Line]] = {}
    for entry in entries:
        plan = by_id[entry.plan_id]
        line = Line(entry, plan.title, plan.who, rounds.get(plan.round_id, ""))
        lines.setdefault(entry.group, []).append(line)
    elsewhere = [one for one in known.values() if one.turn.trainer and not one.turn.waiting_for(trainer_id)]
    return Queue([Part(group, lines[group]) for group in Group if group in lines], len(elsewhere))
