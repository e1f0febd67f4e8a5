"""The mails about feedback: who gets which, in whose language, and only what they may read when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from impactplan.access import Permission
from impactplan.accounts.privacy import delete_account, delete_plan
from impactplan.feedback import requests, reviews, threads
from impactplan.feedback.notifications import (
    announce_answers,
    announce_handed_over,
    announce_review,
    remind_of_unsent,
)
from impactplan.feedback.opting_out import opt_out_address
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.dates import today
from impactplan.models import Draft, Membership, Outbox, Remark, Review, RoundStaff, User, db, now
from impactplan.models.feedback import Circle, Verdict
from impactplan.outbox import sweep
from impactplan.outbox.message import write_message
from tests.feedback.support import ask, finish, note_answer, note_remark, send_answers, take, threads_of
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient


def finish_and_announce(cast: Cast, summary: str = "Sterk begin.", **verdicts: Verdict | None) -> Any:
    sent = finish(cast.plan_id, cast.tess, summary, "", **verdicts)
    with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
        announce_review(write, sent)
    return sent


def answer_and_announce(cast: Cast, actor: User) -> None:
    with writing_feedback(cast.plan_id, Permission.EDIT, actor) as write:
        announce_answers(write, reviews.send_answers(write))


def mails() -> dict[str, dict[str, Any]]:
    """Have the worker write the mails that were asked for, and return them by receiver."""
    db.session.rollback()
    sweep("letter")
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").execution_options(populate_existing=True))
    found = {row.payload["to"]: dict(row.payload) for row in rows}
    failed = db.session.scalars(select(Outbox.error).where(Outbox.kind == "letter", Outbox.error != "")).all()
    assert not failed
    return found


def has(mail: dict[str, Any], words: str) -> bool:
    return words in mail["text"] or words in mail["html"]


def test_a_review_is_one_mail_to_each_author(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "indicators", "Wie meet dit?")
    note_remark(cast.plan_id, cast.tess, "indicators", "En wanneer?")
    note_remark(cast.plan_id, cast.tess, "theory", "Mooi.", asks=False)
    sent = finish_and_announce(cast, "**Sterk** begin.", indicators=Verdict.REVISE, sources=Verdict.AGREED)
    found = mails()
    assert set(found) == {"olga@example.org", "karel@example.org"}
    mail = found["olga@example.org"]
    assert mail["subject"] == "Feedback op ‘Digitaal Mee’"
    assert mail["reply_to"] == "tess@example.org"
    assert "<strong>Sterk</strong> begin." in mail["html"]
    assert "Sterk" in mail["text"]
    for thread in threads_of(cast.plan_id):
        assert has(mail, f"http://localhost/plans/{cast.plan_id}/feedback/threads/{thread.id}")
    assert has(mail, f"/feedback/reviews/{sent.review.id}")
    assert has(mail, "te herzien")
    assert has(mail, "akkoord")
    assert "2 opmerkingen" in mail["text"]
    assert "Jij bent aan zet" in mail["text"]
    assert mail["text"].rstrip().endswith("Namens Impactmanagement: Cor, cor@example.org"), "it says whose mail it is"
    assert not has(mail, "Wie meet dit?"), "words that may be withdrawn stay where they are"


def test_sent_again_by_the_same_form_it_is_no_second_mail(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    for _time in range(2):
        with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
            announce_review(write, reviews.finish_review(write, "", {}, seq=1, key="one-form"))
    assert set(mails()) == {"olga@example.org", "karel@example.org"}
    assert len(db.session.scalars(select(Outbox).where(Outbox.kind == "mail")).all()) == 2


def test_each_reads_it_in_their_own_language(cast: Cast) -> None:
    cast.karel.language = "en"
    db.session.commit()
    note_remark(cast.plan_id, cast.tess, "indicators", "Wie meet dit?")
    finish_and_announce(cast, indicators=Verdict.REVISE)
    found = mails()
    assert found["karel@example.org"]["subject"] == "Feedback on ‘Digitaal Mee’"
    assert "Your turn: 1 remark" in found["karel@example.org"]["text"]
    assert 'lang="en"' in found["karel@example.org"]["html"]
    assert "Hallo Olga," in found["olga@example.org"]["text"]


def test_mails_about_one_plan_are_one_conversation_and_can_be_ended_with_a_click(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish_and_announce(cast)
    (thread,) = threads_of(cast.plan_id)
    note_answer(cast.plan_id, cast.olga, thread.id, "adopted")
    answer_and_announce(cast, cast.olga)
    found = mails()
    messages = [
        message_from_bytes(write_message(found[f"{name}@example.org"], "noreply@localhost").content, policy=default)
        for name in ("olga", "karel", "tess")
    ]
    assert {str(message["References"]) for message in messages} == {f"<feedback-{cast.plan_id}@localhost>"}
    assert {str(message["In-Reply-To"]) for message in messages} == {f"<feedback-{cast.plan_id}@localhost>"}
    assert len({message["Message-ID"] for message in messages}) == 3
    assert len({message["Subject"] for message in messages}) == 1
    assert str(messages[0]["List-Unsubscribe"]) == f"<{opt_out_address(cast.olga)}>"
    assert {str(message["List-Unsubscribe-Post"]) for message in messages} == {"List-Unsubscribe=One-Click"}
    assert [str(message["Reply-To"]) for message in messages] == ["tess@example.org"] * 2 + ["olga@example.org"]


def test_answers_go_to_whom_they_answer(cast: Cast) -> None:
    """Each trainer learns of the answers to their own remarks."""
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish(cast.plan_id, cast.tess)
    note_remark(cast.plan_id, cast.tom, "indicators", "Wie meet dit?")
    finish(cast.plan_id, cast.tom)
    by_step = {thread.step: thread.id for thread in threads_of(cast.plan_id)}
    note_answer(cast.plan_id, cast.karel, by_step["theory"], "declined", "Onderzoek van 2024.")
    note_answer(cast.plan_id, cast.karel, by_step["indicators"], "otherwise", "Aisha meet.")
    answer_and_announce(cast, cast.karel)
    found = mails()
    assert set(found) == {"tess@example.org", "tom@example.org"}
    assert has(found["tess@example.org"], by_step["theory"])
    assert has(found["tess@example.org"], "niet overgenomen")
    assert not has(found["tess@example.org"], by_step["indicators"])
    assert has(found["tom@example.org"], "anders opgelost")
    assert not has(found["tom@example.org"], "Aisha meet.")
    assert "Jij bent aan zet" in found["tom@example.org"]["text"]


def test_answers_to_a_trainer_who_left_go_to_who_trains_now(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish(cast.plan_id, cast.tess)
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    note_answer(cast.plan_id, cast.olga, threads_of(cast.plan_id)[0].id, "adopted")
    answer_and_announce(cast, cast.olga)
    assert set(mails()) == {"tom@example.org"}


def hand_over(cast: Cast) -> str:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    request = ask(cast.plan_id, cast.olga, "indicators", question="Meten we het goede?")
    take(cast.plan_id, cast.tess, request)
    with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
        requests.hand_over_request(write, request, int(cast.tom.id))
        announce_handed_over(write, request, int(cast.tom.id))
    return request


def test_a_request_that_is_handed_over(cast: Cast) -> None:
    request = hand_over(cast)
    (mail,) = mails().values()
    assert (mail["to"], mail["reply_to"]) == ("tom@example.org", "tess@example.org")
    assert has(mail, "Meten we het goede?")
    assert has(mail, "Indicatoren")
    assert has(mail, f"#request-{request}")


def test_a_request_that_was_withdrawn_meanwhile_is_in_no_mail(cast: Cast) -> None:
    request = hand_over(cast)
    with writing_feedback(cast.plan_id, Permission.EDIT, cast.olga) as write:
        requests.withdraw_request(write, request)
    assert mails() == {}


def test_a_coauthor_who_was_removed_before_it_is_written_gets_none(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish_and_announce(cast)
    db.session.execute(delete(Membership).where(Membership.user_id == cast.karel.id))
    db.session.commit()
    assert set(mails()) == {"olga@example.org"}


def test_a_coauthor_who_only_reads_now_gets_none(cast: Cast) -> None:
    finish_and_announce(cast)
    db.session.execute(update(Membership).where(Membership.user_id == cast.karel.id).values(role="reader"))
    db.session.commit()
    assert set(mails()) == {"olga@example.org"}


def test_a_plan_that_is_deleted_before_it_is_written_sends_none(cast: Cast) -> None:
    finish_and_announce(cast)
    delete_plan(cast.plan_id)
    db.session.commit()
    assert mails() == {}


def withdraw_all(cast: Cast) -> None:
    for remark in db.session.scalars(select(Remark)).all():
        with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
            threads.withdraw_remark(write, remark.id)


def test_what_is_withdrawn_before_it_is_written_never_goes_out(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    note_remark(cast.plan_id, cast.tess, "indicators", "Wie meet dit?")
    finish_and_announce(cast, "")
    kept = next(thread for thread in threads_of(cast.plan_id) if thread.step == "indicators")
    gone = next(thread for thread in threads_of(cast.plan_id) if thread.step == "theory")
    remark = db.session.scalars(select(Remark.id).where(Remark.thread_id == gone.id)).one()
    with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
        threads.withdraw_remark(write, remark)
    mail = mails()["olga@example.org"]
    assert has(mail, kept.id)
    assert not has(mail, gone.id)
    assert "Theory" not in mail["text"]


def test_a_review_of_which_all_is_withdrawn_sends_none(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish_and_announce(cast, "")
    withdraw_all(cast)
    assert mails() == {}


def test_whoever_wants_no_mails_gets_none(cast: Cast) -> None:
    finish_and_announce(cast)
    cast.olga.feedback_mail = False
    db.session.commit()
    assert set(mails()) == {"karel@example.org"}


def test_a_closed_account_is_named_nowhere(cast: Cast) -> None:
    """Neither as who wrote, nor as whom an answer goes to."""
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish_and_announce(cast)
    delete_account(cast.tess, {})
    mail = mails()["olga@example.org"]
    assert "reply_to" not in mail
    assert not has(mail, "Tess")
    assert has(mail, "Iemand die er niet meer is")


def ready_since(cast: Cast, age: timedelta) -> None:
    db.session.execute(update(Draft).values(changed_at=now() - age))
    db.session.commit()


def unsent_mails() -> list[dict[str, Any]]:
    remind_of_unsent(today())
    mails()
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").order_by(Outbox.created_at))
    return [dict(row.payload) for row in rows]


def test_remarks_that_lie_unsent_for_a_day_are_told_to_their_writer_alone(cast: Cast) -> None:
    for place in ("theory", "indicators", "sources"):
        note_remark(cast.plan_id, cast.tess, place, "Klopt dit?")
    assert unsent_mails() == [], "not at once"
    ready_since(cast, timedelta(hours=25))
    (mail,) = unsent_mails()
    assert mail["to"] == "tess@example.org"
    assert "Alleen jij ziet dit: 3 opmerkingen, nog niet verstuurd." in mail["text"]
    assert not has(mail, "Klopt dit?")
    assert "reply_to" not in mail
    assert len(unsent_mails()) == 1, "once, until something changes"
    note_remark(cast.plan_id, cast.tess, "theory", "Nog iets.")
    assert len(unsent_mails()) == 1, "and then a day later"
    ready_since(cast, timedelta(hours=-1))
    db.session.execute(update(Draft).values(changed_at=now() - timedelta(hours=24, minutes=1), reminded_at=None))
    db.session.commit()
    assert len(unsent_mails()) == 2


def test_nobody_is_reminded_of_what_they_cannot_send(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    ready_since(cast, timedelta(days=2))
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))
    db.session.commit()
    assert unsent_mails() == []


def test_what_was_sent_meanwhile_is_not_reminded_of(cast: Cast) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    ready_since(cast, timedelta(days=2))
    remind_of_unsent(today())
    finish(cast.plan_id, cast.tess)
    assert mails() == {}


def test_the_routes_ask_for_the_mails(cast: Cast, signed_in: Callable[[User], PageClient]) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    sent = signed_in(cast.tess).post(f"/plans/{cast.plan_id}/feedback/review", data={"key": "a", "step": "theory"})
    assert sent.status_code == 303
    assert set(mails()) == {"olga@example.org", "karel@example.org"}
    note_answer(cast.plan_id, cast.olga, threads_of(cast.plan_id)[0].id, "adopted")
    signed_in(cast.olga).post(f"/plans/{cast.plan_id}/feedback/answers")
    assert "tess@example.org" in mails()


def test_ending_the_mails_takes_a_click_and_no_sign_in(app: Flask, cast: Cast, client: PageClient) -> None:
    address = opt_out_address(cast.olga).removeprefix("http://localhost")
    assert client.get(address).status_code == 200
    db.session.expire_all()
    assert db.session.get_one(User, cast.olga.id).feedback_mail, "programs that check mail follow links"
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 200
    db.session.expire_all()
    assert not db.session.get_one(User, cast.olga.id).feedback_mail
    assert db.session.get_one(User, cast.karel.id).feedback_mail


@pytest.mark.parametrize("change", ["other", "forged", "moved", "nonsense"])
def test_nobody_ends_the_mails_of_another(cast: Cast, client: PageClient, change: str) -> None:
    address = opt_out_address(cast.olga).removeprefix("http://localhost")
    if change == "other":
        address = address.replace(f"/{cast.olga.id}.", f"/{cast.karel.id}.")
    elif change == "forged":
        address = address[:-2] + ("aa" if not address.endswith("aa") else "bb")
    elif change == "moved":
        cast.olga.email = "olga.nu@example.org"
        db.session.commit()
    else:
        address = "/feedback-mail/²"
    assert client.post(address).status_code == 410
    db.session.expire_all()
    assert all(db.session.scalars(select(User.feedback_mail)))


def test_the_profile_switches_them_on_again(cast: Cast, signed_in: Callable[[User], PageClient]) -> None:
    cast.olga.feedback_mail = False
    db.session.commit()
    client = signed_in(cast.olga)
    assert 'name="feedback_mail"' in client.get("/profile").text
    client.post("/profile", data={"name": "Olga", "language": "nl", "feedback_mail": "y"})
    db.session.expire_all()
    assert db.session.get_one(User, cast.olga.id).feedback_mail


def test_a_name_or_title_adds_no_header(cast: Cast) -> None:
    attack = "Plan\r\nBcc: vera@example.org"
    cast.tess.name = attack
    db.session.execute(update(Membership).values(role=Membership.role))
    db.session.commit()
    finish_and_announce(cast)
    content = write_message(mails()["olga@example.org"], "noreply@localhost").content
    assert "Bcc" not in {name for name, _value in message_from_bytes(content).items()}


def test_who_reads_in_a_circle_is_no_receiver(cast: Cast) -> None:
    """Peers and readers who comment see the thread, and get no mail of the review."""
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    finish_and_announce(cast)
    (thread,) = threads_of(cast.plan_id)
    thread.circle = Circle.READERS
    db.session.commit()
    make_user("extra")
    db.session.commit()
    assert set(mails()) == {"olga@example.org", "karel@example.org"}
    assert db.session.scalars(select(Review)).one().summary == "Sterk begin."
    assert send_answers(cast.plan_id, cast.olga).threads == []
