"""What the peer round has to tell in a digest, and before a meeting.

Authors are told of answers. A peer is told of questions that wait for theirs and of those that are closed, and never
that somebody answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, or_, select

from impactplan.feedback.news import Line, MailReader
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import PeerAnswer, PeerQuestion, User, db
from impactplan.peers.conditions import has_posted, is_member, is_open, is_posted
from impactplan.peers.notifications import answer_subject, closing_subject, question_subject
from impactplan.peers.parts import Part, part_in
from impactplan.site.addresses import full_address


def load_questions_around(reader: MailReader, *which: Any) -> list[tuple[Any, Part]]:
    """Return the questions on somebody's plans for which some condition holds, each with what they are to it now."""
    posted = PeerAnswer.question_id == PeerQuestion.id, is_posted()
    counted = select(func.count()).select_from(PeerAnswer).where(*posted).correlate(PeerQuestion)
    query = (
        select(
            PeerQuestion,
            User.shown_name.label("asker"),
            is_member(reader.id).label("in_group"),
            has_posted(reader.id).label("posted"),
            counted.scalar_subquery().label("answers"),
        )
        .join(User, User.id == PeerQuestion.asked_by, isouter=True)
        .where(PeerQuestion.plan_id.in_(list(reader.plans)), *which)
        .order_by(PeerQuestion.asked_at, PeerQuestion.id)
        .execution_options(populate_existing=True)
    )
    rows = []
    for row in db.session.execute(query):
        part = part_in(reader.plans[row.PeerQuestion.plan_id], in_group=bool(row.in_group))
        if part is not None:
            rows.append((row, part))
    return rows


def tell(question: PeerQuestion, words: str, subject: str = "", note: str = "") -> Line:
    link = full_address("peers.show_question", plan_id=question.plan_id, question_id=question.id)
    return Line(question.plan_id, words, link, note, question.step, (subject,) if subject else ())


def find_news(reader: MailReader) -> Iterator[Line]:
    """Yield the questions that were asked of a peer or closed since, and to authors the answers since."""
    recent = or_(and_(is_open(), PeerQuestion.asked_at > reader.since), PeerQuestion.closed_at > reader.since)
    for row, part in load_questions_around(reader, recent):
        question, name = row.PeerQuestion, row.asker or _("Somebody who left")
        if part is Part.PEER and question.closed_at is not None:
            yield tell(question, _("%(name)s closed a question to your group", name=name), closing_subject(question.id))
        elif part is Part.PEER and not row.posted:
            yield tell(question, _("%(name)s asks your peer group", name=name), question_subject(question.id))
    yield from find_new_answers(reader)


def find_new_answers(reader: MailReader) -> Iterator[Line]:
    """Yield to authors the answers since that nobody marked yet."""
    query = (
        select(PeerQuestion, PeerAnswer.id, User.shown_name.label("name"))
        .join(PeerQuestion, PeerQuestion.id == PeerAnswer.question_id)
        .join(User, User.id == PeerAnswer.author_id, isouter=True)
        .where(PeerAnswer.plan_id.in_(list(reader.written)), is_open(), is_posted(), PeerAnswer.mark.is_(None))
        .where(PeerAnswer.posted_at > reader.since, PeerAnswer.author_id.is_distinct_from(reader.id))
        .order_by(PeerAnswer.posted_at, PeerAnswer.id)
    )
    for row in db.session.execute(query) if reader.written else ():
        name = row.name or _("Somebody who left")
        yield tell(row.PeerQuestion, _("%(name)s answered your question", name=name), answer_subject(row.id))


def find_open_work(reader: MailReader) -> Iterator[Line]:
    """Yield the questions that wait for a peer's answer, and those of an author's that wait to be closed."""
    for row, part in load_questions_around(reader, is_open()):
        question = row.PeerQuestion
        if part is Part.PEER and not row.posted:
            yield tell(question, _("A question to your group waits for your answer"), note=row.asker or "")
        elif part is Part.AUTHOR and row.answers:
            answers = ngettext("%(num)d answer", "%(num)d answers", row.answers)
            yield tell(question, _("Your question to the group is open"), note=answers)
