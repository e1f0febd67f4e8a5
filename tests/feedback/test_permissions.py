"""Who sees which words of feedback: everybody of the cast, on every route, in mails, counts, files and own data, in
every state that the plan, its people and its feedback can come to."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from impactplan.access import Permission, load_statement, open_plan
from impactplan.accounts.export import stream_data
from impactplan.accounts.privacy import delete_account
from impactplan.feedback import reflection_threads, requests, reviews, second_readers, threads
from impactplan.feedback.drafts import save_draft
from impactplan.feedback.notes import save_note
from impactplan.feedback.notifications import (
    announce_answers,
    announce_review,
    announce_second_reader,
    remind_of_unsent,
)
from impactplan.feedback.queries import load_turns
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.dates import today
from impactplan.models import (
    Draft,
    Enrolment,
    FeedbackRequest,
    Membership,
    Outbox,
    PeerGroup,
    Plan,
    PrivateNote,
    Reflection,
    Remark,
    Review,
    Round,
    RoundStaff,
    Thread,
    User,
    db,
    now,
)
from impactplan.models.feedback import Circle, Verdict
from impactplan.models.reflection import GROUP, NOBODY, TRAINER
from impactplan.outbox import sweep
from impactplan.workbook.operations import create_item, delete_item
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.feedback.support import ask, begin, count_unread, finish, note_answer, note_remark, send_answers, threads_of
from tests.support.cast import PEOPLE, Cast, make_user
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
AUTHORS = {"olga", "karel"}
TRAINERS = {"tess", "tom"}
PEERS = {"pim"}
NAMED = {"olga", "karel", "lena", "carla", "pim", "tess", "tom"}
"""Who is something to the plan at some moment."""

WORDS: dict[str, set[str]] = {
    "KLAARSTAAND": {"tess"},  # a remark that waits for its review
    "OPEENRIJ": {"tess"},  # another, on a row
    "HALFGETYPT": {"tess"},  # one that is being typed
    "KLADSAMENVATTING": {"tess"},
    "TOMSKLAD": {"tom"},  # the other trainer's
    "KLADANTWOORD": {"karel"},  # an answer that is not sent
    "KLADVRAAG": {"olga"},  # a question that is not asked
    "NOTITIETESS": {"tess"},
    "NOTITIETOM": {"tom"},
    "ONDERONS": AUTHORS,  # a thread of the authors alone
    "VERSTUURD": AUTHORS | TRAINERS,
    "SAMENGEVAT": AUTHORS | TRAINERS,
    "GESTELDEVRAAG": AUTHORS | TRAINERS,
    "OPENBAAR": AUTHORS | TRAINERS | PEERS | {"carla"},
    "BIJKAREL": {"karel"} | TRAINERS,  # about a reflection that Karel shares with his trainers
    "BIJOLGA": AUTHORS | TRAINERS | PEERS,  # about one that Olga shares with her group
}
"""The words that stand in the plan's feedback, each in one place, and who may come upon them."""


@dataclass
class Stage:
    """The cast, with a second trainer, and with people who were something to the plan once: Rita a co-author, Dirk a
    peer who dropped out, Gijs a peer who is in another group now."""

    cast: Cast
    people: dict[str, User]
    words: dict[str, set[str]] = field(default_factory=lambda: {word: set(who) for word, who in WORDS.items()})

    @property
    def plan_id(self) -> str:
        return self.cast.plan_id

    def only(self, who: set[str]) -> None:
        """Take every word from whoever is not among these."""
        for readers in self.words.values():
            readers &= who


def add_people(cast: Cast) -> dict[str, User]:
    people = {name: getattr(cast, name) for name in PEOPLE}
    people |= {name: make_user(name, "participant") for name in ("rita", "dirk", "gijs")}
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.flush()
    places = {"dirk": (cast.group_id, now()), "gijs": (other.id, None)}
    for name, (group, dropped) in places.items():
        db.session.add(Enrolment(round_id=cast.round_id, user_id=people[name].id, group_id=group, dropped_at=dropped))
    db.session.add(Membership(plan_id=cast.plan_id, user_id=people["rita"].id, role="coauthor"))
    db.session.commit()
    return people


