"""Cuts a line of a paste into people and a person into cells, and finds the address in one. Pure.

What is done costs no more than a line is long, and only a short one is looked into.
"""

from __future__ import annotations

import re

from impactplan.courses.people_import.person_names import is_library

MOST_CHARACTERS = 1000
"""Of what is said of one person; whatever is longer is not looked into."""
WORD = re.compile(r"[^\s<>()\[\],;:\"|]+")
QUOTED = re.compile(r'"[^"]*"')
BULLET = re.compile(r"\s*(?:[•·▪◦‣●○■□–—*-]\s+|\d{1,3}[.)][ \u00a0]+)")
"""What Word and mail programs put before each line of a list."""
NUMBER = re.compile(r"\d{1,4}[.)]?")
EMPTY_BRACKETS = re.compile(r"<\s*>|\(\s*\)|\[\s*\]")
_PEOPLE = (
    "aan|van|to|from|b?cc|afzender|ontvangers?|deelnemers?|participants?|antwoord aan|reply-to|organisator|organi[sz]er"
    "|(?:vereiste|verplichte|optionele) deelnemers|vereist|verplicht|optioneel|(?:required|optional)(?: attendees)?"
)
_ABOUT = "verzonden(?: op)?|sent|datum|date|onderwerp|subject|bijlagen?|attachments?|prioriteit|urgentie|importance"
FIELD = re.compile(rf"(?i)(?:(?<=[\s;,>])|^)[*_]{{0,2}}(?:({_PEOPLE})|{_ABOUT}) {{0,2}}:[*_]{{0,2}}(?!//)")
"""The name of a field of a mail, with which mail programs copy what is in it; only some fields hold people."""
SCHEME = re.compile(r"(?i)\b(?:mailto|e-?mail|mail):")
_NO_BRACKETS = str.maketrans("<>[];", " " * 5)


def is_blank(line: str) -> bool:
    """Tell whether a line holds nothing but what stands between columns."""
    return not line.strip(" \t;,\"'")


def split_fields(line: str) -> list[tuple[str, bool | None]]:
    """Cut ``Van: Jan <jan@x.nl> Aan: Bo <bo@x.nl> Onderwerp: Start`` at the names of its fields.

    With each part comes whether its field holds people; None for what stands in no field. A field that holds none
    keeps its name, so that nobody takes its text for a person.
    """
    fields = list(FIELD.finditer(line))
    begins = bool(fields) and not line[: fields[0].start()].strip()
    in_columns = "\t" in line and not begins
    heads_columns = "@" not in line and ("\t" in line or ";" in line)
    if in_columns or heads_columns or not (begins or any(field[1] for field in fields)):
        return [(line, None)]
    parts: list[tuple[str, bool | None]] = [(line[: fields[0].start()], None)]
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        stop = following.start() if following else len(line)
        parts.append((line[field.end() if field[1] else field.start() : stop].strip(), bool(field[1])))
    return [part for part in parts if not is_blank(part[0])] or [(line, None)]


def split_addressees(line: str, *, alone: bool = False) -> list[str]:
    """Return each addressee of a line from a mail's address field; any other line stays whole.

    Where a line stands ``alone`` in a paste, it is such a field also where some have no address.
    """
    if "\t" in line or line.count("@") < 2 or len(find_addresses(line)) < 2:
        return [line]
    if (parts := _cut_behind_brackets(line)) is not None:
        return parts
    for parts in (_split(line, ";"), _split(line, ","), line.split()):
        filled = [part.strip() for part in parts if not is_blank(part)]
        counts = [part.count("@") for part in filled]
        if len(filled) > 1 and max(counts) == 1 and (min(counts) == 1 or (alone and sum(counts) > 1)):
            return filled
    return [line]


