"""Lines from a spreadsheet or a mail program, read as people."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from impactplan.courses.people_import import parser
from impactplan.courses.people_import.addressees import (
    BULLET,
    EMPTY_BRACKETS,
    FIELD,
    MOST_CHARACTERS,
    QUOTED,
    SCHEME,
    WORD,
    is_blank,
)
from impactplan.courses.people_import.parser import LAST_NAME, LINE_END, ONE_NAME, PHONE, TooManyError, read_paste
from impactplan.courses.people_import.person_names import JOINED, NUMBERED
from impactplan.courses.people_import.spellings import find_spellings
from impactplan.courses.people_import.validation import Problem, check_lines, suggest_domain

NOOR = ("noor@x.nl", "Noor de Wit", "Bibliotheek Oost")


def read(text: str) -> list[tuple[str, str, str]]:
    return [(line.email, line.name, line.library) for line in read_paste(text).lines]


@pytest.mark.parametrize(
    "text",
    [
        "noor@x.nl\tNoor de Wit\tBibliotheek Oost",
        "Noor de Wit\tnoor@x.nl\tBibliotheek Oost",
        "Bibliotheek Oost\tNoor de Wit\tnoor@x.nl",
        "noor@x.nl;Noor de Wit;Bibliotheek Oost",
        "noor@x.nl, Noor de Wit, Bibliotheek Oost",
        '"noor@x.nl","Noor de Wit","Bibliotheek Oost"',
        "  noor@x.nl \t Noor  de Wit\u00a0\t\u200bBibliotheek\u00a0Oost  \t",
        "mailto:noor@x.nl\tNoor de Wit\tBibliotheek Oost",
        "Noor de Wit <noor@x.nl>\tBibliotheek Oost",
        "Noor de Wit <mailto:noor@x.nl>;Bibliotheek Oost",
        '"de Wit, Noor" <noor@x.nl>\tBibliotheek Oost',
        "Noor de Wit (noor@x.nl), Bibliotheek Oost",
        "E-mailadres\tNaam\tBibliotheek\r\nnoor@x.nl\tNoor de Wit\tBibliotheek Oost\r\n",
        "Organisatie;Adres;Naam\nBibliotheek Oost;noor@x.nl;Noor de Wit",
        "Voornaam\tTussenvoegsel\tAchternaam\tE-mail\tWerkgever\nNoor\tde\tWit\tnoor@x.nl\tBibliotheek Oost",
        "\ufeffE-MAIL,NAAM,INSTELLING\nnoor@x.nl,Noor de Wit,Bibliotheek Oost",
        "noor@x.nl\tNoor\tde Wit\tBibliotheek Oost",
    ],
)
def test_columns_are_told_apart(text: str) -> None:
    assert read(text) == [NOOR]


def test_capitals_stay_for_whoever_spells_addresses() -> None:
    assert read("NOOR@X.nl")[0][0] == "NOOR@X.nl"


def test_each_line_may_have_its_own_order() -> None:
    text = "noor@x.nl\tNoor de Wit\tBibliotheek Oost\nBibliotheek West\tKarim Idrissi\tkarim@x.nl"
    assert read(text) == [NOOR, ("karim@x.nl", "Karim Idrissi", "Bibliotheek West")]


def test_what_returns_is_the_library() -> None:
    text = "a@x.nl\tMerenrijk\tNoor de Wit\nb@x.nl\tMerenrijk\tKarim Idrissi\nc@x.nl\tKustlijn\tBo Smit"
    assert [library for _email, _name, library in read(text)] == ["Merenrijk", "Merenrijk", "Kustlijn"]


def test_an_address_field_holds_several_people() -> None:
    text = 'Noor de Wit <noor@x.nl>; "Idrissi, Karim" <karim@x.nl>; bo@x.nl'
    found = read_paste(text).lines
    assert [(line.number, line.email, line.name) for line in found] == [
        (1, "noor@x.nl", "Noor de Wit"),
        (1, "karim@x.nl", "Karim Idrissi"),
        (1, "bo@x.nl", ""),
    ]
    assert [email for email, *_rest in read("a@x.nl, b@x.nl\nc@x.nl d@x.nl")] == [
        "a@x.nl",
        "b@x.nl",
        "c@x.nl",
        "d@x.nl",
    ]


def test_a_line_without_an_address_keeps_what_it_says() -> None:
    text = "noor@x.nl\tNoor de Wit\tBibliotheek Oost\n\tKarim Idrissi\tBibliotheek West\nbo.x.nl\tBo\tBibliotheek West"
    assert read(text)[1:] == [("", "Karim Idrissi", "Bibliotheek West"), ("bo.x.nl", "Bo", "Bibliotheek West")]
    assert read("noor.x.nl\nKarim Idrissi") == [("noor.x.nl", "", ""), ("", "Karim Idrissi", "")]


def test_two_addresses_of_one_person_are_not_chosen_between_in_silence() -> None:
    for text in ("a@x.nl\tb@x.nl\tNoor", "a@x.nl;b@x.nl\tNoor", "Naam\tE-mail\nNoor\ta@x.nl / b@x.nl"):
        (line,) = read_paste(text).lines
        assert (line.email, line.name, line.flaw) == ("a@x.nl", "Noor", "addresses")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        # Outlook
        (
            "Vries, Jan de (Bibliotheek A) <jan@x.nl>; Smit, Bo (Bibliotheek B) <bo@x.nl>",
            [("jan@x.nl", "Jan de Vries", "Bibliotheek A"), ("bo@x.nl", "Bo Smit", "Bibliotheek B")],
        ),
        ("Vries, Jan de (Bibliotheek A) <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("Vries de, Jan <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "")]),
        ("Vries v.d., Jan <jan@x.nl>", [("jan@x.nl", "Jan v.d. Vries", "")]),
        ("Vries, de, Jan <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "")]),
        ("Jan de Vries | Bibliotheek A <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("Jan de Vries - Bibliotheek A <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("Jan de Vries (hij/hem) <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "")]),
        ("Elisabeth (Els) Bos <els@x.nl>", [("els@x.nl", "Elisabeth (Els) Bos", "")]),
        ("jan@x.nl<mailto:jan@x.nl>", [("jan@x.nl", "", "")]),
        ("Jan de Vries <jan@x.nl<mailto:jan@x.nl>>", [("jan@x.nl", "Jan de Vries", "")]),
        ("“Vries, Jan de” <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "")]),
        (
            "Jan de Vries <jan@x.nl>; Klaas Bos; bo@x.nl",
            [("jan@x.nl", "Jan de Vries", ""), ("", "Klaas Bos", ""), ("bo@x.nl", "", "")],
        ),
        # Gmail
        (
            'Jan de Vries <jan@x.nl>, "Smit, Bo" <bo@x.nl>, els@x.nl,',
            [("jan@x.nl", "Jan de Vries", ""), ("bo@x.nl", "Bo Smit", ""), ("els@x.nl", "", "")],
        ),
        (
            "Vries, Jan de <jan@x.nl>, Smit, Bo <bo@x.nl>",
            [("jan@x.nl", "Jan de Vries", ""), ("bo@x.nl", "Bo Smit", "")],
        ),
        (
            "els@x.nl, Jan de Vries <jan@x.nl>, Bo Smit <bo@x.nl>, Klaas Bos",
            [("els@x.nl", "", ""), ("jan@x.nl", "Jan de Vries", ""), ("bo@x.nl", "Bo Smit", ""), ("", "Klaas Bos", "")],
        ),
        (
            "Jan de Vries <jan@x.nl> Bo Smit <bo@x.nl>",
            [("jan@x.nl", "Jan de Vries", ""), ("bo@x.nl", "Bo Smit", "")],
        ),
        ("jan@x.nl; Klaas Bos; bo@x.nl", [("jan@x.nl", "", ""), ("", "Klaas Bos", ""), ("bo@x.nl", "", "")]),
        ("Vries, Jan de <jan@x.nl>, Bibliotheek A", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        # headers of mails, as they are copied
        (
            "Aan: Jan de Vries <jan@x.nl>, Bo Smit <bo@x.nl>",
            [("jan@x.nl", "Jan de Vries", ""), ("bo@x.nl", "Bo Smit", "")],
        ),
        ("Van: jan@x.nl\nCc: bo@x.nl", [("jan@x.nl", "", ""), ("bo@x.nl", "", "")]),
        ("Aan: jan@x.nl Cc: bo@x.nl", [("jan@x.nl", "", ""), ("bo@x.nl", "", "")]),
        ("*Aan:*\tVries, Jan de (Bieb A) <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "Bieb A")]),
        (
            "Aan: Jan de Vries <jan@x.nl>; CC: Smit, Bo <bo@x.nl>",
            [("jan@x.nl", "Jan de Vries", ""), ("bo@x.nl", "Bo Smit", "")],
        ),
        ("To: Jan de Vries; jan@x.nl", [("jan@x.nl", "Jan de Vries", "")]),
        (
            "Aan: Klaas Bos; Bo <bo@x.nl>; els@x.nl",
            [("", "Klaas Bos", ""), ("bo@x.nl", "Bo", ""), ("els@x.nl", "", "")],
        ),
        ("Toos Vanger <toos@x.nl>", [("toos@x.nl", "Toos Vanger", "")]),
        ("Vanessa: van@x.nl", [("van@x.nl", "Vanessa", "")]),
        ("Deelnemer:\tE-mail:\nJan Bos\tjan@x.nl", [("jan@x.nl", "Jan Bos", "")]),
        ("jan@x.nl (Jan de Vries)", [("jan@x.nl", "Jan de Vries", "")]),
        # Word
        ("1. Jan de Vries <jan@x.nl>", [("jan@x.nl", "Jan de Vries", "")]),
        ("2) Jan de Vries, jan@x.nl, Bibliotheek A", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("1.\tJan de Vries, jan@x.nl, Bibliotheek A", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("•\tJan de Vries (Bibliotheek A), jan@x.nl", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("- Jan de Vries jan@x.nl", [("jan@x.nl", "Jan de Vries", "")]),
        ("Jan de Vries: jan@x.nl", [("jan@x.nl", "Jan de Vries", "")]),
        # Excel
        (
            "1\tJan\tde\tVries\tjan@x.nl\tBibliotheek A\n2\tBo\t\tSmit\tbo@x.nl\tBibliotheek B",
            [("jan@x.nl", "Jan de Vries", "Bibliotheek A"), ("bo@x.nl", "Bo Smit", "Bibliotheek B")],
        ),
        ("Jan\tde\tVries\tjan@x.nl", [("jan@x.nl", "Jan de Vries", "")]),
        ("Bibliotheek A\tJan\tvan der\tVries\tjan@x.nl", [("jan@x.nl", "Jan van der Vries", "Bibliotheek A")]),
        ("Vries\tJan\tde\tjan@x.nl\tBibliotheek A", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("Jan\tVries, de\tjan@x.nl\tBibliotheek A", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        ("Jan de Vries\t06-12345678\tjan@x.nl\tBibliotheek A", [("jan@x.nl", "Jan de Vries", "Bibliotheek A")]),
        (
            "Nr\tNaam\tE-mail\n1\tVries, Jan de (Bibliotheek A)\tjan@x.nl",
            [("jan@x.nl", "Jan de Vries", "Bibliotheek A")],
        ),
        ("Naam;E-mail\n1. Jan de Vries;jan@x.nl", [("jan@x.nl", "Jan de Vries", "")]),
    ],
)
def test_what_is_pasted_from_outlook_gmail_word_and_excel(text: str, people: list[tuple[str, str, str]]) -> None:
    assert read(text) == people


def test_lines_of_different_kinds_are_each_read_by_what_they_say() -> None:
    text = "Noor\tde\tWit\tnoor@x.nl\tBibliotheek Oost\njan@x.nl\tJan Bos\tBieb West\nBo <bo@x.nl>\tBieb West"
    assert read(text) == [NOOR, ("jan@x.nl", "Jan Bos", "Bieb West"), ("bo@x.nl", "Bo", "Bieb West")]


def test_two_names_before_one_address_are_not_made_one() -> None:
    (line,) = read_paste("Klaas Bos, Piet Smit <piet@x.nl>").lines
    assert line.flaw == "names"
    assert {line.flaw for line in read_paste("Vries, Jan de <a@x.nl>\nVries Bos, Jan <b@x.nl>").lines} == {""}
    for name in ("Jan & Bo", "Jan en Bo Smit", "Jan/Bo", "Smit, Jan, Bo"):
        assert [line.flaw for line in read_paste(f"{name} <a@x.nl>").lines] == ["names"]
    assert [line.flaw for line in read_paste("Jan Bos (hij/hem) <a@x.nl>\nBo / Bieb A <b@x.nl>").lines] == ["", ""]


def test_a_field_of_a_mail_that_holds_no_people_makes_none() -> None:
    header = (
        "Van: Cor Bos <cor@x.nl>{0}Verzonden: maandag 3 maart 2025 09:12{0}Aan: Vries, Jan de <jan@x.nl>; bo@x.nl{0}"
    )
    header += "CC: Els Smit <els@x.nl>{0}Onderwerp: vraag van piet@x.nl"
    for between in ("\n", " ", "\t"):
        found = read_paste(header.format(between)).lines
        assert [(line.email, line.name, line.flaw) for line in found if line.flaw != "field"] == [
            ("cor@x.nl", "Cor Bos", ""),
            ("jan@x.nl", "Jan de Vries", ""),
            ("bo@x.nl", "", ""),
            ("els@x.nl", "Els Smit", ""),
        ]
        assert [line.text for line in found if line.flaw == "field"] == [
            "Verzonden: maandag 3 maart 2025 09:12",
            "Onderwerp: vraag van piet@x.nl",
        ]
    assert problems(header.format("\n"))[1::4] == [["field"], ["field"]]


def test_a_column_that_may_hold_last_names_or_libraries_is_asked_about() -> None:
    for text in ("Jan\tde Vries\tjan@x.nl\nAnna\tBos\tanna@x.nl", "Jan;Meerland;jan@x.nl", "jan@x.nl\tJan\tMeerland"):
        assert {line.flaw for line in read_paste(text).lines} == {"column"}
    for text in (
        "Jan de Vries\tMeerland\tjan@x.nl",
        "Jan\tBieb Meerland\tjan@x.nl",
        "Jan\tMeerland\tjan@x.nl\nBo\tMeerland\tbo@x.nl",
        "Voornaam\tAchternaam\tE-mail\nJan\tde Vries\tjan@x.nl",
        "Jan\tde\tVries\tjan@x.nl",
        "Jan <jan@x.nl>\tMeerland",
    ):
        assert {line.flaw for line in read_paste(text).lines} == {""}
    alike = "\n".join(
        f"{name}\t{last}\t{name}@x.nl"
        for name, last in zip("ABCDE", ("Smit", "Smit", "Bos", "Wit", "Vos"), strict=True)
    )
    assert {line.flaw for line in read_paste(alike).lines} == {"column"}, "two who are called alike prove no library"


def test_a_heading_is_no_person() -> None:
    pasted = read_paste("\n\nNaam\tE-mail\nNoor\tnoor@x.nl")
    assert pasted.heading == 3
    assert [line.number for line in pasted.lines] == [4]
    assert read_paste("Noor de Wit\tBibliotheek Oost").heading is None


def test_what_cannot_be_kept_is_left_out_and_said() -> None:
    pasted = read_paste("noor\x00@x.nl\tNo\ud800or")
    assert pasted.text == "noor@x.nl\tNoor"
    assert pasted.lines[0].flaw == "character"


@given(
    st.text(alphabet=st.one_of(st.sampled_from("ab@.<>;,\t\"' \n\r\x00\u00a0mailto:"), st.characters()), max_size=300)
)
@example("Naam\nnaam@x.nl\nNaam")
@example('"a@b.nl;"')
@settings(max_examples=300, deadline=None)
def test_every_line_comes_back_and_none_twice(text: str) -> None:
    pasted = read_paste(text)
    filled = [number for number, line in enumerate(pasted.text.split("\n"), start=1) if not is_blank(line)]
    back = [line.number for line in pasted.lines] + ([pasted.heading] if pasted.heading else [])
    assert sorted(set(back)) == filled
    assert len(pasted.text.split("\n")) == len(LINE_END.sub("\n", text).split("\n"))
    several = {number for number in back if back.count(number) > 1}
    for line in (pasted.text.split("\n")[number - 1] for number in several):
        assert line.count("@") > 1 or FIELD.search(line), "only addressees and fields of a mail share a line"
    assert len({line.key for line in pasted.lines}) == len(pasted.lines)
    again = read_paste(pasted.text).lines
    assert [replace(line, flaw="") for line in again] == [replace(line, flaw="") for line in pasted.lines]


HOSTILE = [
    "a" * 200_000,
    "a" * 199_990 + " @x.nl",
    '"a";' * 50_000,
    "a,@" * 60_000,
    "x@y.nl\n" * 28_000,
    "-' " * 60_000,
    "<a@" * 60_000,
    "<" + "@" * 199_000,
    "<" * 100_000 + "@" * 99_000,
    "<a@b>" * 40_000,
    "(" * 100_000 + "@>" * 50_000,
    "\t" * 199_000 + "a@x.nl",
    "a@x.nl\n" * 480 + "," * 190_000 + "b@x.nl",
    "a@x.nl," * 28_000,
    "a@x.nl<mailto:a@x.nl> " * 9_000,
    "Vries, " * 28_000,
    "Aan: " * 40_000,
    "cc: a " * 33_000,
    "*Van:*\t" * 28_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_list_of_people_holds_is_refused_before_it_is_looked_into(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells are looked for in short lines only, and in so many of them; so no line can cost more than its length."""
    looked: list[str] = []
    cells = parser.split_cells

    def count(line: str) -> list[str]:
        looked.append(line)
        return cells(line)

    monkeypatch.setattr(parser, "split_cells", count)
    try:
        lines = read_paste(text).lines
    except TooManyError:
        assert looked == []
    else:
        assert all(line.flaw == "long" for line in lines if len(line.text) > MOST_CHARACTERS)
        assert len(lines) <= parser.MOST_LINES
    assert len(looked) <= parser.MOST_LINES + 1
    assert all(len(line) <= MOST_CHARACTERS for line in looked)


