"""The feedback of the demo shows every state that there is, and each plan stands at another turn."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from impactplan.access import Permission, lock_plan
from impactplan.demo.feedback.stories import STORIES
from impactplan.desk.snippets import load_snippets
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.queries import load_trained, load_turns
from impactplan.feedback.queue import Group, build_queue
from impactplan.feedback.turn import Reason, Who
from impactplan.graph import PlanState
from impactplan.models import (
    Draft,
    FeedbackEvent,
    FeedbackRequest,
    PlanItem,
    PrivateNote,
    Remark,
    Review,
    ReviewStep,
    Revision,
    Thread,
    User,
    db,
)
from impactplan.models.feedback import Answer, Circle, ThreadState, Verdict
from impactplan.workbook.queries import load_state
from tests.feedback.support import count_unread

FIRST_ROUND = (
    *("digitaal-mee", "samen-lezen", "taalhuis-rivier", "vraagpunt", "loopbaanplein"),
    *("voorlezen-eiland", "maakplaats", "lange-leestafel"),
)


def person(account: str) -> User:
    query = select(User).where(User.email == f"{account}@demo.example")
    found: User = db.session.execute(query).unique().scalar_one()
    return found


def test_each_plan_stands_at_another_turn(demo: PlanState) -> None:
    turns = load_turns(FIRST_ROUND)
    assert {plan: turn.who for plan, turn in turns.items()} == {
        "digitaal-mee": {Who.AUTHORS, Who.TRAINER},
        "samen-lezen": {Who.TRAINER},
        "taalhuis-rivier": {Who.TRAINER},
        "vraagpunt": {Who.NOBODY},
        "loopbaanplein": {Who.TRAINER},
        "voorlezen-eiland": {Who.AUTHORS},
        "maakplaats": {Who.AUTHORS, Who.TRAINER},
        "lange-leestafel": {Who.NOBODY},
    }
    assert {turns[plan].trainer[step].reason for plan, step in (
        ("samen-lezen", "results"), ("taalhuis-rivier", "indicators"), ("loopbaanplein", "collection"),
    )} == {Reason.ASKED, Reason.ANSWERED, Reason.TAKEN}  # fmt: skip
    revise = turns["voorlezen-eiland"].authors
    assert {step: turn.reason for step, turn in revise.items()} == {
        "solutions": Reason.REMARKS,
        "challenge": Reason.REVISE,
    }
    mine = turns["digitaal-mee"].authors["indicators"]
    assert (mine.remarks, mine.answered) == (3, 1)
    assert (turns["vraagpunt"].begun, turns["lange-leestafel"].begun) == (True, False)


def test_every_state_of_a_request_a_thread_and_a_review_is_there(demo: PlanState) -> None:
    requests = db.session.scalars(select(FeedbackRequest)).all()
    assert {(row.taken_by is not None, row.closed_at is not None) for row in requests} == {
        *((False, False), (True, False), (True, True)),
    }
    threads = db.session.scalars(select(Thread)).all()
    assert {thread.state for thread in threads} == set(ThreadState)
    assert {thread.circle for thread in threads} == set(Circle)
    remarks = db.session.scalars(select(Remark)).all()
    assert {remark.answer for remark in remarks} == {None, *Answer}
    assert {remark.asks for remark in remarks} == {True, False}
    assert set(db.session.scalars(select(ReviewStep.verdict))) == {None, *Verdict}
    assert db.session.scalars(select(Review).where(Review.follows_id.is_not(None))).first()
    levels = Counter((bool(thread.kind), bool(thread.item_id), bool(thread.field)) for thread in threads)
    assert {(False, False, False), (True, True, False), (True, True, True)} <= set(levels)


def test_threads_quote_what_stood_there_then(demo: PlanState) -> None:
    deleted = PlanItem.id == Thread.item_id, PlanItem.deleted_at.is_not(None)
    (thread,) = db.session.scalars(select(Thread).join(PlanItem, deleted[0]).where(*deleted)).all()
    assert "certificaten" in thread.quote
    pile = db.session.scalars(select(Thread).where(Thread.quote.contains("brievenstapel"))).one()
    assert "brievenstapel" not in str(load_state(pile.plan_id).find(pile.item_id))
    for thread in db.session.scalars(select(Thread)):
        written = select(Revision.at).where(Revision.plan_id == thread.plan_id, Revision.seq == thread.seq)
        assert max(db.session.scalars(written)) <= thread.begun_at
        assert Anchor.parse(Anchor(thread.step, thread.kind, thread.item_id, thread.field).ref)


def test_nothing_happened_in_the_future_or_before_it_could(demo: PlanState) -> None:
    for plan in {story.plan for story in STORIES}:
        events = db.session.scalars(
            select(FeedbackEvent).where(FeedbackEvent.plan_id == plan).order_by(FeedbackEvent.id)
        ).all()
        assert [event.at for event in events] == sorted(event.at for event in events)
        created = min(db.session.scalars(select(Revision.at).where(Revision.plan_id == plan)))
        assert created < events[0].at


def test_something_is_unread_and_something_unsent(demo: PlanState) -> None:
    plan = lock_plan("digitaal-mee", Permission.COMMENT, person("deelnemer"))
    assert count_unread(plan, person("deelnemer").id) == {"theory": 1, "pitch": 3}
    db.session.rollback()
    (note,) = db.session.scalars(select(PrivateNote)).all()
    assert (note.plan_id, note.user_id) == ("loopbaanplein", person("trainer").id)
    drafts = db.session.scalars(select(Draft)).all()
    assert Counter((draft.user_id, draft.plan_id, draft.ready) for draft in drafts) == {
        (person("trainer").id, "loopbaanplein", True): 3,
        (person("trainer").id, "loopbaanplein", False): 4,
        (person("deelnemer").id, "digitaal-mee", True): 1,
        (person("trainer2").id, "taal-aan-zee", True): 1,
        (person("trainer2").id, "taal-aan-zee", False): 2,
        (person("trainer").id, "tieners-lezen", True): 1,
    }


def test_the_queue_of_the_first_trainer_has_nearly_every_group(demo: PlanState) -> None:
    """All but a question that they took themselves and wrote nothing of."""
    trainer = int(person("trainer").id)
    groups = {entry.group for entry in build_queue(load_trained(trainer)[0], trainer)}
    assert groups == set(Group) - {Group.MINE, Group.NEWS}
    assert [one.used for one in load_snippets(trainer)] == [6, 4, 3, 1, 0]
    assert load_snippets(int(person("trainer2").id)) == []
