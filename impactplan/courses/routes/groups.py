"""The peer groups of a round: list, create and rename them, and assign people by hand or by a proposal."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment import grouping
from impactplan.courses.enrolment.grouping import GROUP_LIMIT, Group, GroupCandidate, GroupError
from impactplan.courses.views import lead_back, render_round
from impactplan.forms import FILL_IN, Form, at_most, one_line, required
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext, ngettext
from impactplan.models import db

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
TAB = "courses.show_groups"
PROBLEMS = {
    "taken": _l("There is a group of this name already."),
    "limit": _l("A round has at most 50 groups."),
    "gone": _l("The groups were changed in the meantime. Look again."),
}
ONE_OR_MORE = _l("Fill in a number from 1 to 50.")


class GroupForm(Form):
    title = StringField(_l("Name of the group"), [required(), at_most(100)], filters=[one_line])


class SpreadForm(Form):
    """What to propose; sent with GET, as nothing is stored yet."""

    class Meta:
        csrf = False

    groups = IntegerField(
        _l("Number of groups"), [InputRequired(FILL_IN), NumberRange(1, GROUP_LIMIT, message=ONE_OR_MORE)]
    )
    only_new = BooleanField(_l("Place only who has no group yet; the others stay where they are"))

    def __init__(self, people: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def validate_groups(self, field: IntegerField) -> None:
        if not field.errors and (field.data or 0) > self.people:
            message = ngettext("There is %(num)d person to place.", "There are %(num)d people to place.", self.people)
            raise ValidationError(message)


def back(round_: OpenRound, message: str, category: str = "success") -> ResponseReturnValue:
    return lead_back(TAB, message, category, round_id=round_.id)


def find_group(round_: OpenRound, group_id: str) -> Group:
    group = next((group for group in grouping.load_groups(round_.id) if group.id == group_id), None)
    return group or abort(404)


@blueprint.get("/rounds/<round_id>/groups")
def show_groups(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    return show_page(round_, GroupForm(formdata=None))


def show_page(round_: OpenRound, form: GroupForm) -> str:
    groups, people = grouping.load_groups(round_.id), grouping.load_group_candidates(round_.id)
    members: dict[str, list[GroupCandidate]] = {group.id: [] for group in groups}
    alone = [person for person in people if person.group_id not in members]
    for person in people:
        if person.group_id in members:
            members[person.group_id].append(person)
    cards = [(group, members[group.id]) for group in groups]
    return render_round(
        "courses/groups.html",
        round_,
        tab=TAB,
        cards=cards,
        alone=alone,
        count=len(people),
        form=form,
    )


@blueprint.post("/rounds/<round_id>/groups")
def make_group(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    form = GroupForm()
    if not form.validate_on_submit():
        return show_page(round_, form), 422
    try:
        grouping.make_group(round_.id, current_user, str(form.title.data))
    except GroupError as error:
        db.session.rollback()
        form.title.errors = [str(PROBLEMS[error.reason])]
        return show_page(round_, form), 422
    db.session.commit()
    return back(round_, _("The group ‘%(title)s’ is there.", title=form.title.data))


@blueprint.route("/rounds/<round_id>/groups/<group_id>", methods=["GET", "POST"])
def edit_group(round_id: str, group_id: str) -> ResponseReturnValue:
    """Rename a group; its page also links to deleting it."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    group = find_group(round_, group_id)
    form = GroupForm(title=group.title)
    if form.validate_on_submit():
        try:
            grouping.rename_group(round_.id, current_user, group.id, str(form.title.data))
            db.session.commit()
            return back(round_, _("The group is now called ‘%(title)s’.", title=form.title.data))
        except GroupError as error:
            db.session.rollback()
            form.title.errors = [str(PROBLEMS[error.reason])]
    people = [person for person in grouping.load_group_candidates(round_.id) if person.group_id == group.id]
    page = render_round("courses/group.html", round_, tab=TAB, group=group, people=people, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_id>/groups/<group_id>/delete", methods=["GET", "POST"])
def delete_group(round_id: str, group_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    group = find_group(round_, group_id)
    if request.method == "GET":
        people = [person for person in grouping.load_group_candidates(round_.id) if person.group_id == group.id]
        return render_round("courses/delete_group.html", round_, tab=TAB, group=group, people=people)
    try:
        grouping.delete_group(round_.id, current_user, group.id)
    except GroupError:
        abort(404)
    db.session.commit()
    return back(round_, _("The group ‘%(title)s’ is deleted.", title=group.title))


@blueprint.route("/rounds/<round_id>/groups/people", methods=["GET", "POST"])
def assign_people(round_id: str) -> ResponseReturnValue:
    """Assign people to groups by hand, all on one page. Only what was changed on it is written, so that changes by
    somebody else in the meantime stay."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    problem = ""
    chosen = {name.removeprefix("group-"): value for name, value in request.form.items() if name.startswith("group-")}
    if request.method == "POST":
        changed = {
            person: group or None for person, group in chosen.items() if group != request.form.get(f"was-{person}")
        }
        try:
            moved = grouping.assign_people(round_.id, current_user, changed) if changed else 0
            db.session.commit()
            return back(round_, ngettext("%(num)d person is placed.", "%(num)d people are placed.", moved))
        except GroupError as error:
            db.session.rollback()
            problem = str(PROBLEMS[error.reason])
    people = sorted(
        grouping.load_group_candidates(round_.id), key=lambda person: (person.group_id is not None, person.library)
    )
    page = render_round(
        "courses/assign_people.html",
        round_,
        tab=TAB,
        groups=grouping.load_groups(round_.id),
        people=people,
        chosen=chosen,
        problem=problem,
    )
    return page, 422 if problem else 200


@blueprint.get("/rounds/<round_id>/groups/spread")
def propose_groups(round_id: str) -> ResponseReturnValue:
    """Ask for the number of groups, and show the proposal."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    groups, people = grouping.load_groups(round_.id), grouping.load_group_candidates(round_.id)
    if "groups" in request.args:
        form = SpreadForm(len(people), request.args)
    else:
        form = SpreadForm(len(people), formdata=None, groups=len(groups) or max(1, round(len(people) / 6)))
    proposal: list[grouping.ProposedGroup] = []
    if "groups" in request.args and form.validate():
        proposal = grouping.propose_groups(groups, people, form.groups.data or 1, only_new=form.only_new.data)
    before = {person.id: person.group_id for person in people}
    page = render_round(
        "courses/spread.html",
        round_,
        tab=TAB,
        form=form,
        proposal=proposal,
        before=before,
        people=people,
        beyond=groups[len(proposal) :],
    )
    return page, 422 if form.errors else 200


@blueprint.post("/rounds/<round_id>/groups/spread")
def store_groups(round_id: str) -> ResponseReturnValue:
    """Store a proposal exactly as it was shown."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    assignments = {name.removeprefix("place-"): key for name, key in request.form.items() if name.startswith("place-")}
    try:
        moved = grouping.store_proposal(round_.id, current_user, assignments)
    except GroupError as error:
        db.session.rollback()
        flash(str(PROBLEMS[error.reason]), "error")
        return redirect(url_for("courses.propose_groups", round_id=round_.id))
    db.session.commit()
    return back(round_, ngettext("%(num)d person has a group.", "%(num)d people have a group.", moved))
