"""Tables from and to spreadsheet programs."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from impactplan.lib import workbooks
from impactplan.lib.spreadsheets import read_tables, safe_text, write_csv, write_xlsx
from impactplan.lib.tables import MOST_COLUMNS, Cell, Formula, Percentage, SheetError, column_name

D = Decimal


def read_table(data: bytes, most_rows: int) -> list[list[Cell]]:
    """Return the rows of the first sheet."""
    return [list(row) for row in read_tables(data, most_rows)[0].rows]


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
    assert read_table(data, 10) == [["naam", D("0.3"), D(1300), date(2022, 6, 18), "TRUE"]]


def test_a_cell_shown_as_a_percentage_is_that_percentage() -> None:
    assert read_table(workbook([0.625], percent=True), 10) == [[D("62.5")]]


def test_empty_rows_keep_the_numbers_of_the_others_and_do_not_count_at_the_end() -> None:
    assert read_table(workbook(["a"], [], ["b"], [None], ["  "]), 10) == [["a"], [], ["b"]]
    assert read_table(b"a\n\nb\n\n\n", 3) == [["a"], [], ["b"]]


def test_a_formula_is_never_computed_here() -> None:
    assert read_table(workbook(["a", "=1+1", "b"]), 10) == [["a", Formula("=1+1"), "b"]]


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
        (b'a;"' + b"x" * 200_000, "quotes"),
        (b'a;b\n"c;d\ne;f\n', "quotes"),
        (b'a;b\n"c;d\n"e";f\n', "quotes"),
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


def repack(data: bytes, **changed: bytes) -> bytes:
    """Return a workbook with other parts in it: ``sheet`` and ``book`` by those names, others beside them."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "texts": "xl/sharedStrings.xml"}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts |= {names.get(name, name): data for name, data in changed.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>%s</worksheet>'


