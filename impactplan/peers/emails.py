"""The mails of the peer round, written by the worker in the language of who gets them.

The question itself stands in the mail that asks for an answer; no answer stands in any.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impactplan.access import OpenPlan, Permission
from impactplan.emails import Writer
from impactplan.feedback.emails import find_sender, open_for, send
from impactplan.lib.texts import gettext as _
from impactplan.models import PeerAnswer, User, db
from impactplan.peers.notifications import ANSWER, CLOSED, QUESTION
from impactplan.peers.parts import Part
from impactplan.peers.queries import SeenQuestion, find_question
from impactplan.site.addresses import full_address
from impactplan.steps import BY_KEY


def see(user: User, payload: Mapping[str, Any], part: Part) -> tuple[OpenPlan, SeenQuestion] | None:
    """Return the question that a mail is about, if the receiver wants mails and is this to it still."""
    plan = open_for(user, payload, Permission.COMMENT)
    seen = find_question(plan, int(user.id), payload["question"]) if plan is not None else None
    return (plan, seen) if plan is not None and seen is not None and seen.part is part else None


def about(plan: OpenPlan, seen: SeenQuestion) -> dict[str, Any]:
    return {
        "question": seen.question.question,
        "step": str(BY_KEY[seen.question.step].title) if seen.question.step in BY_KEY else "",
        "link": full_address("peers.show_question", plan_id=plan.id, question_id=seen.question.id),
    }


def write_question(user: User, payload: dict[str, Any]) -> None:
    """Write to a peer that a question waits for their answer, unless they gave it."""
    found = see(user, payload, Part.PEER)
    if found is None or not found[1].mine_to_answer:
        return
    plan, seen = found
    sender = find_sender(payload)
    send(user, plan, QUESTION, _("%(name)s asks your peer group", name=sender.name), sender, **about(plan, seen))


def write_answer(user: User, payload: dict[str, Any]) -> None:
    """Write to an author that a peer answered, unless that was withdrawn or they closed the question."""
    found = see(user, payload, Part.AUTHOR)
    answer = db.session.get(PeerAnswer, payload["answer"], populate_existing=True)
    if found is None or not found[1].open or answer is None or answer.withdrawn_at is not None:
        return
    plan, seen = found
    sender = find_sender(payload)
    send(user, plan, ANSWER, _("%(name)s answered your question", name=sender.name), sender, **about(plan, seen))


def write_closed(user: User, payload: dict[str, Any]) -> None:
    """Write to a peer that a question is closed and that all answers are there to be read."""
    found = see(user, payload, Part.PEER)
    if found is None or not found[1].closed:
        return
    plan, seen = found
    sender = find_sender(payload)
    send(
        user, plan, CLOSED, _("%(name)s closed a question to your group", name=sender.name), sender, **about(plan, seen)
    )


WRITERS: Mapping[str, Writer] = {QUESTION: write_question, ANSWER: write_answer, CLOSED: write_closed}
