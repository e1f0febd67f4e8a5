"""The peer groups of a round: see them, make and name them, put people in them by hand or spread them."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_security import current_user
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses import blueprint
from impactplan.courses.enrolment import grouping
from impactplan.courses.enrolment.grouping import GROUP_LIMIT, Group, Grouped, GroupError
from impactplan.courses.views import lead_back, render_round
from impactplan.forms import FILL_IN, Form, at_most, one_line, required
from impactplan.lib.names import fold
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
    """What to propose; it is asked for in the address, as nothing is stored yet."""

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


def back(found: OpenRound, message: str, category: str = "success") -> ResponseReturnValue:
    return lead_back(TAB, message, category, round_id=found.id)


def find_group(found: OpenRound, group_id: str) -> Group:
    group = next((one for one in grouping.load_groups(found.id) if one.id == group_id), None)
    return group or abort(404)


@blueprint.get("/rounds/<round_id>/groups")
def show_groups(round_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    return show_page(found, GroupForm(formdata=None))


def show_page(found: OpenRound, form: GroupForm) -> str:
    groups, people = grouping.load_groups(found.id), grouping.load_grouped(found.id)
    there = {group.id: group for group in groups}
    members: dict[str, list[Grouped]] = {group.id: [] for group in groups}
    alone = [one for one in people if one.group_id not in there]
    for one in people:
        if one.group_id in members:
            members[one.group_id].append(one)
    cards = [(group, members[group.id]) for group in groups]
    return render_round(
        "courses/groups.html",
        found,
        tab=TAB,
        cards=cards,
        alone=alone,
        count=len(people),
        form=form,
    )


@blueprint.post("/rounds/<round_id>/groups")
def make_group(round_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    form = GroupForm()
    if not form.validate_on_submit():
        return show_page(found, form), 422
    try:
        grouping.make_group(found.id, current_user, str(form.title.data))
    except GroupError as error:
        db.session.rollback()
        form.title.errors = [str(PROBLEMS[error.reason])]
        return show_page(found, form), 422
    db.session.commit()
    return back(found, _("The group ‘%(title)s’ is there.", title=form.title.data))


@blueprint.route("/rounds/<round_id>/groups/<group_id>", methods=["GET", "POST"])
def edit_group(round_id: str, group_id: str) -> ResponseReturnValue:
    """Rename a group; the way to deleting it starts here too."""
    found = load_round(round_id, RoundPermission.MANAGE)
    group = find_group(found, group_id)
    form = GroupForm(title=group.title)
    if form.validate_on_submit():
        try:
            grouping.rename_group(found.id, current_user, group.id, str(form.title.data))
            db.session.commit()
            return back(found, _("The group is now called ‘%(title)s’.", title=form.title.data))
        except GroupError as error:
            db.session.rollback()
            form.title.errors = [str(PROBLEMS[error.reason])]
    people = [one for one in grouping.load_grouped(found.id) if one.group_id == group.id]
    page = render_round("courses/group.html", found, tab=TAB, group=group, people=people, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_id>/groups/<group_id>/delete", methods=["GET", "POST"])
def delete_group(round_id: str, group_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    group = find_group(found, group_id)
    if request.method == "GET":
        people = [one for one in grouping.load_grouped(found.id) if one.group_id == group.id]
        return render_round("courses/delete_group.html", found, tab=TAB, group=group, people=people)
    try:
        grouping.delete_group(found.id, current_user, group.id)
    except GroupError:
        abort(404)
    db.session.commit()
    return back(found, _("The group ‘%(title)s’ is deleted.", title=group.title))


@blueprint.route("/rounds/<round_id>/groups/people", methods=["GET", "POST"])
def place_people(round_id: str) -> ResponseReturnValue:
    """Put people in groups by hand: one list, one button. Only what was changed in it is written, so that what
    somebody else did meanwhile stays."""
    found = load_round(round_id, RoundPermission.MANAGE)
    problem = ""
    chosen = {name.removeprefix("group-"): value for name, value in request.form.items() if name.startswith("group-")}
    if request.method == "POST":
        changed = {
            person: group or None for person, group in chosen.items() if group != request.form.get(f"was-{person}")
        }
        try:
            moved = grouping.place_people(found.id, current_user, changed) if changed else 0
            db.session.commit()
            return back(found, ngettext("%(num)d person is placed.", "%(num)d people are placed.", moved))
        except GroupError as error:
            db.session.rollback()
            problem = str(PROBLEMS[error.reason])
    people = sorted(grouping.load_grouped(found.id), key=lambda one: (one.group_id is not None, fold(one.organisation)))
    page = render_round(
        "courses/place_people.html",
        found,
        tab=TAB,
        groups=grouping.load_groups(found.id),
        people=people,
        chosen=chosen,
        problem=problem,
    )
    return page, 422 if problem else 200


@blueprint.get("/rounds/<round_id>/groups/spread")
def propose_groups(round_id: str) -> ResponseReturnValue:
    """Ask over how many groups to spread, and show what would become of it."""
    found = load_round(round_id, RoundPermission.MANAGE)
    groups, people = grouping.load_groups(found.id), grouping.load_grouped(found.id)
    if "groups" in request.args:
        form = SpreadForm(len(people), request.args)
    else:
        form = SpreadForm(len(people), formdata=None, groups=len(groups) or max(1, round(len(people) / 6)))
    proposal: list[grouping.Proposed] = []
    if "groups" in request.args and form.validate():
        proposal = grouping.propose(groups, people, form.groups.data or 1, only_new=form.only_new.data)
    before = {one.id: one.group_id for one in people}
    page = render_round(
        "courses/spread.html",
        found,
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
    """Store a proposal just as it was shown."""
    found = load_round(round_id, RoundPermission.MANAGE)
    wanted = {name.removeprefix("place-"): key for name, key in request.form.items() if name.startswith("place-")}
    try:
        moved = grouping.store_proposal(found.id, current_user, wanted)
    except GroupError as error:
        db.session.rollback()
        flash(str(PROBLEMS[error.reason]), "error")
        return redirect(url_for("courses.propose_groups", round_id=found.id))
    db.session.commit()
    return back(found, ngettext("%(num)d person has a group.", "%(num)d people have a group.", moved))