class Spy:
    """Counts what is unpacked, and what is parsed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.unpacked = self.elements = 0
        opened, began = zipfile.ZipFile.open, workbooks._SheetReader.begin

        def unpack(packed: zipfile.ZipFile, name: Any, mode: str = "r", *more: Any, **options: Any) -> object:
            self.unpacked += packed.getinfo(name).file_size if mode == "r" else 0
            return opened(packed, name, mode, *more, **options)

        def begin(reader: workbooks._SheetReader, name: str, attributes: dict[str, str]) -> None:
            self.elements += 1
            began(reader, name, attributes)

        monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
        monkeypatch.setattr(workbooks._SheetReader, "begin", begin)


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (SHEET % (b"<row>" + b"<c/>" * 1_500_000 + b"</row>", b""), "large"),
        (SHEET % (b"<row/>" * 600_000, b""), "large"),
        (SHEET % (b"", b'<mergeCell ref="A1:XFD1048576"/>' * 2000), "large"),
        (SHEET % (b" " * 30_000_000, b""), "large"),
        (SHEET % (b"<x>" * 500_000, b""), "large"),
    ],
    ids=["cells", "rows", "merged", "spaces", "depth"],
)
def test_a_small_zip_that_holds_a_great_deal_is_refused_before_the_work(
    sheet: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = repack(workbook(["a"]), sheet=sheet)
    assert len(data) < 200_000
    spy = Spy(monkeypatch)
    with pytest.raises(SheetError, match=reason):
        read_tables(data, 500)
    assert spy.unpacked <= workbooks.MOST_UNPACKED
    assert spy.elements <= workbooks.MOST_ELEMENTS


def test_a_workbook_of_very_many_sheets_is_refused_before_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {f"xl/worksheets/sheet{number}.xml": SHEET % (b"", b"") for number in range(2, 2900)}
    many = repack(workbook(["a"]), **parts)
    spy = Spy(monkeypatch)
    with pytest.raises(SheetError, match="sheets"):
        read_tables(many, 500)
    assert spy.unpacked == 0
    assert spy.elements == 0


def test_one_sheet_that_stands_in_a_workbook_very_often_is_read_no_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = b"".join(b'<sheet name="s%d" r:id="rId1"/>' % number for number in range(2900))
    book = b'<workbook xmlns:r="http://x/r"><sheets>%s</sheets></workbook>' % sheets
    data = repack(workbook(["a"]), book=book)
    spy = Spy(monkeypatch)
    with pytest.raises(SheetError, match="sheets"):
        read_tables(data, 500)
    assert spy.elements == 0


def test_far_away_cells_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    near = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    cells = near + b'<row r="1048576"><c r="A1048576"><v>3</v></c></row>'
    sheet = SHEET % (cells, b'<dimension ref="A1:XFD1048576"/>')
    (table,) = read_tables(repack(workbook(["a"]), sheet=sheet), 500)
    assert (table.rows, table.beyond, table.is_cut) == ([[D(1)]], 1, True)


def test_one_long_text_in_many_cells_is_cut_once() -> None:
    texts = b"<sst><si><t>%s</t></si></sst>" % (b"x" * 1_000_000)
    sheet = SHEET % (b'<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>', b"")
    book = io.BytesIO()
    made = xlsxwriter.Workbook(book)
    made.add_worksheet().write_string(0, 0, "a")
    made.close()
    ((one, other),) = read_table(repack(book.getvalue(), texts=texts, sheet=sheet), 10)
    assert one is other
    assert len(str(one)) == workbooks.MOST_CHARACTERS + 1


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
    assert safe_text(text).startswith("'")
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
    assert len(read_table(out.getvalue(), 10)[0]) == MOST_COLUMNS


def test_a_number_beyond_all_sense_spoils_its_own_cell_only() -> None:
    (row,) = read_table(workbook([1e300, -1e300, 10**15, 5]), 10)
    assert row == ["1e+300", "-1e+300", str(10**15), Decimal(5)]


# --- what programs write -----------------------------------------------------------------------------------------


def made(fill: object) -> bytes:
    """Return a workbook as XlsxWriter makes it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book)  # type: ignore[operator]  # a parameter of the test
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("code", "number", "cell"),
    [
        ("0%", 0.625, Percentage("62.5")),
        ("0.0%;-0.0%", -0.5, Percentage(-50)),
        ('0.0"%"', 62.5, D("62.5")),
        ("0.0\\%", 62.5, D("62.5")),
        ('0" % van de deelnemers"', 62.5, D("62.5")),
        ("[Red]0%", 0.5, Percentage(50)),
        ("[>1]0%", 0.5, Percentage(50)),
        ("0.0_%", 62.5, D("62.5")),
        ('#,##0.00 "min"', 1300.25, D("1300.25")),
        ('"€" #,##0', 12.5, D("12.5")),
    ],
)
def test_a_percent_sign_counts_only_where_the_program_computes_with_it(code: str, number: float, cell: Cell) -> None:
    data = made(lambda book: book.add_worksheet().write_number(0, 0, number, book.add_format({"num_format": code})))
    ((found,),) = read_table(data, 10)
    assert found == cell
    assert type(found) is type(cell)


def test_a_formula_gives_the_outcome_that_was_stored_or_says_that_there_is_none() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=31*2", None, 62)
        sheet.write_formula(0, 1, '=""&"x"', None, "x")
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 3, "=A1", None, "")

    assert read_table(made(fill), 10) == [[D(62), "x", "#DIV/0!", Formula("=A1")]]


def test_hidden_sheets_rows_and_columns_and_merged_cells_are_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        hidden, sheet = book.add_worksheet("Lijstjes"), book.add_worksheet("Metingen")
        hidden.write(0, 0, "x")
        hidden.hide()
        sheet.activate()
        sheet.set_first_sheet()
        for row, text in enumerate("abcd"):
            sheet.write(row, 0, text)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.merge_range(1, 1, 3, 2, "samen")

    lists, table = read_tables(made(fill), 10)
    assert (lists.name, lists.is_hidden) == ("Lijstjes", True)
    assert (table.name, table.is_hidden, table.hidden, table.hidden_columns) == ("Metingen", False, {2}, {1})
    assert table.merged == dict.fromkeys([(1, 2), (2, 1), (2, 2), (3, 1), (3, 2)], (1, 1))


