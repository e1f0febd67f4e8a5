"""One's own profile, and one's own data in a ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from impactplan.access import Permission
from impactplan.models import Invitation, User, db, now
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import writing
from tests.accounts.conftest import Mail, reload
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def test_the_profile_is_kept(cast: Cast, client: PageClient) -> None:
    client.sign_in(cast.olga)
    data = {"name": "  Olga\x0bde\x1b Vries ", "organisation": "Bibliotheek\x01 Zuid", "language": "nl"}
    assert client.post("/profile", data=data).location == "/profile"
    olga = reload(cast.olga)
    assert (olga.name, olga.organisation) == ("Olga de Vries", "Bibliotheek Zuid")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": ""}, "Vul dit in"),
        ({"name": "x" * 201}, "te lang"),
        ({"name": "Ol\x00ga"}, "niet bewaard"),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, client: PageClient, data: dict[str, str], said: str) -> None:
    client.sign_in(cast.olga)
    page = client.post("/profile", data={"language": "nl", **data})
    assert page.status_code == 422
    assert said in page.text


def test_nobody_gets_a_profile_signed_out(client: PageClient) -> None:
    for address in ("/profile", "/profile/email", "/profile/password", "/profile/delete"):
        assert client.get(address).location.startswith("/login?next=/profile")
    assert client.post("/profile/data").location.startswith("/login")


def read_zip(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return {name: archive.read(name).decode() for name in names}


def test_ones_data_come_out(with_password: Cast, signed_in: SignIn, mails: Callable[[], list[Mail]]) -> None:
    cast = with_password
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        create_item(write, "stakeholder", {"name": "Wijkbewoners 🙂"})
    invited = Invitation(plan_id=cast.plan_id, email="olga@example.org", role="reader", token_hash="geheim-spoor")
    invited.expires_at = now() + timedelta(days=1)
    db.session.add(invited)
    db.session.commit()
    olga = signed_in(cast.olga)
    olga.post("/login/link", data={"email": "olga@example.org"})
    sent = mails()[0]
    answer = olga.post("/profile/data")
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.is_streamed
    files = read_zip(answer.data)
    assert set(files) == {"README.txt", "account.json", f"plans/{cast.plan_id}.json"}
    assert "Dit bestand is van olga@example.org" in files["README.txt"]
    account = json.loads(files["account.json"])
    assert account["user"][0]["email"] == "olga@example.org"
    assert account["membership"][0]["role"] == "owner"
    assert account["enrolment"]
    assert account["revision"]
    assert account["invitation"]
    assert any(row.get("subject") == sent["subject"] for row in account["outbox"])
    plan = json.loads(files[f"plans/{cast.plan_id}.json"])
    assert plan["plan"][0]["title"] == "Digitaal Mee"
    assert plan["stakeholder"][0]["name"] == "Wijkbewoners 🙂"
    assert plan["revision"]
    everything = "".join(files.values())
    for secret in (cast.olga.password, cast.olga.fs_uniquifier, "geheim-spoor", "/login/link/"):
        assert secret not in everything


def test_a_plan_of_somebody_else_stays_in(cast: Cast, signed_in: SignIn) -> None:
    files = read_zip(signed_in(cast.karel).post("/profile/data").data)
    assert set(files) == {"README.txt", "account.json"}
    account = json.loads(files["account.json"])
    assert [row["plan_id"] for row in account["membership"]] == [cast.plan_id]


def test_a_big_plan_is_sent_in_parts(cast: Cast, signed_in: SignIn) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        for number in range(150):
            create_item(write, "stakeholder", {"name": f"Partij {number}"})
    answer = signed_in(cast.olga).post("/profile/data")
    files = read_zip(answer.data)
    assert len(json.loads(files[f"plans/{cast.plan_id}.json"])["stakeholder"]) == 150


def test_somebody_without_a_plan_gets_an_account_only(cast: Cast, signed_in: SignIn) -> None:
    assert set(read_zip(signed_in(cast.vera).post("/profile/data").data)) == {"README.txt", "account.json"}
