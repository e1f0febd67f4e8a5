"""Limits that cannot be stepped round, and nothing of an account that outlives its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest
from flask import Flask
from sqlalchemy import select, update

from impactplan.accounts.emails import sign_in_token
from impactplan.accounts.operations import invite, make_owner, new_token
from impactplan.accounts.privacy import delete_account, delete_plan
from impactplan.exports import jobs
from impactplan.exports.formats import FromDocument, formats
from impactplan.exports.operations import folder_of
from impactplan.exports.pdf import PDF
from impactplan.models import Export, Membership, Plan, db, membership_table, new_id
from impactplan.outbox import queue_job
from impactplan.outbox.leases import take
from impactplan.outbox.operations import handlers
from tests.accounts.conftest import PASSWORD, Mail, link_in, mails, reload, with_password
from tests.support.cast import Cast
from tests.support.client import PageClient

__all__ = ["mails", "with_password"]  # fixtures


def test_failing_at_one_invitation_keeps_nobody_from_another(cast: Cast, counting: PageClient) -> None:
    tokens = [new_token(), new_token()]
    for token, email in zip(tokens, ("olga@example.org", "nieuw@example.org"), strict=True):
        invite(cast.plan_id, cast.olga, f"x{email}", "reader", token)
    db.session.commit()
    for _ in range(11):
        counting.post("/login", data={"email": "", "password": "fout"})
        counting.post(f"/invitations/{tokens[0]}", data={"name": ""})
    assert counting.post(f"/invitations/{tokens[0]}", data={"name": "A"}).status_code == 429
    assert counting.post(f"/invitations/{tokens[1]}", data={"name": "B"}).status_code == 302


def test_an_address_in_another_spelling_is_no_other_account(with_password: Cast, counting: PageClient) -> None:
    spellings = ["olga@example.org", " OLGA@Example.org ", "olga@EXAMPLE.ORG", "olga@ｅxample.org"] * 3
    codes = [counting.post("/login", data={"email": email, "password": "fout"}).status_code for email in spellings]
    assert codes == [200] * 10 + [429] * 2


def test_nobody_guesses_the_password_of_an_open_session(with_password: Cast, counting: PageClient) -> None:
    counting.sign_in(with_password.olga)
    guess = {"password": "fout", "new_password": "x" * 12, "new_password_confirm": "x" * 12}
    assert [counting.post("/profile/password", data=guess).status_code for _ in range(11)][-1] == 429
    assert counting.post("/profile/delete", data={"proof": PASSWORD}).status_code == 429
    assert counting.post("/profile/email", data={"email": "a@example.org", "password": PASSWORD}).status_code == 429


def test_mails_to_ever_other_addresses_are_counted_to_their_sender(cast: Cast, counting: PageClient) -> None:
    counting.sign_in(cast.lena)
    codes = [counting.post("/profile/email", data={"email": f"a{n}@example.org"}).status_code for n in range(7)]
    assert codes == [302] * 6 + [429]
    cast.lena.fs_uniquifier = new_id()  # as after another password
    db.session.commit()
    counting.sign_in(cast.lena)
    assert counting.post("/profile/email", data={"email": "b@example.org"}).status_code == 429
    counting.sign_in(cast.olga)
    address = f"/plans/{cast.plan_id}/sharing/invitations"
    codes = [counting.post(address, data={"email": f"a{n}@example.org", "role": "x"}).status_code for n in range(61)]
    assert codes[-1] == 429


@pytest.mark.parametrize("email", ["olga@example.org", "niemand@example.org"])
def test_a_password_beyond_all_measure_is_just_wrong(with_password: Cast, client: PageClient, email: str) -> None:
    assert client.post("/login", data={"email": email, "password": "x" * 5000}).status_code == 200


def test_a_password_beyond_all_measure_cannot_be_chosen(with_password: Cast, client: PageClient) -> None:
    client.sign_in(with_password.olga)
    long = {"password": PASSWORD, "new_password": "x" * 5000, "new_password_confirm": "x" * 5000}
    assert "hooguit 128 tekens" in client.post("/profile/password", data=long).text
    chosen = token_hex(64)  # 128 characters that nobody guesses
    assert client.post("/profile/password", data=long | dict.fromkeys(list(long)[1:], chosen)).status_code == 302


def test_signing_in_renews_the_token_against_forgery(with_password: Cast, client: PageClient) -> None:
    client.get("/session")
    with client.session_transaction() as session:
        before = session["csrf_token"]
    client.post("/login", data={"email": "olga@example.org", "password": PASSWORD})
    client.get("/session")
    with client.session_transaction() as session:
        assert session["csrf_token"] != before


def test_links_to_the_old_address_die_with_it(
    with_password: Cast, app: Flask, client: PageClient, mails: Callable[[], list[Mail]]
) -> None:
    olga = with_password.olga
    client.post("/reset", data={"email": olga.email})
    other = app.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(olga)
    client.sign_in(olga)
    client.post("/profile/email", data={"email": "anders@example.org", "password": PASSWORD})
    with app.test_request_context():
        token = sign_in_token(olga, "/")
    sent = {mail["to"] + mail["subject"]: mail for mail in mails()}
    reset = next(mail for key, mail in sent.items() if "wachtwoord" in key)
    change = next(mail for key, mail in sent.items() if key.startswith("anders@"))
    assert client.post(link_in(change)).status_code == 302
    assert reload(olga).email == "anders@example.org"
    assert client.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 302
    assert client.get(f"/login/link/{token}").status_code == 410
    stranger = app.test_client()
    assert stranger.get(link_in(reset)).status_code == 302


def test_a_plan_handed_over_at_the_last_moment_is_not_deleted(cast: Cast, app: Flask) -> None:
    db.session.execute(
        update(membership_table).where(membership_table.c.user_id == cast.olga.id).values(role="coauthor")
    )
    make_owner(cast.plan_id, cast.karel.id)
    db.session.commit()
    olga = cast.olga.id
    with app.test_request_context():
        delete_account(cast.karel, {})
    owner = select(Membership.user_id).where(Membership.plan_id == cast.plan_id, Membership.role == "owner")
    assert db.session.scalar(owner) == olga
    assert db.session.get(Plan, cast.plan_id)


def test_no_file_is_left_of_a_plan_that_was_deleted_while_it_was_made(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = Export(plan_id=cast.plan_id, seq=1, format="pdf", options={}, options_hash="x", requested_by=cast.olga.id)
    db.session.add(export)
    db.session.flush()
    queue_job("export", {"export": export.id})
    db.session.commit()
    job = take("export", handlers.current["export"])
    assert job

    def write(_document: object, target: Path, _report: object) -> int:
        delete_plan(cast.plan_id)
        db.session.commit()
        target.write_bytes(b"x")
        return 1

    monkeypatch.setitem(formats.current, "pdf", replace(PDF, renderer=FromDocument(write)))
    jobs.make_file(job)
    assert list(folder_of(cast.plan_id).glob("*")) == []


def test_a_name_is_one_line(cast: Cast, client: PageClient) -> None:
    client.sign_in(cast.olga)
    client.post("/profile", data={"name": "Olga\r\n\nKlik: http://x", "organisation": "a\nb", "language": "nl"})
    assert reload(cast.olga).name == "Olga Klik: http://x"
    assert reload(cast.olga).organisation == "a b"
