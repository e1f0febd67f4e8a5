"""Feedback in words: whose turn it is, places, states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask_babel.speaklater import LazyString

from impactplan.feedback.turn import PlanTurn, Reason, ReviewState, Turn, Who
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import lazy_pgettext, ngettext
from impactplan.models.feedback import Answer, Side, ThreadState
from impactplan.site.templating import show_days_ago, show_until
from impactplan.steps import BY_KEY, STEPS

REVIEW_STATES: dict[ReviewState, LazyString] = {
    ReviewState.NONE: _l("no feedback yet"),
    ReviewState.ASKED: _l("feedback asked"),
    ReviewState.IN_REVIEW: _l("being looked at"),
    ReviewState.REVISE: _l("to be revised"),
    ReviewState.AGREED: lazy_pgettext("feedback", "agreed"),
}
THREAD_STATES: dict[ThreadState, LazyString] = {
    ThreadState.OPEN: _l("open"),
    ThreadState.ANSWERED: _l("answered"),
    ThreadState.RESOLVED: _l("resolved"),
}
ANSWERED: dict[Answer, LazyString] = {
    Answer.ADOPTED: _l("Taken over"),
    Answer.OTHERWISE: _l("Solved otherwise"),
    Answer.DECLINED: _l("Not, because"),
}
NOBODY: dict[Reason, LazyString] = {
    Reason.SETTLED: _l("Nobody’s turn: everything is settled"),
    Reason.AGREED: _l("Nobody’s turn: the trainer agreed"),
    Reason.NEVER: _l("No feedback asked yet"),
    Reason.NO_TRAINER: _l("This round has no trainer yet, so feedback cannot be asked"),
    Reason.ROUND_OVER: _l("The round is over, so feedback cannot be asked any more; what was said stays here"),
    Reason.DROPPED_OUT: _l("You no longer take part in the round; what was said stays here"),
    Reason.NO_ROUND: _l("This plan is in no round, so no trainer reads along"),
}
"""As the authors are told."""
NOBODY_TO_OTHERS: dict[Reason, LazyString] = {
    **NOBODY,
    Reason.NO_TRAINER: _l("Nobody’s turn: this round has no trainer yet"),
    Reason.ROUND_OVER: _l("Nobody’s turn: the round is over"),
    Reason.DROPPED_OUT: _l("Nobody’s turn: the authors no longer take part in the round"),
    Reason.NO_ROUND: _l("Nobody’s turn: this plan is in no round"),
}
"""As trainers and coordinators are told."""


def describe_nobody(reason: Reason, side: Side | None) -> str:
    return str((NOBODY if side is Side.AUTHOR else NOBODY_TO_OTHERS)[reason])


def describe_turn(turn: Turn, step: str, side: Side | None, trainers: Mapping[int, str], reader_id: int = 0) -> str:
    """Say whose turn it is in a step and why, as the reader would be told. ``side`` is what they are to the plan; a
    coordinator has none."""
    if turn.who is Who.NOBODY:
        return describe_nobody(turn.reason, side)
    if turn.who is Who.AUTHORS:
        why = _why_authors(turn)
        if side is Side.AUTHOR:
            return _("Your turn: %(why)s", why=why)
        return _("The authors’ turn: %(why)s", why=why)
    return _say_trainer(turn, step, side, trainers, reader_id)


def _why_authors(turn: Turn) -> str:
    if turn.reason is Reason.REVISE:
        return _("the trainer asks to revise this step")
    asked = ngettext("%(num)d remark", "%(num)d remarks", turn.remarks)
    return _("%(remarks)s, %(num)s answered", remarks=asked, num=turn.answered) if turn.answered else asked


def _say_trainer(turn: Turn, step: str, side: Side | None, trainers: Mapping[int, str], reader_id: int) -> str:
    """Say that a trainer is to act: the one who took it, else all of the round."""
    title = str(BY_KEY[step].title) if step in BY_KEY else ""
    when = show_days_ago(turn.since) if turn.since else ""
    mine = side is Side.TRAINER and turn.taken_by in {None, reader_id}
    name = trainers.get(turn.taken_by or 0) or (next(iter(trainers.values())) if len(trainers) == 1 else "")
    if turn.reason is Reason.ANSWERED:
        why = _("answers to look at, %(when)s", when=when) if when else _("answers to look at")
    elif side is Side.AUTHOR and turn.asked_by == reader_id:
        why = _("you asked for feedback on %(step)s, %(when)s", step=title, when=when)
    else:
        why = _("feedback asked on %(step)s, %(when)s", step=title, when=when)
    if mine:
        return _("Your turn: %(why)s", why=why)
    if name:
        return _("%(name)s’s turn: %(why)s", name=name, why=why)
    return _("The trainers’ turn: %(why)s", why=why)


def describe_plan_turn(turn: PlanTurn, side: Side | None, trainers: Mapping[int, str], reader_id: int = 0) -> list[str]:
    """Say of a plan whose turn it is: a sentence for each side that is to act, the reader's own first."""
    sentences = []
    for turns in (turn.authors, turn.trainer) if side is not Side.TRAINER else (turn.trainer, turn.authors):
        if len(turns) == 1:
            step, only = next(iter(turns.items()))
            sentence = describe_turn(only, step, side, trainers, reader_id)
            if turns is turn.authors and step in BY_KEY:
                sentence = _("%(sentence)s, in %(step)s", sentence=sentence, step=BY_KEY[step].title)
            sentences.append(sentence)
        elif turns:
            sentences.append(_say_several(turns, turns is turn.authors, side))
    if not sentences:
        reason = Reason.NEVER if turn.available == "available" else Reason(turn.available)
        sentences.append(describe_nobody(Reason.SETTLED if turn.begun and reason is Reason.NEVER else reason, side))
    return sentences


