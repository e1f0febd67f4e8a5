"""What a coordinator pasted from a spreadsheet or a mail program, read as people. Pure: it asks nothing of anybody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from impactplan.lib.text import find_forbidden

WORD = re.compile(r"[^\s<>()\[\],;:\"|]+")
QUOTED = re.compile(r'"[^"]*"')
NAMED = re.compile(r"[^<>@;\t]*<[^<>\s]+@[^<>\s]+>[\s,]*")
LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
LIBRARY = re.compile(r"biblio|bieb|librar|leeszaal|stichting|\bob\b", re.IGNORECASE)
ONE_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*")
LAST_NAME = re.compile(rf"(?:[^\W\d_'’]+ |['’]t |['’]s ){{0,3}}{ONE_NAME.pattern}")
HEADINGS = {
    "email": ("e-mail", "email", "mail", "e-mailadres", "emailadres", "mailadres", "e-mail address", "email address"),
    "name": ("naam", "name", "volledige naam", "full name", "deelnemer", "participant"),
    "first": ("voornaam", "first name", "roepnaam"),
    "middle": ("tussenvoegsel", "tussenvoegsels", "middle name"),
    "last": ("achternaam", "last name", "surname", "familienaam"),
    "library": ("bibliotheek", "library", "organisatie", "organisation", "organization", "instelling", "werkgever"),
}
MAYBE_ADDRESS = ("adres", "address")
"""The heading of a mail address, or of a street: that depends on the others."""


@dataclass(frozen=True)
class Line:
    """One person of the paste, as well as they could be made out."""

    number: int
    """Of the line in the paste, from 1. One line can hold several people, as the address field of a mail does."""
    text: str
    email: str = ""
    name: str = ""
    library: str = ""
    flaw: str = ""
    """"character": one was left out, as it cannot be kept; "addresses": there are several, and this is the first."""
    key: str = ""
    """Names the line by its text, wherever it stands."""


@dataclass(frozen=True)
class Pasted:
    text: str
    """Without what cannot be kept."""
    heading: int | None
    lines: list[Line]


@dataclass
class Row:
    number: int
    text: str
    flaw: str
    cells: list[str]
    at: int | None = None
    """The cell with the address."""
    found: str = ""
    beside: str = ""
    """What stands in that cell beside the address."""
    others: list[str] = field(default_factory=list)


def read_paste(text: str) -> Pasted:
    """Make out the people in a text. Every line that holds anything comes back once: as the heading or as a line."""
    odd_lines = set()
    clean = []
    for number, line in enumerate(LINE_END.sub("\n", text).split("\n"), start=1):
        cleaned = "".join(char for char in CONTROL.sub("", line) if not find_forbidden(char))
        if cleaned != line:
            odd_lines.add(number)
        clean.append(INVISIBLE.sub("", SPACE.sub(" ", cleaned)))
    rows = [
        Row(number, part, "character" if number in odd_lines else "", split_cells(part))
        for number, line in enumerate(clean, start=1)
        if not is_blank(line)
        for part in split_addressees(line)
    ]
    roles = find_heading(rows[0].cells) if rows else {}
    heading = rows.pop(0).number if roles else None
    people = by_heading(rows, roles) if roles else by_content(rows)
    return Pasted("\n".join(clean), heading, _name_lines(people))


def is_blank(line: str) -> bool:
    """Tell whether a line holds nothing but what stands between columns."""
    return not line.strip(" \t;,\"'")


def _name_lines(people: Sequence[Line]) -> list[Line]:
    seen: Counter[str] = Counter()
    lines = []
    for line in people:
        key = sha256(f"{seen[line.text]} {line.text}".encode()).hexdigest()[:12]
        seen[line.text] += 1
        lines.append(Line(line.number, line.text, line.email, line.name, line.library, line.flaw, key))
    return lines


# --- lines and cells -----------------------------------------------------------------------------------------


def split_addressees(line: str) -> list[str]:
    """Return each addressee of a line from a mail's address field; any other line stays whole."""
    if line.count("@") > 1 and "\t" not in line:
        for parts in (_split(line, ";"), _split(line, ","), line.split()):
            filled = [part.strip() for part in parts if not is_blank(part)]
            if len(filled) > 1 and all(part.count("@") == 1 for part in filled):
                return filled
    return [line]


def split_cells(line: str) -> list[str]:
    """Split a line at its tabs, else its semicolons, else its commas, but not within quotes."""
    if NAMED.fullmatch(line):  # a comma here stands within the name
        return [line.strip(" ,")]
    cells = next((cells for mark in "\t;," if len(cells := _split(line, mark)) > 1), [line])
    return [_unquote(cell) for cell in cells]


def _split(line: str, mark: str) -> list[str]:
    if line.count('"') % 2 or '"' not in line:
        return line.split(mark)
    held = QUOTED.sub(lambda quoted: quoted[0].replace(mark, "\n"), line)  # no line holds a line end of its own
    return [cell.replace("\n", mark) for cell in held.split(mark)]


def _unquote(cell: str) -> str:
    cell = " ".join(cell.split())
    if len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'":
        cell = cell[1:-1].replace('""', '"').strip()
    return cell


def find_address(cell: str) -> tuple[str, str]:
    """Return the address that a cell holds, and what stands beside it: ``Noor <noor@x.nl>``, ``mailto:noor@x.nl``."""
    match = next((word for word in WORD.finditer(cell) if word[0].find("@") > 0), None)
    if match is None:
        return "", cell
    beside = cell[: match.start()] + " " + cell[match.end() :]
    beside = re.sub(r"(?i)\b(?:mailto|e-?mail):", " ", beside)
    return match[0].strip("'.").rstrip("'.,"), turn_name(_unquote(beside.translate(str.maketrans("<>()[];", " " * 7))))


