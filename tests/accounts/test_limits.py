"""How often one may try."""

from __future__ import annotations

import pytest

from tests.accounts.conftest import PASSWORD
from tests.support.cast import Cast
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
    codes = [
        client.post("/login", data={"email": f"x{n}@example.org", "password": "fout"}).status_code for n in range(61)
    ]
    assert codes == [200] * 60 + [429]


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
