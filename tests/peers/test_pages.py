"""The forms of the peer round as a browser sends them: with and without a script, twice, too early, too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from impactplan.models import Draft, Enrolment, Outbox, PeerQuestion, Plan, User, db, new_id
from impactplan.workbook.queries import load_state
from tests.home.test_home import english, home
from tests.peers.support import answer, answers_of, ask, close, join_group, question_of
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def post(client: PageClient, cast: Cast, ref: str, **data: Any) -> Any:
    """Send a form as without a script."""
    return client.post(f"/plans/{cast.plan_id}/items/draft/{ref}", data={"key": new_id(), "then": "send", **data})


def test_the_road_without_a_script(cast: Cast, signed_in: SignIn) -> None:
    olga, pim = signed_in(cast.olga), signed_in(cast.pim)
    key = new_id()
    asked = [
        post(olga, cast, "peer_ask.theory", question="Overtuigt dit?", group=cast.group_id, key=key) for _twice in "ab"
    ]
    assert asked[0].location == asked[1].location, "pressed twice, it is one question"
    page = asked[0].location
    texts = {"strong": "Helder", "unseen": "Thuis", "attempt": "Bellen"}
    for _twice in range(2):
        given = post(pim, cast, f"peer.{page.rsplit('/')[-1]}", **texts)
        assert given.status_code == 303
    assert "Helder" in olga.get(page).text
    key = new_id()
    ref = f"peer_close.{page.rsplit('/')[-1]}"
    for _twice in range(2):
        closed = post(olga, cast, ref, takeaway="Wat telt als thuis?", lands="action", key=key)
        assert closed.location == page
    (action,) = load_state(cast.plan_id).rows("action")
    assert action["name"] == "Wat telt als thuis?"
    db.session.rollback()
    kinds = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "letter"))
    mailed = sorted((payload["letter"], payload["email"].split("@")[0]) for payload in kinds)
    assert mailed == [
        *(("peer_answer", name) for name in ("karel", "olga")),
        *((name, "pim") for name in ("peer_closed", "peer_question")),
    ]
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_in_a_list_a_question_says_all_that_it_says(cast: Cast, signed_in: SignIn) -> None:
    ask(cast, "Is 3 < 5 en 6 > 4 **genoeg**?")
    assert "Is 3 &lt; 5 en 6 &gt; 4 genoeg?" in signed_in(cast.pim).get(f"/plans/{cast.plan_id}/peers/").text


def test_all_three_are_asked_for_and_kept(cast: Cast, signed_in: SignIn) -> None:
    question, pim = ask(cast), signed_in(cast.pim)
    refused = post(pim, cast, f"peer.{question}", strong="Helder", unseen=" ", attempt="")
    page = pim.get(refused.location).text
    assert "Helder" in page
    assert page.count("Schrijf bij elk van de drie iets") == 2
    assert answers_of(question) == []
    post(pim, cast, f"peer.{question}", unseen="Thuis", attempt="x" * 5_001)
    assert answers_of(question) == []
    assert "één teken te lang" in pim.get(refused.location).text


def test_a_takeaway_must_fit_in_its_row(cast: Cast, signed_in: SignIn) -> None:
    question, olga = ask(cast), signed_in(cast.olga)
    refused = post(olga, cast, f"peer_close.{question}", takeaway="y" * 301, lands="action")
    page = olga.get(refused.location).text
    assert "Voor een actie is dit te lang" in page
    assert "y" * 301 in page
    assert question_of(question).closed_at is None
    post(olga, cast, f"peer_close.{question}", takeaway="y" * 301, lands="decision", **{"version-takeaway": "1"})
    assert question_of(question).closed_at is not None


def test_an_empty_question_is_not_asked(cast: Cast, signed_in: SignIn) -> None:
    olga = signed_in(cast.olga)
    refused = post(olga, cast, "peer_ask.theory", question="  ", group=cast.group_id)
    assert "Schrijf eerst iets" in olga.get(refused.location).text
    assert db.session.scalar(select(func.count()).select_from(PeerQuestion)) == 0


def test_what_cannot_be_asked_now_is_kept(cast: Cast, signed_in: SignIn) -> None:
    ask(cast)
    olga = signed_in(cast.olga)
    answer_ = post(olga, cast, "peer_ask.indicators", question="Nog iets", group=cast.group_id)
    assert answer_.status_code == 303
    assert db.session.scalars(select(Draft.values)).all() == [{"question": "Nog iets"}]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unshared", "Je groep ziet dit plan nog niet"),
        ("no group", "Je plan zit nog niet in een intervisiegroep"),
        ("alone", "Je zit nog alleen in je groep"),
        ("ready", "Vraag het je groep"),
    ],
)
def test_what_is_empty_says_what_to_do(cast: Cast, signed_in: SignIn, state: str, words: str) -> None:
    if state == "unshared":
        db.session.execute(update(Plan).values(shared_with_group=False))
    elif state == "no group":
        db.session.execute(update(Enrolment).values(group_id=None))
    elif state == "alone":
        db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(group_id=None))
    db.session.commit()
    olga = signed_in(cast.olga)
    for page in ("steps/theory", "peers/", "peers/ask"):
        assert words in olga.get(f"/plans/{cast.plan_id}/{page}").text, page


def test_a_plan_in_no_round_has_no_tab(cast: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(Enrolment).values(plan_id=None))
    db.session.commit()
    page = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/steps/theory").text
    assert 'id="peers"' not in page


def test_home_leads_to_the_question_until_it_is_answered(cast: Cast, signed_in: SignIn) -> None:
    question, pim = ask(cast), signed_in(cast.pim)
    link = f'href="/plans/{cast.plan_id}/peers/{question}"'
    assert link in pim.get("/").text
    answer(cast, question, cast.pim)
    assert link not in pim.get("/").text


def test_the_group_page_says_who_has_not_answered_to_who_may_know(cast: Cast, signed_in: SignIn) -> None:
    noor, question = join_group(cast, "noor"), ask(cast)
    answer(cast, question, cast.pim)
    told = {"olga": True, "pim": True, "noor": False, "tess": True, "cor": True}
    for name, knows in told.items():
        page = signed_in(noor if name == "noor" else getattr(cast, name)).get(f"/rounds/{cast.round_id}/peers").text
        assert "Vraag van Olga" in page, name
        assert ("Nog geen antwoord van: Noor" in page) is knows, name
        assert (f'href="/plans/{cast.plan_id}/peers/{question}"' in page) is (name != "cor"), name


def test_the_row_leads_back_to_the_question(cast: Cast, signed_in: SignIn) -> None:
    question = ask(cast)
    close(cast, question)
    link = f'href="/plans/{cast.plan_id}/peers/{question}"'
    olga = signed_in(cast.olga)
    assert link in olga.get(f"/plans/{cast.plan_id}/steps/decisions").text
    assert link not in signed_in(cast.lena).get(f"/plans/{cast.plan_id}/steps/decisions").text


def test_ending_the_sharing_says_what_comes_of_an_open_question(cast: Cast, signed_in: SignIn) -> None:
    """The page warns before and after; nothing opens, and when the plan is shared again it goes on."""
    page, sharing = signed_in(english(cast.olga)), f"/plans/{cast.plan_id}/sharing"
    warned = "Your group has a question of yours to answer."
    assert warned not in home(page, sharing)
    question_id = ask(cast)
    answer(cast, question_id, cast.pim)
    assert warned in home(page, sharing)
    assert warned not in home(signed_in(english(cast.karel)), sharing), "a co-author cannot end it"
    page.post(f"{sharing}/group", data={"shared": "no"})
    assert "nobody can answer it now" in home(page, sharing)
    address = f"/plans/{cast.plan_id}/peers/{question_id}"
    assert "Sterk" in home(page, address)
    assert signed_in(cast.pim).get(address).status_code == 404
    page.post(f"{sharing}/group", data={"shared": "yes"})
    assert warned in home(page, sharing)
    assert "Sterk" in home(signed_in(cast.pim), address)


def test_the_desk_of_a_trainer_lists_open_questions(cast: Cast, signed_in: SignIn) -> None:
    """Whose is open and who has not answered; it adds nothing to what waits for the trainer."""
    rosa = join_group(cast, "rosa")
    tess, part = signed_in(english(cast.tess)), "Open in the peer groups"
    assert part not in home(tess, "/training")
    question_id = ask(cast)
    page = home(tess, "/training")
    assert part in page
    assert "Nothing waits for you now." in page
    assert f"/peers/{question_id}" in page
    assert "Not answered yet: Pim, Rosa" in page
    answer(cast, question_id, rosa)
    assert "Not answered yet: Pim<" in home(tess, "/training")
    assert part not in home(signed_in(english(cast.tom)), "/training")
    close(cast, question_id)
    assert part not in home(tess, "/training")
