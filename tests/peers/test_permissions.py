"""Who sees which words of a peer round, and what of its numbers: everybody around a plan, on every page where it could
stand, in mails and in own data, in every state that the question, the plan and its people can come to."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from impactplan.access import Permission
from impactplan.accounts.export import stream_data
from impactplan.accounts.privacy import delete_account
from impactplan.feedback.drafts import save_draft
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Draft, Enrolment, Membership, Outbox, PeerGroup, PeerQuestion, Plan, User, db, now
from impactplan.models.peers import PeerMark
from impactplan.outbox import sweep
from impactplan.peers import operations
from tests.peers.support import answer, answers_of, ask, close, join_group, mark, withdraw
from tests.support.cast import PEOPLE, Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
AUTHORS = {"olga", "karel"}
STAFF = {"tess"}
PEERS = {"pim", "noor"}
NAMED = {"olga", "karel", "lena", "pim", "noor", "dirk", "gijs", "tess"}
WORDS = ("WATVRAAG", "VANPIM", "KLADNOOR", "MEENEEM", "TERUGGETROKKEN")


@dataclass
class Stage:
    """Olga asked; Pim answered, Noor typed something, Dirk answered and took it back. Gijs is in another group."""

    cast: Cast
    people: dict[str, User]
    question: str
    given: str
    words: dict[str, set[str]] = field(default_factory=dict)

    @property
    def plan_id(self) -> str:
        return self.cast.plan_id

    @property
    def other_group(self) -> str:
        return str(db.session.scalar(select(PeerGroup.id).where(PeerGroup.title == "Groep B")))

    def nobody_but(self, who: set[str]) -> None:
        for readers in self.words.values():
            readers &= who


@pytest.fixture
def stage(cast: Cast) -> Stage:
    other = PeerGroup(round_id=cast.round_id, title="Groep B")
    db.session.add(other)
    db.session.commit()
    people = {name: getattr(cast, name) for name in PEOPLE}
    people |= {"noor": join_group(cast, "noor"), "dirk": join_group(cast, "dirk")}
    people["gijs"] = join_group(cast, "gijs", other.id)
    question = ask(cast, "WATVRAAG")
    given = answer(cast, question, cast.pim, "VANPIM ")
    answer(cast, question, people["dirk"], "TERUGGETROKKEN ")
    withdraw(cast, question, people["dirk"])
    save_draft(cast.plan_id, people["noor"], f"peer.{question}", {"strong": "KLADNOOR"}, {})
    in_group = PEERS | {"dirk"}
    return Stage(
        cast,
        people,
        question,
        given,
        {
            "WATVRAAG": AUTHORS | STAFF | in_group,
            "VANPIM": AUTHORS | STAFF | {"pim"},
            "KLADNOOR": {"noor"},
            "MEENEEM": set(),
            "TERUGGETROKKEN": set(),
        },
    )


# What can happen; each says who reads what from then on.


def asked(stage: Stage) -> None:
    """As it was made: answered by some."""


def answered_by_all(stage: Stage) -> None:
    for name in ("noor", "dirk"):
        answer(stage.cast, stage.question, stage.people[name], "Ook ")
    stage.words["VANPIM"] |= {"noor", "dirk"}
    stage.words["KLADNOOR"] = set()  # it became the answer, with other words


def marked(stage: Stage) -> None:
    mark(stage.cast, stage.question, stage.given, PeerMark.GENERAL)


def closed(stage: Stage) -> None:
    close(stage.cast, stage.question, "MEENEEM")
    stage.words["VANPIM"] |= PEERS | {"dirk"}
    # The row is the plan's, for whoever reads the plan; the question itself for whom it was.
    stage.words["MEENEEM"] = AUTHORS | STAFF | PEERS | {"dirk", "lena", "carla"}


def answer_is_withdrawn(stage: Stage) -> None:
    withdraw(stage.cast, stage.question, stage.cast.pim)
    stage.words["VANPIM"] = set()


def unshared(stage: Stage) -> None:
    db.session.execute(update(Plan).where(Plan.id == stage.plan_id).values(shared_with_group=False))
    stage.nobody_but(AUTHORS | STAFF)
    stage.words["VANPIM"] |= {"pim"}  # one's own words stay one's own


def unshared_after_closing(stage: Stage) -> None:
    closed(stage)
    db.session.execute(update(Plan).where(Plan.id == stage.plan_id).values(shared_with_group=False))
    stage.nobody_but(AUTHORS | STAFF | {"lena", "carla"})
    stage.words["VANPIM"] |= {"pim"}


def peer_moves(stage: Stage) -> None:
    """Who answered goes to another group: of the question they see nothing, of their own words everything."""
    move(stage, "pim")
    stage.words["WATVRAAG"] -= {"pim"}


def closed_after_peer_moved(stage: Stage) -> None:
    peer_moves(stage)
    closed(stage)
    stage.words["MEENEEM"] -= {"pim"}


def owner_moves_and_shares_again(stage: Stage) -> None:
    """The plan is another group's to read; the question was not put to them, nor are the answers theirs."""
    move(stage, "olga")
    stage.nobody_but(AUTHORS | STAFF)
    stage.words["VANPIM"] |= {"pim"}