def reflect(cast: Cast, writer: User, visibility: str) -> None:
    values = {"plan_id": cast.plan_id, "user_id": writer.id, "module": 3, "visibility": visibility}
    db.session.add(Reflection(**values, question="Hoe verder?", versions={}, keys={}))
    db.session.commit()
    with writing_feedback(cast.plan_id, Permission.COMMENT, cast.tess) as write:
        reflection_threads.say(write, 3, int(writer.id), "BIJKAREL" if writer is cast.karel else "BIJOLGA", "")


@pytest.fixture
def stage(cast: Cast) -> Stage:
    people, plan = add_people(cast), cast.plan_id
    with writing(plan, Permission.EDIT, cast.olga) as write:
        row = create_item(write, "indicator", {"name": "Zelf inloggen"})
    ask(plan, cast.olga, "indicators", "theory", question="GESTELDEVRAAG")
    note_remark(plan, cast.tess, "indicators", "VERSTUURD")
    sent = finish(plan, cast.tess, "SAMENGEVAT", indicators=Verdict.REVISE)
    with writing_feedback(plan, Permission.REVIEW, cast.tess) as write_again:
        announce_review(write_again, sent)
    first = threads_of(plan)[0].id
    begin(plan, cast.karel, "theory", "ONDERONS", Circle.AUTHORS)
    begin(plan, cast.pim, "theory", "OPENBAAR", Circle.READERS)
    reflect(cast, cast.karel, TRAINER)
    reflect(cast, cast.olga, GROUP)
    save_draft(plan, cast.olga, "request", {"question": "KLADVRAAG"}, {})
    note_answer(plan, cast.karel, first, "adopted", "KLADANTWOORD")
    leave_unsent(cast, row)
    db.session.execute(delete(Membership).where(Membership.user_id == people["rita"].id))
    db.session.commit()
    return Stage(cast, people)


def leave_unsent(cast: Cast, row: str) -> None:
    plan = cast.plan_id
    note_remark(plan, cast.tess, "theory", "KLAARSTAAND")
    note_remark(plan, cast.tess, f"indicators.indicator.{row}", "OPEENRIJ")
    save_draft(plan, cast.tess, "new.theory", {"body": "HALFGETYPT"}, {})
    save_draft(plan, cast.tess, "summary", {"summary": "KLADSAMENVATTING"}, {})
    note_remark(plan, cast.tom, "theory", "TOMSKLAD")
    save_note(plan, cast.tess, "NOTITIETESS", 0)
    save_note(plan, cast.tom, "NOTITIETOM", 0)


# What can happen to it all; each says who reads what from then on.


def as_it_is(stage: Stage) -> None:
    """Everything as it was made."""


def review_is_sent(stage: Stage) -> None:
    finish(stage.plan_id, stage.cast.tess, "KLADSAMENVATTING", theory=Verdict.AGREED)
    for word in ("KLAARSTAAND", "OPEENRIJ", "KLADSAMENVATTING"):
        stage.words[word] = AUTHORS | TRAINERS
    stage.words["GESTELDEVRAAG"] = set()  # it has its answer


def answers_are_sent(stage: Stage) -> None:
    with writing_feedback(stage.plan_id, Permission.EDIT, stage.cast.karel) as write:
        announce_answers(write, reviews.send_answers(write))
    stage.words["KLADANTWOORD"] = AUTHORS | TRAINERS


def remarks_are_withdrawn(stage: Stage) -> None:
    for remark in db.session.scalars(select(Remark)).all():
        writer = db.session.get_one(User, remark.author_id)
        with writing_feedback(stage.plan_id, Permission.COMMENT, writer) as write:
            threads.withdraw_remark(write, remark.id)
    for word in ("VERSTUURD", "ONDERONS", "OPENBAAR", "BIJKAREL", "BIJOLGA"):
        stage.words[word] = set()


UNSENT = "KLAARSTAAND", "OPEENRIJ", "KLADSAMENVATTING"
"""What a colleague reads who was asked to."""


def a_colleague_is_asked(stage: Stage) -> None:
    with writing_feedback(stage.plan_id, Permission.REVIEW, stage.cast.tess) as write:
        second_readers.ask_reader(write, int(stage.cast.tom.id))
        announce_second_reader(write, int(stage.cast.tom.id))
    stage.words |= {word: set(TRAINERS) for word in UNSENT}


def a_colleague_is_asked_no_more(stage: Stage) -> None:
    a_colleague_is_asked(stage)
    with writing_feedback(stage.plan_id, Permission.REVIEW, stage.cast.tess) as write:
        second_readers.stop_reader(write, int(stage.cast.tom.id))
    stage.words |= {word: {"tess"} for word in UNSENT}


