"""What every step needs: a test that fails names the part that a step lacks."""

from __future__ import annotations

import pytest
from flask import Flask

from impactplan.models import KINDS, Field
from impactplan.steps import BY_KEY, MODULES, QUESTIONS, STEP_OF_KIND, STEPS, Question, Step, questions_of
from impactplan.workbook.registry import kind_part, step_parts

every_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)


@every_step
def test_a_step_has_its_parts(without_database: Flask, step: Step) -> None:
    part = step_parts().get(step.key)
    assert part is not None, f"{step.key} has no part in STEP_PARTS"
    for key in step.shown:
        assert key in KINDS, f"{step.key}: no model is registered for {key}"
        if not KINDS[key].sheet and key in step.kinds:
            own = kind_part(step.key, key)
            assert own.sentence, f"{step.key}: no sentence for a closed {key}"
            assert own.empty, f"{step.key}: nothing that teaches while there is no {key}"
    assert set(part.kinds) <= set(step.shown), f"{step.key} has a part of a kind that it does not show"
    assert set(step.needs) <= set(step.kinds)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "-".join(question.steps))
def test_a_question_leads_to_steps_of_its_module(question: Question) -> None:
    assert question.steps
    assert all(BY_KEY[step].module == question.module for step in question.steps)


def test_every_step_answers_a_question_and_every_module_asks_some() -> None:
    assert {step for question in QUESTIONS for step in question.steps} == set(BY_KEY)
    assert all(len(questions_of(module)) >= 3 for module in MODULES)


def test_every_kind_has_its_place() -> None:
    assert set(KINDS) - set(STEP_OF_KIND) == {"set_aside"}
    for kind in KINDS.values():
        assert kind.title_field in kind.fields


def test_every_declared_field_is_whole() -> None:
    for kind in KINDS.values():
        for name, declared in kind.fields.items():
            assert isinstance(declared, Field)
            assert declared.name == name
            has_choices = declared.type in {"choice", "choices"}
            assert bool(declared.choices) == has_choices or declared.type == "scale", f"{kind.key}.{name}"
            assert bool(declared.targets) == declared.is_reference, f"{kind.key}.{name}"
            assert set(declared.targets) <= set(KINDS)


def test_what_a_later_step_asks_is_shown_there() -> None:
    for kind in KINDS.values():
        later = {declared.later for declared in kind.fields.values() if declared.later}
        assert {step.key for step in STEPS if kind.key in step.borrows} == later
        assert len(later) <= 1, "an item keeps the counts of one later step"


def test_a_source_supports_another_field_of_its_kind() -> None:
    for kind in KINDS.values():
        for name, declared in kind.fields.items():
            if declared.supports:
                assert declared.is_text, f"{kind.key}.{name}"
                assert declared.supports in kind.fields, f"{kind.key}.{name} supports no field"
                assert declared.supports != name
        assert len(kind.sources) == sum(bool(declared.supports) for declared in kind.fields.values())


def test_an_inverse_field_names_the_field_on_the_owning_side() -> None:
    inverse = [(kind, one) for kind in KINDS.values() for one in kind.fields.values() if one.type == "inverse"]
    assert inverse
    for kind, declared in inverse:
        owning = KINDS[declared.targets[0]].fields[declared.through]
        assert kind.key in owning.targets, f"{kind.key}.{declared.name}"
        assert owning.is_reference


REQUIRED_WHEN = [
    ("indicator", "baseline_reason", {"baseline_kind": "none_first"}, {"baseline_kind": "records"}),
    ("indicator", "target", {"indicator_kind": "mean"}, {"indicator_kind": "qualitative"}),
    ("collection", "population", {"origin": "primary"}, {"origin": "secondary"}),
    ("collection", "sampling", {"origin": "existing"}, {"origin": "secondary"}),
    ("collection", "lawful_basis", {"personal_data": "yes"}, {"personal_data": "no"}),
    ("collection", "retention", {"personal_data": "yes"}, {"personal_data": "no"}),
    ("contribution", "gross_source", {"gross": 0}, {}),
    ("contribution", "displacement_source", {"displacement": 5}, {}),
    ("contribution", "drop_off_source", {"drop_off": 5}, {}),
    ("valuation", "reason", {"method": "none"}, {"method": "ranking"}),
    ("valuation", "unit_price", {"method": "monetary"}, {"method": "quantified"}),
    ("valuation", "price_source", {"method": "monetary"}, {"method": "none"}),
]


@pytest.mark.parametrize(("key", "name", "needed", "spared"), REQUIRED_WHEN)
def test_what_is_required_in_some_cases_only(
    key: str, name: str, needed: dict[str, object], spared: dict[str, object]
) -> None:
    declared = KINDS[key].fields[name]
    assert declared.is_required(needed)
    assert not declared.is_required(spared)


def test_an_audience_needs_a_stakeholder_or_a_name_not_both() -> None:
    fields = KINDS["audience"].fields
    assert not fields["name"].is_required({"stakeholder": "x"})
    assert not fields["stakeholder"].is_required({"name": "Wethouder"})
