"""What a coordinator pasted from a spreadsheet or a mail program, read as people. Pure: it asks nothing of anybody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from impactplan.courses.people_import.addressees import (
    MOST_CHARACTERS,
    NUMBER,
    find_address,
    is_blank,
    split_addressees,
    split_cells,
    split_fields,
)
from impactplan.courses.people_import.person_names import (
    are_particles,
    is_library,
    read_name,
    seem_two_names,
    turn_name,
)
from impactplan.lib.text import drop_broken

LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
ONE_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*")
LAST_NAME = re.compile(rf"(?:[^\W\d_'’]+ |['’]t |['’]s ){{0,3}}{ONE_NAME.pattern}")
PHONE = re.compile(r"[+(]?\d[\d\s()./+-]{3,}")
QUOTES = dict.fromkeys(map(ord, "“”„‟"), '"')
MOST_LINES = 500
MOST_COLUMNS = 40
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
    """"character": one was left out, as it cannot be kept; "addresses": there are several, and this is the first;
    "names": there may be two; "column": what was taken for the library may be a last name; "field": it is of a mail,
    and not about people; "long": it was not looked into."""
    key: str = ""
    """Names the line by its text, wherever it stands."""


@dataclass(frozen=True)
class ParsedPaste:
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
    address: str = ""
    beside_address: str = ""
    """What stands in that cell beside the address."""
    others: list[str] = field(default_factory=list)


class TooManyError(ValueError):
    """There are more people in a paste than are taken at a time."""


def read_paste(text: str) -> ParsedPaste:
    """Make out the people in a text. Every line that holds anything comes back once: as the heading or as a line.

    Raises TooManyError before looking into the lines.
    """
    odd_lines = set()
    clean = []
    for number, line in enumerate(LINE_END.sub("\n", text).split("\n"), start=1):
        kept = drop_broken(CONTROL.sub("", line))
        if kept != line:
            odd_lines.add(number)
        clean.append(INVISIBLE.sub("", SPACE.sub(" ", kept)))
    filled = [(number, line) for number, line in enumerate(clean, start=1) if not is_blank(line)]
    if len(filled) > MOST_LINES + 1:  # one may be the heading
        raise TooManyError
    fields = [(number, *field) for number, line in filled for field in split_fields(line)]
    if len(fields) > MOST_LINES + 1:
        raise TooManyError
    parts = [
        (number, part, people is False)
        for number, field, people in fields
        for part in ([field] if people is False else split_addressees(field, alone=people or len(filled) == 1))
    ]
    if len(parts) > MOST_LINES + 1:
        raise TooManyError
    rows = [
        _to_row(number, part, "field" if about else "character" if number in odd_lines else "")
        for number, part, about in parts
    ]
    roles = find_heading(rows[0].cells) if rows else {}
    heading = rows.pop(0).number if roles else None
    if len(rows) > MOST_LINES:
        raise TooManyError
    people = by_heading(rows, roles) if roles else by_content(rows)
    return ParsedPaste("\n".join(clean), heading, _name_lines(people))


def _to_row(number: int, text: str, flaw: str) -> Row:
    """Return a line in cells; one that is too long to be about somebody is kept, and not looked into."""
    if len(text) > MOST_CHARACTERS:
        return Row(number, text, "long", [])
    cells = [text] if flaw == "field" else split_cells(text.translate(QUOTES))
    return Row(number, text, "long", []) if len(cells) > MOST_COLUMNS else Row(number, text, flaw, cells)


def _name_lines(people: Sequence[Line]) -> list[Line]:
    seen: Counter[str] = Counter()
    lines = []
    for line in people:
        key = sha256(f"{seen[line.text]} {line.text}".encode()).hexdigest()[:12]
        seen[line.text] += 1
        lines.append(Line(line.number, line.text, line.email, line.name, line.library, line.flaw, key))
    return lines


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
        typed_name = held.get("name") or _join_names(parts) or (beside if email and "@" not in beside else "")
        name, library = read_name(typed_name)
        flaw = row.flaw or _find_flaw(beside if email else "", typed_name)
        people.append(Line(row.number, row.text, email or typed, name, held.get("library") or library, flaw))
    return people


def _find_flaw(beside: str, name: str) -> str:
    return "addresses" if "@" in beside else "names" if seem_two_names(name) else ""


def _join_names(parts: Iterable[str]) -> str:
    """Return first and last name in one; ``Wit, de`` is a last name with what stands before it."""
    return " ".join(read_name(part)[0] if "," in part else part for part in parts if part)


def by_content(rows: Sequence[Row]) -> list[Line]:
    """Tell the columns apart by what is in them: the address by its @, the library by its words or as it returns."""
    for row in rows:
        if len(row.cells) > 1 and NUMBER.fullmatch(row.cells[0]):
            row.cells = row.cells[1:] if len(row.cells) > 2 else split_cells(row.cells[1])
        row.at = next((at for at, cell in enumerate(row.cells) if "@" in cell), None)
    places = Counter(row.at for row in rows if row.at is not None and len(row.cells) > 1)
    usual = places.most_common(1)[0][0] if places else None
    for row in rows:
        _take_address(row, usual)
    table = [row.others for row in rows]
    parts = find_parts(table)
    library = find_library(table, sum(bool(row.beside_address) for row in rows) * 2 > len(rows), parts)
    names = parts or find_names(table, library)
    unsure = not parts and library is not None and may_be_last_names(table, library)
    return [_to_line(row, names, library, unsure=unsure) for row in rows]


def _take_address(row: Row, usual: int | None) -> None:
    if row.at is None and len(row.cells) > 1 and usual is not None and usual < len(row.cells):
        row.at = usual
        row.address = row.cells[usual]
    elif row.at is None and len(row.cells) == 1 and " " not in row.cells[0] and "." in row.cells[0]:
        row.at, row.address = 0, row.cells[0]  # an address that lost its @
    elif row.at is not None:
        typed = row.cells[row.at]
        row.address, beside = find_address(typed)
        row.flaw = row.flaw or _find_flaw(beside if row.address else "", beside)
        row.beside_address = beside if row.address and "@" not in beside else ""
        row.address = row.address or typed
    others = [cell for at, cell in enumerate(row.cells) if at != row.at]
    kept = [cell for cell in others if "@" not in cell or find_address(cell)[0].casefold() == row.address.casefold()]
    row.flaw = row.flaw or ("addresses" if len(kept) < len(others) else "")
    row.others = ["" if "@" in cell or PHONE.fullmatch(cell) else cell for cell in kept]


def _to_line(row: Row, names: Sequence[int], library: int | None, *, unsure: bool) -> Line:
    """Make a person of a row: by what its own cells say, else by the columns of the whole."""
    filled = [at for at, cell in enumerate(row.others) if cell]
    named = next((at for at in filled if is_library(row.others[at])), None)
    library = named if named is not None else library
    parts = find_parts([[cell if at != named else "" for at, cell in enumerate(row.others)]]) or [
        at for at in names if at in filled and at != library
    ]
    if not parts and not row.beside_address:
        parts = [at for at in filled if at != library][:1]
    name, beside = read_name(row.beside_address or _join_names(row.others[at] for at in parts))
    own = row.others[library] if library is not None and library in filled and library not in parts else ""
    flaw = row.flaw or ("column" if unsure and own and not row.beside_address and not is_library(own) else "")
    return Line(row.number, row.text, row.address, name, own or beside, flaw)


def find_parts(table: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns of first name, of what stands before the last name, and of the last name, if there are."""
    columns = [[row[at] for row in table if at < len(row) and row[at]] for at in range(max(map(len, table), default=0))]
    at = next((at for at, cells in enumerate(columns) if cells and all(map(are_particles, cells))), 0)
    behind = columns[at + 1] if at + 1 < len(columns) else []
    if at and columns[at - 1] and _mostly(LAST_NAME, behind) and not any(map(is_library, behind)):
        return [at - 1, at, at + 1]
    return [at - 1, at, at - 2] if at > 1 and columns[at - 2] else []  # Wit, Noor, de


