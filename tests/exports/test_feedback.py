"""The feedback in a document: only where it is asked for, under its step, and as far as its reader may see it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, update

from impactplan.access import Permission, load_plan
from impactplan.accounts.privacy import delete_account
from impactplan.exports.document import build_document
from impactplan.exports.feedback import add_feedback
from impactplan.exports.operations import file_of
from impactplan.exports.options import Options
from impactplan.feedback import reflection_threads, threads
from impactplan.feedback.drafts import save_draft
from impactplan.feedback.notes import save_note
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Export, Membership, Plan, PlanItem, RoundStaff, User, db, now
from impactplan.models.feedback import Circle
from impactplan.outbox import sweep
from impactplan.reflections.operations import save_reflection
from impactplan.workbook.queries import load_state
from tests.feedback.support import begin, finish, note_answer, note_remark, resolve, send_answers, threads_of
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import add

SignIn = Callable[[User], PageClient]
WORD = "Schildwachtwoord"


def page_of(client: PageClient, cast: Cast, query: str = "?feedback=1") -> str:
    return str(client.get(f"/plans/{cast.plan_id}/document{query}").get_data(as_text=True))


def make_pdf(client: PageClient, cast: Cast, **options: str) -> str:
    address = client.post(f"/plans/{cast.plan_id}/exports", data=options).location
    sweep("export")
    return str(address)


def words_of(address: str) -> str:
    db.session.expire_all()
    export = db.session.get_one(Export, address.rpartition("/")[2])
    text = subprocess.run(["pdftotext", str(file_of(export)), "-"], check=True, capture_output=True).stdout.decode()
    return " ".join(text.split())


def status(client: PageClient, address: str) -> int:
    with client.get(f"{address}/file") as answer:
        return int(answer.status_code)


def say(cast: Cast, circle: Circle, body: str = WORD) -> str:
    actor = cast.karel if circle is Circle.AUTHORS else cast.olga
    return begin(cast.plan_id, actor, "theory", body, circle)


def test_it_is_off_unless_somebody_asks(cast: Cast, signed_in: SignIn) -> None:
    say(cast, Circle.READERS)
    client = signed_in(cast.olga)
    page = page_of(client, cast, "")
    assert WORD not in page
    assert 'name="feedback"' in page
    assert WORD not in words_of(make_pdf(client, cast))
    assert WORD in page_of(client, cast)
    assert WORD in words_of(make_pdf(client, cast, feedback="1"))


def test_a_thread_stands_under_its_step_with_its_state(cast: Cast, signed_in: SignIn) -> None:
    item = add(cast, "outcome", statement="Cursisten durven")
    note_remark(cast.plan_id, cast.tess, f"theory.outcome.{item}.statement", "Wat durven zij?")
    note_remark(cast.plan_id, cast.tess, "sources", "Waar staat dit?")
    finish(cast.plan_id, cast.tess)
    (first, second) = sorted(threads_of(cast.plan_id), key=lambda thread: thread.step != "theory")
    note_answer(cast.plan_id, cast.olga, first.id, "adopted", "Zelf inloggen.")
    send_answers(cast.plan_id, cast.olga)
    resolve(cast.plan_id, cast.tess, second.id)
    with_feedback = Options.of(feedback=True)
    plan = load_plan(cast.plan_id, Permission.READ, cast.olga)
    document = build_document(load_state(cast.plan_id), with_feedback, (), [add_feedback(plan, cast.olga.id)])
    sections = {section.step: section for chapter in document.chapters for section in chapter.sections}
    entries: Any = sections["theory"].blocks[-1]
    assert entries.title == "Feedback"
    (entry,) = entries.entries
    assert entry.title.startswith("Cursisten durven")
    assert entry.title.endswith(": beantwoord")
    labels = [block.label for block in entry.blocks]
    assert labels[0].startswith("Tess, ")
    assert labels[1].startswith("Olga, ")
    assert labels[1].endswith("overgenomen")
    assert [block.text.text for block in entry.blocks] == ["Wat durven zij?", "Zelf inloggen."]
    assert sections["sources"].blocks[-1].entries[0].title.endswith(": afgehandeld")  # type: ignore[union-attr]  # entries
    page = page_of(signed_in(cast.olga), cast)
    assert page.index("Wat durven zij?") < page.index("Waar staat dit?")


SEES = {
    Circle.AUTHORS: {"olga", "karel"},
    Circle.TRAINERS: {"olga", "karel", "tess"},
    Circle.READERS: {"olga", "karel", "tess", "pim", "carla"},
}


@pytest.mark.parametrize("circle", SEES)
def test_each_sees_the_threads_of_their_circles(cast: Cast, signed_in: SignIn, circle: Circle) -> None:
    say(cast, circle)
    readers = ("olga", "karel", "tess", "pim", "carla", "lena")
    seen = {name for name in readers if WORD in page_of(signed_in(getattr(cast, name)), cast)}
    assert seen == SEES[circle]
    filed = {name for name in readers if WORD in words_of(make_pdf(signed_in(getattr(cast, name)), cast, feedback="1"))}
    assert filed == SEES[circle]


def test_a_file_with_it_is_for_who_asked_alone(cast: Cast, signed_in: SignIn) -> None:
    say(cast, Circle.AUTHORS)
    made = make_pdf(signed_in(cast.olga), cast, feedback="1")
    assert status(signed_in(cast.olga), made) == 200
    for user in (cast.karel, cast.tess, cast.lena):
        assert status(signed_in(user), made) == 404
        assert signed_in(user).get(made).status_code == 404


def unshare(cast: Cast, _thread_id: str) -> None:
    db.session.execute(update(Plan).values(shared_with_group=False))


def take_role(cast: Cast, _thread_id: str) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == cast.carla.id).values(role="reader"))


def withdraw(cast: Cast, thread_id: str) -> None:
    remark = threads.load_remarks(db.session.get_one(threads.Thread, thread_id))[0]
    with writing_feedback(cast.plan_id, Permission.COMMENT, cast.olga) as write:
        threads.withdraw_remark(write, remark.id)


def edit(cast: Cast, thread_id: str) -> None:
    remark = threads.load_remarks(db.session.get_one(threads.Thread, thread_id))[0]
    with writing_feedback(cast.plan_id, Permission.COMMENT, cast.olga) as write:
        threads.edit_remark(write, remark.id, "Iets anders.")


@pytest.mark.parametrize(
    ("who", "change"), [("pim", unshare), ("carla", take_role), ("carla", withdraw), ("olga", withdraw), ("tess", edit)]
)
def test_a_kept_file_is_not_handed_over_once_it_shows_too_much(
    cast: Cast, signed_in: SignIn, who: str, change: Callable[[Cast, str], None]
) -> None:
    thread_id = say(cast, Circle.READERS)
    client = signed_in(getattr(cast, who))
    made = make_pdf(client, cast, feedback="1")
    assert status(client, made) == 200
    change(cast, thread_id)
    db.session.commit()
    assert status(client, made) == 404


def test_what_was_said_and_withdrawn_before_the_worker_came_is_in_no_file(cast: Cast, signed_in: SignIn) -> None:
    """A file is kept under what its requester could read when they asked: it never holds anything else."""
    say(cast, Circle.READERS, "Eerste.")
    client = signed_in(cast.carla)
    address = client.post(f"/plans/{cast.plan_id}/exports", data={"feedback": "1"}).location
    thread_id = say(cast, Circle.READERS)
    sweep("export")
    withdraw(cast, thread_id)
    assert status(client, address) == 404
    assert "Vraag het opnieuw." in client.get(address).text or "opnieuw" in client.get(address).text


def test_a_kept_file_is_the_same_while_nothing_changes(cast: Cast, signed_in: SignIn) -> None:
    say(cast, Circle.READERS)
    client = signed_in(cast.olga)
    first = make_pdf(client, cast, feedback="1")
    assert make_pdf(client, cast, feedback="1") == first
    say(cast, Circle.READERS, "Nog iets.")
    assert make_pdf(client, cast, feedback="1") != first


def test_what_is_not_sent_or_is_about_a_reflection_is_never_in_it(cast: Cast, signed_in: SignIn) -> None:
    note_remark(cast.plan_id, cast.tess, "theory", WORD)
    save_draft(cast.plan_id, cast.olga, "new.sources", {"body": WORD}, {})
    save_note(cast.plan_id, cast.tess, WORD, 0, "")
    save_reflection(cast.plan_id, cast.olga, 1, {"visibility": "group", "learned": "Zo."}, {})
    db.session.commit()
    with writing_feedback(cast.plan_id, Permission.COMMENT, cast.tess) as write:
        reflection_threads.say(write, 1, int(cast.olga.id), WORD, key="r")
    for user in (cast.olga, cast.tess):
        assert WORD not in page_of(signed_in(user), cast, "?feedback=1&reflections=1&empty=1")


def test_a_thread_of_a_deleted_row_and_one_that_is_withdrawn_are_left_out(cast: Cast, signed_in: SignIn) -> None:
    item = add(cast, "outcome", statement="Cursisten durven")
    begin(cast.plan_id, cast.olga, f"theory.outcome.{item}", WORD, Circle.READERS)
    withdraw(cast, say(cast, Circle.READERS, "Ingetrokken woorden"))
    db.session.execute(update(PlanItem).where(PlanItem.id == item).values(deleted_at=now()))
    db.session.commit()
    page = page_of(signed_in(cast.olga), cast)
    assert WORD not in page
    assert "doc-aside" not in page


def test_a_step_without_answers_shows_what_was_said(cast: Cast, signed_in: SignIn) -> None:
    begin(cast.plan_id, cast.olga, "pitch", WORD, Circle.READERS)
    assert WORD in page_of(signed_in(cast.olga), cast, "?feedback=1&part=pitch")
    assert WORD not in page_of(signed_in(cast.olga), cast, "?feedback=1&part=theory")


def test_files_with_the_words_of_who_leaves_are_forgotten(cast: Cast, signed_in: SignIn) -> None:
    begin(cast.plan_id, cast.carla, "theory", WORD, Circle.READERS)
    made = make_pdf(signed_in(cast.olga), cast, feedback="1")
    export = db.session.get_one(Export, made.rpartition("/")[2])
    file = file_of(export)
    assert file.is_file()
    delete_account(cast.carla, {})
    assert not file.exists()
    page = page_of(signed_in(cast.olga), cast)
    assert WORD in page
    assert "Carla" not in page


def test_who_may_only_read_is_not_offered_it(cast: Cast, signed_in: SignIn) -> None:
    assert 'name="feedback"' not in page_of(signed_in(cast.lena), cast, "")


def test_a_trainer_who_left_gets_nothing(cast: Cast, signed_in: SignIn) -> None:
    say(cast, Circle.TRAINERS)
    client = signed_in(cast.tess)
    made = make_pdf(client, cast, feedback="1")
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))
    db.session.commit()
    assert status(client, made) == 404


def test_a_snapshot_is_without_it() -> None:
    """What was said is as it is now, and not as it was then."""
    assert not Options.of(feedback=True).at_moment("s", "Vóór het MT", "2026-03-09T12:00:00+00:00").personal
    assert not Options.from_json({"parts": []}).feedback
