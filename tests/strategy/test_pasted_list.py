"""Lists from word processors, whiteboards and spreadsheets, read as boxes and links."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from impactplan.lib.text import drop_broken, normalise
from impactplan.strategy.chain import COLUMNS
from impactplan.strategy.paste_plan import CHOICES, LEAVE, PastePlan, plan_paste
from impactplan.strategy.pasted_list import MOST_LINES, PastedList, TooManyLinesError, read_list
from impactplan.strategy.pasted_markers import find_column
from tests.support.states import make_state

pytestmark = pytest.mark.usefixtures("without_database")

EMPTY: dict[str, list[dict[str, Any]]] = {}
CHAIN = [("Taalcafé", "activity", None), ("60 bezoekers", "output", 0), ("Zij durven te spreken", "short", 1)]


def plan(text: str, start: str = "activity", items: Any = EMPTY, **chosen: str) -> PastePlan:
    """Plan a paste; ``chosen`` gives columns to lines by their text."""
    pasted, state = read_list(text), make_state(items)
    keys = {box.pasted.text: box.key for box in plan_paste(pasted, state, start, {}).boxes}
    return plan_paste(pasted, state, start, {keys[text]: column for text, column in chosen.items()})


def shape(pasted: PastedList) -> list[tuple[str, int | None]]:
    return [(box.text, box.under) for box in pasted.boxes]


def links(planned: PastePlan) -> list[tuple[str, str]]:
    return [(planned.boxes[one].pasted.text, planned.boxes[other].pasted.text) for one, other in planned.links]


@pytest.mark.parametrize(
    "text",
    [
        "Taalcafé\n\t60 bezoekers\n\t\tZij durven te spreken",
        "Taalcafé\n  60 bezoekers\n    Zij durven te spreken",
        "Taalcafé\n    60 bezoekers\n        Zij durven te spreken",
        "Taalcafé\r\n \t60 bezoekers\r\n   \t \tZij durven te spreken\r\n\r\n",
        "•\tTaalcafé\no\t60 bezoekers\n▪\tZij durven te spreken",
        "\uf0b7\tTaalcafé\no\t60 bezoekers\n\uf0a7\tZij durven te spreken",
        "- Taalcafé\n  – 60 bezoekers\n    · Zij durven te spreken",
        "* Taalcafé\n\t* 60 bezoekers\n\t\t* Zij durven te spreken",
        "1. Taalcafé\n1.1 60 bezoekers\n1.1.1 Zij durven te spreken",
        "1) Taalcafé\n   a) 60 bezoekers\n      i) Zij durven te spreken",
        "1.\tTaalcafé\na.\t60 bezoekers\nii.\tZij durven te spreken",
        "Taalcafé\n• 60 bezoekers\no Zij durven te spreken",
        "Taalcafé\t60 bezoekers\tZij durven te spreken",
        "Activiteit\tOutput\tEffect (korte termijn)\nTaalcafé\t60 bezoekers\tZij durven te spreken",
        '"Taalcafé"\t"60\nbezoekers"\tZij durven te spreken',
        "\ufeffTaalcafé:\n\u00a0\u00a060 bezoekers\n\u00a0\u00a0\u00a0\u00a0Zij\u00a0durven te spreken",
        "## Activiteiten\n- Taalcafé\n  - 60 bezoekers\n    - Zij durven te spreken",
        "Activiteit: Taalcafé\n  Output: 60 bezoekers\n    Outcome: Zij durven te spreken",
    ],
)
def test_depth_is_told_by_what_programs_put_before_a_line(text: str) -> None:
    planned = plan(text)
    assert [(box.pasted.text, box.column, box.pasted.under) for box in planned.boxes] == CHAIN
    assert links(planned) == [("Taalcafé", "60 bezoekers"), ("60 bezoekers", "Zij durven te spreken")]


def test_back_to_a_line_before() -> None:
    text = "1. A\n1.1 B\n1.2 C\n1.2.1 D\n2. E\n2.1 F"
    assert shape(read_list(text)) == [("A", None), ("B", 0), ("C", 0), ("D", 2), ("E", None), ("F", 4)]
    text = "A\n    B\n  C\nD"
    assert shape(read_list(text)) == [("A", None), ("B", 0), ("C", 0), ("D", None)]
    text = "A\n• B\n• C\no D\nE\n• F"
    assert shape(read_list(text)) == [("A", None), ("B", 0), ("C", 0), ("D", 2), ("E", None), ("F", 4)]


def test_an_amount_is_no_number_of_a_line() -> None:
    text = "2. Leeskring\n2.5 uur per week\n1.300 deelnemers\n10 ochtenden\n12-18 jaar\n-5 graden"
    texts = [box.text for box in read_list(text).boxes]
    assert texts == ["Leeskring", "2.5 uur per week", "1.300 deelnemers", "10 ochtenden", "12-18 jaar", "-5 graden"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Activiteiten:", "activity"),
        ("WAT WE DOEN", "activity"),
        ("Outputs", "output"),
        ("Prestaties", "output"),
        ("Effecten", "short"),
        ("Outcomes (short term)", "short"),
        ("Effecten (korte termijn):", "short"),
        ("Effecten op de middellange termijn", "mid"),
        ("Middellange termijn", "mid"),
        ("Outcome – lange termijn", "long"),
        ("Long-term outcomes", "long"),
        ("Maatschappelijke impact", "impact"),
        ("**Randvoorwaarden**", "precondition"),
        ("Lange rijen voor de kassa", ""),
        ("Iedereen doet mee", ""),
        ("Kort", "short"),
        ("", ""),
    ],
)
def test_headings_name_columns(heading: str, column: str) -> None:
    assert find_column(heading) == column


def test_headings_give_their_column_and_no_link() -> None:
    text = (
        "Activiteiten:\n- Taalcafé\n- Leeskring\nOutputs\n60 bezoekers\n"
        "Effecten:\n  Korte termijn:\n    Durven\n  Lange termijn:\n    Werk\nMiddelen\n€ 5.000"
    )
    planned = plan(text)
    columns = {box.pasted.text: box.column for box in planned.boxes}
    assert columns | {"€ 5.000": ""} == {
        "Taalcafé": "activity",
        "Leeskring": "activity",
        "60 bezoekers": "output",
        "Durven": "short",
        "Werk": "long",
        "€ 5.000": "",
    }
    assert planned.boxes[-1].pasted.flaw == "apart"
    assert planned.boxes[-1].is_left_out
    assert (list(planned.headings), links(planned)) == ([1, 4, 6, 7, 9, 11], [])


def test_headings_under_a_box_leave_it_linked() -> None:
    planned = plan("Taalcafé:\n  Outputs:\n    60 bezoekers\n    20 boeken\n  Effecten:\n    Durven")
    assert links(planned) == [("Taalcafé", "60 bezoekers"), ("Taalcafé", "20 boeken")]
    assert planned.boxes[3].notes == ["needs_output"]


def test_an_empty_cell_means_what_stands_above_it() -> None:
    text = "Activiteit\tWie\tOutput\tKort\tImpact\nTaalcafé\tAnna\t60\tDurven\tMee\n\t\t\tKennen\t\n\t\t20\tLezen\tMee"
    planned = plan(text)
    assert links(planned) == [
        ("Taalcafé", "60"),
        ("60", "Durven"),
        ("Durven", "Mee"),
        ("60", "Kennen"),
        ("Taalcafé", "20"),
        ("20", "Lezen"),
        ("Lezen", "Mee"),
    ]
    assert [box.pasted.text for box in planned.boxes if box.is_left_out] == ["Anna"]
    assert [box.pasted.text for box in planned.new.values()].count("Mee") == 1


def test_from_the_impact_it_goes_back() -> None:
    planned = plan("Iedereen doet mee\n  Zij vinden werk\n    Zij spreken\n  Zij hebben een netwerk", start="impact")
    assert [box.column for box in planned.boxes] == ["impact", "long", "mid", "long"]
    assert links(planned)[0] == ("Zij vinden werk", "Iedereen doet mee")


def test_what_the_plan_has_already_becomes_a_link() -> None:
    items = {
        "activity": [{"name": "Taalcafé"}, {"name": "Leeskring"}],
        "output": [{"name": "60 bezoekers", "activity": "activity1"}],
        "outcome": [{"statement": "Zij vinden werk", "term": "long"}],
    }
    text = "TAALCAFE\n  60  bezoekers\n    zij vinden werk\nLeeskring\n  60 bezoekers\n  20 boeken"
    planned = plan(text, items=items)
    assert [box.there.id if box.there else "" for box in planned.boxes] == [
        *("activity1", "output1", "outcome1", "activity2", "output1", ""),
    ]
    assert planned.boxes[2].column == "long", "it stands where it stood"
    assert links(planned) == [("60  bezoekers".replace("  ", " "), "zij vinden werk"), ("Leeskring", "20 boeken")]
    assert planned.boxes[4].notes == ["other_activity"]
    assert [box.pasted.text for box in planned.new.values()] == ["20 boeken"]


def test_the_column_of_a_line_can_be_chosen_and_what_follows_moves_along() -> None:
    text = "Taalcafé\n  Zij durven\n    Zij spreken"
    planned = plan(text, **{"Zij durven": "short"})
    assert [box.column for box in planned.boxes] == ["activity", "short", "mid"]
    assert links(planned) == [("Zij durven", "Zij spreken")]
    left = plan(text, **{"Zij durven": LEAVE, "Zij spreken": "output"})
    assert links(left) == [("Taalcafé", "Zij spreken")]
    same = plan(text, **{"Zij durven": "activity"})
    assert same.boxes[1].notes == ["same_column"]


def test_what_does_not_fit_says_so() -> None:
    planned = plan("x" * 301 + "\n" + "  " + "y" * 1000 + "\n•\n" + "z" * 1001 + "\nAan\x00tal")
    assert [box.over for box in planned.boxes] == [1, 700, 0, 0, 0]
    assert [box.pasted.flaw for box in planned.boxes] == ["", "", "blank", "long", "character"]
    assert [box.pasted.text for box in planned.new.values()] == ["Aantal"]
    with pytest.raises(TooManyLinesError):
        read_list("regel\n" * (MOST_LINES + 1))
    with pytest.raises(TooManyLinesError):
        read_list("a\tb\tc\td\te\n" * MOST_LINES)


PIECES = st.sampled_from(
    [
        *(
            "\t",
            "  ",
            "    ",
            "• ",
            "o\t",
            "1. ",
            "1.1 ",
            "a) ",
            "- ",
            "\n",
            "\n",
            "\n\t",
            '"',
            '""',
            ":",
            "\v",
            "\u200b",
        ),
        *("Taalcafé", "60 bezoekers", "Outputs:", "Effecten (lang)", "Activiteit: ", "Impact", "x" * 400),
        *("\x00", "\ud800"),
    ]
)
TEXTS = st.text(st.characters(), max_size=200) | st.lists(PIECES, max_size=40).map("".join)


@given(text=TEXTS, start=st.sampled_from([*COLUMNS, "onzin"]))
@example("\ud800\n\x00", "activity")
@example('"a\n\t"b\t"\n"', "impact")
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_and_nothing_of_it_is_lost(text: str, start: str) -> None:
    try:
        planned = plan(text, start)
    except TooManyLinesError:
        return
    lines = read_list(text)
    told = {box.number for box in lines.boxes} | set(lines.headings)
    filled = {number for number, line in enumerate(normalise(text).split("\n"), 1) if line.strip()}
    assert told == filled or (lines.is_table and told <= filled)
    for at, box in enumerate(planned.boxes):
        assert box.column in CHOICES or box.is_left_out
        assert lines.boxes[at].under is None or lines.boxes[at].under < at
        above = box.pasted.under
        if box.is_new and above is not None and not planned.boxes[above].is_left_out:
            assert box.is_linked or box.notes, "a line is linked to what it stands under, or says why not"
    for source, target in planned.links:
        assert COLUMNS.index(_early(planned.boxes[source].column)) < COLUMNS.index(_early(planned.boxes[target].column))
    if not planned.headings and ":" not in text:
        # Every letter is in a box, but for those that were marks of a list: at most five a line or cell.
        said = sum(char.isalpha() for box in planned.boxes for char in box.pasted.text)
        places = len(filled) + text.count("\t")
        assert said >= sum(char.isalpha() for char in drop_broken(text)) - 5 * places


def _early(column: str) -> str:
    return "output" if column == "precondition" else column


LONG = ('"' + "\t" * 90_000, '"a""' * 20_000, "1." * 30_000, "•" * 90_000, " " * 90_000 + "x", "a\t" * 90_000)


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    started = time.process_time()  # what grows with the square of a text takes minutes; a slow machine does not
    read_list(text)
    assert time.process_time() - started < 10
