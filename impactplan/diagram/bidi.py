"""Write Arabic and Hebrew so that they read right wherever the picture is drawn.

The PDF draws the characters of SVG text one by one from left to right: it neither turns right-to-left words
round nor joins Arabic letters. So the picture holds them as they must look, in a left-to-right override that
makes a browser do the same. The spoken text (title, table) stays as it was written.

A small part of the Unicode Bidirectional Algorithm (UAX #9): one level of embedding, no explicit marks.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

_OVERRIDE, _END = "\u202d", "\u202c"
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_PRESENTATION_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))


def is_right_to_left(text: str) -> bool:
    """Tell whether the first letter with a direction of its own runs from right to left."""
    letters = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return next(letters, "L") != "L"


def visual(line: str, right_to_left: bool | None = None) -> str:
    """Return ``line`` in the order in which it is seen; a line without right-to-left letters is unchanged.

    ``right_to_left`` is the direction of the text that the line is from; without it, that of the line.
    """
    if not any(_direction(char) == "R" for char in line):
        return line
    base = "R" if (is_right_to_left(line) if right_to_left is None else right_to_left) else "L"
    directed = list(zip(_resolved(line, base), line, strict=True))
    runs = []
    for direction, pairs in groupby(directed, key=lambda pair: pair[0]):
        run = "".join(char for _, char in pairs)
        runs.append(_turned(run) if direction == "R" else run)
    return _OVERRIDE + "".join(reversed(runs) if base == "R" else runs) + _END


def as_seen(run: str) -> str:
    """Return a part of what ``visual`` returned, kept in this order; without such letters it is unchanged."""
    return f"{_OVERRIDE}{run}{_END}" if any(_direction(char) == "R" for char in run) else run


def _direction(char: str) -> str:
    """Return L or R for a letter, L for a digit, and nothing for what goes along with its neighbours."""
    kind = unicodedata.bidirectional(char)
    return {"L": "L", "EN": "L", "AN": "L", "R": "R", "AL": "R"}.get(kind, "")


def _resolved(line: str, base: str) -> list[str]:
    """Return a direction for every character: one between two of the same direction goes along with them."""
    directions = [_direction(char) for char in line]
    before = base
    for at, direction in enumerate(directions):
        if direction:
            before = direction
        elif unicodedata.combining(line[at]):
            directions[at] = before
        else:
            after = next((later for later in directions[at:] if later), base)
            directions[at] = before if before == after else base
    return directions


def _turned(run: str) -> str:
    """Return a right-to-left run from left to right, with joined letters, and marks after their letter."""
    clusters: list[str] = []
    for char in _joined(run):
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return "".join(reversed(clusters)).translate(_MIRRORED)


def _joined(run: str) -> str:
    """Return Arabic letters in the form that their neighbours give them; others stay as they are."""
    forms = _forms()
    letters = [at for at, char in enumerate(run) if not unicodedata.combining(char)]
    result = list(run)
    for index, at in enumerate(letters):
        own = forms.get(run[at], {})
        before = forms.get(run[letters[index - 1]], {}) if index else {}
        after = forms.get(run[letters[index + 1]], {}) if index + 1 < len(letters) else {}
        joins_before = "<initial>" in before and "<final>" in own
        joins_after = "<initial>" in own and "<final>" in after
        name = {
            (True, True): "<medial>",
            (True, False): "<final>",
            (False, True): "<initial>",
            (False, False): "<isolated>",
        }[joins_before, joins_after]
        result[at] = own.get(name, run[at])
    return "".join(result)


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    """Return per Arabic letter its contextual forms, out of Unicode's compatibility characters."""
    forms: dict[str, dict[str, str]] = {}
    for code in (code for block in _PRESENTATION_FORMS for code in block):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if len(letters) == 1 and kind in ("<initial>", "<medial>", "<final>", "<isolated>"):
            forms.setdefault(chr(int(letters[0], 16)), {}).setdefault(kind, chr(code))
    return forms