def turn_name(name: str) -> str:
    """Return ``Jansen, Noor`` as ``Noor Jansen``."""
    name = name.strip(" ,")
    parts = [part.strip(" \"'") for part in name.split(",")]
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and all(parts) else name.strip("\"'")


# --- which column is what ------------------------------------------------------------------------------------


def find_heading(cells: Sequence[str]) -> dict[int, str]:
    """Return what each column holds, if the cells are a heading; else nothing."""
    if any("@" in cell for cell in cells):
        return {}
    words = [cell.casefold().rstrip(":").strip() for cell in cells]
    roles = {at: role for at, word in enumerate(words) for role, known in HEADINGS.items() if word in known}
    if "email" not in roles.values():
        roles |= {at: "email" for at, word in enumerate(words) if word in MAYBE_ADDRESS}
    filled = sum(map(bool, words))
    return roles if roles and ("email" in roles.values() or 2 * len(roles) >= filled) else {}


def by_heading(rows: Sequence[Row], roles: dict[int, str]) -> list[Line]:
    people = []
    for row in rows:
        held: dict[str, str] = {}
        for at, role in roles.items():
            if at < len(row.cells) and row.cells[at]:
                held.setdefault(role, row.cells[at])
        typed = held.get("email") or next((cell for cell in row.cells if "@" in cell), "")
        email, beside = find_address(typed)
        parts = (held.get(part, "") for part in ("first", "middle", "last"))
        name = held.get("name") or " ".join(filter(None, parts)) or (beside if email and "@" not in beside else "")
        flaw = row.flaw or ("addresses" if "@" in beside else "")
        people.append(Line(row.number, row.text, email or typed, turn_name(name), held.get("library", ""), flaw))
    return people


def by_content(rows: Sequence[Row]) -> list[Line]:
    """Tell the columns apart by what is in them: the address by its @, the library by its words or as it returns."""
    for row in rows:
        row.at = next((at for at, cell in enumerate(row.cells) if "@" in cell), None)
    places = Counter(row.at for row in rows if row.at is not None and len(row.cells) > 1)
    usual = places.most_common(1)[0][0] if places else None
    for row in rows:
        _take_address(row, usual)
    library = find_library([row.others for row in rows], sum(bool(row.beside) for row in rows) * 2 > len(rows))
    names = find_names([row.others for row in rows], library)
    return [_to_line(row, names, library) for row in rows]


def _take_address(row: Row, usual: int | None) -> None:
    if row.at is None and len(row.cells) > 1 and usual is not None and usual < len(row.cells):
        row.at = usual
        row.found = row.cells[usual]
    elif row.at is None and len(row.cells) == 1 and " " not in row.cells[0] and "." in row.cells[0]:
        row.at, row.found = 0, row.cells[0]  # an address that lost its @
    elif row.at is not None:
        typed = row.cells[row.at]
        row.found, beside = find_address(typed)
        row.flaw = row.flaw or ("addresses" if row.found and "@" in beside else "")
        row.beside = beside if row.found and "@" not in beside else ""
        row.found = row.found or typed
    others = [cell for at, cell in enumerate(row.cells) if at != row.at]
    row.others = [cell for cell in others if "@" not in cell]
    row.flaw = row.flaw or ("addresses" if len(row.others) < len(others) else "")


def _to_line(row: Row, names: Sequence[int], library: int | None) -> Line:
    held = [row.others[at] for at in names if at < len(row.others) and row.others[at]]
    name = row.beside or turn_name(" ".join(held))
    own = row.others[library] if library is not None and library < len(row.others) else ""
    if LIBRARY.search(name) and own and not LIBRARY.search(own):  # this line has them the other way round
        name, own = own, name
    return Line(row.number, row.text, row.found, name, own, row.flaw)


def find_library(table: Sequence[Sequence[str]], named: bool) -> int | None:
    """Return the column of the libraries: by its words, else by what returns; else the second, or the first where
    the names stand with the addresses (``named``)."""
    width = max(map(len, table), default=0)
    scores = []
    for at in range(width):
        cells = [row[at] for row in table if at < len(row) and row[at]]
        returning = len(cells) - len(set(map(str.casefold, cells)))
        scores.append((2 * sum(bool(LIBRARY.search(cell)) for cell in cells) + returning, at))
    best = max(scores, default=(0, 0))
    if best[0] > 0:
        return best[1]
    usual = 0 if named else 1
    return usual if usual < width else None


def find_names(table: Sequence[Sequence[str]], library: int | None) -> list[int]:
    """Return the column of the names, or both of them where first and last names stand apart."""
    width = max(map(len, table), default=0)
    free = [at for at in range(width) if at != library]
    filled = [at for at in free if any(at < len(row) and row[at] for row in table)]
    first = filled[:1]
    pair = filled[:2]
    columns = [[row[at] for row in table if at < len(row) and row[at]] for at in pair]
    apart = len(pair) == 2 and _mostly(ONE_NAME, columns[0]) and _mostly(LAST_NAME, columns[1])
    return pair if apart else first


def _mostly(pattern: re.Pattern[str], cells: Sequence[str]) -> bool:
    return 2 * sum(bool(pattern.fullmatch(cell)) for cell in cells) > len(cells)
