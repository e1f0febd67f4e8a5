"""A course that changes a rule of thumb changes the advice of its plans: every rule, also one that is still to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from impactplan.access import Permission, load_plan
from impactplan.exports.keeping import digest_of
from impactplan.exports.options import Options
from impactplan.graph import PlanState
from impactplan.integration.onepage import compose_story
from impactplan.models import Course, Meeting, User, db
from impactplan.rules import NAMED, RulesOfThumb
from impactplan.steps import STEPS, Step
from impactplan.workbook import operations
from impactplan.workbook.checks import notes_at
from impactplan.workbook.queries import load_state
from impactplan.workbook.registry import step_parts
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.states import make_state

WEIGHTY = {"statement": "Log in", "measure": "not", "relevance": 3, "significance": 3}
SURVEY = {"name": "Form", "method": "survey", "group": "stakeholder1", "minutes": Decimal(15), "waves": 2}
IN_A_YEAR = {"start": date(2026, 1, 5), "end": date(2026, 11, 5)}
ASKED = {"stakeholder": [{"name": "Learners"}], "collection": [SURVEY | IN_A_YEAR]}
OURS = [{"name": f"Action {at}", "accountable": who} for at, who in enumerate(("Anna", "Anna", "Anna", "Bram"))]

LATER = [{"statement": "Learners manage by themselves", "term": "mid"}]

SCENES: Mapping[str, tuple[int, Mapping[str, list[dict[str, Any]]]]] = {
    "short_term": (2, {"outcome": LATER}),
    "long_term": (5, {"outcome": LATER}),
    "most_outcomes": (2, {"outcome": [{"statement": f"Outcome {at}"} for at in range(3)]}),
    "most_indicators": (2, {"indicator": [{"name": f"Indicator {at}"} for at in range(3)]}),
    "much_materiality": (9, {"outcome": [WEIGHTY]}),
    "some_materiality": (10, {"outcome": [WEIGHTY | {"measure": "now"}]}),
    "smallest_cell": (5, {"measurement": [{"n": 7}]}),
    "smallest_percentage_base": (
        50,
        {"indicator": [{"unit": "%"}], "measurement": [{"n": 40, "indicator": "indicator1"}]},
    ),
    "minutes_a_wave": (10, ASKED),
    "minutes_a_year": (14, ASKED),
    "surveys_a_group_a_year": (1, ASKED),
    "serious_negative_effect": (6, {"negative_effect": [{"description": "Fraud", "severity": 3, "likelihood": 2}]}),
    "most_actions_of_one_person": (80, {"action": OURS}),
    "fewest_actions_to_divide": (5, {"action": OURS}),
    "words_of_one_page": (2, {"pitch": [{"headline": "A page of five words"}]}),
    "first_days": (30, {"action": [{"name": "Begin", "start": date(2026, 12, 31)}]}),
}
"""Per rule another number, and a plan whose advice it changes."""


def advice(state: PlanState) -> str:
    """Return all that the modules say about a plan beside what its authors wrote."""
    said: list[object] = []
    for part in step_parts().values():
        for kind, own in part.kinds.items():
            for item in state.rows(kind):
                said += [notes_at(own.checks, state, item), own.layout.show(state, item)]
                said += [own.sentence(state, item)] if own.sentence else []
            said += [draft(state) for draft in own.drafts.values()]
        said += [(one.title(state), one.view(state)) for one in part.figures if one.has_content(state)]
    return "\n".join(map(str, [*said, compose_story(state)]))


@pytest.mark.parametrize("rule", [one.name for one in fields(RulesOfThumb)])
def test_a_rule_that_a_course_changes_changes_the_advice(app: Flask, rule: str) -> None:
    assert rule in SCENES, f"say in SCENES which plan shows what {rule} does"
    number, items = SCENES[rule]
    meeting = {"last_meeting": date(2026, 11, 22)}
    with app.test_request_context(), force_locale("en"):
        usual = advice(make_state(items, **meeting))
        changed = advice(make_state(items, rules=RulesOfThumb.of_course({rule: number}), **meeting))
    assert usual != changed


def change_rule(cast: Cast, **rules: int) -> None:
    course = db.session.get_one(Course, cast.course_id)
    course.rules = rules
    db.session.commit()


def test_the_rules_of_the_course_reach_the_page(cast: Cast, signed_in: Callable[[User], PageClient]) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        for number in range(3):
            operations.create_item(write, "indicator", {"name": f"Indicator {number}"})
    page = f"/plans/{cast.plan_id}/steps/indicators"
    assert "Meer dan 2 indicatoren" not in signed_in(cast.olga).get(page).text
    change_rule(cast, most_indicators=2)
    assert "Meer dan 2 indicatoren" in signed_in(cast.olga).get(page).text


def test_the_explanation_of_a_step_names_the_numbers_of_the_course(
    cast: Cast, signed_in: Callable[[User], PageClient]
) -> None:
    page = f"/plans/{cast.plan_id}/steps/collection"
    assert "Meer dan 20 minuten per keer of 45 minuten per jaar" in signed_in(cast.olga).get(page).text
    change_rule(cast, minutes_a_wave=15)
    assert "Meer dan 15 minuten per keer of 45 minuten per jaar" in signed_in(cast.olga).get(page).text


def test_help_at_a_field_names_the_numbers_of_the_course(cast: Cast, signed_in: Callable[[User], PageClient]) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        row = operations.create_item(write, "outcome", {"statement": "Learners log in"})
    page = f"/plans/{cast.plan_id}/steps/theory?row={row}"
    assert "middellang tot 3," in signed_in(cast.olga).get(page).text
    change_rule(cast, long_term=4)
    assert "middellang tot 4," in signed_in(cast.olga).get(page).text


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_both_languages_name_the_same_rules(without_database: Flask, step: Step) -> None:
    folder = step_parts()[step.key].guidance
    named = [sorted(NAMED.findall((folder / code / f"{step.key}.md").read_text())) for code in ("nl", "en")]
    assert named[0] == named[1]
    assert set(named[0]) <= {one.name for one in fields(RulesOfThumb)}


def test_a_file_made_under_other_rules_is_not_handed_out(app: Flask, cast: Cast) -> None:
    plan, options = load_plan(cast.plan_id, Permission.READ, cast.olga), Options.of()
    before = digest_of(plan, options, cast.olga.id)
    change_rule(cast, serious_negative_effect=6)
    assert digest_of(plan, options, cast.olga.id) != before


def test_nothing_happens_in_the_first_days(app: Flask, cast: Cast, signed_in: Callable[[User], PageClient]) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.create_item(write, "action", {"name": "Later", "start": date(2027, 6, 1)})
    page, words = f"/plans/{cast.plan_id}/steps/roadmap", "Niets in de eerste 100 dagen"
    assert words not in signed_in(cast.olga).get(page).text  # nobody knows when the last meeting is
    db.session.add(Meeting(round_id=cast.round_id, number=10, module=5, day=date(2027, 2, 18)))
    db.session.commit()
    text = signed_in(cast.olga).get(page).text
    assert words in text
    assert "18 februari 2027" in text
    assert "29 mei 2027" in text
    assert load_state(cast.plan_id).last_meeting == date(2027, 2, 18)
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.create_item(write, "action", {"name": "Sooner", "end": date(2027, 5, 29)})
    assert words not in signed_in(cast.olga).get(page).text
