"""The one-page story: told from the plan until it is written over, and on one page."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from impactplan.blocks import OnePage
from impactplan.exports.document import build_document
from impactplan.exports.one_page import fit
from impactplan.exports.options import Options
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import Content, write_file
from impactplan.graph import Item, PlanState
from impactplan.integration.chosen_results import choose_results
from impactplan.integration.documents import page_of
from impactplan.integration.drafts import DRAFTS, count_words, shorten
from impactplan.integration.fitting import too_long
from impactplan.integration.onepage import compose_story, has_something
from impactplan.rules import RULES_OF_THUMB
from tests.integration.plans import plan

pytestmark = pytest.mark.usefixtures("english")


def indicator(key: str, outcome: str, baseline: str | None, target: str, minimum: str, **more: Any) -> dict[str, Any]:
    start = Decimal(baseline) if baseline else None
    values = {"baseline": start, "target": Decimal(target), "minimum": Decimal(minimum), "unit": "%"}
    return {"id": key, "name": f"Indicator {key}", "outcome": outcome, **values, **more}


def measurement(key: str, value: str, day: str) -> dict[str, Any]:
    return {"indicator": key, "value": Decimal(value), "measured_on": date.fromisoformat(day)}


FULL: dict[str, list[dict[str, Any]]] = {
    "challenge": [
        {
            "statement": "Veel volwassenen regelen hun zaken niet zelf online. " * 3,
            "size": Decimal(6000),
            "size_unit": "adults",
            "size_year": 2020,
        }
    ],
    "stakeholder": [
        {"id": "s1", "name": "Digistarters", "stakeholder_kind": "target_group", "size": 4200},
        {"id": "s2", "name": "Gemeente", "stakeholder_kind": "funder", "size": 1},
    ],
    "output": [{"name": "Afronders", "quantity": Decimal(75), "unit": "people", "period": "year"}],
    "outcome": [
        {"id": "u1", "statement": "Cursisten durven meer", "direction": "positive"},
        {"id": "u2", "statement": "Slachtoffer van oplichting", "direction": "negative"},
    ],
    "indicator": [
        indicator("k1", "u1", "45", "70", "60"),
        indicator("k2", "u1", None, "7", "5"),
        indicator("k3", "u2", "6", "4", "5", direction="down"),
        indicator("k4", "u1", "10", "20", "15"),
        indicator("k5", "u1", "1", "2", "1"),
        indicator("k6", "u1", "1", "2", "1"),
    ],
    "measurement": [
        measurement("k1", "55", "2021-06-01"),
        measurement("k1", "62", "2022-06-01"),
        measurement("k2", "7", "2022-06-01"),
        measurement("k3", "7", "2022-06-01"),
        measurement("k4", "12", "2022-06-01"),
        measurement("k5", "2", "2022-06-01"),
    ],
    "contribution": [
        {"outcome": "u1"},
        {
            "outcome": "u1",
            "gross": Decimal(126),
            "deadweight": Decimal(30),
            "displacement": Decimal(5),
            "own_share": Decimal(60),
            "own_share_low": Decimal(40),
            "own_share_high": Decimal(70),
            "own_share_certainty": "low",
        },
    ],
    "negative_effect": [{"description": "Meer oplichting.", "negative_state": "occurred"}, {"description": "x"}],
    "decision": [{"id": "d", "question": "Waarom?", "decision": "adapt"}],
    "action": [{"name": "Avondgroep starten", "answers": ("d",)}],
    "input": [{"name": "Personeel", "euros": Decimal(42000)}, {"name": "Materiaal", "euros": Decimal(26000)}],
    "audience": [{"id": "a", "name": "De wethouder", "reach": "external", "decision": "De subsidie."}],
    "report": [
        {"audience": "gone", "message": "Intern", "story": "Geheim"},
        {
            "audience": "a",
            "message": "126 durven meer",
            "story": "Ik doe het nu zelf.",
            "story_consent": True,
            "sender": "Sanne",
            "call_to_action": "Verleng de subsidie",
        },
    ],
}


def full(**pitch: Any) -> PlanState:
    return plan(**FULL, pitch=[pitch] if pitch else [])


def test_each_block_is_told_from_the_plan() -> None:
    told = {name: draft(full()).replace("\u00a0", " ") for name, draft in DRAFTS.items()}
    assert told["headline"] == "126 durven meer"
    assert told["challenge"].endswith("It is about 6,000 adults (2020).")
    assert told["people"] == "This is for digistarters (4,200). What we deliver: afronders: 75 people per year."
    assert told["results"].splitlines() == [
        "2 of 6 indicators reached their target; 3 stand here",
        "- Cursisten durven meer: from 45 to 62% (target 70%)",
        "- Cursisten durven meer: 7% (target 7%)",
        "- Slachtoffer van oplichting: from 6 to 7% (target 4%)",
        "Chosen: what matters most to the people concerned, and what fell short.",
    ]
    assert told["story"] == "Ik doe het nu zelf."
    assert "Of the 126 people" in told["own_share"]
    assert "about 50 are due to us" in told["own_share"]
    assert "It may be 34 to 59." in told["own_share"]
    assert told["lessons"] == (
        "Not reached: cursisten durven meer (12% instead of 20%); cursisten durven meer (62% instead of 70%). "
        "What we did not want but did see: meer oplichting. We also take this up: avondgroep starten."
    )
    assert told["cost"] == "Altogether it costs €68,000: personeel €42,000 and materiaal €26,000."
    assert told["request"] == "Verleng de subsidie."
    assert told["contact"] == "Sanne, Bibliotheek Merenrijk"


def test_costs_without_a_name_are_not_named() -> None:
    inputs = [{"euros": Decimal(100)}, {"name": "Ruimte", "euros": Decimal(20)}, {"name": "Uren", "euros": Decimal(30)}]
    assert DRAFTS["cost"](plan(input=inputs)) == "Altogether it costs €150."


def test_the_worst_is_told_first() -> None:
    rows = [indicator("mid", "u1", "1", "9", "5"), indicator("low", "u1", "1", "9", "5")]
    state = plan(
        outcome=[{"id": "u1", "direction": "positive"}],
        indicator=rows,
        measurement=[measurement("mid", "6", "2022-06-01"), measurement("low", "2", "2022-06-01")],
        negative_effect=[
            {"description": "Klein", "negative_state": "occurred", "severity": 1, "likelihood": 1},
            {"description": "Middel", "negative_state": "occurred", "severity": 2, "likelihood": 2},
            {"description": "Groot", "negative_state": "occurred", "severity": 5, "likelihood": 4},
        ],
    )
    told = DRAFTS["lessons"](state)
    assert told.index("indicator low") < told.index("indicator mid")
    assert "groot and middel" in told


def test_an_empty_plan_says_nothing_that_it_does_not_know() -> None:
    told = {name: draft(plan()) for name, draft in DRAFTS.items()}
    assert {name: text for name, text in told.items() if text} == {
        "headline": "Digitaal Mee",
        "contact": "Bibliotheek Merenrijk",
    }
    assert not has_something(plan())
    assert has_something(full())
    assert has_something(plan(pitch=[{"request": "Geld"}]))


def test_a_story_without_consent_is_not_told() -> None:
    state = full()
    reports = tuple(replace(item, values={**item.values, "story_consent": None}) for item in state.rows("report"))
    assert DRAFTS["story"](replace(state, items={**state.items, "report": reports})) == ""


def test_what_is_written_takes_the_place_of_the_draft() -> None:
    page = compose_story(full(challenge="Onze woorden", picture="no_picture"))
    assert page.parts["challenge"].text == "Onze woorden"
    assert not page.parts["challenge"].drafted
    assert page.parts["challenge"].draft
    assert page.parts["people"].drafted
    assert page.picture is None


def test_words_are_counted_of_what_is_shown() -> None:
    fields = dict.fromkeys(DRAFTS, "een twee – drie")
    page = compose_story(full(**fields, picture="no_picture"))
    assert page.words == 3 * len(DRAFTS)
    assert page.counted == "30 of at most 350 words"
    page = compose_story(full(**fields | {"lessons": "woord " * 330}, picture="no_picture"))
    assert (page.words, page.over) == (357, 7)
    assert page.counted.endswith("7 words too many")


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), (None, 0), ("- één **twee**\n\n3 – !", 3), ("a\u00a0b", 2), ("…", 0)]
)
def test_signs_are_no_words(text: str | None, count: int) -> None:
    assert count_words(text) == count


def test_a_long_text_is_shortened_by_whole_sentences() -> None:
    assert shorten("Een twee drie. Vier vijf. Zes.", 5) == "Een twee drie. Vier vijf."
    assert shorten("Een twee drie vier vijf zes.", 2) == "Een twee drie vier vijf zes."
    assert shorten(None, 5) == ""


@pytest.mark.parametrize("picture", ["results", "contribution", "theory"])
def test_the_picture_is_that_of_the_step(picture: str) -> None:
    page = compose_story(full(picture=picture))
    assert page.picture is not None
    assert "<svg" in page.picture.svg
    if picture == "results":
        assert page.picture.title == "2 of 6 indicators reached their target; 3 stand here"
        assert "Indicator k3" in page.picture.svg
        assert "Indicator k4" not in page.picture.svg, "the page tells of three results"


Spread = Callable[[int], dict[str, str]]


def in_one(words: int) -> dict[str, str]:
    return {"lessons": "gemeente en bibliotheek samen " * (words // 4)}


def evenly(words: int) -> dict[str, str]:
    names = [name for name in DRAFTS if name not in {"headline", "contact"}]
    return {name: "gemeente en bibliotheek samen " * (words // len(names) // 4) for name in names}


def as_list(words: int) -> dict[str, str]:
    return {"results": "\n".join(f"- van {n} naar twaalf procent van alle deelnemers" for n in range(words // 8))}


@pytest.mark.parametrize("spread", [in_one, evenly, as_list])
@pytest.mark.parametrize("picture", ["results", "contribution", "theory"])
def test_350_words_and_a_picture_fit_one_page(tmp_path: Path, spread: Spread, picture: str) -> None:
    blank = dict.fromkeys(DRAFTS, "x")
    title = "Zelf doen en veilig: wat dit programma de inwoners van onze gemeente heeft gebracht"
    few = RULES_OF_THUMB.words_of_one_page - len(DRAFTS) - count_words(title)
    state = full(**blank | {"headline": title} | spread(few), picture=picture, request_date=date(2027, 1, 1))
    assert 300 < compose_story(state).words <= RULES_OF_THUMB.words_of_one_page
    assert fit(page_of(compose_story(state, printed=True))).figure is not None
    target = tmp_path / "page.pdf"
    write_file(PDF, Content(state, Options.of(["pitch"])), target)
    pages = subprocess.run(["pdftotext", str(target), "-"], check=True, capture_output=True).stdout.decode().split("\f")
    assert len(pages) == 2, "one page, and what follows its end"
    assert "Zelf doen en veilig" in pages[0]


def test_letters_get_smaller_before_the_picture_goes_and_sentences_go_last() -> None:
    def page(words: int) -> OnePage:
        lessons = "Zo ging het met ons vijven dit jaar. " * (words // 8)
        return fit(page_of(compose_story(full(**dict.fromkeys(DRAFTS, "x") | {"lessons": lessons}), printed=True)))

    pages = [page(words) for words in (10, 300, 4000)]
    assert [one.size for one in pages] == sorted([one.size for one in pages], reverse=True)
    assert pages[0].size == 11.0
    assert pages[-1].size == 9.5
    assert [one.figure is not None for one in pages] == [True, True, False]
    assert [any(part.rest for part in one.parts) for one in pages] == [False, False, True]


def test_the_authors_are_told_what_is_too_long() -> None:
    story = compose_story(full(**dict.fromkeys(DRAFTS, "x") | {"lessons": "Zo ging het met ons. " * 800}))
    assert [part.label for part in too_long(story)] == ["What did not work, and what changes"]
    assert too_long(compose_story(full())) == []


def measured_indicators(*targets: tuple[str, str, int]) -> PlanState:
    """Return a plan with an indicator for each (now, minimum met or not, importance of its outcome)."""
    rows = [indicator(f"k{at}", f"u{at}", "1", "9", "5") for at, _target in enumerate(targets)]
    return plan(
        outcome=[
            {"id": f"u{at}", "statement": f"Effect {at}", "direction": "positive", "importance": importance}
            for at, (_name, _now, importance) in enumerate(targets)
        ],
        indicator=rows,
        measurement=[
            measurement(f"k{at}", now, "2022-06-01") | {"n": 43} for at, (_name, now, _weight) in enumerate(targets)
        ],
    )


def test_what_fell_short_is_among_the_results_and_so_is_what_was_reached() -> None:
    state = measured_indicators(("", "6", 5), ("", "7", 5), ("", "8", 5), ("reached", "9", 1), ("failed", "2", 1))
    assert [item.id for item, _newest in choose_results(state)] == ["k1", "k3", "k4"]
    few = measured_indicators(("", "6", 5), ("", "7", 5))
    assert [item.id for item, _newest in choose_results(few)] == ["k0", "k1"]
    assert "Chosen" not in DRAFTS["results"](few)


def test_what_is_not_measured_yet_was_not_left_out_by_a_choice() -> None:
    state = measured_indicators(("", "6", 5), ("", "7", 5))
    unmeasured = Item("k9", "indicator", 9, dict(state.rows("indicator")[0].values))
    state = replace(state, items={**state.items, "indicator": (*state.rows("indicator"), unmeasured)})
    assert DRAFTS["results"](state).splitlines()[0].endswith("2 stand here")
    assert "Chosen" not in DRAFTS["results"](state)


def test_a_result_says_on_how_many_answers_it_rests() -> None:
    state = measured_indicators(("", "6", 5))
    assert DRAFTS["results"](state).splitlines()[1] == (
        "- Effect 0: from 1 to 6% (target 9%; n = 43, margin at most ±15 percentage points)"
    )
    mean = replace(
        state.rows("indicator")[0], values={**state.rows("indicator")[0].values, "indicator_kind": "average"}
    )
    other = replace(state, items={**state.items, "indicator": (mean,)})
    assert "margin" not in DRAFTS["results"](other)


def test_only_what_answers_to_it_is_said_to_be_done_about_it() -> None:
    state = plan(
        **FULL
        | {
            "negative_effect": [{"id": "n", "description": "Meer oplichting.", "negative_state": "occurred"}],
            "decision": [
                {"id": "d1", "question": "Waarom?", "decision": "adapt", "basis": ("k4",)},
                {"id": "d2", "question": "Wie?", "decision": "adapt", "basis": ("k5",)},
            ],
            "action": [
                {"name": "Les vooraan", "answers": ("n",)},
                {"name": "Meer tijd", "answers": ("d1",)},
                {"name": "Werving", "answers": ("d2",)},
                {"name": "Niets", "answers": ("d2",), "action_state": "dropped"},
            ],
        }
    )
    assert DRAFTS["lessons"](state).endswith(
        "That is why we do this: les vooraan and meer tijd. We also take this up: werving."
    )


@pytest.mark.parametrize(
    ("day", "words"), [(date(2021, 1, 1), "A decision was needed by"), (date(2099, 1, 1), "Decision needed by")]
)
def test_a_day_that_is_over_is_told_as_past(day: date, words: str) -> None:
    page = page_of(compose_story(full(request="Geld", request_date=day)))
    assert words in next(part.text.text for part in page.parts if "Geld" in part.text.text)


def test_without_anything_to_tell_there_is_no_page() -> None:
    document = build_document(plan(), Options.of(["pitch"]))
    assert [pending.step for pending in document.chapters[0].pending] == ["pitch"]
