"""The digest: one mail a window about what is new, unread and still open to its reader when it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, select, update

from impactplan.access import Permission
from impactplan.feedback import threads
from impactplan.feedback.digests import drop_old_digests, find_window, queue_digests
from impactplan.feedback.notifications import announce_review
from impactplan.feedback.opting_out import DIGEST, opt_out_address
from impactplan.feedback.thread_queries import note_read
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.models import (
    Digest,
    DigestFrequency,
    Enrolment,
    Membership,
    Outbox,
    PeerGroup,
    Plan,
    PlanItem,
    Remark,
    Round,
    RoundStaff,
    ToldNews,
    User,
    db,
    now,
)
from impactplan.models.feedback import Circle, Verdict
from impactplan.outbox import sweep
from impactplan.outbox.leases import take
from impactplan.outbox.operations import handlers
from impactplan.outbox.settling import finish as finish_row
from impactplan.workbook.plans import create_plan
from tests.feedback.support import ask, begin, finish, note_remark, resolve, threads_of
from tests.feedback.support import take as take_request
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import add

EVENING = datetime(2026, 3, 10, 20, tzinfo=AMSTERDAM)
"""A Tuesday."""
MORNING = datetime(2026, 3, 11, 7, 15, tzinfo=AMSTERDAM)


@pytest.fixture
def clock(cast: Cast) -> Iterator[Any]:
    """Begin on an evening, with everybody told of all there was until then."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        db.session.execute(update(User).values(told_until=now() - timedelta(hours=1)))
        db.session.commit()
        yield traveller


def digests(moment: datetime | None = None) -> dict[str, dict[str, Any]]:
    """Do what is due at this moment, and return the digests that there are by receiver."""
    db.session.rollback()
    db.session.expire_all()
    queue_digests(moment or now())
    sweep("digest")
    errors = db.session.scalars(select(Outbox.error).where(Outbox.kind == "digest", Outbox.error != "")).all()
    assert not errors
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail").execution_options(populate_existing=True))
    mails = [dict(row.payload) for row in rows]
    found = {mail["to"].partition("@")[0]: mail for mail in mails}
    assert len(found) == len(mails), "nobody gets two"
    return found


def clear_mails() -> None:
    db.session.execute(delete(Outbox))
    db.session.commit()


def next_morning(clock: Any) -> dict[str, dict[str, Any]]:
    clock.move_to(MORNING)
    return digests()