def owner_moves_and_closes(stage: Stage) -> None:
    owner_moves_and_shares_again(stage)
    close(stage.cast, stage.question, "MEENEEM")
    stage.words["MEENEEM"] = AUTHORS | STAFF | {"lena", "carla", "gijs"}  # gijs reads the plan, so its rows


def group_is_deleted(stage: Stage) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.group_id == stage.cast.group_id).values(group_id=None))
    db.session.execute(delete(PeerGroup).where(PeerGroup.id == stage.cast.group_id))
    stage.nobody_but(AUTHORS | STAFF)
    stage.words["VANPIM"] |= {"pim"}


def owner_drops_out(stage: Stage) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == stage.cast.olga.id).values(dropped_at=now()))
    stage.nobody_but(AUTHORS)
    stage.words["VANPIM"] |= {"pim"}


def peer_drops_out(stage: Stage) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == stage.cast.pim.id).values(dropped_at=now()))
    stage.words["WATVRAAG"] -= {"pim"}


def peer_becomes_coauthor(stage: Stage) -> None:
    db.session.add(Membership(plan_id=stage.plan_id, user_id=stage.people["noor"].id, role="coauthor"))
    stage.words["VANPIM"] |= {"noor"}
    stage.words["KLADNOOR"] = set()  # kept, and in her own data; there is nothing to post it to


def owner_hands_over_and_goes(stage: Stage) -> None:
    delete_account(stage.people.pop("olga"), {stage.plan_id: int(stage.cast.karel.id)})
    stage.nobody_but({"karel"})  # who is in no round: nobody else reads the plan any more
    stage.words["VANPIM"] |= {"pim"}


def peer_deletes_account(stage: Stage) -> None:
    delete_account(stage.people.pop("pim"), {})
    stage.nobody_but(set(stage.people))


def question_is_withdrawn(stage: Stage) -> None:
    withdraw(stage.cast, stage.question, stage.cast.pim)
    with writing_feedback(stage.plan_id, Permission.EDIT, stage.cast.olga) as write:
        operations.withdraw_question(write, stage.question)
    stage.words["VANPIM"] = set()


def move(stage: Stage, name: str) -> None:
    mine = Enrolment.user_id == stage.people[name].id
    db.session.execute(update(Enrolment).where(mine).values(group_id=stage.other_group))


STATES = (
    *(asked, answered_by_all, marked, closed, answer_is_withdrawn, unshared, unshared_after_closing, peer_moves),
    *(closed_after_peer_moved, owner_moves_and_shares_again, owner_moves_and_closes, group_is_deleted),
    *(owner_drops_out, peer_drops_out, peer_becomes_coauthor, owner_hands_over_and_goes, peer_deletes_account),
    *(question_is_withdrawn,),
)
Happen = Callable[[Stage], None]
in_every_state = pytest.mark.parametrize("happens", STATES, ids=lambda happens: happens.__name__)
OPEN = (asked, marked, unshared, peer_moves, owner_moves_and_shares_again, peer_becomes_coauthor)
"""States in which somebody has not answered an open question."""


def come_to(stage: Stage, happens: Happen) -> None:
    happens(stage)
    db.session.commit()
    db.session.expire_all()


def found_in(text: str) -> set[str]:
    return {word for word in WORDS if word in text}