@pytest.mark.parametrize(
    "pattern", [BULLET, WORD, QUOTED, EMPTY_BRACKETS, FIELD, SCHEME, PHONE, ONE_NAME, LAST_NAME, NUMBERED, JOINED]
)
def test_no_pattern_takes_more_steps_than_a_line_has_signs(pattern: re.Pattern[str]) -> None:
    """A pattern that goes back over what it read takes a thousand times as long for a line a hundred times as long."""
    for sign in ("<", "@", "(", '"', "-", "a ", "1", "a-", "' ", " ", "mail", "Aan:", "*", "/"):
        text = (sign * MOST_CHARACTERS)[:MOST_CHARACTERS]
        before = time.process_time()
        for _again in range(20):
            pattern.sub("", text + "!")
            pattern.fullmatch(text + "!")
        assert time.process_time() - before < 2


# --- what is wrong with a line -------------------------------------------------------------------------------


def spell(typed: str) -> str | None:
    return typed.lower() if typed.count("@") == 1 and "." in typed.split("@")[1] else None


def problems(text: str, **there: str) -> list[list[str]]:
    standing = {name.replace("_", "@") + ".nl": state for name, state in there.items()}
    checked = check_lines(read_paste(text).lines, spell, standing, frozenset())
    return [[problem.key for problem in line.problems] for line in checked]