def test_who_was_not_mailed_at_once_is_told_the_next_morning(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    (thread,) = threads_of(cast.plan_id)
    assert digests() == {}, "not before the morning"
    found = next_morning(clock)
    assert set(found) == {"olga", "karel", "tess", "pim"}
    mail = found["olga"]
    assert mail["subject"] == "Nieuw in ‘Digitaal Mee’"
    for part in ("text", "html"):
        assert f"http://localhost/plans/{cast.plan_id}/feedback/threads/{thread.id}" in mail[part]
        assert "1 nieuwe opmerking van Carla" in mail[part]
        assert "Mag dit korter?" not in mail[part], "words that may be withdrawn stay where they are"
    assert mail["unsubscribe"] == opt_out_address(cast.olga, DIGEST)
    assert opt_out_address(cast.olga, DIGEST) in mail["text"]
    clock.shift(timedelta(minutes=15))
    assert digests() == found, "one mail"
    clear_mails()
    clock.shift(timedelta(days=1))
    assert digests() == {}, "and it is not told again"


def test_a_review_is_not_told_twice(cast: Cast, clock: Any) -> None:
    """What went out at once does not come back in the digest; who wants no mails at once finds it there."""
    db.session.execute(update(User).where(User.id == cast.karel.id).values(feedback_mail=False))
    db.session.commit()
    note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
    sent = finish(cast.plan_id, cast.tess, "Sterk.", sources=Verdict.AGREED)
    with writing_feedback(cast.plan_id, Permission.REVIEW, cast.tess) as write:
        announce_review(write, sent)
    found = next_morning(clock)
    assert set(found) == {"karel"}
    assert "Tess heeft naar je plan gekeken" in found["karel"]["text"]
    assert "1 nieuwe opmerking van Tess" in found["karel"]["text"]
    letters = db.session.scalars(select(Outbox.email).where(Outbox.kind == "letter")).all()
    assert letters == ["olga@example.org"]


def test_thirty_remarks_on_five_plans_are_one_mail(cast: Cast, clock: Any) -> None:
    plans = [cast.plan_id]
    for number in range(4):
        plan_id = create_plan(cast.pim, f"Plan {number}", "Bibliotheek", "nl")
        db.session.add(Membership(plan_id=plan_id, user_id=cast.olga.id, role="commenter"))
        db.session.add(Membership(plan_id=plan_id, user_id=cast.carla.id, role="commenter"))
        plans.append(plan_id)
    db.session.commit()
    for plan_id in plans:
        for step in ("theory", "indicators", "sources"):
            for body in ("Eén", "Twee"):
                begin(plan_id, cast.carla, step, body, Circle.READERS)
    mail = next_morning(clock)["olga"]
    assert mail["subject"] == "Nieuw in 5 plannen"
    assert mail["text"].count("1 nieuwe opmerking van Carla") == 30
    assert mail["html"].count("/feedback/threads/") == 30
    assert mail["html"].count("<h2>") == 5
    assert mail["html"].count("<h3>") == 15
    assert mail["text"].index("Digitaal Mee") < mail["text"].index("Plan 0") < mail["text"].index("Plan 3")


def test_a_long_list_is_cut_off_with_a_number(cast: Cast, clock: Any) -> None:
    for _number in range(20):
        begin(cast.plan_id, cast.carla, "theory", "Hm", Circle.READERS)
    mail = next_morning(clock)["olga"]
    assert mail["text"].count("1 nieuwe opmerking van Carla") == 12
    assert "en nog 8" in mail["text"]
    assert "en nog 8" in mail["html"]
    clear_mails()
    clock.shift(timedelta(days=1))
    assert digests() == {}


def test_what_was_read_in_the_app_is_not_mailed(cast: Cast, clock: Any) -> None:
    thread_id = begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    note_read(cast.plan_id, cast.olga.id, {thread_id: 1})
    db.session.commit()
    assert "olga" not in next_morning(clock)


def unshare(cast: Cast) -> set[str]:
    db.session.execute(update(Plan).values(shared_with_group=False))
    return {"pim"}


def drop_out(cast: Cast) -> set[str]:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.olga.id).values(dropped_at=now()))
    return {"pim", "tess"}


def peer_drops_out(cast: Cast) -> set[str]:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(dropped_at=now()))
    return {"pim"}


def move_group(cast: Cast) -> set[str]:
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.flush()
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(group_id=other.id))
    return {"pim"}


def stop_training(cast: Cast) -> set[str]:
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))
    return {"tess"}


def stop_writing(cast: Cast) -> set[str]:
    db.session.execute(delete(Membership).where(Membership.user_id == cast.karel.id))
    return {"karel"}


def only_read(cast: Cast) -> set[str]:
    db.session.execute(update(Membership).where(Membership.user_id == cast.karel.id).values(role="reader"))
    return {"karel"}


def withdraw(cast: Cast) -> set[str]:
    remark_id = db.session.scalar(select(Remark.id))
    with writing_feedback(cast.plan_id, Permission.COMMENT, cast.carla) as write:
        threads.withdraw_remark(write, str(remark_id))
    return {"olga", "karel", "pim", "tess"}


def delete_row(cast: Cast) -> set[str]:
    db.session.execute(update(PlanItem).values(deleted_at=now()))
    return {"olga", "karel", "pim", "tess"}


def close_account(cast: Cast) -> set[str]:
    db.session.execute(update(User).where(User.id == cast.karel.id).values(active=False))
    return {"karel"}


def switch_off(cast: Cast) -> set[str]:
    db.session.execute(update(User).where(User.id == cast.olga.id).values(digest="off"))
    return {"olga"}


