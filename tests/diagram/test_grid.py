from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactplan.diagram.grid import GridPoint, GridSpec, GridWords, score_grid
from tests.diagram.cases import SVG, measure, parse, texts

WORDS = GridWords(
    up="invloed",
    across="belang",
    up_ends=("laag", "hoog"),
    across_ends=("laag", "hoog"),
    high_low="tevreden houden",
    high_high="nauw betrekken",
    low_low="volgen",
    low_high="informeren",
    table="De nummers staan in de tabel.",
    empty="Geef een score.",
)


def draw(*stakeholders: GridPoint, **options: object) -> str:
    spec = GridSpec(stakeholders, "De gemeente beslist mee", "Wie waar staat.", WORDS)
    return score_grid(spec, measure=measure, prefix="grid", **options)


def crowd(count: int, influence: int = 5, interest: int = 5) -> list[GridPoint]:
    return [GridPoint(number, f"Partij {number}", influence, interest) for number in range(1, count + 1)]


def test_few_stakeholders_stand_with_their_names() -> None:
    shown = texts(draw(GridPoint(1, "Gemeente", 5, 4), GridPoint(2, "Cursisten", 2, 5)))
    assert {"Gemeente", "Cursisten", "nauw betrekken", "informeren", "invloed", "belang"} <= set(shown)


def test_those_with_equal_scores_are_listed_in_one_cell() -> None:
    root = parse(draw(GridPoint(2, "Beta", 4, 4), GridPoint(1, "Alfa", 4, 4)))
    dots = [(dot.get("cx"), float(dot.get("cy", "0"))) for dot in root.iter(f"{SVG}circle")]
    assert len({x for x, _ in dots}) == 1
    assert dots[1][1] - dots[0][1] >= 14
    names = [text for text in texts(draw(GridPoint(2, "Beta", 4, 4), GridPoint(1, "Alfa", 4, 4))) if "a" in text]
    assert names.index("Alfa") < names.index("Beta")


def test_many_stakeholders_stand_with_their_numbers_and_a_count() -> None:
    shown = texts(draw(*crowd(100)))
    assert {str(number) for number in range(1, 101)} <= set(shown)
    assert "100×" in shown
    assert "De nummers staan in de tabel." in shown


def test_a_hundred_discs_never_touch() -> None:
    root = parse(draw(*crowd(60), *(GridPoint(60 + n, "x", 1 + n % 5, 1 + n % 4) for n in range(1, 41))))
    discs = [
        (float(disc.get("x", "0")), float(disc.get("y", "0")))
        for disc in root.iter(f"{SVG}rect")
        if disc.get("width") == "28"
    ]
    assert len(discs) == 100
    for at, (x, y) in enumerate(discs):
        assert all(abs(x - other_x) >= 28 or abs(y - other_y) >= 20 for other_x, other_y in discs[at + 1 :])


def test_more_influence_is_higher_and_more_interest_is_further_right() -> None:
    root = parse(draw(GridPoint(1, "A", 1, 1), GridPoint(2, "B", 5, 5)))
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
    with pytest.raises(ValueError, match="not on its axis"):
        draw(GridPoint(1, "A", influence, interest))


scores = st.integers(1, 5)


@given(st.lists(st.builds(GridPoint, st.integers(1, 999), st.text(max_size=60), scores, scores), max_size=40))
@settings(deadline=None)
def test_any_stakeholders_make_the_same_valid_picture_each_time(stakeholders: list[GridPoint]) -> None:
    picture = draw(*stakeholders)
    assert parse(picture).get("role") == "img"
    assert draw(*stakeholders) == picture


def attitudes(*points: GridPoint) -> str:
    words = replace(WORDS, across="houding", across_ends=("tegen", "enthousiast"), marked="ambassadeur")
    spec = GridSpec(points, "Wie steunt ons", "Houding tegen invloed.", words, across=range(-2, 3))
    return score_grid(spec, measure=measure, prefix="grid")


def test_an_axis_may_begin_below_zero_and_shows_the_signs() -> None:
    picture = attitudes(GridPoint(1, "Wethouder", 5, -2), GridPoint(2, "Team", 3, 0))
    assert {"−2", "0", "+2", "tegen", "enthousiast"} <= set(texts(picture))
    assert "Wethouder · invloed 5 · houding −2" in picture
    left, middle = (float(dot.get("cx", "0")) for dot in parse(picture).iter(f"{SVG}circle"))
    assert left < middle


def test_what_is_marked_has_another_shape_that_is_explained() -> None:
    plain, marked = attitudes(GridPoint(1, "Team", 3, 1)), attitudes(GridPoint(1, "Team", 3, 1, marked=True))
    assert "ambassadeur" not in plain
    assert "ambassadeur" in texts(marked)
    assert len(list(parse(plain).iter(f"{SVG}circle"))) == 1
    assert not list(parse(marked).iter(f"{SVG}circle"))


def test_an_axis_has_five_scores() -> None:
    with pytest.raises(ValueError, match="five scores"):
        score_grid(GridSpec((), "T", "D", WORDS, across=range(1, 4)), measure=measure, prefix="grid")
