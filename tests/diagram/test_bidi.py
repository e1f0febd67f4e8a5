from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from impactplan.diagram.bidi import is_right_to_left, visual

OVERRIDE, END = "\u202d", "\u202c"


def test_latin_text_is_left_alone() -> None:
    assert visual("Cursisten (55+) leren") == "Cursisten (55+) leren"


def test_hebrew_is_turned_round() -> None:
    assert visual("שלום") == f"{OVERRIDE}םולש{END}"


def test_arabic_letters_are_joined() -> None:
    # beh, alef, beh: beh joins the alef, alef joins nothing after it
    assert visual("باب") == f"{OVERRIDE}\ufe8f\ufe8e\ufe91{END}"


def test_numbers_and_latin_words_inside_keep_their_order() -> None:
    assert visual("שלום DigiD 55") == f"{OVERRIDE}DigiD 55 םולש{END}"


def test_brackets_are_mirrored() -> None:
    assert visual("(שלום)") == f"{OVERRIDE}(םולש){END}"


def test_the_direction_of_the_whole_text_can_be_given() -> None:
    assert visual("Rob שלום", right_to_left=True) == f"{OVERRIDE}םולש Rob{END}"
    assert visual("Rob שלום", right_to_left=False) == f"{OVERRIDE}Rob םולש{END}"


def test_the_first_letter_decides_the_direction() -> None:
    assert is_right_to_left("55 שלום Rob")
    assert not is_right_to_left("Rob שלום")
    assert not is_right_to_left("55")


@given(st.text(max_size=60))
def test_any_text_keeps_its_length(text: str) -> None:
    seen = visual(text)
    assert len(seen) in (len(text), len(text) + 2)
