"""Reads the sheets of an XLSX workbook, in one pass and within bounds: a workbook from outside is trusted in nothing.

What a program computes from a sheet is left alone: of a formula, the outcome that was stored with it is read.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from xml.parsers import expat

from openpyxl.styles.numbers import builtin_format_code, is_date_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from impactplan.lib.tables import MOST_COLUMNS, Cell, Formula, Percentage, SheetError, Table, is_filled

MOST_PARTS = 300
"""Files in the zip; a workbook has one for each sheet, and a few more."""
MOST_SHEETS = 100
MOST_UNPACKED = 4_000_000
"""Bytes of what is read, unpacked. A workbook is a zip, and a small zip can hold a great deal."""
MOST_ELEMENTS = 150_000
"""Of the XML of all that is read; a filled cell is two or three, and all of them together may take a second."""
MOST_STYLES = 20_000
MOST_MERGED = 20_000
MOST_FORMATS = 1000
"""Number formats of a workbook's own; Excel takes some 250."""
MOST_NAMES = 1000
"""Of elements, remembered without the namespace; a workbook has some fifty."""
MOST_IN_FORMAT = 255
"""Characters of a number format, as in Excel. Each is looked into once, whatever number of cells has it."""
MOST_CHARACTERS = 32_767
"""Of a cell, as in Excel. One text can stand in very many cells, and each is looked at."""
FAR_TOO_LARGE = 10**15
"""Such a number stays text, so that its line says what is wrong with it."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
"""Of a number format, what is text: quoted, behind a backslash, a colour or a space."""
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def read_sheets(data: bytes, most_rows: int) -> list[Table]:
    """Return the sheets of a workbook that hold anything, in order, the hidden ones too.

    Numbers and days come as Decimal and date, a cell shown as 60 % as Percentage, the rest as text. Raises SheetError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _Workbook(packed).read(most_rows)
    except SheetError:
        raise
    except Exception:  # a file from outside fails in as many ways as there are files
        raise SheetError("broken") from None


class _Workbook:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS:
            raise SheetError("sheets")
        self.packed = packed
        self.sizes = {part.filename: part.file_size for part in parts}
        self.unpacked = 0
        self.left = MOST_ELEMENTS
        if "[Content_Types].xml" not in self.sizes:
            raise SheetError("ods" if "mimetype" in self.sizes and "content.xml" in self.sizes else "type")
        if "xl/workbook.bin" in self.sizes:
            raise SheetError("old")

    def read(self, most_rows: int) -> list[Table]:
        path = self._find_workbook()
        book, paths = _BookReader(), _RelationReader(posixpath.dirname(path))
        self._parse(path, book)
        self._parse(_relations_of(path), paths)
        if len(book.sheets) > MOST_SHEETS:
            raise SheetError("sheets")
        texts, styles = _TextReader(), _StyleReader()
        for reader, ending in ((texts, "/sharedStrings"), (styles, "/styles")):
            if (part := paths.of_type(ending)) in self.sizes:
                self._parse(part, reader)
        epoch = CALENDAR_MAC_1904 if book.is_1904 else CALENDAR_WINDOWS_1900
        tables = []
        for name, hidden, relation in book.sheets:
            target = paths.targets.get(relation, "")
            if paths.types.get(relation, "").endswith("/worksheet") and target in self.sizes:
                sheet = _SheetReader(texts.texts, styles.formats, epoch, most_rows)
                self._parse(target, sheet)
                tables.append(sheet.finish(name, hidden))
        return [table for table in tables if table.rows]

    def _find_workbook(self) -> str:
        paths = _RelationReader("")
        if "_rels/.rels" in self.sizes:
            self._parse("_rels/.rels", paths)
        path = paths.of_type("/officeDocument")
        if path not in self.sizes or path.startswith(("word/", "ppt/")):
            raise SheetError("type")
        return path

    def _parse(self, path: str, reader: _Reader) -> None:
        """Read a part of the zip; what it unpacks to is bounded before it is unpacked, and again while it is."""
        self.unpacked += self.sizes[path]
        if self.unpacked > MOST_UNPACKED:
            raise SheetError("large")
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True

        def start(name: str, attributes: dict[str, str]) -> None:
            self.left -= 1
            if self.left < 0:
                raise SheetError("large")
            reader.start(name, attributes)

        parser.StartElementHandler = start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self.packed.open(path) as part:
            parser.Parse(part.read(self.sizes[path]), True)