def find_library(table: Sequence[Sequence[str]], named: bool, parts: Sequence[int] = ()) -> int | None:
    """Return the column of the libraries: by its words, else by what returns; else the second, or the first where
    the names stand with the addresses (``named``)."""
    width = max(map(len, table), default=0)
    scores = []
    for at in range(width):
        if at in parts:
            continue
        cells = [row[at] for row in table if at < len(row) and row[at]]
        returning = len(cells) - len(set(map(str.casefold, cells)))
        scores.append((2 * sum(map(is_library, cells)) + returning, at))
    best = max(scores, default=(0, 0))
    if best[0] > 0:
        return best[1]
    usual = 0 if named else 1
    free = [at for at in range(width) if at not in parts]
    return (free[0] if free else None) if parts else usual if usual < width else None


def may_be_last_names(table: Sequence[Sequence[str]], library: int) -> bool:
    """Tell whether the column that was taken for the libraries may as well hold first names, or last ones."""
    pair = find_names(table, None)
    if len(pair) < 2 or library not in pair:
        return False
    cells = [row[library] for row in table if library < len(row) and row[library]]
    returning = len(cells) - len(set(map(str.casefold, cells)))
    return 2 * returning < len(cells) and not any(map(is_library, cells))


def find_names(table: Sequence[Sequence[str]], library: int | None) -> list[int]:
    """Return the column of the names, or both of them where first and last names stand apart."""
    width = max(map(len, table), default=0)
    free = [at for at in range(width) if at != library]
    filled = [at for at in free if any(at < len(row) and row[at] for row in table)]
    pair = filled[:2]
    columns = [[row[at] for row in table if at < len(row) and row[at]] for at in pair]
    apart = len(pair) == 2 and _mostly(ONE_NAME, columns[0]) and _mostly(LAST_NAME, map(turn_name, columns[1]))
    return pair if apart else filled[:1]


def _mostly(pattern: re.Pattern[str], texts: Iterable[str]) -> bool:
    cells = list(texts)
    return 2 * sum(bool(pattern.fullmatch(cell)) for cell in cells) > len(cells)