def the_colleague_leaves(stage: Stage) -> None:
    a_colleague_is_asked(stage)
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == stage.cast.tom.id))
    stage.only(set(stage.people) - {"tom"})


def who_asked_a_colleague_leaves(stage: Stage) -> None:
    a_colleague_is_asked(stage)
    trainer_leaves(stage)
    stage.words |= {word: set() for word in UNSENT}


def threads_are_settled(stage: Stage) -> None:
    for thread in threads_of(stage.plan_id):
        actor = db.session.get_one(User, thread.begun_by)
        with writing_feedback(stage.plan_id, Permission.COMMENT, actor) as write:
            threads.resolve(write, threads.load_thread(write, thread.id))


def row_is_deleted(stage: Stage) -> None:
    """Before the review about it is sent; that goes all the same, and what it says of the row stands at its step."""
    (row,) = [item.id for item in load_state(stage.plan_id).rows("indicator")]
    with writing(stage.plan_id, Permission.EDIT, stage.cast.olga) as write:
        delete_item(write, "indicator", row)
    review_is_sent(stage)


def request_is_withdrawn(stage: Stage) -> None:
    for request in db.session.scalars(select(FeedbackRequest.id).where(FeedbackRequest.closed_at.is_(None))).all():
        with writing_feedback(stage.plan_id, Permission.EDIT, stage.cast.olga) as write:
            requests.withdraw_request(write, request)
    stage.words["GESTELDEVRAAG"] = set()


def round_is_over(stage: Stage) -> None:
    """Its trainers read on; nobody can be asked any more."""
    db.session.execute(update(Round).where(Round.id == stage.cast.round_id).values(ends_on=today() - timedelta(days=1)))
    stage.words["KLADVRAAG"] = set()


def reader_may_only_read(stage: Stage) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == stage.cast.carla.id).values(role="reader"))
    stage.only(set(stage.people) - {"carla"})


def reader_is_removed(stage: Stage) -> None:
    db.session.execute(delete(Membership).where(Membership.user_id == stage.cast.carla.id))
    stage.only(set(stage.people) - {"carla"})


def coauthor_may_only_comment(stage: Stage) -> None:
    """Who wrote with them reads what readers read; of a reflection they wrote then, nobody reads anything."""
    db.session.execute(update(Membership).where(Membership.user_id == stage.cast.karel.id).values(role="commenter"))
    for word, readers in stage.words.items():
        if word != "OPENBAAR":
            readers.discard("karel")
    stage.words["BIJKAREL"] = set()


def trainer_deletes_account(stage: Stage) -> None:
    """What she sent stays; what she did not send goes, and her notes."""
    delete_account(stage.people.pop("tess"), {})
    stage.only(set(stage.people))


def coauthor_deletes_account(stage: Stage) -> None:
    delete_account(stage.people.pop("karel"), {})
    stage.only(set(stage.people))
    stage.words["BIJKAREL"] = set()


def group_is_closed(stage: Stage) -> None:
    """The owner does not share the plan with her group any more."""
    db.session.execute(update(Plan).where(Plan.id == stage.plan_id).values(shared_with_group=False))
    stage.only(set(stage.people) - PEERS)


def peer_changes_group(stage: Stage) -> None:
    other = select(PeerGroup.id).where(PeerGroup.title == "Groep B").scalar_subquery()
    db.session.execute(update(Enrolment).where(Enrolment.user_id == stage.cast.pim.id).values(group_id=other))
    stage.only(set(stage.people) - PEERS)


def author_drops_out(stage: Stage) -> None:
    """Trainers and peers read the plan through the place of its owner."""
    db.session.execute(update(Enrolment).where(Enrolment.user_id == stage.cast.olga.id).values(dropped_at=now()))
    stage.only(AUTHORS | {"carla"})
    stage.words["KLADVRAAG"] = set()  # nobody can be asked, so the form is not offered; what was typed is kept


def coauthor_is_removed(stage: Stage) -> None:
    db.session.execute(delete(Membership).where(Membership.user_id == stage.cast.karel.id))
    stage.only(set(stage.people) - {"karel"})
    stage.words["BIJKAREL"] = set()


def trainer_leaves(stage: Stage) -> None:
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == stage.cast.tess.id))
    stage.only(set(stage.people) - {"tess"})


