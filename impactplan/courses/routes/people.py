"""The people of a round: listing, enrolling and inviting them, and changing an enrolment."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.accounts.operations import new_token
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment import operations
from impactplan.courses.enrolment.forms import EnrolmentForm, InviteeForm
from impactplan.courses.enrolment.invitations import Invitee, compose_invitations
from impactplan.courses.enrolment.operations import REMINDER_INTERVAL, EnrolmentChange, NewEnrolment, PeopleError
from impactplan.courses.enrolment.roster import Participant, count_states, filter_people, load_people
from impactplan.courses.routes.inviting import PEOPLE_TAB, PROBLEMS, send_invitations
from impactplan.courses.views import lead_back, render_round
from impactplan.lib.names import fold
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import ngettext
from impactplan.models import db, now
from impactplan.outbox import find_undelivered

FILTERS = {
    "": _l("Everybody"),
    "listed": _l("On the list"),
    "invited": _l("Invited"),
    "expired": _l("Link expired"),
    "taking_part": _l("Taking part"),
    "dropped_out": _l("Dropped out"),
    "never": _l("Never signed in"),
}


@blueprint.errorhandler(PeopleError)
def show_problem(error: PeopleError) -> ResponseReturnValue:
    """Show what could not be done on the page of the people, or for a staff member on that of the staff."""
    db.session.rollback()
    arguments = request.view_args or {}
    page = "courses.list_staff" if "staff_id" in arguments else PEOPLE_TAB
    return lead_back(page, str(PROBLEMS[error.reason]), "error", round_id=arguments["round_id"])


def back(round_: OpenRound, message: str) -> ResponseReturnValue:
    return lead_back(PEOPLE_TAB, message, round_id=round_.id)


@blueprint.get("/rounds/<round_id>/people")
def list_people(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    return show_list(round_, InviteeForm(formdata=None))


def show_list(round_: OpenRound, form: InviteeForm) -> str:
    people = load_people(round_.id)
    undelivered = find_undelivered([round_.id])
    state, search = request.args.get("state", ""), request.args.get("search", "")[:200]
    return render_round(
        "courses/list_people.html",
        round_,
        tab=PEOPLE_TAB,
        form=form,
        people=filter_people(people, state, search),
        counts=count_states(people),
        undelivered={mail.to: mail for mail in undelivered},
        filters=FILTERS,
        state=state if state in FILTERS else "",
        search=search,
        libraries=sorted({person.library for person in people if person.library}, key=fold),
        due=sum(may_be_invited(person, "unanswered") for person in people),
    )


@blueprint.post("/rounds/<round_id>/people")
@limits.on_invitations
def add_person(round_id: str) -> ResponseReturnValue:
    """Enrol one person, and invite them if that was asked."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    form = InviteeForm()
    if not form.validate_on_submit():
        return show_list(round_, form), 422
    token = new_token() if request.form.get("what") == "invite" else ""
    enrolment = NewEnrolment(
        str(form.email.data), form.name.data or "", form.library.data or "", form.together.data, token
    )
    emails = (
        compose_invitations(
            round_,
            current_user,
            [Invitee(enrolment.email, enrolment.name, token, enrolment.library, enrolment.together)],
        )
        if token
        else []
    )
    if not operations.enrol_people(round_.id, current_user, [enrolment]):
        db.session.rollback()
        form.email.errors = [str(PROBLEMS["there"])]
        return show_list(round_, form), 422
    send_invitations(emails, [enrolment.email])
    if token:
        return back(round_, _("We sent an invitation to %(email)s.", email=enrolment.email))
    return back(round_, _("%(name)s is on the list.", name=enrolment.name or enrolment.email))


def may_be_invited(person: Participant, who: str) -> bool:
    """Tell whether inviting all of a kind includes somebody: those who are only listed, or those who did not answer
    and were not invited recently."""
    if who == "listed":
        return person.state == "listed"
    return person.unanswered and person.since < now() - REMINDER_INTERVAL


