"""What a digest and the reminder before a meeting tell of the peer round, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from impactplan.feedback.news import gather_news, gather_open, open_reader
from impactplan.models import ToldNews, User, db, now
from impactplan.peers.news import find_open_work
from tests.peers.support import answer, ask, close, join_group
from tests.support.cast import Cast
from tests.support.client import counted_queries


@pytest.fixture
def no_mail(cast: Cast) -> None:
    """Nobody wants mails at once, so the digest tells them."""
    db.session.execute(update(User).values(feedback_mail=False))
    db.session.commit()


def told(user: User) -> list[str]:
    db.session.rollback()
    return [line.words for line in gather_news(open_reader(user, now() - timedelta(days=1)))]


def waiting(user: User) -> list[str]:
    db.session.rollback()
    return [line.words for line in gather_open(open_reader(user, now())) if "groep" in line.words]


@pytest.mark.usefixtures("no_mail")
def test_a_peer_is_told_of_questions_and_never_of_answers(cast: Cast) -> None:
    noor = join_group(cast, "noor")
    db.session.execute(update(User).values(feedback_mail=False))
    question = ask(cast)
    answer(cast, question, cast.pim)
    assert told(noor) == ["Olga vraagt jullie intervisiegroep iets"]
    assert told(cast.pim) == [], "who has answered has nothing to hear"
    assert told(cast.olga) == told(cast.karel) == ["Pim heeft antwoord gegeven op je vraag"]
    assert told(cast.carla) == told(cast.tess) == []
    close(cast, question)
    assert told(noor) == told(cast.pim) == ["Olga heeft een vraag aan jullie groep afgesloten"]


def test_what_was_mailed_at_once_is_not_told_again(cast: Cast) -> None:
    answer(cast, ask(cast), cast.pim)
    assert told(cast.pim) == told(cast.olga) == []
    assert db.session.query(ToldNews).count() == 3


def test_before_a_meeting_what_waits(cast: Cast) -> None:
    noor, question = join_group(cast, "noor"), ask(cast)
    assert waiting(cast.olga) == []
    answer(cast, question, cast.pim)
    assert waiting(noor) == ["Een vraag aan je groep wacht op jouw antwoord"]
    assert waiting(cast.pim) == []
    assert waiting(cast.olga) == ["Je vraag aan de groep staat open"]


def test_what_waits_takes_one_query(cast: Cast) -> None:
    question = ask(cast)
    reader = open_reader(cast.olga, now())
    with counted_queries() as before:
        assert not list(find_open_work(reader))
    answer(cast, question, cast.pim)
    with counted_queries() as after:
        assert [line.note for line in find_open_work(reader)] == ["1 antwoord"]
    assert sum("FROM peer_question" in one for one in after) == sum("FROM peer_question" in one for one in before) == 1
    assert not [one for one in after if "FROM peer_answer" in one and "FROM peer_question" not in one]