def may_see(stage: Stage, name: str) -> set[str]:
    return {word for word, readers in stage.words.items() if name in readers}


def pages(stage: Stage, *, every: bool = True) -> Iterator[str]:
    """Yield the pages on which something of the peer round stands; with ``every``, also those on which it could."""
    plan, round_ = f"/plans/{stage.plan_id}", f"/rounds/{stage.cast.round_id}"
    yield from ("/peer-answers", f"{round_}/peers", f"{plan}/peers/", f"{plan}/peers/{stage.question}?edit=1")
    yield from (f"{plan}/steps/theory", f"{plan}/steps/decisions")
    if every:
        yield from (
            "/",
            "/training",
            f"{round_}/meetings",
            f"{round_}/overview",
            f"{plan}/feedback",
            f"{plan}/document",
        )
        yield from (f"{plan}/", f"{plan}/history", f"{plan}/peers/ask?step=theory", f"{plan}/peers/{stage.question}")


def read(client: PageClient, address: str) -> str:
    """Return a page as it is sent: other tests look at whether it is sound."""
    with client.application.app_context():
        return FlaskClient.open(client, address).text


@pytest.mark.long
@in_every_state
def test_on_every_page(app: Flask, stage: Stage, signed_in: SignIn, happens: Happen) -> None:
    come_to(stage, happens)
    every = happens in {asked, closed}
    for name, user in stage.people.items():
        if name not in NAMED and not every:
            continue  # they are nothing to the plan, whatever happens to it
        client, seen = signed_in(user), set()
        for address in pages(stage, every=every):
            found = found_in(read(client, address))
            extra = found - may_see(stage, name)
            assert not extra, f"{name} comes upon {extra} at {address}"
            seen |= found
        assert seen == may_see(stage, name), f"{name} does not find {may_see(stage, name) - seen}"


@in_every_state
def test_in_own_data(stage: Stage, happens: Happen) -> None:
    """An own word stays in one's own data, also where its writer may not open the plan any more."""
    come_to(stage, happens)
    own = {"olga": {"WATVRAAG"}, "pim": {"VANPIM"}, "noor": {"KLADNOOR"}}
    for name, user in stage.people.items():
        archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_data(user))))
        text = "".join(archive.read(file).decode() for file in archive.namelist())
        extra = found_in(text) - may_see(stage, name) - own.get(name, set())
        assert not extra, f"{name} takes along {extra}"


@in_every_state
def test_in_mails(stage: Stage, happens: Happen) -> None:
    """Mails are written after it happened; no answer stands in any, and nobody hears of one before their own."""
    come_to(stage, happens)
    sweep("letter")
    assert not db.session.scalars(select(Outbox.error).where(Outbox.error != "")).all()
    by_address = {str(user.email): name for name, user in stage.people.items()}
    for payload in db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail")):
        name, text = by_address[payload["to"]], payload["text"] + payload["html"] + payload["subject"]
        assert not found_in(text) - (may_see(stage, name) - {"VANPIM", "MEENEEM"}), name
        told_of_answers = "heeft antwoord gegeven" in text
        assert not told_of_answers or name in AUTHORS, f"{name} hears that somebody answered"


def comparable(text: str) -> str:
    """Return a page without what differs from one request to the next."""
    text = re.sub(r'name="[a-z_-]*(token|key)"\s+value="[^"]*"|content="[^"]*"', "", text)
    return re.sub(r"nonce-?[^\"' ]*", "", text)


@pytest.mark.long
def test_whether_others_answered_makes_no_difference_to_who_has_not(stage: Stage, signed_in: SignIn) -> None:
    """Every page, to the letter, is the same for Noor with one answer, with two marked ones, and with none."""
    noor = signed_in(stage.people["noor"])

    def read_all() -> list[str]:
        return [comparable(read(noor, address)) for address in pages(stage)]

    before = read_all()
    answer(stage.cast, stage.question, stage.people["dirk"], "Nog een ")
    mark(stage.cast, stage.question, stage.given, PeerMark.USEFUL)
    with_two = read_all()
    for user in (stage.cast.pim, stage.people["dirk"]):
        withdraw(stage.cast, stage.question, user)
    with_none = read_all()
    for address, *versions in zip(pages(stage), before, with_two, with_none, strict=True):
        assert len(set(versions)) == 1, f"{address} tells Noor of the answers of others"


