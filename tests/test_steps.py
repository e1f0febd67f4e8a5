"""What every step needs: a test that fails names the part that a step lacks."""

from __future__ import annotations

import pytest
from flask import Flask

from impactplan.models import KINDS, Field
from impactplan.steps import STEP_OF_KIND, STEPS, Step
from impactplan.workbook.registry import registered
from impactplan.workbook.views import load_guidance

every_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)


@every_step
def test_a_step_has_its_parts(built_app: Flask, step: Step) -> None:
    parts = registered().get(step.key)
    assert parts is not None, f"{step.key} has no STEP_PARTS"
    for key in step.kinds:
        assert key in KINDS, f"{step.key}: no model is registered for {key}"
        if not KINDS[key].sheet:
            assert key in parts.sentences, f"{step.key}: no sentence for a closed {key}"
            assert key in parts.empty, f"{step.key}: nothing that teaches while there is no {key}"
    assert set(step.needs) <= set(step.kinds)


@every_step
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_step_has_guidance_of_a_question_and_three_parts(built_app: Flask, step: Step, language: str) -> None:
    guidance = load_guidance(registered()[step.key].guidance, step.key, language)
    assert 10 < len(guidance.lead) <= 160
    assert len(guidance.parts) == 3
    assert all(len(text) > 100 for _title, text in guidance.parts)


def test_every_kind_has_its_place() -> None:
    assert set(KINDS) - set(STEP_OF_KIND) == {"set_aside"}
    for kind in KINDS.values():
        assert kind.title_field in kind.fields


def test_every_declared_field_is_whole() -> None:
    for kind in KINDS.values():
        for name, declared in kind.fields.items():
            assert isinstance(declared, Field)
            assert declared.name == name
            assert bool(declared.choices) == (declared.type in {"choice", "choices"}), f"{kind.key}.{name}"
            assert bool(declared.targets) == declared.is_reference, f"{kind.key}.{name}"
            assert set(declared.targets) <= set(KINDS)


MODULE_1 = {
    "purpose": "ambition* motives* scope* period_start* period_end* area*",
    "audience": "stakeholder* name* question* decision* moment* reach*",
    "challenge": (
        "statement* group_concerned* size* size_unit* size_year* size_source* causes consequences "
        "national_challenge* municipal_policy goals"
    ),
    "stakeholder": "name* stakeholder_kind* size traits influence interest involvement",
    "input": "name* euros hours fte in_kind",
    "activity": "name* stakeholders* frequency",
    "output": "name* activity* quantity* unit* period*",
    "outcome": "statement* stakeholder* term* outcome_kind* direction* intention* importance importance_by",
    "impact": "statement* above_ceiling",
    "precondition": "statement*",
    "link": "source* target* effect* evidence* assumption* evidence_reference risk",
    "narrative": "story",
}


@pytest.mark.parametrize("key", MODULE_1)
def test_module_1_asks_what_the_course_asks(key: str) -> None:
    asked = {name.rstrip("*"): name.endswith("*") for name in MODULE_1[key].split()}
    assert {name: declared.is_required({}) for name, declared in KINDS[key].fields.items()} == asked


def test_an_audience_needs_a_stakeholder_or_a_name_not_both() -> None:
    fields = KINDS["audience"].fields
    assert not fields["name"].is_required({"stakeholder": "x"})
    assert not fields["stakeholder"].is_required({"name": "Wethouder"})
