"""The reminder before a meeting: of what is open then, once, and not after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, select, update

from impactplan.access import Permission
from impactplan.feedback import threads
from impactplan.feedback.meeting_reminders import begins_at, queue_reminders
from impactplan.feedback.opting_out import MEETING, opt_out_address
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.dates import AMSTERDAM
from impactplan.models import Enrolment, Meeting, MeetingReminder, Outbox, Round, RoundStaff, User, db, now
from impactplan.outbox import sweep
from impactplan.outbox.leases import take
from impactplan.outbox.operations import handlers
from impactplan.workbook.plans import create_plan
from tests.feedback.support import ask, finish, note_answer, note_remark, send_answers, threads_of
from tests.support.cast import Cast

MONDAY = datetime(2026, 3, 9, 20, tzinfo=AMSTERDAM)
THURSDAY = date(2026, 3, 12)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.fixture
def clock(cast: Cast) -> Iterator[Any]:
    """Begin on a Monday evening, with a meeting on Thursday at ten and a remark that waits for the authors."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        db.session.add(Meeting(id="m", round_id=cast.round_id, number=1, module=1, day=THURSDAY, starts=time(10)))
        db.session.commit()
        note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
        finish(cast.plan_id, cast.tess)
        yield traveller


def reminders() -> list[tuple[str, dict[str, Any]]]:
    """Do what is due at this moment, and return the reminders that there are, by receiver."""
    db.session.rollback()
    db.session.expire_all()
    queue_reminders(now())
    sweep("digest")
    assert not db.session.scalars(select(Outbox.error).where(Outbox.kind == "digest", Outbox.error != "")).all()
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").execution_options(populate_existing=True))
    found = [(row.payload["to"].partition("@")[0], dict(row.payload)) for row in rows]
    return sorted(found, key=lambda pair: pair[0])


def names() -> list[str]:
    return [name for name, _mail in reminders()]


def test_two_days_ahead_it_says_what_is_open(cast: Cast, clock: Any) -> None:
    assert names() == []
    clock.move_to(at(10, 6, 59))
    assert names() == []
    clock.move_to(at(10, 7))
    ((name, mail),) = reminders()
    assert name == "olga"
    assert mail["subject"] == "Voor de bijeenkomst van donderdag 12 maart staat nog 1 ding open"
    for part in ("text", "html"):
        assert "1 opmerking wacht op je antwoord" in mail[part]
        assert f"/plans/{cast.plan_id}/steps/theory" in mail[part]
        assert "donderdag 12 maart om 10:00" in mail[part]
    assert mail["unsubscribe"] == opt_out_address(cast.olga, MEETING)
    for moment in (at(10, 7, 15), at(11, 7), at(12, 9, 45), at(12, 10), at(13, 7)):
        clock.move_to(moment)
        assert names() == ["olga"], "once"


def test_a_trainer_is_reminded_of_feedback_to_give(cast: Cast, clock: Any) -> None:
    ask(cast.plan_id, cast.olga, "sources", "indicators")
    clock.move_to(at(10, 7))
    found = dict(reminders())
    assert set(found) == {"olga", "tess"}
    assert found["tess"]["text"].count("hier is feedback gevraagd") == 2


def test_a_trainer_of_two_rounds_is_told_of_the_one_that_meets(cast: Cast, clock: Any) -> None:
    other = Round(title="Ronde 3", course_id=cast.course_id)
    db.session.add(other)
    db.session.flush()
    elsewhere = create_plan(cast.pim, "Elders", "Bibliotheek AA", "nl")
    db.session.add(Enrolment(round_id=other.id, user_id=cast.pim.id, plan_id=elsewhere, accepted_at=now()))
    db.session.add(RoundStaff(round_id=other.id, user_id=cast.tess.id, role="trainer"))
    db.session.add(Meeting(id="o", round_id=other.id, number=1, module=1, day=date(2026, 4, 30), starts=time(14)))
    db.session.commit()
    ask(cast.plan_id, cast.olga, "sources")
    ask(elsewhere, cast.pim, "theory")
    clock.move_to(at(10, 7))
    told = dict(reminders())["tess"]["text"]
    assert "Digitaal Mee" in told
    assert "Elders" not in told


def test_what_is_not_sent_is_named_to_its_writer_alone(cast: Cast, clock: Any) -> None:
    (thread,) = threads_of(cast.plan_id)
    note_answer(cast.plan_id, cast.olga, thread.id, "adopted")
    clock.move_to(at(10, 7))
    found = dict(reminders())
    assert set(found) == {"olga"}
    assert "1 antwoord, nog niet verstuurd" in found["olga"]["text"]


def test_where_nothing_is_open_it_looks_again_the_next_morning(cast: Cast, clock: Any) -> None:
    (thread,) = threads_of(cast.plan_id)
    note_answer(cast.plan_id, cast.olga, thread.id, "adopted")
    send_answers(cast.plan_id, cast.olga)
    clock.move_to(at(10, 7))
    assert names() == ["tess"], "she has an answer to look at"
    clock.move_to(at(10, 12))
    note_remark(cast.plan_id, cast.tess, "sources", "En dit?")
    finish(cast.plan_id, cast.tess)
    assert names() == ["tess"]
    clock.move_to(at(11, 7))
    assert names() == ["olga", "tess"]


def cancel(_cast: Cast) -> None:
    db.session.execute(update(Meeting).values(cancelled_at=now()))


def move_away(_cast: Cast) -> None:
    db.session.execute(update(Meeting).values(day=THURSDAY + timedelta(days=7)))