@blueprint.post("/rounds/<round_id>/people/invite")
@limits.on_invitations
def invite_people(round_id: str) -> ResponseReturnValue:
    """Invite all who are only listed, or send a new link to all who have not answered."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    who = "listed" if request.form.get("who") == "listed" else "unanswered"
    sent = invite(round_, [person for person in load_people(round_.id) if may_be_invited(person, who)])
    if not sent:
        return back(round_, _("There is nobody who gets an email now."))
    return back(round_, ngettext("We sent %(num)d invitation.", "We sent %(num)d invitations.", sent))


def invite(round_: OpenRound, people: list[Participant]) -> int:
    """Email people a new link each; return how many."""
    tokens = {person.id: new_token() for person in people}
    emails = compose_invitations(
        round_,
        current_user,
        [
            Invitee(person.email, person.entered_name, tokens[person.id], person.library, person.together)
            for person in people
        ],
    )
    invited = operations.invite_people(round_.id, current_user, tokens)
    return send_invitations(emails, [person.email for person in people if person.id in invited])


def find_person(round_: OpenRound, enrolment_id: str) -> Participant:
    people = load_people(round_.id, enrolment_id)
    return people[0] if people else abort(404)


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>", methods=["GET", "POST"])
@limits.on_invitations
def edit_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Change an enrolment. After an invitation, a changed address gets the link; the link of the old one stops."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(round_, enrolment_id)
    values = {
        "email": person.email,
        "name": person.entered_name,
        "library": person.library,
        "together": person.together,
    }
    form = EnrolmentForm(data=values) if person.accepted else InviteeForm(data=values)
    if not form.validate_on_submit():
        page = render_round("courses/edit_person.html", round_, tab=PEOPLE_TAB, person=person, form=form)
        return page, 422 if form.errors else 200
    return change(round_, person, form)


def change(round_: OpenRound, person: Participant, form: EnrolmentForm | InviteeForm) -> ResponseReturnValue:
    changed = EnrolmentChange("", form.library.data or "", bool(form.together.data))
    emails = []
    if isinstance(form, InviteeForm):
        moved = form.email.data != person.email
        token = new_token() if moved and person.unanswered else ""
        changed = EnrolmentChange(form.name.data or "", changed.library, changed.together, str(form.email.data), token)
        if token:
            emails = compose_invitations(
                round_, current_user, [Invitee(changed.email, changed.name, token, changed.library, changed.together)]
            )
    try:
        operations.change_enrolment(round_.id, current_user, person.id, changed)
    except PeopleError as error:
        if error.reason != "there" or not isinstance(form, InviteeForm):
            raise
        db.session.rollback()
        form.email.errors = [str(PROBLEMS["there"])]
        return render_round("courses/edit_person.html", round_, tab=PEOPLE_TAB, person=person, form=form), 422
    if send_invitations(emails, [changed.email]):
        return back(round_, _("Saved. The invitation is on its way to %(email)s.", email=changed.email))
    return back(round_, _("Saved."))


@blueprint.post("/rounds/<round_id>/people/<enrolment_id>/invite")
@limits.on_invitations
def invite_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(round_, enrolment_id)
    if person.accepted or not invite(round_, [person]):
        raise PeopleError("gone")
    return back(round_, _("We sent an invitation to %(email)s.", email=person.email))


@blueprint.post("/rounds/<round_id>/people/<enrolment_id>/withdraw")
def withdraw_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(round_, enrolment_id)
    operations.withdraw(round_.id, current_user, person.id)
    db.session.commit()
    return back(round_, _("%(name)s is off the list. A link that was sent does not work any more.", name=person.name))


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>/drop-out", methods=["GET", "POST"])
def drop_out(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Explain what dropping out means; once confirmed, record it."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(round_, enrolment_id)
    if request.method == "GET":
        return render_round("courses/drop_out.html", round_, tab=PEOPLE_TAB, person=person)
    operations.drop_out(round_.id, current_user, person.id)
    db.session.commit()
    return back(round_, _("%(name)s no longer takes part.", name=person.name))


@blueprint.post("/rounds/<round_id>/people/<enrolment_id>/take-back")
def take_back(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(round_, enrolment_id)
    operations.take_back(round_.id, current_user, person.id)
    db.session.commit()
    return back(round_, _("%(name)s takes part again.", name=person.name))
