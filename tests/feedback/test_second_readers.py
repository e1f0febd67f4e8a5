"""A colleague trainer reads a review before it is sent: who was asked, while it is unsent, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from impactplan.access import Permission
from impactplan.feedback import second_readers
from impactplan.feedback.writing import FeedbackError, writing_feedback
from impactplan.models import DraftReader, Outbox, RoundStaff, User, db
from impactplan.models.feedback import Verdict
from impactplan.outbox import sweep
from tests.feedback.support import finish, note_remark
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


@pytest.fixture
def two(cast: Cast) -> Cast:
    """Tess and Tom train the round; Tess has a remark ready."""
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit wel?")
    return cast


def page(cast: Cast) -> str:
    return f"/plans/{cast.plan_id}/feedback/review/of/{cast.tess.id}"


def ask_tom(cast: Cast, signed_in: SignIn) -> None:
    address = f"/plans/{cast.plan_id}/feedback/review/readers"
    assert signed_in(cast.tess).post(address, data={"trainer": cast.tom.id}).status_code == 303


def test_a_colleague_reads_it_and_writes_back(two: Cast, signed_in: SignIn) -> None:
    assert signed_in(two.tom).get(page(two)).status_code == 404, "nobody asked"
    ask_tom(two, signed_in)
    tom = signed_in(two.tom)
    assert "/review/of/" in tom.get(f"/plans/{two.plan_id}/feedback").text
    shown = tom.get(page(two)).text
    assert "Klopt dit wel?" in shown
    assert "feedback/drafts/ready." not in shown, "it is for reading only"
    ref = f"colleague.{two.tess.id}"
    answer = tom.post(f"/plans/{two.plan_id}/items/draft/{ref}", data={"body": "Vraag het milder.", "then": "send",
                                                                       "version-body": "0"})  # fmt: skip
    assert answer.status_code == 303
    assert "Vraag het milder." in signed_in(two.tess).get(f"/plans/{two.plan_id}/feedback/review").text
    for name in ("olga", "karel"):
        assert "Vraag het milder." not in signed_in(getattr(two, name)).get(f"/plans/{two.plan_id}/feedback").text


def test_what_tom_types_is_kept_as_a_draft_of_his_own(two: Cast, signed_in: SignIn) -> None:
    ask_tom(two, signed_in)
    address = f"/plans/{two.plan_id}/items/draft/colleague.{two.tess.id}/body"
    saved = signed_in(two.tom).patch(address, json={"value": "Half"}, headers={"If-Match": "0"})
    assert saved.status_code == 200
    assert "Half" in signed_in(two.tom).get(page(two)).text
    assert "Half" not in signed_in(two.tess).get(f"/plans/{two.plan_id}/feedback/review").text


def test_once_it_is_sent_the_page_closes(two: Cast, signed_in: SignIn) -> None:
    ask_tom(two, signed_in)
    finish(two.plan_id, two.tess, theory=Verdict.AGREED)
    assert signed_in(two.tom).get(page(two)).status_code == 404
    note_remark(two.plan_id, two.tess, "theory", "Een volgende.")
    assert signed_in(two.tom).get(page(two)).status_code == 404, "the next one is asked about anew"
    ref = f"colleague.{two.tess.id}"
    with (
        pytest.raises(FeedbackError, match="gone"),
        writing_feedback(two.plan_id, Permission.REVIEW, two.tom) as write,
    ):
        second_readers.note_reading(write, ref, "Te laat.")


def test_it_can_be_closed_again(two: Cast, signed_in: SignIn) -> None:
    ask_tom(two, signed_in)
    signed_in(two.tess).post(f"/plans/{two.plan_id}/feedback/review/readers/{two.tom.id}/stop")
    assert signed_in(two.tom).get(page(two)).status_code == 404


@pytest.mark.parametrize("name", ["olga", "karel", "lena", "carla", "pim", "cor", "bea", "vera"])
def test_nobody_else_reads_it(two: Cast, signed_in: SignIn, name: str) -> None:
    ask_tom(two, signed_in)
    assert signed_in(getattr(two, name)).get(page(two)).status_code in {403, 404}


def test_neither_does_a_third_trainer_or_one_who_left(two: Cast, signed_in: SignIn) -> None:
    ask_tom(two, signed_in)
    db.session.add(RoundStaff(round_id=two.round_id, user_id=two.vera.id, role="trainer"))
    db.session.commit()
    assert signed_in(two.vera).get(page(two)).status_code == 404
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == two.tom.id, RoundStaff.round_id == two.round_id))
    db.session.commit()
    assert signed_in(two.tom).get(page(two)).status_code == 404


@pytest.mark.parametrize("other", ["olga", "vera", "tess", "cor"])
def test_only_another_trainer_of_the_plan_can_be_asked(two: Cast, signed_in: SignIn, other: str) -> None:
    address = f"/plans/{two.plan_id}/feedback/review/readers"
    signed_in(two.tess).post(address, data={"trainer": getattr(two, other).id})
    assert db.session.scalars(select(DraftReader)).all() == []


def test_with_nothing_to_read_nobody_is_asked(cast: Cast) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    with (
        pytest.raises(FeedbackError, match="empty_review"),
        writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write,
    ):
        second_readers.ask_reader(write, int(cast.tom.id))


def asked_mails() -> list[dict[str, Any]]:
    db.session.rollback()
    sweep("letter")
    failed = db.session.scalars(select(Outbox.error).where(Outbox.kind == "letter", Outbox.error != "")).all()
    assert not failed
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").execution_options(populate_existing=True))
    return [dict(row.payload) for row in rows]


def test_a_colleague_who_is_asked_gets_one_mail_in_their_own_language(two: Cast, signed_in: SignIn) -> None:
    two.tom.language = "en"
    db.session.commit()
    for _twice in range(2):
        ask_tom(two, signed_in)
    (mail,) = asked_mails()
    assert (mail["to"], mail["reply_to"]) == ("tom@example.org", "tess@example.org")
    assert "Tess asks you to read feedback on the plan" in mail["text"]
    assert f"http://localhost{page(two)}" in mail["text"]
    assert "Klopt dit wel?" not in mail["text"] + mail["html"]
    assert mail["unsubscribe"]


def stop(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.tess).post(f"/plans/{cast.plan_id}/feedback/review/readers/{cast.tom.id}/stop")


def send(cast: Cast, _signed_in: SignIn) -> None:
    finish(cast.plan_id, cast.tess, theory=Verdict.AGREED)


def leave(cast: Cast, _signed_in: SignIn) -> None:
    """Either of the two trains the round no more."""
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tom.id))


def leave_as_writer(cast: Cast, _signed_in: SignIn) -> None:
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))


def opt_out(cast: Cast, _signed_in: SignIn) -> None:
    db.session.execute(update(User).where(User.id == cast.tom.id).values(feedback_mail=False))


def read_already(cast: Cast, _signed_in: SignIn) -> None:
    with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tom) as write:
        second_readers.note_reading(write, f"colleague.{cast.tess.id}", "Goed zo.")


@pytest.mark.parametrize("happens", [stop, send, leave, leave_as_writer, opt_out, read_already])
def test_what_is_not_asked_any_more_when_it_is_written_is_no_mail(
    two: Cast, signed_in: SignIn, happens: Callable[[Cast, SignIn], None]
) -> None:
    ask_tom(two, signed_in)
    happens(two, signed_in)
    db.session.commit()
    assert asked_mails() == []


def test_both_see_a_sign_of_it(two: Cast, signed_in: SignIn) -> None:
    """In the list of plans and in the plan: that one is asked, and that the other wrote back; until it is sent."""
    asks, wrote = "Tess vraagt je om feedback te lezen", "Tom schreef terug over je feedback"
    places = (f"/training?round={two.round_id}", f"/plans/{two.plan_id}/")
    ask_tom(two, signed_in)
    for place in places:
        assert asks in signed_in(two.tom).get(place).text
        for name in ("tess", "olga", "cor"):
            assert asks not in signed_in(getattr(two, name)).get(place).text
    read_already(two, signed_in)
    for place in places:
        assert asks not in signed_in(two.tom).get(place).text
        assert wrote in signed_in(two.tess).get(place).text
        assert wrote not in signed_in(two.tom).get(place).text
    finish(two.plan_id, two.tess, theory=Verdict.AGREED)
    for place in places:
        assert wrote not in signed_in(two.tess).get(place).text


def test_nobody_is_led_to_what_a_trainer_who_left_had_ready(two: Cast, signed_in: SignIn) -> None:
    ask_tom(two, signed_in)
    leave_as_writer(two, signed_in)
    db.session.commit()
    for place in (f"/training?round={two.round_id}", f"/plans/{two.plan_id}/", f"/plans/{two.plan_id}/feedback"):
        assert "/review/of/" not in signed_in(two.tom).get(place).text
