"""The tests look at every page quickly; they must find what reading it letter by letter finds."""

from __future__ import annotations

import random
import re

import pytest

from tests.support import pages
from tests.support.pages import find_faults, is_valid, read_by_letter, read_plainly

PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Een plan &amp; meer</title>
<script src="/a.js" type="module"></script><script type="application/json">{"a": "b & c"}</script></head>
<body class="page"><header><a href="/">Home</a><nav><ul><li><a href="/a">A</a></li><li>B</li></ul></nav></header>
<main id="main"><h1>Kop</h1><p>Tekst <strong>vet</strong><br>en <em>schuin</em>.</p>
<form method="post" action=""><input type="hidden" name="k" value="1"><label for="one">Een</label>
<input id="one" name="one" required value='"'><label>Twee <textarea name="two" rows="3">a &lt; b</textarea></label>
<select aria-label="Kies" name="three"><optgroup label="x"><option value="1" selected>Een</option></optgroup></select>
<fieldset><legend>Samen</legend><button type="submit">Klaar</button></fieldset></form>
<table><caption>Tabel</caption><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<dl><dt>Woord</dt><dd>Uitleg</dd></dl><details><summary>Meer</summary><div>Blok</div></details>
<svg viewBox="0 0 9 9" role="img"><title>Beeld</title><g><path d="M0 0"/><text x="1">Woord</text></g></svg>
<figure><img src="/x.png" alt=""><figcaption>Onder</figcaption></figure><hr></main></body></html>
"""
PIECE = re.compile(r"</?[a-z0-9]+[^<>]*>|[^<>]+")


def spoil(page: str, chance: random.Random) -> str:
    """Leave out, double, move or damage some of the pieces of a page."""
    pieces = PIECE.findall(page)
    for _time in range(chance.choice((1, 1, 2, 3))):
        place, other = chance.randrange(2, len(pieces)), chance.randrange(2, len(pieces))
        match chance.randrange(5):
            case 0:
                del pieces[place]
            case 1:
                pieces.insert(other, pieces[place])
            case 2:
                pieces[place], pieces[other] = pieces[other], pieces[place]
            case 3:
                at = chance.randrange(len(pieces[place]) + 1)
                pieces[place] = pieces[place][:at] + chance.choice("<>&\"'= /ax\0\x0b") + pieces[place][at:]
            case 4:
                at = chance.randrange(len(pieces[place]))
                pieces[place] = pieces[place][:at] + pieces[place][at + 1 :]
        if len(pieces) < 4:
            break
    return page[: page.index("<html")] + "".join(pieces[1:] if pieces[0].isspace() else pieces)


def test_a_decent_page_is_read_plainly_and_both_ways_see_the_same() -> None:
    plainly, by_letter = read_plainly(PAGE), read_by_letter(PAGE)
    assert plainly is not None
    assert is_valid(plainly.skeleton)
    assert find_faults(PAGE) == by_letter.errors == []
    assert plainly.title == by_letter.title
    seen = [(element.tag, dict(element.attributes), element.in_label) for element in by_letter.elements]
    told = [(element.tag, dict(element.attributes), element.in_label) for element in plainly.elements]
    assert [one for one in told if "svg" not in one[0]] == [one for one in seen if "svg" not in one[0]]


@pytest.mark.parametrize("part", range(4))
def test_no_fault_is_passed_over(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(part)
    spoiled = [spoil(PAGE, chance) for _number in range(80)]
    quickly = [find_faults(page) for page in spoiled]
    monkeypatch.setattr(pages, "read_plainly", lambda _page: None)
    for page, found in zip(spoiled, quickly, strict=True):
        assert sorted(found) == sorted(find_faults(page)), page
    assert sum(1 for found in quickly if found) > 40