def _cut_behind_brackets(line: str) -> list[str] | None:
    """Cut ``Vries, Jan de <jan@x.nl>, Piet <piet@x.nl>; Bo`` behind each address, or return None for another line.

    A comma before the address belongs to the name; what has no address comes back by itself.
    """
    pieces = line.split(">")
    named = [piece for piece in pieces[:-1] if "@" in piece.rpartition("<")[2] and "<" in piece]
    if len(named) < 2:
        return None
    parts: list[str] = []
    for piece in (f"{piece}>" for piece in pieces[:-1]):
        if parts and "@" not in piece:  # the end of <noor@x.nl<mailto:noor@x.nl>>
            parts[-1] += piece
        else:
            before, bracket, address = piece.rpartition("<")
            *others, name = _split(before.strip(" ,;"), ";")
            bare = [word for word in _split(name, ",") if "@" in word] if "<" not in name else []
            if bare:  # an address without a name stands before
                words = _split(name, ",")
                last = max(at for at, word in enumerate(words) if "@" in word)
                others, name = [*others, *words[: last + 1]], ",".join(words[last + 1 :])
            parts += [*others, f"{name.strip()} {bracket}{address}".strip()]
    parts += [part for chunk in _split(pieces[-1], ";") for part in _split(chunk, ",")]
    return [part.strip(" ,;") for part in parts if not is_blank(part)]


def split_cells(line: str) -> list[str]:
    """Split a line at its tabs, else its semicolons, else its commas, but not within quotes."""
    line = BULLET.sub("", line, count=1) if BULLET.match(line) else line
    if "\t" not in line and ";" not in line and (cells := _split_named(line)):
        return cells
    cells = next((cells for mark in "\t;," if len(cells := _split(line, mark)) > 1), [line])
    return [unquote(cell) for cell in cells]


def _split_named(line: str) -> list[str]:
    """Return ``Vries, Jan de <jan@x.nl>, Bibliotheek A`` as two cells: a comma before the address belongs to the name.

    Nothing is returned for a line of another form.
    """
    before, bracket, behind = line.partition("<")
    address, closing, rest = behind.partition(">")
    if not bracket or not closing or "@" not in address or "@" in before or "@" in rest or " " in address.strip():
        return []
    if "," in before.strip(" ,") and (before.count('"') % 2 == 0) and is_library(before):
        return []
    rest = rest.strip(" ,>")
    return [
        f"{before.strip(' ,')} <{address}>".strip(),
        *([unquote(cell) for cell in _split(rest, ",")] if rest else []),
    ]


def _split(line: str, mark: str) -> list[str]:
    if line.count('"') % 2 or '"' not in line:
        return line.split(mark)
    held = QUOTED.sub(lambda quoted: quoted[0].replace(mark, "\n"), line)  # no line holds a line end of its own
    return [cell.replace("\n", mark) for cell in held.split(mark)]


def unquote(cell: str) -> str:
    cell = " ".join(cell.split())
    if len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'":
        cell = cell[1:-1].replace('""', '"').strip()
    return cell


def find_addresses(text: str) -> list[str]:
    """Return the words of a text that look like addresses, each once."""
    words = (_trim(word[0]) for word in WORD.finditer(text) if word[0].find("@") > 0)
    return list({word.casefold(): word for word in reversed(list(words))}.values())[::-1]


def _trim(word: str) -> str:
    return word.strip("'.").rstrip("'.,")


def find_address(cell: str) -> tuple[str, str]:
    """Return the address that a cell holds, and what stands beside it: ``Noor <noor@x.nl>``, ``mailto:noor@x.nl``.

    Outlook writes an address twice: ``noor@x.nl<mailto:noor@x.nl>``.
    """
    addresses = find_addresses(cell)
    if not addresses:
        return "", cell
    first = addresses[0].casefold()
    beside = WORD.sub(lambda word: " " if _trim(word[0]).casefold() == first else word[0], cell)
    beside = SCHEME.sub(" ", beside)
    for _nested in "12":
        beside = EMPTY_BRACKETS.sub(" ", beside)
    beside = unquote(unquote(beside.translate(_NO_BRACKETS)).strip(" ,:-–|"))
    if beside.startswith("(") and beside.find(")") == len(beside) - 1:  # jan@x.nl (Jan de Vries)
        beside = beside[1:-1].strip()
    return addresses[0], beside
