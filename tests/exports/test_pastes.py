"""What was pasted is whole on paper too: in the document, and as text and as glyphs in the PDF."""

from __future__ import annotations

import logging
import re
import subprocess
import unicodedata
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from impactplan.config import ROOT
from impactplan.exports.html import BREAK, break_long_words
from impactplan.exports.printing import print_pages
from impactplan.lib.markdown import render
from tests.support.pastes import is_kept, make_paste, type_back

pytestmark = pytest.mark.long
PASTES, PRINTED = 10_000, 500
EMOJI = "😀 👍🏽 ❤️ ✅ ⚠️ 📚 🇳🇱 🇧🇪 🏳️‍🌈 👩‍👩‍👧‍👦 👩🏾‍💻 1️⃣"
RARE = "„a” ‚b‘ «c» ‹d› ❝e❞ 〝f〞 「g」 ⸂h⸃ ‟i” ‛j’ ⹂k† ‡ ‰ ‽ ⁂ ‣ ₿ ₺ ≥ ≠ ± − ½ ⅓ → ☐ ☑ ✓ ✗ № ℃"
SCRIPTS = "العربية עברית ትግርኛ Українська Ελληνικά Łódź 中文 日本 हिन्दी ไทย தமிழ்"


def print_html(body: str, target: Path) -> str:
    """Print paragraphs and return the text of the PDF."""
    page = f'<html lang="nl"><head><title>Proef</title></head><body><div class="doc-prose">{body}</div></body></html>'
    print_pages(break_long_words(page), ROOT / "static" / "dist", target, lambda _line: None)
    return subprocess.run(["pdftotext", "-raw", str(target), "-"], check=True, capture_output=True).stdout.decode()


def seen(text: str) -> Counter[str]:
    """Count the letters, digits and signs of a text; among Hebrew, what opens and closes is drawn the other way."""
    whole = unicodedata.normalize("NFKC", text).translate(str.maketrans(">)]}»›", "<([{«‹"))
    return Counter(char for char in whole if unicodedata.category(char)[0] in "LNPS")


@pytest.mark.usefixtures("without_database")
def test_ten_thousand_pastes_are_whole_in_the_document() -> None:
    for seed in range(PASTES):
        typed = make_paste(seed)
        shown = break_long_words(str(render(typed))).replace(BREAK, "")
        assert is_kept(typed, type_back(shown)), (seed, typed)


@pytest.mark.usefixtures("without_database")
def test_pastes_are_whole_as_text_of_the_pdf(tmp_path: Path) -> None:
    rendered = [str(render(make_paste(seed))) for seed in range(PRINTED)]
    text = print_html("".join(rendered), tmp_path / "pastes.pdf")
    typed = unescape(re.sub(r"<[^>]+>", "", "".join(rendered)))
    missing = seen(typed) - seen(text)
    assert not missing


@pytest.mark.parametrize(
    ("text", "fonts"),
    [(EMOJI, {"Noto-Color-Emoji"}), (RARE, {"DejaVu-Sans", "Noto-Sans"}), (SCRIPTS, {"Noto-Sans-Ethiopic"})],
)
@pytest.mark.usefixtures("without_database")
def test_each_sign_is_drawn_by_a_font_that_has_it(tmp_path: Path, text: str, fonts: set[str]) -> None:
    target = tmp_path / "signs.pdf"
    shown = print_html(f"<p>{text}</p>", target)
    assert not seen(text) - seen(shown)
    listed = subprocess.run(["pdffonts", str(target)], check=True, capture_output=True).stdout.decode().split("\n")[2:]
    used = {line.split()[0].partition("+")[2]: line.split() for line in listed if line}
    assert fonts <= set(used)
    assert all("yes" in line for line in used.values())


@pytest.mark.parametrize("text", [EMOJI, RARE, SCRIPTS])
@pytest.mark.usefixtures("without_database")
def test_no_sign_is_drawn_as_a_box(tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str) -> None:
    """A font must not pass for one that has what it lacks: then its box is drawn, and the text says nothing of it."""
    logger = logging.getLogger("weasyprint")
    logger.addHandler(caplog.handler)
    try:
        print_html(f"<h2>{text}</h2><p>{text}</p><p><strong>{text}</strong> <em>{text}</em></p>", tmp_path / "x.pdf")
    finally:
        logger.removeHandler(caplog.handler)
    assert not [record.getMessage() for record in caplog.records if ".notdef" in record.getMessage()]
