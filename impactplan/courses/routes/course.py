"""A course and its rounds: coordinators create them, and those of one of its rounds set the course up."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import RoundPermission, load_course, load_round, requires
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme import course_operations
from impactplan.courses.programme.course_forms import AssignmentForm, CourseContactForm, CourseForm, NewCourseForm
from impactplan.courses.programme.course_operations import CourseError
from impactplan.courses.programme.meeting_forms import RoundForm, RoundSettingsForm
from impactplan.courses.programme.meeting_operations import load_meetings
from impactplan.courses.programme.modules import load_contacts
from impactplan.courses.programme.rule_infos import RULE_INFOS, RulesForm
from impactplan.courses.views import lead_back, render_round
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import CourseModule, db
from impactplan.steps import MODULES

PROBLEMS = {
    "limit": _l("There are as many contact persons as fit. Remove one first."),
    "gone": _l("That contact person is not there any more."),
}


@blueprint.errorhandler(CourseError)
def show_problem_of_course(error: CourseError) -> ResponseReturnValue:
    db.session.rollback()
    return back((request.view_args or {})["course_id"], str(PROBLEMS[error.reason]), "error")


def back(course_id: str, message: str, category: str = "success", part: str = "") -> ResponseReturnValue:
    return lead_back("courses.show_course", message, category, course_id=course_id, _anchor=part or None)


@blueprint.route("/courses/new", methods=["GET", "POST"])
@requires("coordinator")
def make_course() -> ResponseReturnValue:
    form = NewCourseForm()
    if not form.validate_on_submit():
        return render_template("courses/new_course.html", form=form), 422 if form.errors else 200
    db.session.commit()
    round_id = course_operations.create_course(current_user, form.title.data or "", form.round_title.data or "")
    db.session.commit()
    flash(_("The course is there, with ten meetings in its first round. Fill in their dates."), "success")
    return redirect(url_for("courses.plan_meetings", round_id=round_id), 303)


@blueprint.route("/courses/<course_id>/rounds/new", methods=["GET", "POST"])
def make_round(course_id: str) -> ResponseReturnValue:
    course = load_course(course_id)
    form = RoundForm()
    if not form.validate_on_submit():
        page = render_template("courses/new_round.html", form=form, course=course)
        return page, 422 if form.errors else 200
    round_id = course_operations.create_round(course_id, current_user, form.title.data or "")
    db.session.commit()
    flash(_("The round is there, with ten meetings. Fill in their dates."), "success")
    return redirect(url_for("courses.plan_meetings", round_id=round_id), 303)


@blueprint.route("/rounds/<round_id>/settings", methods=["GET", "POST"])
def edit_round(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    form = RoundSettingsForm(data={"title": round_.title, "note": round_.note, "ends_on": round_.ends_on})
    if form.validate_on_submit():
        title, note = form.title.data or "", form.note.data or ""
        course_operations.change_round(round_.id, current_user, title, note, form.ends_on.value)
        db.session.commit()
        flash(_("The settings are saved."), "success")
        return redirect(url_for("courses.edit_round", round_id=round_.id), 303)
    last = max(
        (meeting.day for meeting in load_meetings(round_.id) if meeting.day and not meeting.cancelled), default=None
    )
    early = bool(last and form.ends_on.value and form.ends_on.value < last)
    return render_round(
        "courses/edit_round.html", round_, form=form, last=last, early=early
    ), 422 if form.errors else 200


@blueprint.route("/courses/<course_id>", methods=["GET", "POST"])
def show_course(course_id: str) -> ResponseReturnValue:
    """Show all settings of a course with links to change them; the name is changed here."""
    course = load_course(course_id)
    form = CourseForm(data={"title": course.title})
    if form.validate_on_submit():
        course_operations.rename_course(course_id, current_user, form.title.data or "")
        db.session.commit()
        return back(course_id, _("The name is changed."))
    changed = [info for info in RULE_INFOS if course.rules.get(info.name, info.default) != info.default]
    page = render_template(
        "courses/course.html",
        course=course,
        form=form,
        contacts=load_contacts(course_id),
        modules=MODULES,
        assignments=course_operations.load_assignments(course_id),
        changed=changed,
        rule_count=len(RULE_INFOS),
        rounds=course_operations.load_rounds(course_id, current_user),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/courses/<course_id>/contacts", methods=["GET", "POST"])
def make_contact(course_id: str) -> ResponseReturnValue:
    course = load_course(course_id)
    form = CourseContactForm()
    if form.validate_on_submit():
        course_operations.add_contact(course_id, current_user, values_of(form))
        db.session.commit()
        return back(course_id, _("The contact person is added."), part="contacts")
    page = render_template("courses/contact.html", course=course, form=form, contact=None)
    return page, 422 if form.errors else 200


@blueprint.route("/courses/<course_id>/contacts/<contact_id>", methods=["GET", "POST"])
def edit_contact(course_id: str, contact_id: str) -> ResponseReturnValue:
    course = load_course(course_id)
    contact = next((contact for contact in load_contacts(course_id) if contact.id == contact_id), None)
    if contact is None:
        abort(404)
    form = CourseContactForm(data=contact._mapping)
    if form.validate_on_submit():
        course_operations.change_contact(course_id, current_user, contact_id, values_of(form))
        db.session.commit()
        return back(course_id, _("The contact person is changed."), part="contacts")
    page = render_template("courses/contact.html", course=course, form=form, contact=contact)
    return page, 422 if form.errors else 200


def values_of(form: CourseContactForm) -> dict[str, str | None]:
    texts = {name: form[name].data or "" for name in ("name", "about", "phone")}
    return {**texts, "email": form.email.data or None}


@blueprint.post("/courses/<course_id>/contacts/<contact_id>/move")
def move_contact(course_id: str, contact_id: str) -> ResponseReturnValue:
    load_course(course_id)
    step = -1 if request.form.get("to") == "up" else 1
    course_operations.move_contact(course_id, current_user, contact_id, step)
    db.session.commit()
    return redirect(url_for("courses.show_course", course_id=course_id, _anchor="contacts"), 303)


@blueprint.post("/courses/<course_id>/contacts/<contact_id>/remove")
def remove_contact(course_id: str, contact_id: str) -> ResponseReturnValue:
    load_course(course_id)
    course_operations.remove_contact(course_id, current_user, contact_id)
    db.session.commit()
    return back(course_id, _("The contact person is removed."), part="contacts")


@blueprint.route("/courses/<course_id>/modules/<int(min=1, max=5):module>", methods=["GET", "POST"])
def edit_assignment(course_id: str, module: int) -> ResponseReturnValue:
    """The assignment of a module, in both languages; a preview is shown but not stored."""
    course = load_course(course_id)
    stored = course_operations.load_assignments(course_id).get(module) or CourseModule(
        assignment_nl="", assignment_en=""
    )
    form = AssignmentForm(data={"assignment_nl": stored.assignment_nl, "assignment_en": stored.assignment_en})
    preview = "preview" in request.form
    if form.validate_on_submit() and not preview:
        dutch, english = form.assignment_nl.data or "", form.assignment_en.data or ""
        course_operations.set_assignment(course_id, current_user, module, dutch, english)
        db.session.commit()
        return back(course_id, _("The assignment is saved."), part="assignments")
    page = render_template(
        "courses/assignment.html", course=course, form=form, module=MODULES[module - 1], preview=preview
    )
    return page, 422 if form.errors else 200


@blueprint.route("/courses/<course_id>/rules", methods=["GET", "POST"])
def edit_rules(course_id: str) -> ResponseReturnValue:
    """The numbers behind the advice. Resetting one to its default saves the others too."""
    course = load_course(course_id)
    form = RulesForm(data={info.name: course.rules.get(info.name, info.default) for info in RULE_INFOS})
    reset = request.form.get("reset")
    for info in RULE_INFOS:
        if reset in {info.name, "all"}:
            form[info.name].process_data(info.default)
    if form.validate_on_submit():
        course_operations.set_rules(course_id, current_user, form.read())
        db.session.commit()
        if reset and reset != "all":
            return redirect(url_for("courses.edit_rules", course_id=course_id, _anchor=f"rule-{reset}"), 303)
        return back(course_id, _("The rules of thumb are saved."), part="rules")
    page = render_template("courses/rules.html", course=course, form=form, infos=RULE_INFOS)
    return page, 422 if form.errors else 200