def test_each_line_says_what_is_wrong() -> None:
    assert problems("noor@x.nl\n\nKarim\nbo@x\nNOOR@x.nl") == [[], ["no_address"], ["bad_address"], ["twice"]]
    assert problems("a@x.nl\tb@x.nl") == [["addresses"]]
    assert problems(f"a@x.nl\t{'n' * 201}\tBibliotheek {'b' * 201}") == [["long_name", "long_library"]]
    assert problems(f"{'a' * 260}@x.nl") == [["long_email"]]
    assert problems("noor@x.nl\x00") == [["character"]]
    assert problems("n@x.nl " + "n" * 1001) == [["long"]]
    assert problems("Bo <bo@x.nl>; Klaas Bos; els@x.nl") == [[], ["no_address"], []]
    assert problems("noor@x.nl", noor_x="staff") == [["staff"]]


def test_what_no_mail_server_takes_before_the_at_sign_is_named() -> None:
    (checked,) = check_lines(read_paste("josé.ñ@x.nl").lines, lambda _typed: None, {}, frozenset())
    assert checked.problems == (Problem("letters", "éñ"),)


def test_a_second_line_says_which_was_first() -> None:
    checked = check_lines(read_paste("noor@x.nl\nbo@x.nl\nnoor@x.nl").lines, spell, {}, frozenset())
    assert checked[2].problems == (Problem("twice", "1"),)


