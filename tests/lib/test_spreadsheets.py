"""Tables from and to spreadsheet programs."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from impactplan.lib import spreadsheets
from impactplan.lib.spreadsheets import SheetError, read_table, safe_text, write_csv, write_xlsx

D = Decimal


def workbook(*rows: list[object], percent: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if percent:
        sheet["A1"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_every_usual_way(separator: str, encoding: str) -> None:
    text = f"Naam{separator}Waarde\r\ncafé{separator}€ 5\r\n"
    assert read_table(text.encode(encoding), 10) == [["Naam", "Waarde"], ["café", "€ 5"]]


def test_a_quoted_cell_may_hold_separators_and_lines() -> None:
    assert read_table(b'a;b\n"x;y\nz";2\n', 10) == [["a", "b"], ["x;y\nz", "2"]]


def test_a_workbook_gives_numbers_and_days_as_they_are() -> None:
    data = workbook(["naam", 0.1 + 0.2, 1300, datetime(2022, 6, 18, 0, 0), True, None])
    assert read_table(data, 10) == [["naam", D("0.3"), D(1300), date(2022, 6, 18), "True"]]


def test_a_cell_shown_as_a_percentage_is_that_percentage() -> None:
    assert read_table(workbook([0.625], percent=True), 10) == [[D("62.5")]]


def test_empty_rows_keep_the_numbers_of_the_others_and_do_not_count_at_the_end() -> None:
    assert read_table(workbook(["a"], [], ["b"], [None], ["  "]), 10) == [["a"], [], ["b"]]
    assert read_table(b"a\n\nb\n\n\n", 3) == [["a"], [], ["b"]]


def test_a_formula_is_never_computed_here() -> None:
    assert read_table(workbook(["a", "=1+1", "b"]), 10) == [["a", None, "b"]]


def test_the_first_sheet_that_holds_something_is_read() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("second")["A1"] = "here"
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue(), 10) == [["here"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n ; ;\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old"),
        (b"PK\x03\x04 no zip", "broken"),
        (b"%PDF\x00\x01", "type"),
        (b"a\n" * 11, "lines"),
        (b'a;"' + b"x" * 200_000, "broken"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(SheetError) as caught:
        read_table(data, 10)
    assert caught.value.reason == reason


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("types", "[Content_Types].xml"), data)
    return out.getvalue()


def test_a_small_zip_that_holds_a_great_deal_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1000)
    with pytest.raises(SheetError, match="large"):
        read_table(packed(types=b"0" * 1001), 10)


def test_another_zip_is_no_workbook() -> None:
    with pytest.raises(SheetError, match="type"):
        read_table(packed(readme=b"hello"), 10)


def test_a_workbook_that_declares_entities_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(["a"]))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = bomb + sheet[sheet.find(b"<worksheet") :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    with pytest.raises(SheetError, match="broken"):
        read_table(out.getvalue(), 10)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_what_a_program_would_compute_is_made_text_and_read_back_as_it_was(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    assert read_table(write_csv([["a", text]]), 10)[0][1] == text


@pytest.mark.parametrize("text", ["", "tekst", "-5", "+3,5", "-1.300 %", "'s avonds"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_a_written_workbook_holds_texts_only() -> None:
    data = write_xlsx("Metingen: 2022/23", [["kop", "n"], ["=1+1", "http://example.org"]], [20, 10])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.title == "Metingen  2022 23"
    assert [[cell.value for cell in row] for row in sheet.rows] == [["kop", "n"], ["=1+1", "http://example.org"]]
    assert all(cell.data_type == "s" for row in sheet.rows for cell in row)


def test_as_many_columns_as_anybody_needs() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for column in range(200):
        sheet.write_number(0, column, column)
    book.close()
    assert len(read_table(out.getvalue(), 10)[0]) == spreadsheets.MOST_COLUMNS


def test_a_number_beyond_all_sense_spoils_its_own_cell_only() -> None:
    (row,) = read_table(workbook([1e300, -1e300, 10**15, 5]), 10)
    assert row == ["1e+300", "-1e+300", str(10**15), Decimal(5)]
