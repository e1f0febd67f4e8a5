"""How often one may try."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from flask_security import hash_password

from impactplan.accounts import limits
from impactplan.models import db
from tests.accounts.conftest import PASSWORD
from tests.support.cast import Cast, make_user
from tests.support.client import PageClient


@pytest.fixture
def client(counting: PageClient) -> PageClient:
    return counting


def test_guessing_ends_after_ten_tries(with_password: Cast, client: PageClient) -> None:
    for _ in range(10):
        assert client.post("/login", data={"email": "olga@example.org", "password": "fout"}).status_code == 200
    page = client.post("/login", data={"email": "olga@example.org", "password": PASSWORD})
    assert page.status_code == 429
    assert "Te veel pogingen" in page.text
    json = client.post("/login", json={"email": "OLGA@example.org", "password": PASSWORD})
    assert json.status_code == 429
    assert json.json
    assert json.json["error"] == 429
    assert client.get("/login").status_code == 200
    assert client.post("/login", data={"email": "vera@example.org", "password": PASSWORD}).status_code == 302


def test_an_unknown_address_is_limited_alike(client: PageClient) -> None:
    codes = [client.post("/login", data={"email": "x@example.org", "password": "fout"}).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_signing_in_well_does_not_count(with_password: Cast, client: PageClient) -> None:
    for _ in range(15):
        assert client.post("/login", data={"email": "olga@example.org", "password": PASSWORD}).status_code == 302
        client.post("/logout")


def test_many_accounts_from_one_place_end_too(client: PageClient) -> None:
    most = limits.GUESSES_OF_ADDRESS.amount
    codes = [
        client.post("/login", data={"email": f"x{n}@example.org", "password": "fout"}).status_code
        for n in range(most + 1)
    ]
    assert codes == [200] * most + [429]


def sign_in_from(client: PageClient, address: str, email: str, password: str) -> int:
    place = {"REMOTE_ADDR": address}
    data = {"email": email, "password": password}
    return FlaskClient(client.application).post("/login", data=data, environ_base=place).status_code


def test_a_hall_behind_one_address_gets_in(cast: Cast, client: PageClient) -> None:
    """Forty people of a library sign in within a minute, each after having mistyped their password twice."""
    hashed = hash_password(PASSWORD)
    people = [make_user(f"hall{number}") for number in range(40)]
    for person in people:
        person.password = hashed
    db.session.commit()
    emails = [str(person.email) for person in people]
    for password in ("mistyped", "mistyped again"):
        assert {sign_in_from(client, "127.0.0.1", email, password) for email in emails} == {200}
    assert [sign_in_from(client, "127.0.0.1", email, PASSWORD) for email in emails] == [302] * 40
    for _again in range(3):
        assert {sign_in_from(client, "127.0.0.1", email, PASSWORD) for email in emails} == {302}


def test_a_neighbour_in_the_hall_locks_out_nobody_but_there(with_password: Cast, client: PageClient) -> None:
    codes = [sign_in_from(client, "127.0.0.1", "olga@example.org", "fout") for _number in range(11)]
    assert codes == [200] * 10 + [429]
    assert sign_in_from(client, "127.0.0.1", "olga@example.org", PASSWORD) == 429
    assert sign_in_from(client, "127.0.0.2", "olga@example.org", PASSWORD) == 302, "she is at home"
    assert sign_in_from(client, "127.0.0.1", "vera@example.org", PASSWORD) == 302


def test_guessing_at_one_account_from_many_addresses_ends(with_password: Cast, client: PageClient) -> None:
    most = limits.GUESSES_EVERYWHERE.amount
    codes = [sign_in_from(client, f"127.0.1.{n // 5}", "olga@example.org", "fout") for n in range(most + 1)]
    assert codes == [200] * most + [429]


@pytest.mark.parametrize("address", ["/login/link", "/reset"])
def test_a_mailbox_is_not_flooded(client: PageClient, address: str) -> None:
    codes = [client.post(address, data={"email": "olga@example.org"}).status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]


def test_changing_the_address_is_limited(cast: Cast, client: PageClient) -> None:
    client.sign_in(cast.lena)
    codes = [client.post("/profile/email", data={"email": "een@example.org"}).status_code for _ in range(7)]
    assert codes == [302] * 6 + [429]


def test_invitations_are_limited(cast: Cast, client: PageClient) -> None:
    client.sign_in(cast.olga)
    address = f"/plans/{cast.plan_id}/sharing/invitations"
    codes = {client.post(address, data={"email": "karel@example.org", "role": "reader"}).status_code for _ in range(61)}
    assert codes == {422, 429}