def test_an_address_that_was_copied_a_row_too_far_costs_nobody_their_place() -> None:
    assert problems("noor@x.nl\tNoor Bos\nnoor@x.nl\tBo de Wit") == [[], ["other_name"]]
    assert problems("noor@x.nl\tNoor  Bos\nnoor@x.nl\tnoor bos\nnoor@x.nl") == [[], ["twice"], ["twice"]]


def test_who_is_there_already_is_no_mistake() -> None:
    (checked,) = check_lines(read_paste("noor@x.nl").lines, spell, {"noor@x.nl": "invited"}, frozenset())
    assert checked.problems == ()
    assert not checked.good


@pytest.mark.parametrize(
    ("email", "meant"),
    [
        ("noor@gmial.com", "noor@gmail.com"),
        ("noor@gmail.co", "noor@gmail.com"),
        ("noor@hotmal.com", "noor@hotmail.com"),
        ("noor@biebost.nl", "noor@bieboost.nl"),
        ("noor@gmail.com", ""),
        ("noor@elders.nl", ""),
    ],
)
def test_a_domain_one_letter_off_gets_a_question(email: str, meant: str) -> None:
    lines = read_paste(f"a@bieboost.nl\nb@bieboost.nl\nc@bieboost.nl\n{email}").lines
    notes = check_lines(lines, spell, {}, frozenset())[3].notes
    assert [note.detail for note in notes if note.key == "domain"] == ([meant] if meant else [])
    assert suggest_domain("a@bieboost.nl", {"bieboost.nl": 3}, {"bieboost.nl": "bieboost.nl"}) == ""


# --- libraries -----------------------------------------------------------------------------------------------


def test_names_that_differ_by_a_letter_or_by_capitals_are_found() -> None:
    names = ["Bibliotheek Merenrijk", "bibliotheek  merenrijk", "Bibliotheek Merenrijk", "Bibliotheek Kustlijn"]
    (found,) = find_spellings(names)
    assert found.names == ("Bibliotheek Merenrijk", "bibliotheek merenrijk")
    assert found.same
    (found,) = find_spellings(["Biblioteek Oost", "Bibliotheek Oost"])
    assert not found.same
    assert find_spellings(["Bibliotheek 1", "Bibliotheek 2", "Oost", "Oest", ""]) == []


def test_the_way_it_was_written_before_leads() -> None:
    (found,) = find_spellings(["MERENRIJK", "MERENRIJK"], known=["Merenrijk"])
    assert found.names[0] == "Merenrijk"
    assert find_spellings(["Kustlijn"], known=["Merenrijk", "merenrijk"]) == []


def test_many_names_take_no_time() -> None:
    assert find_spellings(f"Bibliotheek van plaats {chr(97 + n % 26) * 4}{n}" for n in range(1000)) == []
