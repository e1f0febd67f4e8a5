"""The trainers and coordinators of a round, who are invited as participants are."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from sqlalchemy.exc import IntegrityError

from impactplan.access import OpenRound, RoundPermission, load_round, requires
from impactplan.accounts import limits
from impactplan.accounts.invitations import welcome_message
from impactplan.accounts.operations import SharingError, new_token
from impactplan.courses import blueprint
from impactplan.courses.enrolment import operations as enrolling
from impactplan.courses.enrolment.acceptance import find_for
from impactplan.courses.enrolment.forms import ContactForm, StaffForm
from impactplan.courses.enrolment.invitations import Invited
from impactplan.courses.enrolment.operations import PeopleError
from impactplan.courses.enrolment.roster import Staff, load_staff
from impactplan.courses.routes.people import PROBLEMS, TAB, send, write
from impactplan.courses.views import lead_back, render_round
from impactplan.models import db, round_staff_table

ROLES = {"trainer": _l("Trainer"), "coordinator": _l("Coordinator")}


def back(found: OpenRound, message: str) -> ResponseReturnValue:
    return lead_back("courses.list_staff", message, round_id=found.id)


@blueprint.get("/rounds/<round_id>/staff")
def list_staff(round_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    return show_list(found, StaffForm(formdata=None))


def show_list(found: OpenRound, form: StaffForm) -> str:
    staff = load_staff(found.id)
    return render_round("courses/list_staff.html", found, tab=TAB, staff=staff, form=form, roles=ROLES)


@blueprint.post("/rounds/<round_id>/staff")
@limits.on_invitations
def add_staff(round_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    form = StaffForm()
    if not form.validate_on_submit():
        return show_list(found, form), 422
    email, name, role, token = str(form.email.data), form.name.data or "", str(form.role.data), new_token()
    letters = write([Invited(email, name, token, role=role)], found)
    try:
        enrolling.add_staff(found.id, current_user, email, name, role, form.contact.data or "", token)
    except PeopleError as error:
        db.session.rollback()
        form.email.errors = [str(PROBLEMS[error.reason])]
        return show_list(found, form), 422
    send(letters, [email])
    return back(found, _("We sent an invitation to %(email)s.", email=email))


def find_staff(found: OpenRound, staff_id: str) -> Staff:
    staff = load_staff(found.id, staff_id)
    return staff[0] if staff else abort(404)


@blueprint.route("/rounds/<round_id>/staff/<staff_id>", methods=["GET", "POST"])
def edit_staff(round_id: str, staff_id: str) -> ResponseReturnValue:
    """Change how participants reach somebody."""
    found = load_round(round_id, RoundPermission.MANAGE)
    one = find_staff(found, staff_id)
    form = ContactForm(data={"contact": one.contact})
    if form.validate_on_submit():
        enrolling.change_staff(found.id, current_user, one.id, form.contact.data or "")
        db.session.commit()
        return back(found, _("Saved."))
    page = render_round("courses/edit_staff.html", found, tab=TAB, one=one, form=form, roles=ROLES)
    return page, 422 if form.errors else 200


@blueprint.post("/rounds/<round_id>/staff/<staff_id>/invite")
@limits.on_invitations
def invite_staff(round_id: str, staff_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    one = find_staff(found, staff_id)
    token = new_token()
    letters = write([Invited(one.email, one.typed, token, role=one.role)], found)
    if not enrolling.invite_people(found.id, current_user, {one.id: token}, round_staff_table):
        raise PeopleError("gone")
    send(letters, [one.email])
    return back(found, _("We sent an invitation to %(email)s.", email=one.email))


@blueprint.route("/rounds/<round_id>/staff/<staff_id>/remove", methods=["GET", "POST"])
def remove_staff(round_id: str, staff_id: str) -> ResponseReturnValue:
    """Say what it means to take somebody out of the staff; once that is confirmed, do it. An invitation is withdrawn
    at once."""
    found = load_round(round_id, RoundPermission.MANAGE)
    one = find_staff(found, staff_id)
    if request.method == "GET":
        return render_round("courses/remove_staff.html", found, tab=TAB, one=one, roles=ROLES)
    enrolling.remove_staff(found.id, current_user, one.id)
    db.session.commit()
    if one.user_id == current_user.id and one.role == "coordinator":
        flash(_("You coordinate %(round)s no longer.", round=found.title), "success")
        return redirect(url_for("home.show_home"))
    return back(found, _("%(name)s is out of the staff of this round.", name=one.name))


@blueprint.post("/invitations/rounds/<place_id>/accept")
@requires()
def accept_place(place_id: str) -> ResponseReturnValue:
    """Accept, signed in, a place in a round that is offered to one's own address."""
    user = current_user._get_current_object()
    offered = find_for(user, place_id)
    if offered is None:
        return render_template("accounts/invitation_unusable.html"), 410
    try:
        address = offered.accept(user)
        db.session.commit()
    except (SharingError, IntegrityError):
        db.session.rollback()
        return render_template("accounts/invitation_unusable.html"), 410
    flash(welcome_message(offered), "success")
    return redirect(address)
