"""Tables from and to spreadsheet programs: CSV and XLSX, read with care and written so that nothing is computed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import openpyxl
import xlsxwriter

Cell = str | Decimal | date | None
MOST_COLUMNS = 60
MOST_UNPACKED = 4_000_000
"""Bytes. A workbook is a zip, and a small zip can hold a great deal: reading it takes fifty times as much memory."""
FAR_TOO_LARGE = 10**15
"""Such a number stays text, so that its line says what is wrong with it."""
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
NUMBER_LIKE = re.compile(r"[+-]?[\d.,\s]+%?")


class SheetError(ValueError):
    """A file that cannot be read (``reason`` "empty", "type", "old", "broken", "large" or "lines")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_table(data: bytes, most_rows: int) -> list[list[Cell]]:
    """Return the rows of the first sheet that holds anything, told apart by its content and not by its name.

    Numbers and days of a workbook come as Decimal and date (a cell shown as 60 % as 60), the rest as text. Raises
    SheetError, "lines" when there are more than ``most_rows``.
    """
    if not data.strip():
        raise SheetError("empty")
    if data.startswith(OLD_WORKBOOK):
        raise SheetError("old")
    rows = _from_workbook(data, most_rows) if data.startswith(b"PK") else _from_text(_decode(data), most_rows)
    while rows and not any(map(_is_filled, rows[-1])):
        rows.pop()
    if not rows:
        raise SheetError("empty")
    if len(rows) > most_rows:
        raise SheetError("lines")
    return rows


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _decode(data: bytes) -> str:
    """Return text in whichever of the usual ways it was written: Excel on Windows still writes cp1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise SheetError("type")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("type")


def _from_text(text: str, most_rows: int) -> list[list[Cell]]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        return [list(map(_plain, row[:MOST_COLUMNS])) for row in islice(reader, most_rows + 1000)]
    except csv.Error:
        raise SheetError("broken") from None


def _plain(text: str) -> str:
    """Take off the apostrophe that was put before a text to keep it from being computed."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_START) else text


def _from_workbook(data: bytes, most_rows: int) -> list[list[Cell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise SheetError("large")
            if "[Content_Types].xml" not in packed.namelist():
                raise SheetError("type")
        book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except SheetError:
        raise
    except Exception:  # a file from outside fails in as many ways as there are files
        raise SheetError("broken") from None
    try:
        return next((rows for sheet in book.worksheets if (rows := list(_rows_of(sheet, most_rows)))), [])
    except Exception:
        raise SheetError("broken") from None
    finally:
        book.close()


def _rows_of(sheet: Any, most_rows: int) -> Iterator[list[Cell]]:
    empty = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=most_rows + 1000):
        cells = [_read(cell) for cell in row]
        while cells and not _is_filled(cells[-1]):
            cells.pop()
        if not cells:
            empty += 1  # kept back until it turns out that something follows
            continue
        yield from ([] for _gap in range(empty))
        empty = 0
        yield cells


def _read(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        if not abs(value) < FAR_TOO_LARGE:  # nor is NaN
            return str(value)
        exact = round(Decimal(str(value)), 6)
        return (exact * 100 if "%" in str(cell.number_format) else exact).normalize() + 0
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value)


FORMULA_INSIDE = re.compile(r"(?<=[,;|\t\r\n])(?=[=@]|[+-]\s*[A-Za-z(=@])")
"""Where a formula would begin, if a program split the text at another separator than ours."""


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula; a number keeps its sign."""
    text = FORMULA_INSIDE.sub("'", text)
    return f"'{text}" if text.startswith(FORMULA_START) and not NUMBER_LIKE.fullmatch(text) else text


def write_csv(rows: Iterable[Sequence[str]], separator: str = ";") -> bytes:
    """Return CSV as Excel opens it in one go: with a byte order mark, and nothing that it would compute."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows([map(safe_text, row) for row in rows])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    """Return a workbook of one sheet with its headings in the first row; every text stays text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(at, column, text, bold if at == 0 else None)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()