def reflections_are_closed(stage: Stage) -> None:
    db.session.execute(update(Reflection).values(visibility=NOBODY))
    stage.words |= {"BIJKAREL": {"karel"}, "BIJOLGA": {"olga"}}


STATES = (
    *(as_it_is, review_is_sent, answers_are_sent, remarks_are_withdrawn, a_colleague_is_asked, group_is_closed),
    *(peer_changes_group, author_drops_out, coauthor_is_removed, trainer_leaves, reflections_are_closed),
    *(a_colleague_is_asked_no_more, the_colleague_leaves, who_asked_a_colleague_leaves, threads_are_settled),
    *(row_is_deleted, request_is_withdrawn, round_is_over, reader_may_only_read, reader_is_removed),
    *(coauthor_may_only_comment, trainer_deletes_account, coauthor_deletes_account),
)
GONE = {remarks_are_withdrawn, coauthor_deletes_account}
"""After these, words that nobody reads are nowhere any more: withdrawn, or said of a reflection that went."""
Happen = Callable[[Stage], None]
EVERYWHERE = STATES[:11]
"""In these all pages are tried; in the others those that show feedback, as trying all takes minutes."""
ON_BOTH = {as_it_is, review_is_sent, peer_changes_group, author_drops_out}
"""In these every database is asked all that is asked of any; in the others it is asked the same of other rows."""
TELLS = re.compile(
    r"^/($|training|coordination|rounds)|/feedback|/steps/|/reflections/|/modules/|/plans/\w+/$|/document|/since"
)
in_every_state = pytest.mark.parametrize("happens", STATES, ids=lambda happens: happens.__name__)
all_pages_on_both_databases = pytest.mark.parametrize(
    "happens",
    [pytest.param(one, id=one.__name__, marks=() if one in ON_BOTH else pytest.mark.once) for one in STATES],
)


def come_to(stage: Stage, happens: Happen) -> None:
    happens(stage)
    db.session.commit()
    db.session.expire_all()


def found_in(text: str) -> set[str]:
    return {word for word in WORDS if word in text}


def may_see(stage: Stage, name: str) -> set[str]:
    return {word for word, readers in stage.words.items() if name in readers}


def pages(app: Flask, stage: Stage) -> Iterator[str]:
    """Yield the address of every page within the plan and of those that list plans, with whatever can be in them."""
    ids: dict[str, list[Any]] = {
        "plan_id": [stage.plan_id],
        "step": ["theory", "indicators"],
        "module": [3],
        "user_id": [stage.cast.tess.id, stage.cast.tom.id],
        "kind": ["indicator"],
        "ref": [item.id for item in load_state(stage.plan_id).rows("indicator")],
        "item_id": [item.id for item in load_state(stage.plan_id).rows("indicator")],
        "field": ["name"],
        "thread_id": list(db.session.scalars(select(Thread.id))),
        "review_id": list(db.session.scalars(select(Review.id))),
        "seq": [1, load_state(stage.plan_id).seq],
        "export_id": ["nothing"],
        "invitation_id": ["nothing"],
        "question_id": ["nothing"],
        "direction": ["forwards", "backwards"],
        "key": ["theory"],
        "extension": ["svg"],
    }
    yield from ("/", "/training", "/training/plans", "/coordination", f"/rounds/{stage.cast.round_id}/overview")
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "plan_id" not in rule.arguments or "GET" not in (rule.methods or set()):
            continue
        values: list[dict[str, Any]] = [{}]
        for name in rule.arguments:
            values = [{**one, name: value} for one in values for value in ids[name]]
        for one in values:
            yield urls.build(rule.endpoint, one)
    yield f"/plans/{stage.plan_id}/document?reflections=1&feedback=1"


def read(client: PageClient, address: str, checked: bool) -> str:
    """Return a page; that it is sound is looked at once."""
    if checked:
        return client.get(address).text
    with client.application.app_context():
        return FlaskClient.open(client, address).text


@pytest.mark.long
@all_pages_on_both_databases
def test_on_every_page(app: Flask, stage: Stage, signed_in: SignIn, happens: Happen) -> None:
    come_to(stage, happens)
    addresses = [address for address in pages(app, stage) if happens in EVERYWHERE or TELLS.search(address)]
    assert any("/feedback/threads/" in address for address in addresses)
    for name, user in stage.people.items():
        if name not in NAMED and happens not in {as_it_is, review_is_sent}:
            continue  # they are nothing to the plan, whatever happens to it
        client, seen = signed_in(user), set()
        for address in addresses:
            found = found_in(read(client, address, checked=happens is as_it_is))
            extra = found - may_see(stage, name)
            assert not extra, f"{name} comes upon {extra} at {address}"
            seen |= found
        assert seen == may_see(stage, name), f"{name} does not find {may_see(stage, name) - seen}"


