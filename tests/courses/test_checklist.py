"""The assignment as a checklist: its points, and which steps of the plan they are about."""

from __future__ import annotations

from flask import Flask

from impactplan.courses.programme.checklist import make_checklist, read_points
from impactplan.demo.course.assignments import ASSIGNMENTS
from impactplan.steps import MODULES

TEXT = """Kies **wat je gaat meten**.

1. Kies bij *Prioriteiten* hoogstens vier effecten.
2. Maak indicatoren, en kijk bij *Bestaande data*:
   - het systeem
   - de gemeente
3. Bel iemand.

Neem een vraag mee."""


def test_points_are_those_of_the_outermost_lists(without_database: Flask) -> None:
    points = read_points(TEXT)
    assert len(points) == 3
    assert "<ul>" in points[1]
    assert points[2] == "Bel iemand."
    assert read_points("Geen lijst.") == ()


def test_a_point_is_as_far_as_the_steps_that_it_names(without_database: Flask) -> None:
    states = {"priorities": "complete", "indicators": "complete", "sources": "empty"}
    found = make_checklist({"nl": TEXT, "en": ""}, MODULES[1], states, "en")
    assert found
    assert found.language == "nl"
    assert [task.state for task in found.tasks] == ["complete", "partly", ""]
    assert [step.key for step, _state in found.tasks[1].steps] == ["indicators", "sources"]
    assert (found.done, len(found.told)) == (1, 2)
    aside = make_checklist({"nl": TEXT}, MODULES[1], {"priorities": "aside"}, "nl")
    assert aside
    assert [task.state for task in aside.tasks] == ["aside", "empty", ""]


def test_a_step_of_another_module_is_not_meant(without_database: Flask) -> None:
    found = make_checklist({"nl": TEXT}, MODULES[0], {}, "nl")
    assert found
    assert found.told == []


def test_an_assignment_without_points_is_no_checklist(without_database: Flask) -> None:
    assert make_checklist({"nl": "Werk aan je plan.", "en": ""}, MODULES[0], {}, "nl") is None
    assert make_checklist({}, MODULES[0], {}, "nl") is None


def test_the_title_is_named_without_what_explains_it(without_database: Flask) -> None:
    found = make_checklist({"nl": "- Schat *ons aandeel* in één effect."}, MODULES[2], {"contribution": "partly"}, "nl")
    assert found
    assert [task.state for task in found.tasks] == ["partly"]


def test_the_assignments_of_the_demo_name_the_steps_they_are_about(without_database: Flask) -> None:
    for number, (dutch, english) in ASSIGNMENTS.items():
        for language, text in (("nl", dutch), ("en", english)):
            found = make_checklist({language: text}, MODULES[number - 1], {}, language)
            assert found
            assert len(found.told) >= 3, (number, language, [str(task.text) for task in found.tasks if not task.steps])
