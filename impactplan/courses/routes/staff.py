"""The trainers and coordinators of a round, who are invited just as participants are."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.exc import IntegrityError

from impactplan.access import OpenRound, RoundPermission, load_round, requires
from impactplan.accounts import limits
from impactplan.accounts.invitations import welcome_message
from impactplan.accounts.operations import SharingError, new_token
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment import operations
from impactplan.courses.enrolment.acceptance import find_for_user
from impactplan.courses.enrolment.forms import StaffContactForm, StaffForm
from impactplan.courses.enrolment.invitations import Invitee, compose_invitations
from impactplan.courses.enrolment.operations import PeopleError
from impactplan.courses.enrolment.roster import StaffMember, load_staff
from impactplan.courses.routes.inviting import PEOPLE_TAB, PROBLEMS, send_invitations
from impactplan.courses.views import lead_back, render_round
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import db, round_staff_table
from impactplan.outbox import find_undelivered

ROLES = {"trainer": _l("Trainer"), "coordinator": _l("Coordinator")}


def back(round_: OpenRound, message: str) -> ResponseReturnValue:
    return lead_back("courses.list_staff", message, round_id=round_.id)


@blueprint.get("/rounds/<round_id>/staff")
def list_staff(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    return show_list(round_, StaffForm(formdata=None))


def show_list(round_: OpenRound, form: StaffForm) -> str:
    return render_round(
        "courses/list_staff.html",
        round_,
        tab=PEOPLE_TAB,
        staff=load_staff(round_.id),
        undelivered={mail.to: mail for mail in find_undelivered([round_.id])},
        form=form,
        roles=ROLES,
    )


@blueprint.post("/rounds/<round_id>/staff")
@limits.on_invitations
def add_staff(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    form = StaffForm()
    if not form.validate_on_submit():
        return show_list(round_, form), 422
    email, name, role, token = str(form.email.data), form.name.data or "", str(form.role.data), new_token()
    emails = compose_invitations(round_, current_user, [Invitee(email, name, token, role=role)])
    try:
        operations.add_staff(round_.id, current_user, email, name, role, form.contact.data or "", token)
    except PeopleError as error:
        db.session.rollback()
        form.email.errors = [str(PROBLEMS[error.reason])]
        return show_list(round_, form), 422
    send_invitations(emails, [email])
    return back(round_, _("We sent an invitation to %(email)s.", email=email))


def find_staff(round_: OpenRound, staff_id: str) -> StaffMember:
    staff = load_staff(round_.id, staff_id)
    return staff[0] if staff else abort(404)


@blueprint.route("/rounds/<round_id>/staff/<staff_id>", methods=["GET", "POST"])
def edit_staff(round_id: str, staff_id: str) -> ResponseReturnValue:
    """Change how participants reach a staff member."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    member = find_staff(round_, staff_id)
    form = StaffContactForm(data={"contact": member.contact})
    if form.validate_on_submit():
        operations.change_staff(round_.id, current_user, member.id, form.contact.data or "")
        db.session.commit()
        return back(round_, _("Saved."))
    page = render_round("courses/edit_staff.html", round_, tab=PEOPLE_TAB, member=member, form=form, roles=ROLES)
    return page, 422 if form.errors else 200


@blueprint.post("/rounds/<round_id>/staff/<staff_id>/invite")
@limits.on_invitations
def invite_staff(round_id: str, staff_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    member = find_staff(round_, staff_id)
    token = new_token()
    emails = compose_invitations(
        round_, current_user, [Invitee(member.email, member.entered_name, token, role=member.role)]
    )
    if not operations.invite_people(round_.id, current_user, {member.id: token}, round_staff_table):
        raise PeopleError("gone")
    send_invitations(emails, [member.email])
    return back(round_, _("We sent an invitation to %(email)s.", email=member.email))


@blueprint.route("/rounds/<round_id>/staff/<staff_id>/remove", methods=["GET", "POST"])
def remove_staff(round_id: str, staff_id: str) -> ResponseReturnValue:
    """Explain what removing somebody from the staff means; once confirmed, do it. That withdraws an open invitation."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    member = find_staff(round_, staff_id)
    if request.method == "GET":
        return render_round("courses/remove_staff.html", round_, tab=PEOPLE_TAB, member=member, roles=ROLES)
    operations.remove_staff(round_.id, current_user, member.id)
    db.session.commit()
    if member.user_id == current_user.id and member.role == "coordinator":
        flash(_("You coordinate %(round)s no longer.", round=round_.title), "success")
        return redirect(url_for("home.show_home"))
    return back(round_, _("%(name)s is out of the staff of this round.", name=member.name))


@blueprint.post("/invitations/rounds/<enrolment_id>/accept")
@requires()
def accept_offer(enrolment_id: str) -> ResponseReturnValue:
    """Accept an invitation to a round that was sent to one's own address, without its link."""
    user = current_user._get_current_object()
    invitation = find_for_user(user, enrolment_id)
    if invitation is None:
        return render_template("accounts/invitation_unusable.html"), 410
    try:
        address = invitation.accept(user)
        db.session.commit()
    except (SharingError, IntegrityError):
        db.session.rollback()
        return render_template("accounts/invitation_unusable.html"), 410
    flash(welcome_message(invitation), "success")
    return redirect(address)
