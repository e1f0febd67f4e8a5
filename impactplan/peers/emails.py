"""The mails of the peer round, written by the worker in the language of who gets them.

The question itself stands in the mail that asks for an answer; no answer stands in any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from impactplan.access import Permission
from impactplan.emails import Writer
from impactplan.feedback.emails import find_sender, open_for, send
from impactplan.lib.texts import gettext as _
from impactplan.models import PeerAnswer, User, db
from impactplan.peers.notifications import ANSWER, CLOSED, QUESTION
from impactplan.peers.parts import Part
from impactplan.peers.queries import SeenQuestion, find_question
from impactplan.site.addresses import full_address
from impactplan.steps import BY_KEY


def _send(
    user: User,
    payload: Mapping[str, Any],
    reader: Part,
    is_news: Callable[[SeenQuestion], bool],
    name: str,
    heading: Callable[[str], str],
) -> None:
    """Send a mail about a question, if its receiver wants mails, has that part in it still, and it is news to them."""
    plan = open_for(user, payload, Permission.COMMENT)
    seen = find_question(plan, int(user.id), payload["question"]) if plan is not None else None
    if plan is None or seen is None or seen.part is not reader or not is_news(seen):
        return
    sender = find_sender(payload)
    about = {
        "question": seen.question.question,
        "step": str(BY_KEY[seen.question.step].title) if seen.question.step in BY_KEY else "",
        "link": full_address("peers.show_question", plan_id=plan.id, question_id=seen.question.id),
    }
    send(user, plan, name, heading(sender.name), sender, **about)


def write_question(user: User, payload: dict[str, Any]) -> None:
    """Write to a peer that a question waits for their answer, unless they gave it."""

    def heading(sender: str) -> str:
        return _("%(name)s asks your peer group", name=sender)

    _send(user, payload, Part.PEER, lambda seen: seen.mine_to_answer, QUESTION, heading)


def write_answer(user: User, payload: dict[str, Any]) -> None:
    """Write to an author that a peer answered, unless that was withdrawn or they closed the question."""
    answer = db.session.get(PeerAnswer, payload["answer"], populate_existing=True)
    stands = answer is not None and answer.withdrawn_at is None

    def heading(sender: str) -> str:
        return _("%(name)s answered your question", name=sender)

    _send(user, payload, Part.AUTHOR, lambda seen: stands and seen.open, ANSWER, heading)


def write_closed(user: User, payload: dict[str, Any]) -> None:
    """Write to a peer that a question is closed and that all answers are there to be read."""

    def heading(sender: str) -> str:
        return _("%(name)s closed a question to your group", name=sender)

    _send(user, payload, Part.PEER, lambda seen: seen.closed, CLOSED, heading)


WRITERS: Mapping[str, Writer] = {QUESTION: write_question, ANSWER: write_answer, CLOSED: write_closed}
