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
import xlsxwriter
from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.exports.document import in_language
from impactplan.lib.spreadsheets import write_csv, write_xlsx
from impactplan.models import User, db
from impactplan.reporting import routes
from impactplan.reporting.lines import template_rows
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
    lines = re.search(r'name="lines" value="([^"]*)"', page)
    key = re.search(r'name="key" value="([^"]*)"', page)
    assert lines, page
    assert key
    return {"lines": html.unescape(lines[1]), "key": key[1]}


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


def test_what_no_longer_fits_the_plan_is_not_said_to_be_there(cast: Cast, olga: PageClient) -> None:
    form = kept_of(send(olga, cast, FILE))
    indicator = load_state(cast.plan_id).rows("indicator")[0].id
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, "indicator", indicator)
    page = store(olga, cast, form).get_data(as_text=True)
    assert "Het plan is intussen gewijzigd" in page
    assert "stond er al" not in page
    assert measured(cast) == []


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
        (b"\xd0\xcf\x11\xe0", "ander soort werkmap"),
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


# --- odd tables say what they did --------------------------------------------------------------------------------


def words_of(answer: TestResponse) -> str:
    """Return what the main part of a page says, in one line."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    main = answer.get_data(as_text=True).partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def make_book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book)
    book.close()
    return out.getvalue()


DUTCH = ["Indicator", "Datum", "Meetmoment", "Waarde", "Aantal antwoorden", "Opmerking"]


def test_a_number_with_a_comma_in_a_file_of_commas_is_refused_and_not_cut(cast: Cast, olga: PageClient) -> None:
    for head, row in (
        ("Indicator,Datum,Waarde", "Inloggen,18-6-2022,12,5"),
        ("Indicator,Datum,Waarde,Opmerking", "Inloggen,18-6-2022,12,5,"),
        ("Indicator,Waarde,Datum", "Inloggen,12,5,18-6-2022"),
        ("Indicator,Datum,Meetmoment,Waarde,n,Opmerking,Eenheid", "Inloggen,18-6-2022,,12,5,,,"),
    ):
        answer = send(olga, cast, f"{head}\n{row}\n")
        assert "0 regels zijn goed" in words_of(answer)
        assert "moet een getal met een komma tussen aanhalingstekens staan" in words_of(answer)
        assert kept_of(answer)["lines"] == "[]"
    store(olga, cast, kept_of(send(olga, cast, 'Indicator,Datum,Waarde\nInloggen,18-6-2022,"12,5"\n')))
    assert measured(cast) == [(date(2022, 6, 18), D("12.5"), None, None)]


def test_every_sheet_row_and_cell_that_is_not_used_is_named(cast: Cast, olga: PageClient) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        hidden, sheet, other = (book.add_worksheet(name) for name in ("Lijstjes", "Metingen", "Vorig jaar"))
        for away in (hidden, other):
            away.write_row(0, 0, DUTCH)
            away.write_row(1, 0, ["Inloggen", "1-1-2020", "", 99])
        sheet.activate()
        hidden.hide()
        sheet.write(0, 0, "Metingen van juni")
        sheet.write_row(1, 0, [*DUTCH, "Cijfer", ""])
        sheet.write_row(2, 0, ["Inloggen", "18-6-2022", "", 62.5, 90, "", 7, "los"])
        sheet.write_row(3, 0, ["Inloggen", "18-6-2023", "", 70])
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.write(4, 0, "Inloggen")
        sheet.write(5, 70, "ver weg")
        sheet.write_row(6, 0, ["Inloggen", "18-6-2024", "", "=D3*2"])
        sheet.write_formula(6, 3, "=D3*2", None, "")

    answer = send(olga, cast, make_book(fill))
    words = words_of(answer)
    for said in (
        "Blad ‘Metingen’. 4 rijen zijn gelezen.",
        "1 regel is goed",
        "1 regel kan zo niet worden bewaard",
        "1 regel wordt overgeslagen: Deze rij is verborgen in het bestand",
        "1 rij wordt overgeslagen: Er staat geen meting in",
        "Verborgen blad ‘Lijstjes’ (2 rijen)",
        "Blad ‘Vorig jaar’ (2 rijen)",
        "Rij 1: staat boven de kopregel",
        "Rij 5: ",
        "Kolom G, ‘Cijfer’",
        "Cellen zonder kop: H3",
        "1 cel voorbij kolom BH",
        "Er staat een formule in deze cel, en de uitkomst staat niet in het bestand",
    ):
        assert said in words
    store(olga, cast, kept_of(answer))
    assert measured(cast) == [(date(2022, 6, 18), D("62.5"), 90, None)]


def test_a_table_on_a_hidden_sheet_is_asked_for(cast: Cast, olga: PageClient) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        hidden, sheet = book.add_worksheet("Metingen"), book.add_worksheet("Voorblad")
        hidden.write_row(0, 0, DUTCH)
        sheet.write(0, 0, "Welkom")
        sheet.activate()
        hidden.hide()

    answer = send(olga, cast, make_book(fill))
    assert answer.status_code == 422
    assert "verborgen blad ‘Metingen’" in html.unescape(answer.get_data(as_text=True))


def test_merged_cells_name_every_row_and_never_share_a_number(cast: Cast, olga: PageClient) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, DUTCH)
        for row, day in enumerate(["18-6-2022", "18-6-2023", "18-6-2024", "18-6-2025"], start=1):
            sheet.write_row(row, 1, [day, "", 60 + row])
        sheet.merge_range(1, 0, 4, 0, "Inloggen")
        sheet.merge_range(3, 3, 4, 3, 80)

    answer = send(olga, cast, make_book(fill))
    assert "Cel D5 is samengevoegd" in words_of(answer)
    store(olga, cast, kept_of(answer))
    assert [value for _day, value, _n, _note in measured(cast)] == [61, 62, 80]


def test_two_values_of_one_day_are_asked_about(cast: Cast, olga: PageClient) -> None:
    data = FILE + "Inloggen;18-6-2024;70;;\nInloggen;18-6-2024;71,5;;\n"
    answer = send(olga, cast, data)
    words = words_of(answer)
    assert "2 regels vragen om je keuze" in words
    assert "Regel 5: 70" in words
    assert "Regel 6: 71,5" in words
    form = kept_of(answer)
    chosen = re.findall(r'name="(choice-5)" value="([^"]*)"', answer.get_data(as_text=True))
    assert [bool(value) for _name, value in chosen] == [True, True, False]
    store(olga, cast, form)
    assert len(measured(cast)) == 1  # none was chosen
    store(olga, cast, form | {"key": "other", "choice-5": html.unescape(chosen[1][1])})
    assert [value for _day, value, _n, _note in measured(cast)] == [D("62.5"), D("71.5")]


def test_a_choice_that_was_tampered_with_stores_nothing(cast: Cast, olga: PageClient) -> None:
    form = kept_of(send(olga, cast, FILE))
    for choice in ("x", "[]", "{}", "[[]]", "[" * 100_000):
        assert "niet heel over" in store(olga, cast, form | {"choice-5": choice}).get_data(as_text=True)
    assert measured(cast) == []


def test_what_the_form_warns_of_stands_in_the_preview(cast: Cast, olga: PageClient) -> None:
    words = words_of(send(olga, cast, FILE + "Inloggen;18-6-2024;162;3;\n"))
    assert "Een percentage ligt tussen 0 en 100" in words


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("page", ["nl", "en"])
@pytest.mark.parametrize("way", ["csv", "xlsx"])
def test_the_template_of_either_language_goes_round_on_a_page_of_either(
    cast: Cast, olga: PageClient, language: str, page: str, way: str
) -> None:
    """Numbers are those of the language of the template, whatever language the page has by then."""
    with in_language(language), olga.application.test_request_context():
        rows = template_rows(load_state(cast.plan_id, kinds=["indicator"]).rows("indicator"))
    value, n, day = {"nl": ("1.400,5", "1.300", "18 juni 2022"), "en": ("1,400.5", "1,300", "June 18, 2022")}[language]
    rows[1][1:6] = [day, "", value, n, "- 5 nieuw"]
    data = write_csv(rows) if way == "csv" else write_xlsx("Metingen", rows, [20])
    db.session.get_one(User, cast.olga.id).language = page
    db.session.commit()
    store(olga, cast, kept_of(send(olga, cast, data)))
    assert measured(cast) == [(date(2022, 6, 18), D("1400.5"), 1300, "- 5 nieuw")]