def round_over(cast: Cast) -> set[str]:
    """After a round its trainers still read the plans, as they do in the app."""
    db.session.execute(update(Round).values(ends_on=date(2026, 1, 1)))
    return set()


CHANGES = (
    unshare,
    drop_out,
    peer_drops_out,
    move_group,
    stop_training,
    stop_writing,
    only_read,
    withdraw,
    delete_row,
    close_account,
    switch_off,
    round_over,
)


@pytest.mark.parametrize("asked_for", [False, True], ids=["before it is asked for", "after it is asked for"])
@pytest.mark.parametrize("change", CHANGES)
def test_it_says_only_what_its_reader_may_see_when_it_is_written(
    cast: Cast, clock: Any, change: Callable[[Cast], set[str]], asked_for: bool
) -> None:
    item = add(cast, "outcome", statement="Cursisten durven")
    begin(cast.plan_id, cast.carla, f"theory.outcome.{item}", "Wat durven zij?", Circle.READERS)
    everybody = {"olga", "karel", "pim", "tess"}
    clock.move_to(MORNING)
    if asked_for:
        queue_digests(now())
    without = change(cast)
    db.session.commit()
    assert set(digests()) == everybody - without


def test_threads_keep_to_their_circle(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.karel, "theory", "Onder ons", Circle.AUTHORS)
    begin(cast.plan_id, cast.karel, "sources", "Aan de trainer", Circle.TRAINERS)
    found = next_morning(clock)
    assert set(found) == {"olga", "tess"}
    assert found["olga"]["text"].count("/feedback/threads/") == 2
    assert found["tess"]["text"].count("/feedback/threads/") == 1


def test_a_trainer_is_told_of_requests_that_nobody_took(cast: Cast, clock: Any) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    request_id = ask(cast.plan_id, cast.olga, "theory", "sources")
    found = next_morning(clock)
    assert set(found) == {"tess", "tom"}
    assert "Olga vraagt feedback op" in found["tess"]["text"]
    assert f"/plans/{cast.plan_id}/feedback#request-{request_id}" in found["tess"]["text"]
    clear_mails()
    taken = ask(cast.plan_id, cast.olga, "indicators")
    take_request(cast.plan_id, cast.tess, taken)
    clock.shift(timedelta(days=1))
    assert digests() == {}


def test_it_is_in_the_language_of_its_reader(cast: Cast, clock: Any) -> None:
    cast.karel.language = "en"
    db.session.commit()
    begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    found = next_morning(clock)
    assert found["karel"]["subject"] == "New in ‘Digitaal Mee’"
    assert "1 new remark by Carla" in found["karel"]["text"]
    assert "Hallo Olga," in found["olga"]["text"]


def test_who_wants_it_weekly_gets_it_on_monday(cast: Cast, clock: Any) -> None:
    db.session.execute(update(User).where(User.id == cast.olga.id).values(digest=DigestFrequency.WEEKLY))
    db.session.execute(update(User).values(told_until=datetime(2026, 3, 9, 7, 1, tzinfo=AMSTERDAM)))
    db.session.commit()
    begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    assert set(next_morning(clock)) == {"karel", "tess", "pim"}
    clear_mails()
    for _day in range(4):
        clock.shift(timedelta(days=1))
        assert digests() == {}
    clock.move_to(datetime(2026, 3, 16, 7, 0, tzinfo=AMSTERDAM))
    assert set(digests()) == {"olga"}


def test_a_worker_that_was_away_catches_up_in_one_mail(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.carla, "theory", "Dinsdag", Circle.READERS)
    clock.shift(timedelta(days=1))
    begin(cast.plan_id, cast.carla, "sources", "Woensdag", Circle.READERS)
    clock.shift(timedelta(days=20))
    assert digests()["olga"]["text"].count("1 nieuwe opmerking") == 2