def test_saving_tells_no_more(stage: Stage, signed_in: SignIn) -> None:
    """Nor does what a save answers a script."""
    noor = signed_in(stage.people["noor"])
    address = f"/plans/{stage.plan_id}/items/draft/peer.{stage.question}/unseen"
    page = {"step": "theory", "row": ""}
    saved = noor.patch(address, json={"value": "Nieuw", "page": page}, headers={"If-Match": "0"})
    assert saved.status_code == 200
    assert "VANPIM" not in saved.text
    assert "antwoorden" not in saved.text


@pytest.mark.parametrize("happens", OPEN, ids=lambda happens: happens.__name__)
def test_who_may_act(stage: Stage, signed_in: SignIn, happens: Happen) -> None:
    """Marking, closing, withdrawing and answering, by everybody, at the addresses of the forms."""
    come_to(stage, happens)
    base, question = f"/plans/{stage.plan_id}/peers/{stage.question}", stage.question
    before = [(one.strong, one.mark, one.withdrawn_at) for one in answers_of(question)]
    for name, user in stage.people.items():
        if name in AUTHORS or (name in {"pim", "noor", "dirk"} and name in stage.words["WATVRAAG"]):
            continue
        client = signed_in(user)
        for address, data in (
            (f"{base}/withdraw", {}),
            (f"{base}/withdraw-answer", {}),
            (f"{base}/answers/{stage.given}/mark", {"mark": "useful"}),
            (f"/plans/{stage.plan_id}/feedback/drafts/peer.{question}/send", {}),
            (f"/plans/{stage.plan_id}/items/draft/peer.{question}", {"strong": "X", "unseen": "X", "then": "send"}),
            (f"/plans/{stage.plan_id}/items/draft/peer_close.{question}", {"takeaway": "X", "then": "send"}),
        ):
            client.post(address, data={"key": "k", **data})
    assert [(one.strong, one.mark, one.withdrawn_at) for one in answers_of(question)] == before
    found = db.session.get_one(PeerQuestion, question)
    assert (found.closed_at, found.withdrawn_at) == (None, None)


def test_a_peer_does_what_peers_do_and_no_more(stage: Stage, signed_in: SignIn) -> None:
    pim, base = signed_in(stage.cast.pim), f"/plans/{stage.plan_id}/peers/{stage.question}"
    assert pim.post(f"{base}/withdraw").status_code == 403
    assert pim.post(f"{base}/answers/{stage.given}/mark", data={"mark": "useful"}).status_code == 403
    assert pim.get(f"/plans/{stage.plan_id}/peers/ask").status_code == 403
    ref = f"peer_close.{stage.question}"
    assert pim.post(f"/plans/{stage.plan_id}/items/draft/{ref}", data={"takeaway": "X"}).status_code == 404
    assert "hier kan ik mee verder" not in pim.get(base).text


def test_a_mark_is_between_its_author_the_peer_and_the_trainer(stage: Stage, signed_in: SignIn) -> None:
    come_to(stage, answered_by_all)
    mark(stage.cast, stage.question, stage.given, PeerMark.GENERAL)
    close(stage.cast, stage.question)
    for name, sees in {"pim": True, "tess": True, "noor": False, "dirk": False}.items():
        page = signed_in(stage.people[name]).get(f"/plans/{stage.plan_id}/peers/{stage.question}").text
        assert ("te algemeen" in page) is sees, name


def test_nothing_typed_is_lost_when_the_question_ends(stage: Stage, signed_in: SignIn) -> None:
    close(stage.cast, stage.question)
    noor = signed_in(stage.people["noor"])
    page = f"/plans/{stage.plan_id}/peers/{stage.question}"
    assert "KLADNOOR" in noor.get(page).text
    form = {"strong": "KLADNOOR", "unseen": "TOCHNOG", "attempt": "Iets", "then": "send", "key": "k", "back": page}
    refused = noor.post(f"/plans/{stage.plan_id}/items/draft/peer.{stage.question}", data=form)
    assert refused.status_code == 303
    assert "TOCHNOG" in noor.get(page).text
    assert len(answers_of(stage.question)) == 2
    assert db.session.scalar(select(Draft.values).where(Draft.user_id == stage.people["noor"].id))
