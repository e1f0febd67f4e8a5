"""The page of a module, within a plan: its questions and the steps that answer them, and what the course adds."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import AUTHORS, Permission, load_plan
from impactplan.access.people import signed_in
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme.meetings import is_past
from impactplan.courses.programme.modules import (
    find_course,
    load_assignment,
    load_contacts,
    load_meeting_rows,
    view_questions,
)
from impactplan.courses.running.current import read_clock_for
from impactplan.site.kept_pages import kept_while_same
from impactplan.site.language import language
from impactplan.steps import MODULES
from impactplan.workbook.path import load_path
from impactplan.workbook.queries import load_steps
from impactplan.workbook.registry import find_marks, find_sidebar_entries


@blueprint.get("/plans/<plan_id>/modules/<int(min=1, max=5):module>")
@kept_while_same
def show_module(plan_id: str, module: int) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    course_module = MODULES[module - 1]
    states = load_steps([plan.id])[plan.id]
    sidebar_entries = find_sidebar_entries(plan)
    marks = find_marks(plan, None, signed_in(current_user))
    course = find_course(plan, current_user)
    inside = course is not None and course.inside
    meetings = load_meeting_rows(course.round_id, module=module) if course and inside else []
    at = read_clock_for(meetings)
    return render_template(
        "courses/show_module.html",
        plan=plan,
        module=course_module,
        path=load_path(plan, states, entries=sidebar_entries, marks=marks),
        notices=marks.plan,
        reviews=marks.reviews,
        questions=view_questions(course_module, states),
        sidebar_entries=sidebar_entries.get(module, ()),
        course=course,
        assignment=load_assignment(course.course_id, module, language()) if course else None,
        meetings=[meeting for meeting in meetings if not is_past(meeting, at)],
        past_meetings=[meeting for meeting in meetings if is_past(meeting, at)],
        contacts=load_contacts(course.course_id) if course and (inside or plan.relations & AUTHORS) else [],
        inside=inside,
        before=MODULES[module - 2] if module > 1 else None,
        after=MODULES[module] if module < len(MODULES) else None,
    )
