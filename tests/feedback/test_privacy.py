"""What becomes of feedback when somebody leaves, and what of it each person takes along."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from impactplan.access import Permission
from impactplan.accounts.export import stream_data
from impactplan.accounts.privacy import delete_account, delete_plan
from impactplan.feedback import reflection_threads
from impactplan.feedback.notes import save_note
from impactplan.feedback.writing import writing_feedback
from impactplan.models import (
    Base,
    Draft,
    DraftReader,
    FeedbackEvent,
    PrivateNote,
    Reflection,
    Remark,
    Review,
    Thread,
    ThreadReader,
    User,
    db,
)
from impactplan.models.feedback import Circle, Verdict
from impactplan.models.reflection import GROUP, TRAINER
from tests.feedback.support import ask, begin, finish, note_answer, note_remark, send_answers, threads_of
from tests.support.cast import Cast


def reflect(cast: Cast, user: User, module: int, visibility: str) -> None:
    db.session.add(
        Reflection(
            plan_id=cast.plan_id, user_id=user.id, module=module, learned="Geleerd.", visibility=visibility, versions={}
        )
    )
    db.session.commit()


def say_in_reflection(cast: Cast, actor: User, module: int, writer: User, body: str) -> str:
    with writing_feedback(cast.plan_id, Permission.COMMENT, actor) as write:
        return str(reflection_threads.say(write, module, int(writer.id), body, key="").id)


def note(cast: Cast, user: User, body: str) -> None:
    save_note(cast.plan_id, user, body, 0)


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A plan with something of each kind: said in each circle, unsent, noted, about reflections."""
    plan = cast.plan_id
    ask(plan, cast.olga, "indicators", question="VRAAG")
    note_remark(plan, cast.tess, "indicators", "VERSTUURD")
    finish(plan, cast.tess, "SAMENVATTING", indicators=Verdict.REVISE)
    note_answer(plan, cast.karel, threads_of(plan)[0].id, "adopted", "ANTWOORD")
    send_answers(plan, cast.karel)
    begin(plan, cast.karel, "theory", "ONDERONS", Circle.AUTHORS)
    begin(plan, cast.pim, "theory", "PIM", Circle.READERS)
    note_remark(plan, cast.tess, "theory", "ONVERSTUURD")
    note_answer(plan, cast.karel, threads_of(plan)[0].id, "otherwise", "KLADANTWOORD")
    note(cast, cast.tess, "NOTITIE")
    reflect(cast, cast.karel, 3, TRAINER)
    reflect(cast, cast.olga, 3, GROUP)
    say_in_reflection(cast, cast.tess, 3, cast.karel, "BIJKAREL")
    say_in_reflection(cast, cast.tess, 3, cast.olga, "BIJOLGA")
    db.session.add(ThreadReader(thread_id=threads_of(plan)[0].id, user_id=cast.karel.id, plan_id=plan, number=1))
    db.session.add(DraftReader(plan_id=plan, writer_id=cast.tess.id, reader_id=cast.tom.id, note="MEELEESBRIEFJE"))
    db.session.commit()
    return cast


def own_data(user: User) -> dict[str, Any]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_data(user))))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_an_owner_takes_along_what_they_see_of_their_plan_and_no_more(full: Cast) -> None:
    data = own_data(full.olga)
    plan = data[f"plans/{full.plan_id}.json"]
    for word in ("VRAAG", "VERSTUURD", "SAMENVATTING", "ANTWOORD", "ONDERONS", "PIM"):
        assert word in plan, word
    everything = "".join(data.values())
    for word in ("ONVERSTUURD", "KLADANTWOORD", "NOTITIE", "BIJKAREL", "MEELEESBRIEFJE"):
        assert word not in everything, word
    tables = json.loads(plan)
    unshared = {"feedback_draft", "private_note", "draft_reader", "thread_reader", "feedback_event", "reflection"}
    assert not unshared & set(tables)
    assert {row["circle"] for row in tables["thread"]} == {"trainers", "authors", "readers"}


@pytest.mark.parametrize(
    ("name", "own", "not_theirs"),
    [
        ("tess", ["VERSTUURD", "ONVERSTUURD", "NOTITIE", "BIJKAREL", "SAMENVATTING"], ["KLADANTWOORD", "ONDERONS"]),
        ("karel", ["KLADANTWOORD", "ONDERONS", "ANTWOORD"], ["ONVERSTUURD", "NOTITIE", "BIJOLGA", "PIM"]),
        ("pim", ["PIM"], ["ONDERONS", "VERSTUURD", "BIJOLGA", "NOTITIE"]),
        ("tom", ["MEELEESBRIEFJE"], ["ONVERSTUURD", "NOTITIE", "VERSTUURD"]),
        ("cor", [], ["VERSTUURD", "ONDERONS", "NOTITIE", "VRAAG"]),
        ("bea", [], ["VERSTUURD", "ONDERONS", "NOTITIE", "VRAAG"]),
    ],
)
def test_each_person_takes_along_their_own_words(full: Cast, name: str, own: list[str], not_theirs: list[str]) -> None:
    data = json.loads(own_data(getattr(full, name))["account.json"])
    values = {str(value) for rows in data.values() for row in rows for value in row.values()}
    for word in own:
        assert any(word in value for value in values), word
    for word in not_theirs:
        assert not any(word in value.replace("ONVERSTUURD", "") for value in values if word != "ONVERSTUURD"), word


def count(model: type[Base], *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def test_sent_words_stay_without_a_name_and_what_is_unsent_goes(full: Cast) -> None:
    delete_account(full.tess, {})
    bodies = {row.body: row.author_id for row in db.session.scalars(select(Remark))}
    assert bodies["VERSTUURD"] is None
    assert db.session.scalars(select(Review.trainer_id)).all() == [None]
    assert count(Draft, Draft.values["body"].as_string() == "ONVERSTUURD") == 0
    assert count(Draft) == 1, "another's stays"
    assert (count(PrivateNote), count(DraftReader)) == (0, 0)
    assert count(FeedbackEvent, FeedbackEvent.act == "review", FeedbackEvent.actor_id.is_(None)) == 1


def test_a_coauthor_who_leaves_takes_the_thread_of_their_reflection_along(full: Cast) -> None:
    """With it what others said there; what they said elsewhere stays, without their name."""
    before = count(Thread)
    delete_account(full.karel, {})
    bodies = {row.body: row.author_id for row in db.session.scalars(select(Remark))}
    assert "BIJKAREL" not in bodies
    assert bodies["ANTWOORD"] is None
    assert bodies["ONDERONS"] is None
    assert "BIJOLGA" in bodies
    assert count(Thread) == before - 1
    assert count(ThreadReader) == 0


def test_an_owner_who_leaves_hands_on_the_feedback_with_the_plan(full: Cast) -> None:
    delete_account(full.olga, {full.plan_id: int(full.karel.id)})
    bodies = set(db.session.scalars(select(Remark.body)))
    assert {"VERSTUURD", "ANTWOORD", "ONDERONS", "PIM"} <= bodies
    assert "BIJOLGA" not in bodies
    plan = own_data(db.session.get_one(User, full.karel.id))[f"plans/{full.plan_id}.json"]
    assert "VERSTUURD" in plan
    assert "NOTITIE" not in plan


def test_a_deleted_plan_takes_everything_along(full: Cast) -> None:
    delete_plan(full.plan_id)
    db.session.commit()
    for model in (Thread, Remark, Review, Draft, DraftReader, PrivateNote, ThreadReader, FeedbackEvent):
        assert count(model) == 0, model.__name__