def test_a_worker_that_is_killed_loses_nothing_and_sends_one_mail(cast: Cast, clock: Any) -> None:
    """It can end between taking the row and committing; whoever takes it after the lease does all of it."""
    begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    clock.move_to(MORNING)
    queue_digests(now())
    handler = handlers.current["digest"]
    taken = take("digest", handler)
    assert taken is not None
    handler.function(taken)
    db.session.rollback()  # killed after it wrote the mail, before that was committed
    db.session.remove()
    queue_digests(now())
    clock.shift(handler.lease + timedelta(minutes=1))
    assert set(digests()) == {"olga", "karel", "tess", "pim"}


def test_a_row_that_another_worker_took_over_is_one_mail(cast: Cast, clock: Any) -> None:
    """A worker that hung for longer than its lease wakes up and wants to commit too."""
    begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    clock.move_to(MORNING)
    queue_digests(now())
    handler = handlers.current["digest"]
    slow = take("digest", handler)
    assert slow is not None
    clock.shift(handler.lease + timedelta(minutes=1))
    before = digests()
    handler.function(slow)
    assert not finish_row(slow, None)
    assert digests() == before


def test_asked_for_at_once_by_two_it_is_one_row(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.carla, "theory", "Mag dit korter?", Circle.READERS)
    clock.move_to(MORNING)
    for _worker in range(2):
        db.session.execute(update(User).values(told_until=EVENING))
        db.session.commit()
        queue_digests(now())
    rows = db.session.scalars(select(Digest.user_id).where(Digest.user_id == cast.olga.id)).all()
    assert len(rows) == 1
    jobs = db.session.scalars(select(Outbox.id).where(Outbox.kind == "digest", Outbox.email == cast.olga.email)).all()
    assert len(jobs) == 1


@pytest.mark.parametrize("spring", [True, False], ids=["forward", "back"])
def test_the_morning_is_that_of_amsterdam_when_the_clock_changes(cast: Cast, clock: Any, spring: bool) -> None:
    """Between two mornings lie 23 hours in March and 25 in October: neither is skipped nor comes twice."""
    day = date(2026, 3, 29) if spring else date(2026, 10, 25)
    for offset in (-1, 0, 1):
        morning = datetime(day.year, day.month, day.day, 7, tzinfo=AMSTERDAM) + timedelta(days=offset)
        utc = morning.astimezone(UTC)
        assert find_window(utc - timedelta(seconds=1), DigestFrequency.DAILY) == day + timedelta(days=offset - 1)
        assert find_window(utc, DigestFrequency.DAILY) == day + timedelta(days=offset)
    hours = 23 if spring else 25
    before, after = (datetime(day.year, day.month, day.day + n, 7, tzinfo=AMSTERDAM) for n in (-1, 0))
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=hours)
    clock.move_to(before.astimezone(UTC))
    digests()
    clear_mails()
    db.session.execute(delete(Digest).where(Digest.user_id < 0))
    sent: list[int] = []
    for quarter in range(1, hours * 4 + 5):
        clock.shift(timedelta(minutes=15))
        if quarter % 12 == 6:
            begin(cast.plan_id, cast.carla, "theory", "Hm", Circle.READERS)
        if "olga" in digests():
            sent.append(quarter)
            clear_mails()
    assert sent == [hours * 4]


def test_on_the_day_of_the_change_a_week_is_still_a_week(cast: Cast) -> None:
    """The clock changes on a Sunday; the Monday after it begins as any other."""
    for monday in (date(2026, 3, 30), date(2026, 10, 26)):
        morning = datetime(monday.year, monday.month, monday.day, 7, tzinfo=AMSTERDAM)
        assert find_window(morning, DigestFrequency.WEEKLY) == monday
        earlier = morning.astimezone(UTC) - timedelta(seconds=1)
        assert find_window(earlier, DigestFrequency.WEEKLY) == monday - timedelta(days=7)


