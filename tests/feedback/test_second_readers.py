"""A colleague trainer reads a review before it is sent: who was asked, while it is unsent, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from impactplan.access import Permission
from impactplan.feedback import second_readers
from impactplan.feedback.writing import FeedbackError, writing_feedback
from impactplan.models import DraftReader, RoundStaff, User, db
from impactplan.models.feedback import Verdict
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
