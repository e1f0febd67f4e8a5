"""Measurements from a file, through the pages: look first, store in one go, undo in one go."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.models import User
from impactplan.reporting import routes
from impactplan.workbook import operations
from impactplan.workbook.queries import find_last_edit, load_state
from impactplan.workbook.undo import undo_batch
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

D = Decimal
SignIn = Callable[[User], PageClient]
FILE = "Indicator;Datum;Waarde;n;Opmerking\nInloggen;18-6-2022;62,5;90;=1+1\nInloggen;18-6-2023;veel;;\nx;;3;;\n"


@pytest.fixture
def olga(cast: Cast, signed_in: SignIn) -> PageClient:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.create_item(write, "indicator", {"name": "Inloggen", "unit": "%"})
    return signed_in(cast.olga)


def send(client: PageClient, cast: Cast, data: bytes | str, name: str = "metingen.csv") -> TestResponse:
    raw = data.encode() if isinstance(data, str) else data
    form = {"file": (io.BytesIO(raw), name)}
    return client.post(f"/plans/{cast.plan_id}/results/preview", data=form, queries=8)


def kept_of(answer: TestResponse) -> dict[str, Any]:
    page = answer.get_data(as_text=True)
    found = re.search(r'name="lines" value="([^"]*)"', page)
    key = re.search(r'name="key" value="([^"]*)"', page)
    assert found, page
    assert key
    return {"lines": html.unescape(found[1]), "key": key[1]}


def store(client: PageClient, cast: Cast, form: dict[str, Any]) -> TestResponse:
    return client.post(f"/plans/{cast.plan_id}/results/store", data=form, follow_redirects=True)


def measured(cast: Cast) -> list[tuple[Any, ...]]:
    rows = load_state(cast.plan_id).rows("measurement")
    return [(row["measured_on"], row["value"], row["n"], row["note"]) for row in rows]


def test_nothing_is_stored_by_looking(cast: Cast, olga: PageClient) -> None:
    page = send(olga, cast, FILE).get_data(as_text=True)
    assert "1 regel is goed" in page
    assert "2 regels kunnen zo niet worden bewaard" in page
    assert "Het plan heeft geen indicator met deze naam" in page
    assert measured(cast) == []


def test_the_good_lines_are_stored_as_one_edit_that_can_be_undone(cast: Cast, olga: PageClient) -> None:
    data = FILE + "Inloggen;18-6-2024;70;;\n"
    page = store(olga, cast, kept_of(send(olga, cast, data))).get_data(as_text=True)
    assert "2 metingen zijn toegevoegd" in page
    assert measured(cast) == [(date(2022, 6, 18), D("62.5"), 90, "=1+1"), (date(2024, 6, 18), D(70), None, None)]
    last = find_last_edit(cast.plan_id)
    assert last is not None
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        undo_batch(write, last.batch)
    assert measured(cast) == []


def test_sending_it_twice_stores_it_once(cast: Cast, olga: PageClient) -> None:
    form = kept_of(send(olga, cast, FILE))
    store(olga, cast, form)
    assert "1 meting is toegevoegd" in store(olga, cast, form).get_data(as_text=True)  # the answer it got before
    assert "1 regel stond er al" in store(olga, cast, form | {"key": "other"}).get_data(as_text=True)
    assert len(measured(cast)) == 1


def test_what_was_tampered_with_is_refused_whole(cast: Cast, olga: PageClient) -> None:
    for lines in ("", "{}", "[[1,2]]", '[["k",null,null,"NaN",null,null]]', "[" * 100_000):
        page = store(olga, cast, {"lines": lines, "key": "k"}).get_data(as_text=True)
        assert "niet heel over" in page, lines[:40]
    assert measured(cast) == []


def test_a_plan_that_is_full_takes_no_part_of_it(cast: Cast, olga: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    form = kept_of(send(olga, cast, FILE + "Inloggen;18-6-2024;70;;\n"))
    monkeypatch.setattr(operations, "ROW_LIMIT", 1)
    assert "Er is niets bewaard" in store(olga, cast, form).get_data(as_text=True)
    assert measured(cast) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Er staat niets|In dit bestand staat niets"),
        (b"naam;getal\na;1\n", "ontbreekt de kolom"),
        (b"indicator;waarde\nInloggen;\n", "Geen regel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Dit is geen tabel"),
        (b"indicator;waarde;datum\n" + b"Inloggen;5;1-1-2022\n" * 600, "te veel regels"),
        (b"\xd0\xcf\x11\xe0", "oud soort werkmap"),
        (b"PK\x03\x04", "gaat niet open"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(cast: Cast, olga: PageClient, data: bytes, words: str) -> None:
    answer = send(olga, cast, data)
    assert answer.status_code == 422
    assert re.search(words, answer.get_data(as_text=True))


def test_a_file_that_is_too_large_is_not_read(cast: Cast, olga: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_BYTES", len(FILE.encode()))
    assert send(olga, cast, FILE).status_code == 200
    answer = send(olga, cast, FILE + "\n")
    assert answer.status_code == 422
    assert "te groot" in answer.get_data(as_text=True)


def test_without_a_file_it_asks_for_one(cast: Cast, olga: PageClient) -> None:
    answer = olga.post(f"/plans/{cast.plan_id}/results/preview", data={})
    assert answer.status_code == 422
    assert "Kies eerst een bestand" in answer.get_data(as_text=True)


def test_the_template_filled_in_comes_back(cast: Cast, olga: PageClient) -> None:
    for way in ("", "?as=xlsx"):
        answer = olga.get(f"/plans/{cast.plan_id}/results/template{way}")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert send(olga, cast, answer.data).status_code == 422  # nothing is filled in yet
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.active
    assert sheet is not None
    sheet["B2"], sheet["D2"], sheet["E2"] = date(2022, 6, 18), 0.625, 90
    sheet["D2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    store(olga, cast, kept_of(send(olga, cast, out.getvalue(), "metingen.xlsx")))
    assert measured(cast) == [(date(2022, 6, 18), D("62.5"), 90, None)]


def test_five_hundred_lines_are_stored_in_one_go(cast: Cast, olga: PageClient) -> None:
    lines = "".join(f"Inloggen;{day % 28 + 1}-{day // 28 % 12 + 1}-{1990 + day // 336};5;;\n" for day in range(500))
    store(olga, cast, kept_of(send(olga, cast, "indicator;datum;waarde;n;opmerking\n" + lines)))
    assert len(measured(cast)) == 500
