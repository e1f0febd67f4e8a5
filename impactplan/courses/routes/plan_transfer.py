"""A participant and their plan, as far as a coordinator may know it; transferring the plan within their library."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import HiddenField, RadioField, SelectField

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment.grouping import load_groups
from impactplan.courses.plan_transfer import emails, operations, queries
from impactplan.courses.plan_transfer.operations import TransferError
from impactplan.courses.plan_transfer.queries import Team
from impactplan.courses.running.progress import by_module
from impactplan.courses.views import render_round
from impactplan.emails import Email
from impactplan.forms import Form, SelectChoice
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext
from impactplan.models import db
from impactplan.workbook.queries import load_steps

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
TAB = "courses.list_people"


class HandOverForm(Form):
    """Who takes a plan over, and what the former owner does. ``owner`` is the owner when the page was shown."""

    new_owner = SelectField(_l("New owner"), validate_choice=False, name="heir")
    former = RadioField(
        _l("What the former owner does"),
        choices=[
            SelectChoice("stays", _l("Stays as a co-author: goes on reading and writing in it")),
            SelectChoice("leaves", _l("Leaves the plan: cannot open it any more; what they wrote stays")),
        ],
    )
    owner = HiddenField()


class CoauthorForm(Form):
    plan = SelectField(_l("Plan to write along in"), validate_choice=False)


def load_team(round_: OpenRound, enrolment_id: str) -> Team:
    return queries.load_team(round_.id, enrolment_id) or abort(404)


def show(template: str, round_: OpenRound, team: Team, **values: object) -> str:
    """Render a page about somebody. Of a plan that is closed to the round only the title is shown."""
    plan = team.plan
    is_open = plan is not None and team.person.state != "dropped_out"
    modules = by_module(load_steps([plan.id])[plan.id]) if plan is not None and is_open else []
    return render_round(
        template,
        round_,
        tab=TAB,
        person=team.person,
        team=team,
        team_plan=plan,
        modules=modules,
        done=sum(module.done for module in modules),
        count=sum(module.count for module in modules),
        **values,
    )


@blueprint.get("/rounds/<round_id>/people/<enrolment_id>/plan")
def show_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Show one participant: how far they are, in which group, and their plan by its name and states."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    team = load_team(round_, enrolment_id)
    group = next((group for group in load_groups(round_.id) if group.id == team.person.group_id), None)
    return show("courses/person.html", round_, team, group=group)


def finish(round_: OpenRound, enrolment_id: str, messages: list[Email], notice: str) -> ResponseReturnValue:
    """Queue the emails, commit, and go back to the person."""
    for message in messages:
        message.queue()
    db.session.commit()
    flash(notice, "success")
    return redirect(url_for("courses.show_person", round_id=round_.id, enrolment_id=enrolment_id))


def show_again(endpoint: str, round_: OpenRound, enrolment_id: str) -> ResponseReturnValue:
    """Show the page anew, as what was chosen on it is not possible any more."""
    db.session.rollback()
    flash(_("This changed in the meantime. Look at it again and choose anew."), "error")
    return redirect(url_for(endpoint, round_id=round_.id, enrolment_id=enrolment_id))


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>/hand-over", methods=["GET", "POST"])
def hand_over_plan(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Hand somebody's plan to a colleague of the same library, without reading it."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    team = load_team(round_, enrolment_id)
    plan = team.plan
    owner = team.owner_of(plan) if plan else None
    form = HandOverForm(former="stays" if owner is None or owner.takes_part else "leaves")
    choices: Any = [SelectChoice(member.id, member.name) for member in team.possible_owners]
    form.new_owner.choices = choices
    if form.validate_on_submit():
        new_owner = next((member for member in team.possible_owners if member.id == form.new_owner.data), None)
        if plan is None or owner is None or new_owner is None or form.owner.data != str(owner.user_id):
            return show_again("courses.hand_over_plan", round_, enrolment_id)
        stays = form.former.data == "stays"
        messages = emails.compose_handed_over(round_, current_user, team, plan, owner, new_owner, stays=stays)
        try:
            operations.hand_over(round_.id, current_user, enrolment_id, int(form.owner.data), new_owner.id, stays=stays)
        except TransferError:
            return show_again("courses.hand_over_plan", round_, enrolment_id)
        notice = _(
            "%(heir)s now owns the plan. %(owner)s and %(heir)s get a mail.", heir=new_owner.name, owner=owner.name
        )
        return finish(round_, enrolment_id, messages, notice)
    form.owner.data = str(owner.user_id) if owner else ""
    page = show("courses/hand_over_plan.html", round_, team, form=form, owner=owner)
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>/write-along", methods=["GET", "POST"])
def add_coauthor(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Make somebody a co-author of the plan of a colleague of the same library."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    team = load_team(round_, enrolment_id)
    form = CoauthorForm()
    choices: Any = [
        SelectChoice(
            plan.id, _("‘%(title)s’ of %(name)s", title=plan.title, name=plan.owner.name if plan.owner else "")
        )
        for plan in team.joinable_plans
    ]
    form.plan.choices = choices
    if form.validate_on_submit():
        plan = next((plan for plan in team.joinable_plans if plan.id == form.plan.data), None)
        owner = team.owner_of(plan) if plan else None
        if plan is None or owner is None:
            return show_again("courses.add_coauthor", round_, enrolment_id)
        messages = emails.compose_coauthor_added(round_, current_user, team, plan, owner)
        try:
            operations.add_coauthor(round_.id, current_user, enrolment_id, plan.id)
        except TransferError:
            return show_again("courses.add_coauthor", round_, enrolment_id)
        notice = _(
            "%(name)s is now a co-author of ‘%(title)s’. Its owner gets a mail.",
            name=team.person.name,
            title=plan.title,
        )
        return finish(round_, enrolment_id, messages, notice)
    return show("courses/add_coauthor.html", round_, team, form=form), 422 if form.errors else 200