def test_days_from_a_mac_count_from_1904() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": True})
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    book.add_worksheet().write_datetime(0, 0, datetime(2022, 6, 18), day)
    book.close()
    assert read_table(out.getvalue(), 10) == [[date(2022, 6, 18)]]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16-le", "utf-16-be", "utf-16", "utf-8"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_accents_and_line_ends_of_every_program(encoding: str, end: str) -> None:
    rows = [["Indicator", "Waarde", "Opmerking"], ["Coëfficiënt van één café", "12,5", "foto’s – à € 5"]]
    text = end.join(";".join(row) for row in rows) + end
    assert read_table(text.encode(encoding), 10) == rows


def test_what_stands_between_cells_is_seen_below_a_title_and_beside_commas() -> None:
    rows = [["Metingen, voorjaar"], ["Indicator", "Waarde"], ["a", "1"]]
    assert read_table(b"Metingen van 2022\nIndicator,Waarde\na,1\n", 10) == [["Metingen van 2022"], *rows[1:]]
    assert read_table(b'"Metingen, voorjaar"\nIndicator;Waarde\na;1\n', 10) == rows
    assert read_table(b"a;b\nx;1,5\n", 10) == [["a", "b"], ["x", "1,5"]]
    assert read_table(b"sep=,\na;b,c\n", 10) == [[], ["a;b", "c"]]


def test_cells_that_are_written_hold_together_whatever_separator_a_program_takes() -> None:
    written = [["naam", "a,=1+1"], ["x\ty", "-2+3;@SUM(A1)"], ["a\t=1\n=2", 'a,"=1"'], ["n, -5", "a,-5,+3"]]
    data = write_csv(written)
    assert read_table(data, 10) == written
    for separator in ",;\t":
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator)
        assert not any(cell.lstrip('"').startswith(("=", "@", "-2")) for row in rows for cell in row)


def test_columns_have_the_letters_that_a_program_shows() -> None:
    assert [column_name(at) for at in (0, 25, 26, 59)] == ["A", "Z", "AA", "BH"]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}, "ods"),
        ({"types": b"<x/>", "xl/workbook.bin": b""}, "old"),
        ({"types": b"<x/>", "word/document.xml": b"<x/>"}, "type"),
    ],
)
def test_files_of_other_programs_are_told_apart(parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(SheetError, match=reason):
        read_tables(packed(**parts), 10)


@pytest.mark.parametrize(
    ("count", "length", "reason"), [(1, 256, "broken"), (1, 300_000, "broken"), (1001, 1, "broken"), (1, 255, "")]
)
def test_number_formats_are_few_and_short(count: int, length: int, reason: str) -> None:
    codes = b"".join(b'<numFmt numFmtId="%d" formatCode="%s"/>' % (200 + at, b"%" * length) for at in range(count))
    styles = b'<styleSheet><numFmts>%s</numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>' % codes
    data = repack(workbook([0]), **{"xl/styles.xml": styles})
    if reason:
        with pytest.raises(SheetError, match=reason):
            read_tables(data, 500)
    else:
        assert read_table(data, 500) == [[Percentage(0)]]


def test_a_number_format_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(workbooks, "is_date_format", lambda code: looked.append(code))
    data = made(
        lambda book: book.add_worksheet().write_column(0, 0, range(400), book.add_format({"num_format": "[[0"}))
    )
    assert len(read_table(data, 500)) == 400
    assert len(looked) == 1


@pytest.mark.parametrize(("number", "shown"), [(0, Percentage(0)), (0.5, "0.5"), (-1e300, "-1E+300")])
def test_what_a_format_makes_beyond_all_sense_spoils_its_own_cell_only(number: float, shown: Cell) -> None:
    """A format may hold 250 percent signs, and each shows the number a hundred times as large."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, number, book.add_format({"num_format": "%" * 250}))
        sheet.write_row(1, 0, ["here", 5])

    assert read_table(made(fill), 10) == [[shown], ["here", D(5)]]
