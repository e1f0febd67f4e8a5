"""Mail to a round: to whom it goes, looking at it first, sending it once, and seeing what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from impactplan.courses.enrolment import grouping
from impactplan.models import Enrolment, Outbox, PeerGroup, Round, RoundMail, RoundStaff, User, db, now
from impactplan.outbox.message import write_message
from tests.courses.test_groups import list_people
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
LIST = 6
HOSTILE = "<script>alert(1)</script> [klik](javascript:alert(1)) ![x](http://elders.example/x.png) {{ 7*7 }} %(name)s"


@pytest.fixture
def cor(cast: Cast, signed_in: SignIn) -> PageClient:
    return signed_in(cast.cor)


@pytest.fixture
def invited(cast: Cast) -> Cast:
    """The cast, with somebody invited, somebody listed and somebody who dropped out."""
    for name in ("wacht", "lijst", "weg"):
        place = Enrolment(round_id=cast.round_id, email=f"{name}@example.org", name=name.title())
        place.invited_at = None if name == "lijst" else now()
        place.dropped_at = now() if name == "weg" else None
        db.session.add(place)
    db.session.commit()
    return cast


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="(key|to|subject|body|seen)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def look(client: PageClient, cast: Cast, **values: str) -> dict[str, str]:
    """Write a mail, look at it, and return what the button to send would send."""
    form = {"to": "everybody", "subject": "Tot donderdag", "body": "Neem je **plan** mee."} | values
    answer = client.post(f"/rounds/{cast.round_id}/mails/new", data=form)
    assert answer.status_code == 200, answer.text
    return hidden(answer.text)


def send(client: PageClient, cast: Cast, **values: str) -> Any:
    return client.post(f"/rounds/{cast.round_id}/mails", data=look(client, cast, **values))


def letters() -> dict[str, dict[str, Any]]:
    db.session.rollback()
    rows = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail"))
    return {payload["to"]: payload for payload in rows}


def stored() -> list[RoundMail]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(RoundMail)))


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ("everybody", {"olga", "pim", "tess", "cor", "wacht"}),
        ("participants", {"olga", "pim", "wacht"}),
        ("waiting", {"wacht"}),
        ("trainers", {"tess"}),
        ("group", {"olga", "pim"}),
    ],
)
def test_it_goes_to_whom_it_is_for(invited: Cast, cor: PageClient, to: str, names: set[str]) -> None:
    key = f"group-{invited.group_id}" if to == "group" else to
    answer = send(cor, invited, to=key)
    assert answer.status_code == 302
    assert set(letters()) == {f"{name}@example.org" for name in names}
    (mail,) = stored()
    assert (mail.count, mail.sent_by, mail.subject) == (len(names), invited.cor.id, "Tot donderdag")
    assert mail.group_id == (invited.group_id if to == "group" else None)
    page = cor.get(answer.location).text
    assert mail.to in page
    assert "<strong>plan</strong>" in page


def test_who_has_two_places_gets_one_mail(cast: Cast, cor: PageClient) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.olga.id, role="trainer"))
    db.session.commit()
    send(cor, cast)
    rows = db.session.scalars(select(Outbox.payload).where(Outbox.kind == "mail"))
    assert sorted(payload["to"] for payload in rows).count("olga@example.org") == 1


def test_the_preview_shows_the_mail_and_who_gets_it(cast: Cast, cor: PageClient) -> None:
    form = {"to": "everybody", "subject": "Tot donderdag", "body": "Neem je **plan** mee."}
    page = cor.post(f"/rounds/{cast.round_id}/mails/new", data=form).text
    assert "<strong>plan</strong>" in page
    assert "Verstuur aan 4 mensen" in page
    assert "pim@example.org" in page
    assert not letters()
    assert not stored()


def test_going_back_loses_nothing(cast: Cast, cor: PageClient) -> None:
    body = 'Regel 1\n\n- «lijst» & <b>\n  "citaat"\n' * 20
    kept = look(cor, cast, body=body, to="trainers", subject='Met "aanhaling" & zo')
    answer = cor.post(f"/rounds/{cast.round_id}/mails/new", data=kept | {"then": "change"})
    assert answer.status_code == 200
    page = unescape(answer.text)
    assert body.strip() in page
    assert 'value="Met "aanhaling" & zo"' in page
    assert 'value="trainers" selected' in page
    assert hidden(answer.text)["key"] == kept["key"]


def test_sent_twice_it_goes_once(cast: Cast, cor: PageClient) -> None:
    kept = look(cor, cast)
    first, second = (cor.post(f"/rounds/{cast.round_id}/mails", data=kept) for _ in range(2))
    assert first.location == second.location
    assert len(stored()) == 1
    assert db.session.query(Outbox).count() == 4


def test_another_mail_with_the_same_key_is_not_lost_silently(cast: Cast, cor: PageClient) -> None:
    """Somebody goes back in the browser, changes the mail that went out, and sends again."""
    kept = look(cor, cast)
    cor.post(f"/rounds/{cast.round_id}/mails", data=kept)
    answer = cor.post(f"/rounds/{cast.round_id}/mails", data=kept | {"subject": "Toch vrijdag"})
    assert answer.status_code == 422
    assert len(stored()) == 1
    again = hidden(answer.text)
    assert again["key"] != kept["key"]
    assert again["subject"] == "Toch vrijdag"
    assert cor.post(f"/rounds/{cast.round_id}/mails", data=again).status_code == 302
    assert len(stored()) == 2


def test_a_list_that_changed_is_shown_again(cast: Cast, cor: PageClient) -> None:
    kept = look(cor, cast)
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == cast.pim.id)).one()
    place.dropped_at = now()
    db.session.commit()
    answer = cor.post(f"/rounds/{cast.round_id}/mails", data=kept)
    assert answer.status_code == 422
    assert "Verstuur aan 3 mensen" in answer.text
    assert not letters()
    assert cor.post(f"/rounds/{cast.round_id}/mails", data=hidden(answer.text)).status_code == 302
    assert "pim@example.org" not in letters()


def test_each_reads_what_is_ours_in_their_own_language(cast: Cast, cor: PageClient) -> None:
    cast.pim.language = "en"
    db.session.commit()
    send(cor, cast, to="participants", body="Neem [je plan](https://bieb.example/plan) mee.")
    found = letters()
    assert "Cor schreef dit" in found["olga@example.org"]["text"]
    assert "Cor wrote this" in found["pim@example.org"]["text"]
    for payload in found.values():
        assert payload["reply_to"] == "cor@example.org"
        assert payload["subject"] == "Tot donderdag"
        assert 'href="https://bieb.example/plan"' in payload["html"]
        assert "https://bieb.example/plan" in payload["text"]


def test_a_hostile_mail_harms_nobody(cast: Cast, cor: PageClient) -> None:
    subject = "Hallo\r\nBcc: vera@example.org <script>"
    answer = send(cor, cast, subject=subject, body=HOSTILE)
    for page in (cor.get(answer.location).text, cor.get(f"/rounds/{cast.round_id}/mails").text):
        assert "<script>alert" not in page
        assert "javascript:" not in page.replace("[klik](javascript:", "")
    payload = letters()["olga@example.org"]
    assert "<script>" not in payload["html"]
    body = re.sub(r"<head>.*</head>", "", payload["html"], flags=re.DOTALL)
    assert "<img" not in body
    assert re.findall(r'href="([^"]*)"', body) == ["http://elders.example/x.png"]  # of a picture, the way to it
    assert "{{ 7*7 }} %(name)s" in payload["html"]
    message = message_from_bytes(write_message(payload, "noreply@localhost").content, policy=default)
    assert message["Subject"] == "Hallo Bcc: vera@example.org <script>"
    assert message["Bcc"] is None
    assert message["Reply-To"] == "cor@example.org"


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"subject": "x" * 201},
        {"body": "   "},
        {"body": "x" * 20_001},
        {"body": "nul\x00"},
        {"to": "waiting"},
        {"to": "group-weg"},
        {"to": ""},
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_field(cast: Cast, cor: PageClient, wrong: dict[str, str]) -> None:
    form = {"to": "everybody", "subject": "Tot donderdag", "body": "Neem je plan mee.", "key": "a" * 12} | wrong
    for address in ("/mails/new", "/mails"):
        answer = cor.post(f"/rounds/{cast.round_id}{address}", data=form)
        assert answer.status_code == 422
        assert "field__error" in answer.text
        for name in {"subject", "body"} - wrong.keys():
            assert form[name] in answer.text, "what was typed is still there"
    assert not stored()


def test_the_longest_mail_is_sent(cast: Cast, cor: PageClient) -> None:
    assert send(cor, cast, subject="é" * 200, body="ü\n" * 10_000).status_code == 302


def test_what_failed_is_named(cast: Cast, cor: PageClient) -> None:
    address = send(cor, cast).location
    rows = db.session.scalars(select(Outbox).where(Outbox.kind == "mail")).all()
    for row in rows:
        if row.payload["to"] == "pim@example.org":
            row.failed_at, row.error = now(), "550 No such user"
        elif row.payload["to"] == "olga@example.org":
            row.done_at = now()
        elif row.payload["to"] == "tess@example.org":
            db.session.delete(row)
    db.session.commit()
    page = cor.get(address).text
    assert "1 is bezorgd" in page
    assert "1 is onderweg" in page
    assert "van 1 is de bezorging niet meer bekend" in page
    assert re.search(r"fate__failed.*pim@example\.org", page, re.DOTALL)
    assert "1 is niet aangekomen" in cor.get(f"/rounds/{cast.round_id}/mails").text


def test_a_mail_of_another_round_is_not_there(cast: Cast, cor: PageClient) -> None:
    other = db.session.scalars(select(Round.id).where(Round.id != cast.round_id)).one()
    mail = RoundMail(round_id=other, to="Iedereen", subject="Elders", body="x", count=1)
    theirs = PeerGroup(round_id=other, title="Elders")
    db.session.add_all([mail, theirs])
    db.session.commit()
    mail_id, group_id = mail.id, theirs.id
    assert cor.get(f"/rounds/{cast.round_id}/mails/{mail_id}").status_code == 404
    assert "Elders" not in cor.get(f"/rounds/{cast.round_id}/mails").text
    form = {"to": f"group-{group_id}", "subject": "x", "body": "y"}
    assert cor.post(f"/rounds/{cast.round_id}/mails/new", data=form).status_code == 422
    kept = look(cor, cast) | {"key": mail_id}
    assert cor.post(f"/rounds/{cast.round_id}/mails", data=kept).status_code == 422, "their key is taken"
    assert not letters()


def test_deleting_a_group_keeps_what_was_written_to_it(cast: Cast, cor: PageClient) -> None:
    address = send(cor, cast, to=f"group-{cast.group_id}").location
    grouping.delete_group(cast.round_id, cast.cor, cast.group_id)
    db.session.commit()
    assert "Groep A" in cor.get(address).text


def test_there_is_an_end_to_mail(cast: Cast, counting: PageClient) -> None:
    cor = counting.sign_in(cast.cor)
    form = {"to": "everybody", "subject": "", "body": "x"}
    answers = [cor.post(f"/rounds/{cast.round_id}/mails", data=form).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


@pytest.mark.parametrize("people", [3, 200])
def test_the_queries_of_the_pages(cast: Cast, cor: PageClient, people: int) -> None:
    list_people(cast, people)
    address = send(cor, cast).location
    for page in (address, f"/rounds/{cast.round_id}/mails", f"/rounds/{cast.round_id}/mails/new"):
        assert cor.get(page, queries=LIST).status_code == 200
    form = {"to": "everybody", "subject": "Tot donderdag", "body": "Neem je plan mee."}
    assert cor.post(f"/rounds/{cast.round_id}/mails/new", data=form, queries=LIST).status_code == 200
