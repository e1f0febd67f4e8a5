"""Tables from and to spreadsheet programs: CSV and XLSX, read with care and written so that nothing is computed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from impactplan.lib.tables import MOST_COLUMNS, SheetError, Table, is_filled

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are as wide as a Chinese character, and are computed in some countries."""
NUMBER_LIKE = re.compile(r"[+-]{0,2}[\d.,\s]*%?")
CELL_WITHIN = re.compile(r"""([,;|\t\r\n]"*)([=+\-@＝＋－＠][^,;|\t\r\n]*)""")
GUARD_WITHIN = re.compile(r"""([,;|\t\r\n]"*)'(?=[=+\-@＝＋－＠])""")
SEPARATORS = ";,\t"
SAMPLE = 20
"""As many lines tell what stands between cells."""
USUAL_SIGNS = frozenset("éèëêïöüóáàäçñÉËÖÜ€’‘“”–—…")


def read_tables(data: bytes, most_rows: int) -> list[Table]:
    """Return the sheets of a file that hold anything, told apart by its content and not by its name.

    A file of text is one table. Raises SheetError.
    """
    if not data.strip():
        raise SheetError("empty")
    if data.startswith(OLD_WORKBOOK):
        raise SheetError("old")
    tables = _read_workbook(data, most_rows) if data.startswith(b"PK") else [_read_text(_decode(data), most_rows)]
    tables = [table for table in tables if any(map(is_filled, (cell for row in table.rows for cell in row)))]
    if not tables:
        raise SheetError("empty")
    return tables


def _decode(data: bytes) -> str:
    """Return text in whichever of the usual ways it was written.

    Excel writes cp1252 on Windows, Mac Roman on a Mac, and UTF-16 as "Unicode text".
    """
    if encoding := _find_utf16(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            raise SheetError("type") from None
    if b"\0" in data:
        raise SheetError("type")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return max((data.decode(code, "replace") for code in ("cp1252", "mac_roman")), key=_plausibility)


def _find_utf16(data: bytes) -> str:
    """Return the name of the encoding where text is in two bytes a letter, also without the mark that says so."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:2000]
    for encoding, zeros, letters in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if zeros.count(0) > 0.9 * len(zeros) and letters.count(0) == 0 and len(data) % 2 == 0:
            return encoding
    return ""


def _plausibility(text: str) -> int:
    """Return how much a text looks like one that somebody wrote: by its accents and quotes, and where they stand."""
    odd = Counter(char for char in text if ord(char) > 127)
    usual = sum(count if char in USUAL_SIGNS else -count for char, count in odd.items())
    return usual - 2 * len(re.findall(r"(?<=[A-Za-z])[‘“”](?=[A-Za-z])|[a-z][ÉËÖÜ]|\ufffd", text))


def _read_text(text: str, most_rows: int) -> Table:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    declared = re.match(r'"?sep=([;,\t|])"?(?=\n)', text)  # so Excel is told what stands between cells
    separator = declared[1] if declared else _find_separator(text)
    lines = io.StringIO("\n" + text[declared.end() + 1 :] if declared else text)
    rows: list[list[str]] = []
    beyond = 0
    try:
        for row in islice(csv.reader(lines, delimiter=separator, strict=True), most_rows + 1000):
            rows.append(list(map(_plain, row[:MOST_COLUMNS])))
            beyond += sum(map(is_filled, row[MOST_COLUMNS:]))
    except csv.Error:  # a quotation mark that is not closed takes in all that follows
        raise SheetError("quotes") from None
    while rows and not any(map(is_filled, rows[-1])):
        rows.pop()
    return Table(rows, beyond=beyond, separator=separator, is_cut=bool(lines.read(1)))


def _find_separator(text: str) -> str:
    """Return what stands equally often in most lines, not in the first alone: that can be a title."""
    lines = [line for line in islice(io.StringIO(text), SAMPLE) if line.strip()]

    def regularity(sign: str) -> tuple[int, int]:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        return max(((times, count) for count, times in counts.items()), default=(0, 0))

    return max(SEPARATORS, key=regularity)


def _plain(text: str) -> str:
    """Take off the apostrophes that were put into a text to keep it from being computed."""
    text = GUARD_WITHIN.sub(r"\1", text)
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_START) else text


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula; a number keeps its sign.

    A program that takes another separator finds cells within a cell, so what follows one is looked at too.
    """
    if text.startswith(FORMULA_START) and not NUMBER_LIKE.fullmatch(text):
        text = f"'{text}"
    return CELL_WITHIN.sub(
        lambda match: match[0] if NUMBER_LIKE.fullmatch(match[2]) else f"{match[1]}'{match[2]}", text
    )


def _read_workbook(data: bytes, most_rows: int) -> list[Table]:
    from impactplan.lib.workbooks import read_sheets  # noqa: PLC0415  # 12 MB, for whoever uploads one

    return read_sheets(data, most_rows)


def write_csv(rows: Iterable[Sequence[str]], separator: str = ";") -> bytes:
    """Return CSV as Excel opens it in one go: with a byte order mark, and nothing that it would compute."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([map(safe_text, row) for row in rows])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    """Return a workbook of one sheet with its headings in the first row; every text stays text."""
    import xlsxwriter  # noqa: PLC0415  # for whoever downloads a template

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
