"""What word processors and whiteboards put before the lines of a list, and the words that head a column. Pure."""

from __future__ import annotations

import re

from impactplan.lib.names import fold

_BULLETS = "•·▪▫◦‣⁃●○■□◆◇►▶➢➤✓✔→*+\u2013\u2014\u2212-"
_SIGN = re.compile(rf"([{_BULLETS}]|[\ue000-\uf8ff])[\s\u00a0]+|(o)(?:[\t\u00a0]\s*|\s{{2,}}| (?=\S))")
"""A bullet. Word draws some of them with signs of its own in the private area, and the second level as an o."""
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2}){0,5})([.)]*)[\s\u00a0]+")
_LETTER = re.compile(r"\(?([a-zA-Z]|[ivxIVX]{2,5})[.)][\s\u00a0]+")


def cut_marker(text: str, numbers: set[str]) -> tuple[str, str]:
    """Return what kind of marker a line begins with, and the text behind it; ("", text) without one.

    ``numbers`` holds the numbers that came before, and gets this one: 2.5 heads a line where 2.4 was, and is an amount
    elsewhere.
    """
    if (sign := _SIGN.match(text)) and text[sign.end() :].strip():
        return sign[1] or "o", text[sign.end() :]
    if (number := _NUMBER.match(text)) and text[number.end() :].strip() and _heads(number[1], number[2], numbers):
        numbers.add(number[1])
        return "1" + ".1" * number[1].count("."), text[number.end() :]
    if (letter := _LETTER.match(text)) and text[letter.end() :].strip():
        return ("i" if len(letter[1]) > 1 else "a"), text[letter.end() :]
    return "", text


def _heads(number: str, closing: str, numbers: set[str]) -> bool:
    if closing:
        return True
    above, _dot, last = number.rpartition(".")
    before = f"{above}.{int(last) - 1}" if last != "1" else above
    return bool(above) and before in numbers


NOT_DRAWN = "not drawn"
"""The heading of what belongs to the plan and stands in no column of the drawing."""
_HEADINGS = {
    "activity": (
        *("activiteit", "activiteiten", "activity", "activities", "interventie", "interventies", "aanbod"),
        *("wat doen we", "wat we doen", "what we do", "onze activiteiten"),
    ),
    "output": (
        *("output", "outputs", "prestatie", "prestaties", "product", "producten", "deliverables", "opbrengst"),
        *("wat leveren we", "wat we leveren", "wat levert het op", "directe resultaten", "what we deliver"),
    ),
    "short": (
        *("outcome", "outcomes", "effect", "effecten", "effects", "uitkomst", "uitkomsten", "verandering"),
        *("veranderingen", "directe effecten", "eerste effecten", "immediate outcomes", "wat verandert er"),
    ),
    "mid": ("indirecte effecten", "intermediate outcomes", "vervolgeffecten"),
    "long": ("ultimate outcomes", "blijvende effecten"),
    "impact": (
        *("impact", "impacts", "maatschappelijke impact", "maatschappelijk effect", "maatschappelijke effecten"),
        *("social impact", "einddoel", "doel", "goal"),
    ),
    "precondition": ("randvoorwaarde", "randvoorwaarden", "voorwaarden", "precondition", "preconditions"),
    NOT_DRAWN: (
        *("input", "inputs", "middelen", "aanname", "aannames", "assumption", "assumptions", "belanghebbenden"),
        *("stakeholders", "doelgroep", "doelgroepen", "target group", "target groups"),
    ),
}
_COLUMN_OF = {name: column for column, names in _HEADINGS.items() for name in names}
_TERMS = {
    **dict.fromkeys(("kort", "korte", "short"), "short"),
    **dict.fromkeys(("middellang", "middellange", "middel", "midden", "medium", "middle", "mid"), "mid"),
    **dict.fromkeys(("lang", "lange", "long"), "long"),
}
_BESIDE_TERM = {"term", "termijn", "termijneffecten", "run", "op", "de", "in", "the", "duur", "terms"}
_WORD = re.compile(r"[^\W_]+")


def find_column(heading: str) -> str:
    """Return the column that a heading names, such as ``Effecten (korte termijn):``; nothing where it names none."""
    name = fold(heading).strip(" :.*_#=-")
    if name in _COLUMN_OF:
        return _COLUMN_OF[name]
    words = _WORD.findall(name)
    terms = {_TERMS[word] for word in words if word in _TERMS}
    others = [word for word in words if word not in _TERMS and word not in _BESIDE_TERM]
    if len(terms) == 1 and all(_COLUMN_OF.get(word) == "short" for word in others):
        return terms.pop()
    return ""