@in_every_state
def test_in_own_data(stage: Stage, happens: Happen) -> None:
    """An own word stays in one's own data, also where its writer may not open the plan any more."""
    come_to(stage, happens)
    own = {
        "tess": {"KLAARSTAAND", "OPEENRIJ", "HALFGETYPT", "KLADSAMENVATTING", "NOTITIETESS", "VERSTUURD", "SAMENGEVAT"}
        | {"BIJKAREL", "BIJOLGA"},
        "tom": {"TOMSKLAD", "NOTITIETOM"},
        "karel": {"KLADANTWOORD", "ONDERONS"},
        "olga": {"KLADVRAAG", "GESTELDEVRAAG"},
        "pim": {"OPENBAAR"},
    }
    for name, user in stage.people.items():
        archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_data(user))))
        text = "".join(archive.read(file).decode() for file in archive.namelist())
        extra = found_in(text) - may_see(stage, name) - own.get(name, set())
        assert not extra, f"{name} takes along {extra}"
        gone = {word for word, readers in stage.words.items() if not readers and happens in GONE}
        missing = own.get(name, set()) - found_in(text) - gone
        assert not missing, f"{name} does not take along {missing}"


@in_every_state
def test_in_mails(stage: Stage, happens: Happen) -> None:
    """Mails are written after it happened, so that nobody gets what they may not read any more."""
    come_to(stage, happens)
    db.session.execute(update(Draft).values(changed_at=now().replace(year=2025)))
    db.session.commit()
    remind_of_unsent(today())
    sweep("letter")
    assert not db.session.scalars(select(Outbox.error).where(Outbox.error != "")).all()
    by_address = {str(user.email): name for name, user in stage.people.items()}
    for payload in db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail")):
        name = by_address[payload["to"]]
        extra = found_in(payload["text"] + payload["html"] + payload["subject"]) - may_see(stage, name)
        assert not extra, f"{name} gets {extra} by mail"
        for thread in db.session.scalars(select(Thread)):
            assert thread.id not in payload["text"] or may_open(stage, name, thread.id), f"{name} has a way to {thread}"


def may_open(stage: Stage, name: str, thread_id: str) -> bool:
    said = db.session.scalars(select(Remark.body).where(Remark.thread_id == thread_id))
    return any(name in stage.words.get(word, ()) for word in said)


@in_every_state
def test_in_what_files_are_made_of(stage: Stage, happens: Happen) -> None:
    """No format reads anything of feedback: neither of the state of the plan nor of any earlier one."""
    come_to(stage, happens)
    for seq in range(1, load_state(stage.plan_id).seq + 1):
        state = load_state(stage.plan_id, at=seq)
        assert not found_in(" ".join(str(dict(item.values)) for item in state)), seq


def counts(stage: Stage) -> dict[str, Any]:
    """Return what each person is told by numbers: unread remarks by step, and whose turn it is."""
    db.session.rollback()
    told: dict[str, Any] = {}
    for name, user in stage.people.items():
        row = db.session.execute(load_statement(), {"the_plan": stage.plan_id, "the_user": user.id}).first()
        told[name] = count_unread(open_plan(row), int(user.id))
    turns = load_turns([stage.plan_id])[stage.plan_id]
    return told | {"turns": (turns.trainer, turns.authors)}


def test_what_is_not_sent_is_in_no_count(stage: Stage) -> None:
    before = counts(stage)
    leave = {"theory": "KLAARSTAAND", "indicators": "OPEENRIJ", "sources": "TOMSKLAD"}
    for place, body in leave.items():
        note_remark(stage.plan_id, stage.cast.tess, place, body)
        note_remark(stage.plan_id, stage.cast.tom, place, body)
    note_answer(stage.plan_id, stage.cast.olga, threads_of(stage.plan_id)[0].id, "otherwise", "KLADANTWOORD")
    assert counts(stage) == before
    db.session.execute(delete(Draft))
    db.session.execute(delete(PrivateNote))
    db.session.commit()
    assert counts(stage) == before


