from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram.grid import GridSpec, GridWords, Stakeholder, influence_interest_grid
from tests.diagram.cases import SVG, measure, parse, texts

WORDS = GridWords(
    influence="invloed",
    interest="belang",
    low="laag",
    high="hoog",
    high_low="tevreden houden",
    high_high="nauw betrekken",
    low_low="volgen",
    low_high="informeren",
    table="De nummers staan in de tabel.",
    empty="Geef een score.",
)


def draw(*stakeholders: Stakeholder, **options: object) -> str:
    spec = GridSpec(stakeholders, "De gemeente beslist mee", "Wie waar staat.", WORDS)
    return influence_interest_grid(spec, measure=measure, prefix="grid", **options)  # type: ignore[arg-type]


def crowd(count: int, influence: int = 5, interest: int = 5) -> list[Stakeholder]:
    return [Stakeholder(number, f"Partij {number}", influence, interest) for number in range(1, count + 1)]


def test_few_stakeholders_stand_with_their_names() -> None:
    shown = texts(draw(Stakeholder(1, "Gemeente", 5, 4), Stakeholder(2, "Cursisten", 2, 5)))
    assert {"Gemeente", "Cursisten", "nauw betrekken", "informeren", "invloed", "belang"} <= set(shown)


def test_those_with_equal_scores_are_listed_in_one_cell() -> None:
    root = parse(draw(Stakeholder(2, "Beta", 4, 4), Stakeholder(1, "Alfa", 4, 4)))
    dots = [(dot.get("cx"), float(dot.get("cy", "0"))) for dot in root.iter(f"{SVG}circle")]
    assert len({x for x, _ in dots}) == 1
    assert dots[1][1] - dots[0][1] >= 14
    names = [text for text in texts(draw(Stakeholder(2, "Beta", 4, 4), Stakeholder(1, "Alfa", 4, 4))) if "a" in text]
    assert names.index("Alfa") < names.index("Beta")


def test_many_stakeholders_stand_with_their_numbers_and_a_count() -> None:
    shown = texts(draw(*crowd(100)))
    assert {str(number) for number in range(1, 101)} <= set(shown)
    assert "100×" in shown
    assert "De nummers staan in de tabel." in shown


def test_a_hundred_discs_never_touch() -> None:
    root = parse(draw(*crowd(60), *(Stakeholder(60 + n, "x", 1 + n % 5, 1 + n % 4) for n in range(1, 41))))
    discs = [
        (float(disc.get("x", "0")), float(disc.get("y", "0")))
        for disc in root.iter(f"{SVG}rect")
        if disc.get("width") == "25"
    ]
    assert len(discs) == 100
    for at, (x, y) in enumerate(discs):
        assert all(abs(x - other_x) >= 25 or abs(y - other_y) >= 20 for other_x, other_y in discs[at + 1 :])


def test_more_influence_is_higher_and_more_interest_is_further_right() -> None:
    root = parse(draw(Stakeholder(1, "A", 1, 1), Stakeholder(2, "B", 5, 5)))
    (low_x, low_y), (high_x, high_y) = (
        (float(dot.get("cx", "0")), float(dot.get("cy", "0"))) for dot in root.iter(f"{SVG}circle")
    )
    assert low_x < high_x
    assert high_y < low_y


def test_without_stakeholders_it_says_what_to_do() -> None:
    assert "Geef een score." in texts(draw())


def test_a_name_leads_somewhere_on_a_page_only() -> None:
    one = replace(crowd(1)[0], href="/plans/1?row=s1")
    assert "<a " not in draw(one)
    assert 'href="/plans/1?row=s1"' in draw(one, page=True)


@pytest.mark.parametrize(("influence", "interest"), [(0, 1), (1, 6)])
def test_a_score_outside_the_scale_is_refused(influence: int, interest: int) -> None:
    with pytest.raises(ValueError, match="not from 1 to 5"):
        draw(Stakeholder(1, "A", influence, interest))


scores = st.integers(1, 5)


@given(st.lists(st.builds(Stakeholder, st.integers(1, 999), st.text(max_size=60), scores, scores), max_size=40))
@settings(deadline=None)
def test_any_stakeholders_make_the_same_valid_picture_each_time(stakeholders: list[Stakeholder]) -> None:
    picture = draw(*stakeholders)
    assert parse(picture).get("role") == "img"
    assert draw(*stakeholders) == picture
