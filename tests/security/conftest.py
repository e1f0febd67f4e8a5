"""The plan and the round with one of each thing, for tests that try every address."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_security.change_email import _generate_token
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.accounts.emails import sign_in_token
from impactplan.accounts.operations import invite, new_token
from impactplan.courses.programme.calendar_links import load_address, renew_link
from impactplan.feedback.opting_out import opt_out_address
from impactplan.lib.dates import today
from impactplan.models import (
    CourseContact,
    Enrolment,
    Export,
    FeedbackRequest,
    FeedbackRequestStep,
    Invitation,
    Meeting,
    PeerAnswer,
    PeerQuestion,
    Remark,
    RemarkSnippet,
    Review,
    RoundMail,
    RoundStaff,
    Snapshot,
    Thread,
    db,
)
from impactplan.outbox import queue_mail
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import writing
from tests.support.cast import Cast


def add_feedback(cast: Cast, item_id: str) -> dict[str, str]:
    """Add one of each that feedback is made of, and return their ids by the names that addresses have for them."""
    plan: dict[str, Any] = {"plan_id": cast.plan_id, "seq": 1}
    request = FeedbackRequest(**plan, asked_by=cast.olga.id, question="Klopt dit?")
    review = Review(**plan, trainer_id=cast.tess.id, summary="Ja")
    thread = Thread(
        **plan, step="stakeholders", kind="stakeholder", item_id=item_id, circle="readers", begun_side="trainer"
    )
    db.session.add_all([request, review, thread])
    db.session.flush()
    remark = Remark(plan_id=cast.plan_id, thread_id=thread.id, number=1, author_id=cast.tess.id, side="trainer")
    db.session.add_all([remark, FeedbackRequestStep(plan_id=cast.plan_id, request_id=request.id, step="stakeholders")])
    db.session.commit()
    return {"request_id": request.id, "review_id": review.id, "thread_id": thread.id, "remark_id": remark.id}


def add_peer_round(cast: Cast) -> dict[str, str]:
    """Add a question to the group of the plan, with an answer."""
    question = PeerQuestion(plan_id=cast.plan_id, seq=1, step="stakeholders", question="Klopt dit?")
    question.group_id, question.asked_by = cast.group_id, cast.olga.id
    db.session.add(question)
    db.session.flush()
    answer = PeerAnswer(plan_id=cast.plan_id, question_id=question.id, author_id=cast.lena.id)
    db.session.add(answer)
    db.session.commit()
    return {"question_id": question.id, "answer_id": answer.id}


def add_to_plan(cast: Cast) -> dict[str, Any]:
    """Add one of each that a plan holds or that is made of it."""
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        item_id = create_item(write, "stakeholder", {"name": "Digistarters"})
    token = new_token()
    invite(cast.plan_id, cast.olga, "nieuw@example.org", "reader", token)
    export = Export(plan_id=cast.plan_id, seq=1, format="pdf", options={}, options_hash="x", requested_by=cast.olga.id)
    snapshot = Snapshot(plan_id=cast.plan_id, seq=1, name="Vóór het MT", made_by=cast.olga.id)
    db.session.add_all([export, snapshot])
    db.session.commit()
    return {
        "item_id": item_id,
        "snapshot_id": snapshot.id,
        "ref": item_id,
        "export_id": export.id,
        "direction": "forwards",
        "key": "stakeholders",
        "extension": "svg",
        "invitation_id": db.session.scalar(select(Invitation.id)),
        "token": token,
        **add_feedback(cast, item_id),
        **add_peer_round(cast),
    }


def add_to_round(cast: Cast) -> dict[str, Any]:
    """Add one of each that a round, its course or its trainer has."""
    meeting = Meeting(round_id=cast.round_id, number=1, module=1, day=today())
    contact = CourseContact(course_id=cast.course_id, name="Ans", email="ans@example.org")
    mail = RoundMail(round_id=cast.round_id, to="Iedereen", subject="Dag", body="Dag", count=1, sent_by=cast.cor.id)
    snippet = RemarkSnippet(user_id=cast.tess.id, body="Mooi")
    db.session.add_all([meeting, contact, mail, snippet])
    queued = queue_mail("lena@example.org", "Dag", "Dag", "<p>Dag</p>")
    db.session.commit()
    return {
        "meeting_id": meeting.id,
        "contact_id": contact.id,
        "snippet_id": snippet.id,
        "group_id": cast.group_id,
        "email_id": mail.id,
        "mail_id": queued,
        "enrolment_id": db.session.scalar(select(Enrolment.id).where(Enrolment.user_id == cast.olga.id)),
        "staff_id": db.session.scalar(select(RoundStaff.id).where(RoundStaff.user_id == cast.tess.id)),
    }


def make_tokens(app: Flask, cast: Cast) -> dict[str, str]:
    """Return a token of each kind that is good, by the endpoint that takes it."""
    renew_link(cast.round_id, cast.olga)
    db.session.commit()
    opting_out = opt_out_address(cast.olga).rpartition("/")[2]
    with app.test_request_context():
        return {
            "courses.show_calendar": load_address(cast.round_id, cast.olga).rpartition("/")[2].removesuffix(".ics"),
            "feedback_mail.show_opt_out": opting_out,
            "feedback_mail.end_mails": opting_out,
            "accounts.use_link": sign_in_token(cast.olga, "/"),
            "accounts.confirm_email": _generate_token(cast.olga, "anders@example.org"),  # type: ignore[no-untyped-call]  # the library has no types here
            "security.change_email_confirm": _generate_token(cast.olga, "weer@example.org"),  # type: ignore[no-untyped-call]  # the library has no types here
            "security.reset_password": generate_reset_password_token(cast.olga),  # type: ignore[no-untyped-call]  # the library has no types here
        }


@pytest.fixture
def values(app: Flask, cast: Cast) -> dict[str, Any]:
    """Fill the round and the plan with one of each, and return what addresses can hold: all of it is there."""
    return {
        "plan_id": cast.plan_id,
        "round_id": cast.round_id,
        "course_id": cast.course_id,
        "step": "purpose",
        "part": "page",
        "code": "nl",
        "digest": "000000000000",
        "kind": "stakeholder",
        "field": "name",
        "module": 1,
        "user_id": cast.karel.id,
        "seq": 1,
        "session_id": "of-another",
        "filename": "dist/manifest.json",
        **add_to_plan(cast),
        **add_to_round(cast),
        "tokens": make_tokens(app, cast),
    }
