"""The one-page story: told from the plan until it is written over, and on one page."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from impactplan.exports.document import build_document
from impactplan.exports.options import Options
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import Content, write_file
from impactplan.graph import PlanState
from impactplan.integration.drafts import DRAFTS, count_words, shorten
from impactplan.integration.onepage import compose_story, has_something
from impactplan.rules import RULES_OF_THUMB
from tests.integration.plans import plan

pytestmark = pytest.mark.usefixtures("english")


def full(**pitch: Any) -> PlanState:
    kinds: dict[str, list[dict[str, Any]]] = {
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
    return plan(**kinds, pitch=[pitch] if pitch else [])


def indicator(key: str, outcome: str, baseline: str | None, target: str, minimum: str, **more: Any) -> dict[str, Any]:
    start = Decimal(baseline) if baseline else None
    values = {"baseline": start, "target": Decimal(target), "minimum": Decimal(minimum), "unit": "%"}
    return {"id": key, "name": f"Indicator {key}", "outcome": outcome, **values, **more}


def measurement(key: str, value: str, day: str) -> dict[str, Any]:
    return {"indicator": key, "value": Decimal(value), "measured_on": date.fromisoformat(day)}


def test_each_block_is_told_from_the_plan() -> None:
    told = {name: draft(full()).replace("\u00a0", " ") for name, draft in DRAFTS.items()}
    assert told["headline"] == "126 durven meer"
    assert told["challenge"].endswith("It is about 6,000 adults (2020).")
    assert told["people"] == "This is for digistarters (4,200). What we deliver: afronders: 75 people per year."
    assert told["results"].splitlines() == [
        "- Indicator k1: from 45 to 62 % (planned: 70 %)",
        "- Indicator k2: 7 % (planned: 7 %; no baseline)",
        "- Indicator k4: from 10 to 12 % (planned: 20 %)",
    ]
    assert told["story"] == "Ik doe het nu zelf."
    assert "Of the 126 people" in told["own_share"]
    assert "about 50 are due to us" in told["own_share"]
    assert "It may be 34 to 59." in told["own_share"]
    assert told["lessons"] == (
        "Not reached: Indicator k4 (12 % instead of 20 %); Indicator k1 (62 % instead of 70 %). "
        "What we did not want but did see: meer oplichting. That is why we do this: avondgroep starten."
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
    assert told.index("Indicator low") < told.index("Indicator mid")
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
        assert "Indicator k4" in page.picture.svg
        assert "Indicator k5" not in page.picture.svg, "the page tells of three results"


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
    target = tmp_path / "page.pdf"
    write_file(PDF, Content(state, Options.of(["pitch"])), target)
    pages = subprocess.run(["pdftotext", str(target), "-"], check=True, capture_output=True).stdout.decode().split("\f")
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == 4, "cover, contents, the opening of the module, and the page"
    assert "Zelf doen en veilig" in pages[3]
    assert "Zelf doen en veilig" not in pages[2]


def test_a_short_story_leaves_more_room_for_the_picture() -> None:
    heights = [
        build_document(full(**dict.fromkeys(DRAFTS, "x") | {"lessons": "woord " * count}), Options.of(["pitch"]))
        .chapters[0]
        .sections[0]
        .blocks[0]
        .height
        for count in (10, 150, 320, 2000)
    ]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[2] > heights[3] == 0


def test_without_anything_to_tell_there_is_no_page() -> None:
    document = build_document(plan(), Options.of(["pitch"]))
    assert [pending.step for pending in document.chapters[0].pending] == ["pitch"]