def describe_turn_briefly(turn: PlanTurn, trainers: Mapping[int, str]) -> list[str]:
    """Say of a plan who is to act and since when, and nothing of what it is about: for who may not read the plan."""
    said = []
    if turn.trainer:
        names = [trainers[one] for one in sorted(turn.taken_by) if one in trainers] or list(trainers.values())
        who = _("%(name)s’s turn", name=names[0]) if len(names) == 1 else _("The trainers’ turn")
        said.append(_with_moment(who, turn.waiting_since))
    if turn.authors:
        said.append(_with_moment(_("The authors’ turn"), turn.due_since))
    return said or describe_plan_turn(turn, None, trainers)


def _with_moment(who: str, since: datetime | None) -> str:
    return _("%(who)s, %(when)s", who=who, when=show_days_ago(since)) if since else who


def describe_waiting(since: datetime, meeting: date | None) -> str:
    """Say how long a plan has waited for its trainer, beside how soon the next meeting is."""
    days = (today() - since.astimezone(AMSTERDAM).date()).days
    waits = ngettext("waits %(num)d day", "waits %(num)d days", days) if days else _("waits since today")
    if meeting is None or meeting < today():
        return waits
    return _("%(waits)s; the meeting is %(until)s", waits=waits, until=show_until(meeting))


def _say_several(turns: Mapping[str, Turn], authors: bool, side: Side | None) -> str:
    steps = name_steps(list(turns))
    if authors:
        if side is Side.AUTHOR:
            return _("Your turn in %(steps)s", steps=steps)
        return _("The authors’ turn in %(steps)s", steps=steps)
    if side is Side.TRAINER:
        return _("Your turn in %(steps)s", steps=steps)
    return _("The trainers’ turn in %(steps)s", steps=steps)


def name_steps(keys: Sequence[str]) -> str:
    """Name steps in the order of the plan: up to three by their titles, else how many."""
    titles = [str(step.title) for step in STEPS if step.key in keys]
    if len(titles) > 3:
        return ngettext("%(num)d step", "%(num)d steps", len(titles))
    *first, last = titles or [""]
    return _("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last


def describe_unread(count: int) -> str:
    return ngettext("%(num)d new remark", "%(num)d new remarks", count)


def describe_asking(name: str) -> str:
    return _("%(name)s asks you to read feedback before it is sent", name=name)


def describe_wrote_back(name: str) -> str:
    return _("%(name)s wrote back about your feedback, which is not sent yet", name=name)


def describe_handed_over(name: str) -> str:
    return _("%(name)s handed this over to you", name=name)


def describe_unsent_review(count: int) -> str:
    """Say to a trainer what they wrote of a review that is not sent."""
    if not count:
        return _("Your judgement is noted, not sent yet")
    return ngettext("%(num)d remark written, not sent yet", "%(num)d remarks written, not sent yet", count)


def describe_unsent(count: int, side: Side | None) -> str:
    """Say to their writer how much they have ready, and that nobody else sees it."""
    if side is Side.TRAINER:
        return ngettext(
            "Only you see this: %(num)d remark, not sent yet", "Only you see this: %(num)d remarks, not sent yet", count
        )
    return ngettext(
        "Only you see this: %(num)d answer, not sent yet", "Only you see this: %(num)d answers, not sent yet", count
    )


def describe_answer(answer: str | None) -> str:
    """Say what an author did with a remark; of a remark that is no answer, nothing."""
    words = {
        Answer.ADOPTED: _("taken over"),
        Answer.OTHERWISE: _("solved otherwise"),
        Answer.DECLINED: _("not taken over"),
    }
    return words[Answer(answer)] if answer else ""