def move_to_the_past(_cast: Cast) -> None:
    db.session.execute(update(Meeting).values(day=date(2026, 3, 10), starts=time(6, 30)))


def forget_the_day(_cast: Cast) -> None:
    db.session.execute(update(Meeting).values(day=None, starts=None))


def drop_out(cast: Cast) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.olga.id).values(dropped_at=now()))


def withdraw(cast: Cast) -> None:
    (thread,) = threads_of(cast.plan_id)
    with writing_feedback(cast.plan_id, Permission.COMMENT, cast.tess) as write:
        threads.resolve(write, threads.load_thread(write, thread.id))


def switch_off(_cast: Cast) -> None:
    db.session.execute(update(User).values(meeting_mail=False))


@pytest.mark.parametrize("asked_for", [False, True], ids=["before it is asked for", "after it is asked for"])
@pytest.mark.parametrize(
    "change", [cancel, move_away, move_to_the_past, forget_the_day, drop_out, withdraw, switch_off]
)
def test_it_goes_only_while_there_is_a_reason(
    cast: Cast, clock: Any, change: Callable[[Cast], None], asked_for: bool
) -> None:
    clock.move_to(at(10, 7))
    if asked_for:
        queue_reminders(now())
    change(cast)
    db.session.commit()
    assert names() == []


def test_a_meeting_that_moved_is_reminded_of_on_its_new_day(cast: Cast, clock: Any) -> None:
    clock.move_to(at(10, 7))
    queue_reminders(now())
    move_away(cast)
    db.session.commit()
    assert names() == []
    clock.move_to(at(17, 6, 45))
    assert names() == []
    clock.move_to(at(17, 7))
    assert names() == ["olga"]


def test_one_that_is_brought_forward_is_still_reminded_of(cast: Cast, clock: Any) -> None:
    db.session.execute(update(Meeting).values(day=date(2026, 3, 26)))
    db.session.commit()
    clock.move_to(at(11, 12))
    assert names() == []
    db.session.execute(update(Meeting).values(day=THURSDAY))
    db.session.commit()
    assert names() == ["olga"]


def test_after_it_began_there_is_none(cast: Cast, clock: Any) -> None:
    clock.move_to(at(12, 10))
    assert names() == []
    clock.move_to(at(12, 9, 59))
    assert names() == ["olga"]


def test_a_meeting_without_a_time_began_with_its_day(cast: Cast, clock: Any) -> None:
    db.session.execute(update(Meeting).values(starts=None))
    db.session.commit()
    clock.move_to(at(12, 7))
    assert names() == []
    clock.move_to(at(11, 23, 59))
    (reminder,) = reminders()
    assert "morgen: donderdag 12 maart." in reminder[1]["text"]


def test_within_48_hours_nobody_gets_two(cast: Cast, clock: Any) -> None:
    """The webinar is the day after; in another round there is a meeting on the same day."""
    db.session.add(Meeting(id="n", round_id=cast.round_id, number=2, module=1, day=date(2026, 3, 13), starts=time(12)))
    other = Round(title="Ronde 3", course_id=cast.course_id)
    db.session.add(other)
    db.session.flush()
    db.session.add(Enrolment(round_id=other.id, user_id=cast.olga.id))
    db.session.add(Meeting(id="o", round_id=other.id, number=1, module=1, day=THURSDAY, starts=time(14)))
    db.session.commit()
    clock.move_to(at(10, 7))
    assert names() == ["olga"]
    for day, hour in ((11, 7), (11, 20), (12, 6)):
        clock.move_to(at(day, hour))
        assert names() == ["olga"]
    clock.move_to(at(12, 7, 15))
    assert names() == ["olga", "olga"], "after 48 hours, before the webinar"
    told = db.session.scalars(select(MeetingReminder.reminded_at).where(MeetingReminder.reminded_at.is_not(None))).all()
    first, second = sorted(told)
    assert second - first >= timedelta(hours=48)


def test_a_worker_that_is_killed_loses_nothing_and_sends_one(cast: Cast, clock: Any) -> None:
    clock.move_to(at(10, 7))
    queue_reminders(now())
    handler = handlers.current["digest"]
    while taken := take("digest", handler):
        handler.function(taken)
        db.session.rollback()  # killed after it wrote the mail, before that was committed
        db.session.remove()
    queue_reminders(now())
    clock.shift(handler.lease + timedelta(minutes=1))
    assert names() == ["olga"]
    clock.shift(timedelta(days=1))
    assert names() == ["olga"]


def test_who_trains_no_longer_is_not_reminded(cast: Cast, clock: Any) -> None:
    ask(cast.plan_id, cast.olga, "sources")
    clock.move_to(at(10, 7))
    queue_reminders(now())
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))
    db.session.commit()
    assert names() == ["olga"]


def test_it_is_in_the_language_of_its_reader(cast: Cast, clock: Any) -> None:
    cast.olga.language = "en"
    db.session.commit()
    clock.move_to(at(10, 7))
    ((_name, mail),) = reminders()
    assert mail["subject"] == "Before the meeting of Thursday 12 March: 1 thing is still open"


def test_a_time_that_the_clock_skips_is_no_error() -> None:
    skipped = begins_at(date(2026, 3, 29), time(2, 30))
    assert skipped.timestamp() == datetime(2026, 3, 29, 3, 30, tzinfo=AMSTERDAM).timestamp()
    assert begins_at(date(2026, 10, 25), time(10)).utcoffset() == timedelta(hours=1)
