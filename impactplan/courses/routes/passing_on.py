"""One participant and their plan, as far as a coordinator may know it; passing the plan on within their library."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment.grouping import load_groups
from impactplan.courses.plan_transfer import emails as passing_letters
from impactplan.courses.plan_transfer import operations as passing_on
from impactplan.courses.plan_transfer.operations import PassingError, Team
from impactplan.courses.running.progress import by_module
from impactplan.courses.views import render_round
from impactplan.emails import Email
from impactplan.forms import Form
from impactplan.models import db
from impactplan.outbox import wake_worker
from impactplan.workbook.queries import load_steps

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
TAB = "courses.list_people"


class PassingForm(Form):
    """Who takes a plan over, and what the owner becomes. ``owner`` is who that was when the page was shown."""

    heir = SelectField(_l("New owner"), validate_choice=False)
    former = RadioField(
        _l("What the former owner does"),
        choices=[
            SelectChoice("stays", _l("Stays as a co-author: goes on reading and writing in it")),
            SelectChoice("leaves", _l("Leaves the plan: cannot open it any more; what they wrote stays")),
        ],
    )
    owner = HiddenField()


class AlongForm(Form):
    plan = SelectField(_l("Plan to write along in"), validate_choice=False)


def load_team(round_: OpenRound, enrolment_id: str) -> Team:
    return passing_on.load_team(round_.id, enrolment_id) or abort(404)


def show(template: str, round_: OpenRound, team: Team, **values: object) -> str:
    """Render a page about somebody. Of a plan that is closed to the round no more is shown than its name."""
    plan = team.plan
    is_open = plan is not None and team.person.state != "dropped_out"
    modules = by_module(load_steps([plan.id])[plan.id]) if plan is not None and is_open else []
    return render_round(
        template,
        round_,
        tab=TAB,
        person=team.person,
        team=team,
        known=plan,
        modules=modules,
        done=sum(one.done for one in modules),
        count=sum(one.count for one in modules),
        **values,
    )


@blueprint.get("/rounds/<round_id>/people/<enrolment_id>/plan")
def show_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Show one participant: how far they are, in which group, and their plan by its name and states."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    team = load_team(round_, enrolment_id)
    group = next((one for one in load_groups(round_.id) if one.id == team.person.group_id), None)
    return show("courses/person.html", round_, team, group=group)


def done(round_: OpenRound, enrolment_id: str, letters: list[Email], message: str) -> ResponseReturnValue:
    """Send the letters with what was done, commit, and go back to the person."""
    for letter in letters:
        letter.queue()
    db.session.commit()
    wake_worker("mail")
    flash(message, "success")
    return redirect(url_for("courses.show_person", round_id=round_.id, enrolment_id=enrolment_id))


def again(endpoint: str, round_: OpenRound, enrolment_id: str) -> ResponseReturnValue:
    """Show the page as it is by now, where what was chosen on it cannot be done any more."""
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
    form = PassingForm(former="stays" if owner is None or owner.takes_part else "leaves")
    choices: Any = [SelectChoice(one.id, one.name) for one in team.heirs]
    form.heir.choices = choices
    if form.validate_on_submit():
        heir = next((one for one in team.heirs if one.id == form.heir.data), None)
        if plan is None or owner is None or heir is None or form.owner.data != str(owner.user_id):
            return again("courses.hand_over_plan", round_, enrolment_id)
        stays = form.former.data == "stays"
        letters = passing_letters.write_hand_over(round_, current_user, team, plan, owner, heir, stays=stays)
        try:
            passing_on.hand_over(round_.id, current_user, enrolment_id, int(form.owner.data), heir.id, stays=stays)
        except PassingError:
            return again("courses.hand_over_plan", round_, enrolment_id)
        words = _("The plan is of %(heir)s now. %(owner)s and %(heir)s get a mail.", heir=heir.name, owner=owner.name)
        return done(round_, enrolment_id, letters, words)
    form.owner.data = str(owner.user_id) if owner else ""
    page = show("courses/hand_over_plan.html", round_, team, form=form, owner=owner)
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>/write-along", methods=["GET", "POST"])
def write_along(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Let somebody write along in the plan of a colleague of the same library."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    team = load_team(round_, enrolment_id)
    form = AlongForm()
    choices: Any = [
        SelectChoice(one.id, _("‘%(title)s’ of %(name)s", title=one.title, name=one.owner.name if one.owner else ""))
        for one in team.offered
    ]
    form.plan.choices = choices
    if form.validate_on_submit():
        plan = next((one for one in team.offered if one.id == form.plan.data), None)
        owner = team.owner_of(plan) if plan else None
        if plan is None or owner is None:
            return again("courses.write_along", round_, enrolment_id)
        letters = passing_letters.write_writing_along(round_, current_user, team, plan, owner)
        try:
            passing_on.write_along(round_.id, current_user, enrolment_id, plan.id)
        except PassingError:
            return again("courses.write_along", round_, enrolment_id)
        words = _(
            "%(name)s writes along in ‘%(title)s’. Its owner gets a mail.", name=team.person.name, title=plan.title
        )
        return done(round_, enrolment_id, letters, words)
    return show("courses/write_along.html", round_, team, form=form), 422 if form.errors else 200
