"""One word for one thing: what a reader of either language must not meet again, wherever it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from impactplan.config import ROOT

CATALOGUE = ROOT / "impactplan/translations/nl/LC_MESSAGES/messages.po"

DUTCH = {
    r"\b(hoogstens|ten hoogste)\b": "hooguit",
    r"\bdoeldatum\b": "streefdatum",
    r"\beigen bijdragen?\b": "ons aandeel (attributie)",
    r"\btegenregel\b": "tegenboeking",
    r"\bwat erin ging\b": "de investering",
    r"\bhoe kan het ook anders\b": "wat kan het nog meer verklaren",
    r"\b(waar het op rust|rustte het besluit)\b": "waarop het gebaseerd is",
    r"\belk half jaar\b": "elk halfjaar",
    r"\bpublieke taak\b": "taak van algemeen belang",
    r"\d %\s+meer of minder": "± … procentpunt",
    r"\bwelke data heb ik al\b": "bestaande data",
    r"\bnog niemand (doet|is|weet)\b": "er doet nog niemand …",
}
"""What is not written any more, and what is."""
ENGLISH = {r"\d[\s\u00a0]%(?!\()": "5%", r"\bown contribution\b": "our share (attribution)"}


def texts(language: str) -> Iterator[tuple[str, str]]:
    for message in read_po(BytesIO(CATALOGUE.read_bytes()), locale="nl"):
        if message.id:
            read = message.string if language == "nl" else message.id
            yield from (("catalogue", text) for text in ((read,) if isinstance(read, str) else read))
    pages = [*ROOT.glob(f"impactplan/*/guidance/{language}/*.md")]
    pages += ROOT.glob("docs/handbook/*.md") if language == "nl" else ()
    yield from ((path.name, path.read_text(encoding="utf-8")) for path in map(Path, pages))


@pytest.mark.parametrize(("language", "terms"), [("nl", DUTCH), ("en", ENGLISH)])
def test_no_term_comes_back(language: str, terms: dict[str, str]) -> None:
    found = [
        (where, match[0], better)
        for where, text in texts(language)
        for term, better in terms.items()
        if (match := re.search(term, text.replace("%%", "%"), re.IGNORECASE))
    ]
    assert found == []