def _relations_of(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _refuse_doctype(*_args: object) -> None:
    raise SheetError("broken")  # entities are declared there, and no workbook has one


class _Reader(ABC):
    """Gathers what it needs from the elements of one part, by their names without namespace."""

    def __init__(self) -> None:
        self.gathering = False
        self.gathered: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.begin(_bare(name), attributes)

    def end(self, name: str) -> None:
        self.finish_element(_bare(name))

    def text(self, data: str) -> None:
        if self.gathering:
            self.gathered.append(data)

    def gather(self) -> None:
        self.gathering, self.gathered = True, []

    def take(self) -> str:
        self.gathering = False
        return "".join(self.gathered)

    @abstractmethod
    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take what is needed of an element that begins."""

    def finish_element(self, name: str) -> None:  # noqa: B027  # most readers need nothing of where an element ends
        pass


@lru_cache(MOST_NAMES)
def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


class _BookReader(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, bool, str]] = []
        """Name, whether it is hidden, and the id of its relation."""
        self.is_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            relation = next((value for key, value in attributes.items() if _bare(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), hidden, relation))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in {"1", "true"}


class _RelationReader(_Reader):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.targets: dict[str, str] = {}
        self.types: dict[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = target.lstrip("/")
            self.types[attributes.get("Id", "")] = attributes.get("Type", "")

    def of_type(self, ending: str) -> str:
        return next((self.targets[key] for key, kind in self.types.items() if kind.endswith(ending)), "")


class _TextReader(_Reader):
    """Reads the texts that cells share, without the signs that tell how they are pronounced."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.runs: list[str] = []
        self.aside = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.runs = []
        elif name == "rPh":
            self.aside += 1
        elif name == "t" and not self.aside:
            self.gather()

    def finish_element(self, name: str) -> None:
        if name == "t" and self.gathering:
            self.runs.append(_unescape(self.take()))
        elif name == "rPh":
            self.aside -= 1
        elif name == "si":
            text = "".join(self.runs)[: MOST_CHARACTERS + 1]
            self.texts.append("" if text.isspace() else text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text).replace("\r\n", "\n") if "_x" in text else text


class _StyleReader(_Reader):
    """Reads the number format of each style of a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.formats: list[str] = []
        self.in_cells = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > MOST_IN_FORMAT or len(self.codes) >= MOST_FORMATS:
                raise SheetError("broken")
            self.codes[int(attributes.get("numFmtId", 0))] = code
        elif name == "cellXfs":
            self.in_cells = True
        elif name == "xf" and self.in_cells:
            number = int(attributes.get("numFmtId", 0))
            self.formats.append(self.codes.get(number) or builtin_format_code(number) or "General")
        if len(self.codes) + len(self.formats) > MOST_STYLES:
            raise SheetError("large")

    def finish_element(self, name: str) -> None:
        if name == "cellXfs":
            self.in_cells = False


@dataclass
class _OpenCell:
    """A cell while it is read."""

    kind: str
    format: str
    formula: str | None = None
    value: str | None = None
    runs: list[str] = field(default_factory=list)


class _SheetReader(_Reader):
    def __init__(self, texts: list[str], formats: list[str], epoch: datetime, most_rows: int) -> None:
        super().__init__()
        self.texts, self.formats, self.epoch, self.most_rows = texts, formats, epoch, most_rows
        self.rows: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.beyond = 0
        self.is_cut = False
        self.row = self.column = 0
        self.cell: _OpenCell | None = None
        self.aside = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
                if attributes.get("hidden", "0") in {"1", "true"}:
                    self.hidden.add(self.row)
            case "c":
                self._begin_cell(attributes)
            case "v" | "f":
                self.gather()
            case "rPh":
                self.aside += 1
            case "t" if self.cell is not None and not self.aside:
                self.gather()
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "col" if attributes.get("hidden", "0") in {"1", "true"}:
                last = min(int(attributes.get("max", 0)), MOST_COLUMNS)
                self.hidden_columns |= set(range(int(attributes.get("min", 1)) - 1, last))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _CELL.fullmatch(attributes.get("r", ""))
        self.column = column_index_from_string(place[1]) if place else self.column + 1
        style = int(attributes.get("s", 0))
        code = self.formats[style] if style < len(self.formats) else "General"
        self.cell = _OpenCell(attributes.get("t", "n"), code)

    def finish_element(self, name: str) -> None:
        cell = self.cell
        if name == "rPh":
            self.aside -= 1
        if cell is None:
            return
        match name:
            case "v":
                cell.value = self.take()
            case "f":
                cell.formula = self.take()
            case "t" if self.gathering:
                cell.runs.append(_unescape(self.take()))
            case "c":
                self._keep(_read_value(cell, self.texts, self.epoch))
                self.cell = None

    def _keep(self, value: Cell) -> None:
        if not is_filled(value):
            return
        if self.column > MOST_COLUMNS:
            self.beyond += 1
        elif self.row <= self.most_rows + 1000:
            self.rows.setdefault(self.row, {})[self.column] = value
        else:
            self.is_cut = True

    def _merge(self, area: str) -> None:
        """Note, of each cell that a merged one covers, which one that is."""
        first, _, last = area.partition(":")
        start, stop = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if start is None or stop is None:
            return
        top, left = int(start[2]), column_index_from_string(start[1])
        for row in range(top, min(int(stop[2]), self.most_rows + 1000) + 1):
            for column in range(left, min(column_index_from_string(stop[1]), MOST_COLUMNS) + 1):
                if len(self.merged) >= MOST_MERGED:
                    raise SheetError("large")
                if (row, column) != (top, left):
                    self.merged[row, column] = (top, left)

    def finish(self, name: str, hidden: bool) -> Table:
        last = max(self.rows, default=0)
        rows = [_in_a_row(self.rows.get(number, {})) for number in range(1, last + 1)]
        merged = {
            (row - 1, column - 1): (top - 1, left - 1)
            for (row, column), (top, left) in self.merged.items()
            if self.rows.get(top, {}).get(left) is not None
        }
        return Table(
            rows,
            name=name,
            is_hidden=hidden,
            hidden=frozenset(row - 1 for row in self.hidden),
            hidden_columns=frozenset(self.hidden_columns),
            merged=merged,
            beyond=self.beyond,
            is_cut=self.is_cut,
        )


def _in_a_row(cells: dict[int, Cell]) -> list[Cell]:
    return [cells.get(column) for column in range(1, max(cells, default=0) + 1)]


def _read_value(cell: _OpenCell, texts: list[str], epoch: datetime) -> Cell:
    if cell.formula is not None and not (cell.value or cell.runs):
        return Formula(f"={cell.formula}")
    if cell.kind == "inlineStr":
        return "".join(cell.runs)[: MOST_CHARACTERS + 1]
    if not cell.value:
        return None
    match cell.kind:
        case "s":
            return texts[int(cell.value)]
        case "b":
            return "TRUE" if cell.value.strip() == "1" else "FALSE"
        case "d":
            return datetime.fromisoformat(cell.value.strip().removesuffix("Z")).date()
        case "str" | "e":
            return _unescape(cell.value)[: MOST_CHARACTERS + 1]
    return _read_number(cell.value.strip(), cell.format, epoch)


def _read_number(text: str, code: str, epoch: datetime) -> Cell:
    number = float(text)
    if not abs(number) < FAR_TOO_LARGE:  # nor is NaN
        return text
    if _is_date(code):
        try:
            moment = from_excel(number, epoch)
        except (ValueError, OverflowError):
            return text
        return moment.date() if isinstance(moment, datetime) else moment if isinstance(moment, date) else str(moment)
    exact = Decimal(repr(number))  # as short as tells it from every other: 0.3, not 0.30000000000000004
    signs = _count_signs(code)[1 if number < 0 else 2 if number == 0 else 0]
    if not signs:
        return _tidy(exact)
    shown = exact.scaleb(2 * signs)  # each sign shows it a hundred times as large; no power is worked out for that
    return Percentage(_tidy(shown)) if abs(shown) < FAR_TOO_LARGE else text


def _tidy(number: Decimal) -> Decimal:
    return round(number, 6).normalize() + 0


@lru_cache(MOST_FORMATS)
def _is_date(code: str) -> bool:
    return bool(is_date_format(code))


@lru_cache(MOST_FORMATS)
def _count_signs(code: str) -> tuple[int, int, int]:
    """Return how many percent signs a format shows with a number above nought, below it, and with nought itself.

    What in it is mere text does not count.
    """
    above, *others = (section.count("%") for section in _NOT_SHOWN.sub("", code).split(";"))
    return above, others[0] if others else above, others[1] if len(others) > 1 else above
