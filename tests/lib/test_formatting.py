"""Formatting never eats text: each letter, digit and sign that goes in comes out (docs/adr/0014)."""

from __future__ import annotations

import pytest

from impactplan.lib.markdown import render
from tests.support.pastes import is_kept, make_paste, type_back

PASTES = 10_000
REL = 'rel="noopener noreferrer nofollow"'


def test_ten_thousand_pastes_keep_every_letter_digit_and_sign() -> None:
    for seed in range(PASTES):
        typed = make_paste(seed)
        assert is_kept(typed, type_back(render(typed))), (seed, typed)


def listed(html: str) -> str:
    return html.replace("\n", "")


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Wij doen:\n- een\n- twee", "<p>Wij doen:</p><ul><li>een</li><li>twee</li></ul>"),
        ("- een\n  - diep\n- twee", "<ul><li>een<ul><li>diep</li></ul></li><li>twee</li></ul>"),
        ("•\teen\no\tdiep\n•\ttwee", "<ul><li>een<ul><li>diep</li></ul></li><li>twee</li></ul>"),
        ("·         een\n·         twee", "<ul><li>een</li><li>twee</li></ul>"),
        ("\uf0b7\teen\n\uf0a7\tdiep", "<ul><li>een<ul><li>diep</li></ul></li></ul>"),
        ("– een\n– twee", "<ul><li>een</li><li>twee</li></ul>"),
        ("1)\teen\n2)\ttwee", "<ol><li>een</li><li>twee</li></ol>"),
        ("1. een\n\nuitleg\n\n2. twee", '<ol><li>een</li></ol><p>uitleg</p><ol start="2"><li>twee</li></ol>'),
        ("1. een\n   nog\n\n   meer", "<ol><li>een<br>nog<p>meer</p></li></ol>"),
        ("- een\n\n- twee", "<ul><li>een</li><li>twee</li></ul>"),
        ("- 5 fietsen\n- lampen", "<ul><li>5 fietsen</li><li>lampen</li></ul>"),
        ("- een\nDaarna verder", "<ul><li>een</li></ul><p>Daarna verder</p>"),
    ],
)
def test_what_people_paste_as_a_list_is_one(typed: str, html: str) -> None:
    assert listed(render(typed)) == html


@pytest.mark.parametrize(
    "typed",
    [
        *("> 65 jaar", "+ 5 procent", "- 5 procent", "- € 5", "2021. Was a good year", "12. december", "# deelnemers"),
        *("2*3*4", "*p < 0,05; **p < 0,01", "snake_case_naam", "(*) verplicht, (*) ook", "5 * 6 * 7", "Naam: ____"),
        *(
            "`x`",
            "---",
            "| a | b |",
            "[1]: http",
            "C:\\map",
            "&amp; &copy;",
            "<b>x</b>",
            "~~weg~~",
            "- -",
            "o ja",
            "-5",
        ),
        *("[x](javascript:alert(1))", "[x](data:text/html,y)", "[a](/plans/1)", "[x]()", "**", "***", "* *"),
    ],
)
def test_what_is_no_formatting_stays_as_typed(typed: str) -> None:
    shown = str(render(typed))
    assert shown == f"<p>{typed.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"


@pytest.mark.parametrize("before", ["\t", "    ", "\u00a0\u00a0\u00a0\u00a0", "        "])
def test_a_tab_or_spaces_make_no_code(before: str) -> None:
    assert render(f"een\n\n{before}twee\nnog een") == "<p>een</p>\n<p>twee<br>\nnog een</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("[a](http://x.nl)", f'<a href="http://x.nl" {REL}>a</a>'),
        ("[een **b** c](http://x.nl/y_(z))", f'<a href="http://x.nl/y_(z)" {REL}>een <strong>b</strong> c</a>'),
        ("[a [b]](http://x.nl/)", f'<a href="http://x.nl/" {REL}>a [b]</a>'),
        ("[a](http://x.nl/a_b_c?d=1&e=2)", f'<a href="http://x.nl/a_b_c?d=1&amp;e=2" {REL}>a</a>'),
        ("![foto](http://x.nl/p.png)", f'<a href="http://x.nl/p.png" {REL}>foto</a>'),
        ("(https://x.nl/a).", f'(<a href="https://x.nl/a" {REL}>https://x.nl/a</a>).'),
        ("zie www.kb.nl, ja", f'zie <a href="https://www.kb.nl" {REL}>www.kb.nl</a>, ja'),
        ("**https://x.nl**", f'<strong><a href="https://x.nl" {REL}>https://x.nl</a></strong>'),
        ("jan.w@x.nl.", f'<a href="mailto:jan.w@x.nl" {REL}>jan.w@x.nl</a>.'),
        ('[a](http://x.nl "naam")', f'[a](<a href="http://x.nl" {REL}>http://x.nl</a> "naam")'),
    ],
)
def test_addresses_are_links_and_the_words_of_a_link_stay(typed: str, html: str) -> None:
    assert render(typed) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("**vet** en *schuin*", "<strong>vet</strong> en <em>schuin</em>"),
        ("__vet__ en _schuin_", "<strong>vet</strong> en <em>schuin</em>"),
        ("***beide***", "<strong><em>beide</em></strong>"),
        ("**a *b***", "<strong>a <em>b</em></strong>"),
        ("*a **b***", "<em>a <strong>b</strong></em>"),
        ("**Let op:** lees\n**twee\nregels**", "<strong>Let op:</strong> lees<br>\n<strong>twee<br>\nregels</strong>"),
        ("*a *b* c*", "*a <em>b</em> c*"),
        ("**vet *half** en*", "<strong>vet *half</strong> en*"),
    ],
)
def test_stars_and_lines_around_words_are_emphasis(typed: str, html: str) -> None:
    assert render(typed) == f"<p>{html}</p>"
