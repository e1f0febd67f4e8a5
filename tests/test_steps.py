"""What every step needs: a test that fails names the part that a step lacks."""

from __future__ import annotations

import pytest
from flask import Flask

from impactplan.models import KINDS, Field
from impactplan.steps import BY_KEY, MODULES, QUESTIONS, STEP_OF_KIND, STEPS, Question, Step, questions_of
from impactplan.workbook.guidance import load_guidance
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


@every_step
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_step_has_guidance_of_a_question_and_three_parts(without_database: Flask, step: Step, language: str) -> None:
    guidance = load_guidance(step_parts()[step.key].guidance, step.key, language)
    assert 10 < len(guidance.lead) <= 160
    assert len(guidance.parts) == 3
    assert all(len(text) > 100 for _title, text in guidance.parts)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "-".join(question.steps))
def test_a_question_leads_to_steps_of_its_module(question: Question) -> None:
    assert question.steps
    assert all(BY_KEY[step].module == question.module for step in question.steps)


def test_every_step_answers_a_question_and_every_module_asks_some() -> None:
    assert {step for question in QUESTIONS for step in question.steps} == set(BY_KEY)
    assert len(BY_KEY) == 24
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


def test_the_inverse_side_of_an_association_names_the_field_that_owns_it() -> None:
    found = {}
    for kind in KINDS.values():
        for name, declared in kind.fields.items():
            if declared.type == "inverse":
                owning = KINDS[declared.targets[0]].fields[declared.through]
                assert kind.key in owning.targets
                found[f"{kind.key}.{name}"] = f"{declared.targets[0]}.{declared.through}"
    assert found == {
        "indicator.sources": "source.indicators",
        "indicator.collections": "collection.indicators",
        "precondition.conditions": "condition.precondition",
        "negative_effect.actions": "action.answers",
        "decision.actions": "action.answers",
        "culture.actions": "action.answers",
        "supporter.actions": "action.answers",
        "condition.actions": "action.answers",
    }


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
    "precondition": "statement* conditions",
    "link": "source* target* effect* evidence* assumption* evidence_reference risk",
    "narrative": "story",
}
MODULE_2 = {
    "outcome later": "measure* measure_reason* relevance significance",
    "indicator": (
        "outcome* name* indicator_kind unit* direction definition numerator denominator baseline target* target_date* "
        "baseline_kind* baseline_date baseline_reason minimum breakdown sources* collections* frequency owner* valid "
        "reliable feasible impact_what impact_who impact_scale impact_depth impact_duration impact_contribution "
        "impact_risk"
    ),
    "source": "name* owner period refresh indicators quality evidence_class personal_data",
    "collection": (
        "name indicators* method* origin* group population* sampling* invited response minutes waves start* end* "
        "staff_hours* cost* performed_by* performer_reason bias personal_data* special_category minors lawful_basis "
        "retention consent_text pseudonymised processor_agreement impact_assessment"
    ),
    "capacity": "year* quarter* hours* euros*",
    "feasibility": "dropped",
}
MODULE_3 = {
    "indicator later": "target* minimum* judged_by",
    "measurement": "indicator* measured_on* wave value* n note",
    "contribution": (
        "outcome* gross gross_source gross_certainty deadweight* deadweight_source* deadweight_certainty displacement "
        "displacement_source displacement_certainty own_share* own_share_source* own_share_certainty own_share_low "
        "own_share_high drop_off drop_off_source drop_off_certainty duration* duration_source* duration_certainty story"
    ),
    "valuation": (
        "outcome* method* reason words proxy unit_price unit_price_low unit_price_high price_year technique "
        "price_source"
    ),
    "social_return": "input discount_rate risks risk_notes",
    "insight": "results finding* alternative* confidence meaning",
    "link later": "held held_because",
    "report": (
        "audience* question message* evidence story story_consent channel* frequency* next_date* sender* "
        "call_to_action publicity"
    ),
    "negative_effect": (
        "description* stakeholder* severity likelihood signal mitigation* owner told wording negative_state actions"
    ),
}
MODULE_4 = {
    "decision": "question* basis rule* decision decided_by* decided_on* evidence actions",
    "rhythm": "moment* rhythm* month who* input agenda",
    "culture": "dimension* level_now* level_goal* evidence* next_step actions",
    "supporter": "actor* attitude influence concern needs ambassador actions",
    "ledger_line": (
        "period* outcome* indicator planned_reach realised_reach gross cost grade explanation decision booked_by "
        "booked_on corrects outcome_name unwanted deadweight displacement own_share drop_off duration unit_price "
        "locked_on locked_by"
    ),
}
MODULE_5 = {
    "condition": "condition_kind* statement precondition state* owner actions",
    "task": "name* doer* request agreed",
    "action": (
        "name* accountable* responsible consulted informed start* end* action_state milestone depends_on answers euros "
        "hours risk"
    ),
    "pitch": "headline* challenge people results story own_share lessons cost request* request_date* contact* picture",
}
ASKED = MODULE_1 | MODULE_2 | MODULE_3 | MODULE_4 | MODULE_5


@pytest.mark.parametrize("key", ASKED)
def test_a_step_asks_what_the_course_asks(key: str) -> None:
    asked = {name.rstrip("*"): name.endswith("*") for name in ASKED[key].split()}
    kind = KINDS[key.split()[0]]
    if key.endswith("later"):
        (step,) = {declared.later for declared in kind.fields.values()} - {""}
        found = {name: declared.later_required for name, declared in kind.shown_in(step).items()}
    else:
        found = {name: declared.is_required({}) or name in kind.needs_one_of for name, declared in kind.at_home.items()}
    assert found == asked


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