def test_each_counts_what_they_see(stage: Stage) -> None:
    told = counts(stage)
    reflection = {"reflection_3": 1}
    assert {name: unread for name, unread in told.items() if name != "turns" and unread} == {
        "olga": {"indicators": 1, "theory": 2, **reflection},
        "karel": {"indicators": 1, "theory": 1, "reflection_3": 2},
        "carla": {"theory": 1},
        "pim": reflection,
        "tess": {"theory": 1},
        "tom": {"indicators": 1, "theory": 1, "reflection_3": 2},
    }


def writes(app: Flask, stage: Stage) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every way to write about feedback, at what is there: method, address, form."""
    ids: dict[str, list[Any]] = {
        "plan_id": [stage.plan_id],
        "thread_id": list(db.session.scalars(select(Thread.id))),
        "remark_id": list(db.session.scalars(select(Remark.id))),
        "request_id": list(db.session.scalars(select(FeedbackRequest.id))),
        "user_id": [stage.cast.tess.id, stage.cast.tom.id],
        "field": ["body"],
    }
    ids["ref"] = [*db.session.scalars(select(Draft.ref)), *(f"reply.{thread}" for thread in ids["thread_id"])]
    ids["ref"] += [f"reflection.3.{stage.people[name].id}" for name in ("olga", "karel")]
    ids["ref"] += [f"colleague.{stage.people[name].id}" for name in ("tess", "tom")]
    form = {"body": "INBRAAK", "then": "send", "version-body": "0", "step": "theory", "trainer": stage.cast.tom.id}
    form |= {"thread": [f"{thread}:1" for thread in ids["thread_id"]], "question": "INBRAAK", "key": "inbraak"}
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("feedback.") or "GET" in (rule.methods or set()):
            continue
        values: list[dict[str, Any]] = [{}]
        for name in rule.arguments:
            values = [{**one, name: value} for one in values for value in ids[name]]
        for one in values:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, urls.build(rule.endpoint, one, method=method), form


def kept(stage: Stage, name: str, closed: Sequence[str]) -> dict[str, Any]:
    """Return what somebody must not be able to change: all that others wrote, and the threads closed to them."""
    db.session.rollback()
    user_id = stage.people[name].id
    tables: dict[str, Any] = {
        "remarks": select(Remark.id, Remark.body, Remark.withdrawn_at).where(Remark.author_id != user_id),
        "drafts": select(Draft.id, Draft.ref, Draft.ready, Draft.values).where(Draft.user_id != user_id),
        "notes": select(PrivateNote.user_id, PrivateNote.body).where(PrivateNote.user_id != user_id),
        "said": select(Remark.thread_id, Remark.number).where(Remark.thread_id.in_(closed)),
        "states": select(Thread.id, Thread.state).where(Thread.id.in_(closed)),
    }
    return {key: sorted(map(str, db.session.execute(query))) for key, query in tables.items()}


@pytest.mark.long
@pytest.mark.parametrize("name", [*PEOPLE, "rita", "dirk", "gijs"])
def test_nobody_changes_what_is_not_theirs(app: Flask, stage: Stage, signed_in: SignIn, name: str) -> None:
    """By any route, with any id that is there: what others wrote stays, and what one does not see does not move."""
    closed = [thread.id for thread in threads_of(stage.plan_id) if not may_open(stage, name, thread.id)]
    client, before = signed_in(stage.people[name]), kept(stage, name, closed)
    for method, address, form in list(writes(app, stage)):
        more: dict[str, Any] = {"json": {"value": "INBRAAK"}} if method == "PATCH" else {"data": form}
        answer = client.open(address, method=method, headers={"If-Match": "0"}, **more)
        assert answer.status_code != 500, address
        extra = found_in(answer.text) - may_see(stage, name)
        assert not extra, f"{name} gets {extra} by {method} {address}"
    after = kept(stage, name, closed)
    assert after["drafts"] == before["drafts"]
    assert after["notes"] == before["notes"]
    assert set(before["remarks"]) <= set(after["remarks"])
    assert (after["said"], after["states"]) == (before["said"], before["states"])


def test_who_answers_sends_only_their_own(stage: Stage) -> None:
    """Olga's click does not send what Karel has ready."""
    assert send_answers(stage.plan_id, stage.cast.olga).threads == []
    mine = Draft.user_id == stage.cast.karel.id, Draft.ready.is_(True)
    assert db.session.scalars(select(Draft).where(*mine)).one().values["body"] == "KLADANTWOORD"
