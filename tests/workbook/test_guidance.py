"""The guidance of every step: whole in both languages, with an example of every field that is required."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from markdown import markdown

from impactplan.lib.texts import force_locale
from impactplan.models import KINDS, Field
from impactplan.steps import BY_KEY, STEPS, Step
from impactplan.workbook.flows import FlowExtension
from impactplan.workbook.guidance import PARTS, Guidance, load_guidance
from impactplan.workbook.registry import step_parts

LANGUAGES = {
    "nl": ["Wat en waarom", "Zo doe je het", "Voorbeeld", "Veelgemaakte fouten"],
    "en": ["What and why", "How to do it", "Example", "Common mistakes"],
}

every_guidance = pytest.mark.parametrize(
    ("step", "language"),
    [(step, language) for step in STEPS for language in LANGUAGES],
    ids=lambda value: value if isinstance(value, str) else value.key,
)


def guidance(step: Step, language: str) -> Guidance:
    return load_guidance(step_parts()[step.key].guidance, step.key, language)


def text_of(step: Step, language: str) -> str:
    return (step_parts()[step.key].guidance / language / f"{step.key}.md").read_text()


@every_guidance
def test_a_guidance_is_whole(without_database: Flask, step: Step, language: str) -> None:
    read = guidance(step, language)
    assert 10 < len(read.lead) <= 160
    assert tuple(part.key for part in read.parts[:4]) == PARTS
    assert [part.title for part in read.parts[:4]] == LANGUAGES[language]
    assert all(len(part.text) > 300 for part in read.parts)
    assert "<ol>" in read.parts[1].text, "how to do it is told step by step"
    assert "<table" not in "".join(part.text for part in read.parts), "beside the work there is no room for a table"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_both_languages_are_built_alike(without_database: Flask, step: Step) -> None:
    shapes = [[re.findall(r"<(\w+)", part.text) for part in guidance(step, code).parts] for code in LANGUAGES]
    for one, other in zip(*shapes, strict=True):
        assert [tag for tag in one if tag not in {"p", "em", "strong"}] == [
            tag for tag in other if tag not in {"p", "em", "strong"}
        ]


def asked(step: Step) -> list[Field]:
    """Return the fields that are always required in a step: its own, and those of earlier items that it asks."""
    fields = [declared for key in step.kinds for declared in KINDS[key].fields.values() if not declared.later]
    fields += [declared for key in step.shown for declared in KINDS[key].fields.values() if declared.later == step.key]
    return [declared for declared in fields if declared.required is True]


@every_guidance
def test_an_example_names_every_field_that_is_required(without_database: Flask, step: Step, language: str) -> None:
    example = guidance(step, language).parts[2].text.lower()
    with without_database.test_request_context(), force_locale(language):
        labels = {str(declared.label) for declared in asked(step)}
    assert sorted(label for label in labels if label.rstrip("?").lower() not in example) == []


@every_guidance
def test_numbers_are_written_as_the_language_writes_them(without_database: Flask, step: Step, language: str) -> None:
    wrong = {"nl": r"\d%|\d\.\d\d?\b(?!\d)|\d[€]", "en": r"\d %|\d,\d\d?\b(?!\d)|€ \d"}[language]
    assert re.findall(wrong, text_of(step, language)) == []


def test_no_line_breaks_within_a_number(without_database: Flask) -> None:
    example = guidance(BY_KEY["valuation"], "nl").parts[2].text
    assert "40\N{NO-BREAK SPACE}% in plaats van 60\N{NO-BREAK SPACE}%" in example
    assert "€\N{NO-BREAK SPACE}600 in plaats van" in example


WORDS = {
    "nl": "impactmanagement theory_of_change verandertheorie verantwoordingsgrens impactraamwerk streefwaarde "
    "laaggeletterdheid AVG attributie deadweight gevoeligheidsanalyse SROI planning-en-controlcyclus jaarplan "
    "impactcultuur draagvlak impactboekhouding tegenboeking roadmap",
    "en": "impact_management theory_of_change accountability_ceiling impact_framework target low_literacy GDPR "
    "attribution deadweight sensitivity_analysis SROI planning_and_control_cycle annual_plan impact_culture support "
    "impact_ledger counter-entry roadmap",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_field_are_there(without_database: Flask, language: str) -> None:
    everything = "\n".join(text_of(step, language) for step in STEPS).lower()
    words = [word.replace("_", " ").lower() for word in WORDS[language].split()]
    assert [word for word in words if word not in everything] == []


def test_lines_that_begin_with_arrows_are_a_picture() -> None:
    html = markdown("→ **Choose** Which?\n┄ a line\n→ **Measure** Does it?\n↺ and again", extensions=[FlowExtension()])
    assert html == (
        '<ol class="flow flow--cycle" role="list">\n'
        '<li class="flow__box"><strong>Choose</strong> Which?</li>\n'
        '<li class="flow__line">a line</li>\n'
        '<li class="flow__box"><strong>Measure</strong> Does it?</li>\n'
        '<li class="flow__again">and again</li>\n'
        "</ol>"
    )
    assert "flow" not in markdown("A line → another\n→ and more", extensions=[FlowExtension()])