def test_a_clock_that_jumps_ahead_and_back_repeats_and_loses_nothing(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.carla, "theory", "Dinsdag", Circle.READERS)
    clock.move_to(MORNING + timedelta(days=400))
    assert digests()["olga"]["text"].count("1 nieuwe opmerking") == 1
    clear_mails()
    clock.move_to(MORNING)
    assert digests() == {}
    begin(cast.plan_id, cast.carla, "sources", "Woensdag", Circle.READERS)
    clock.shift(timedelta(days=1))
    assert digests()["olga"]["text"].count("1 nieuwe opmerking") == 1
    clear_mails()
    clock.move_to(MORNING - timedelta(days=3))
    assert digests() == {}


def test_who_joins_a_round_is_not_told_its_history(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.olga, "theory", "Wat vind je?", Circle.TRAINERS)
    for day in range(1, 4):
        clock.move_to(MORNING + timedelta(days=day))
        digests()
    clear_mails()
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    clock.shift(timedelta(days=1))
    assert digests() == {}


def test_who_switches_it_on_is_told_what_is_new_from_then_on(cast: Cast, clock: Any, client: PageClient) -> None:
    switch_off(cast)
    db.session.commit()
    begin(cast.plan_id, cast.carla, "theory", "Eerder", Circle.READERS)
    clock.shift(timedelta(hours=1))
    address = opt_out_address(cast.olga, DIGEST).removeprefix("http://localhost")
    client.post(address, data={"then": "choose", "digest": "daily"})
    clock.shift(timedelta(hours=1))
    begin(cast.plan_id, cast.carla, "sources", "Later", Circle.READERS)
    assert next_morning(clock)["olga"]["text"].count("1 nieuwe opmerking") == 1


def choices_of(user: User) -> tuple[bool, str, bool]:
    db.session.expire_all()
    user = db.session.get_one(User, user.id)
    return user.feedback_mail, user.digest, user.meeting_mail


def test_a_click_in_a_mail_ends_mails_like_it(cast: Cast, client: PageClient) -> None:
    address = opt_out_address(cast.olga, DIGEST).removeprefix("http://localhost")
    assert client.get(address).status_code == 200
    assert choices_of(cast.olga) == (True, "daily", True)
    client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert choices_of(cast.olga) == (True, "off", True)
    client.post(address.replace("of=digest", "of=meeting"), data={"List-Unsubscribe": "One-Click"})
    assert choices_of(cast.olga) == (True, "off", False)
    page = client.post(address.partition("?")[0], data={"List-Unsubscribe": "One-Click"})
    assert choices_of(cast.olga) == (False, "off", False)
    assert "Je krijgt geen mails meer over feedback." in page.text
    client.post(address, data={"then": "choose", "digest": "weekly", "feedback_mail": "y"})
    assert choices_of(cast.olga) == (True, "weekly", False)
    assert client.post(address, data={"then": "choose", "digest": "hourly"}).status_code == 422
    assert choices_of(cast.olga) == (True, "weekly", False)


def test_the_profile_has_the_same_choices(cast: Cast, signed_in: Callable[[User], PageClient]) -> None:
    client = signed_in(cast.olga)
    client.post("/profile", data={"name": "Olga", "language": "nl", "digest": "weekly", "meeting_mail": "y"})
    assert choices_of(cast.olga) == (False, "weekly", True)
    assert 'value="weekly" selected' in client.get("/profile").text


def test_what_was_told_is_forgotten_in_time(cast: Cast, clock: Any) -> None:
    begin(cast.plan_id, cast.carla, "theory", "Hm", Circle.READERS)
    next_morning(clock)
    assert db.session.scalars(select(ToldNews)).all()
    clock.shift(timedelta(days=61))
    drop_old_digests(today())
    db.session.commit()
    assert not db.session.scalars(select(ToldNews)).all()
    assert not db.session.scalars(select(Digest)).all()


def test_a_resolved_thread_is_still_told(cast: Cast, clock: Any) -> None:
    thread_id = begin(cast.plan_id, cast.carla, "theory", "Hm", Circle.READERS)
    resolve(cast.plan_id, cast.carla, thread_id)
    assert "olga" in next_morning(clock)
