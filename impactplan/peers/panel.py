"""The peer round beside the work: the tab of a step, and the marks of questions on steps and on what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from impactplan.access import AUTHORS, OpenPlan, Permission
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import ngettext
from impactplan.models import User
from impactplan.peers.parts import Part
from impactplan.peers.queries import PlanQuestions, SeenQuestion, questions_of
from impactplan.steps import BY_KEY, Step
from impactplan.workbook.marks import Mark, Marks
from impactplan.workbook.panel import PanelTab, StepPage, TabContent


@dataclass(frozen=True)
class PeerTab:
    step: Step
    known: PlanQuestions
    here: Sequence[SeenQuestion]
    """The questions on this step."""
    elsewhere: SeenQuestion | None
    """The open question, where it is about another step."""
    elsewhere_step: str
    author: bool
    owner: bool
    shared: bool


def fill_peers(page: StepPage) -> TabContent | None:
    """Return the tab: for authors who are in a round, always, as it says what to do; for others where there is
    something to read or to answer."""
    known = questions_of(page.plan, int(page.reader.id))
    author = bool(page.plan.relations & AUTHORS)
    here = [seen for seen in known.questions if seen.question.step == page.step.key and not seen.withdrawn]
    if not (here or (author and (known.enrolled or known.questions))):
        return None
    elsewhere = known.open if known.open and known.open.question.step != page.step.key else None
    waiting = sum(seen.mine_to_answer or bool(seen.open and seen.unmarked) for seen in here)
    view = PeerTab(
        step=page.step,
        known=known,
        here=here,
        elsewhere=elsewhere,
        elsewhere_step=str(BY_KEY[elsewhere.question.step].title) if elsewhere else "",
        author=author,
        owner=page.plan.may(Permission.SHARE),
        shared=page.plan.shared_with_group,
    )
    return TabContent(view, count=waiting or None)


PEERS = PanelTab("peers", _l("Peer round"), "peers/_tab.html", fill_peers, changes=False)


def find_marks(plan: OpenPlan, _step: Step | None, reader: User) -> Marks:
    """Mark the step that a question is open on, and the rows that closed ones became."""
    known = questions_of(plan, int(reader.id))
    steps: dict[str, list[Mark]] = {}
    notices = []
    for seen in known.questions:
        if seen.open:
            steps.setdefault(seen.question.step, []).append(mark_open(plan, seen))
            if seen.mine_to_answer or seen.unmarked:
                notices.append(notice_open(plan, seen))
    rows = {
        str(seen.question.item_id): [Mark(_("from the peer round"), "↺", address_of(plan, seen), "talk")]
        for seen in known.questions
        if seen.question.item_id and not seen.row_deleted
    }
    return Marks(steps=steps, items=rows, plan=notices)


def address_of(plan: OpenPlan, seen: SeenQuestion) -> str:
    return url_for("peers.show_question", plan_id=plan.id, question_id=seen.question.id)


def mark_open(plan: OpenPlan, seen: SeenQuestion) -> Mark:
    """Say in the path, in a word or two, how an open question stands for its reader."""
    style = "unread" if seen.unmarked or seen.mine_to_answer else "talk"
    return Mark(_("peers: %(state)s", state=describe_open(seen)), "?", address_of(plan, seen), style)


def describe_open(seen: SeenQuestion) -> str:
    """Say of an open question how many answered, to whom that may be told."""
    if seen.part is Part.PEER:
        return _("answered") if seen.posted else _("answer it")
    return ngettext("%(num)d answer", "%(num)d answers", seen.answers or 0)


def notice_open(plan: OpenPlan, seen: SeenQuestion) -> Mark:
    """Say of the plan that something in a question waits for its reader."""
    if seen.mine_to_answer:
        return Mark(_("A question to your group waits for your answer"), "?", address_of(plan, seen), "turn")
    answers = ngettext("%(num)d answer", "%(num)d answers", seen.unmarked)
    return Mark(_("From your group: %(answers)s to look at", answers=answers), "?", address_of(plan, seen), "unread")
