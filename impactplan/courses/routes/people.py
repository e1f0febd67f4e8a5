"""The people of a round: who they are, how far each has come, and what a coordinator can do about it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_security import current_user

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.accounts.operations import new_token
from impactplan.courses import blueprint
from impactplan.courses.enrolment import operations as enrolling
from impactplan.courses.enrolment.forms import PersonForm, PlaceForm
from impactplan.courses.enrolment.invitations import Invited, queue_letters, write_invitations
from impactplan.courses.enrolment.operations import QUIET, Changed, NewPlace, PeopleError
from impactplan.courses.enrolment.roster import Person, choose_people, count_states, load_people
from impactplan.courses.views import lead_back, render_round
from impactplan.lib.names import fold
from impactplan.models import db, now
from impactplan.outbox import wake_worker

TAB = "courses.list_people"
PROBLEMS = {
    "gone": _l("That changed in the meantime; here is how it is now."),
    "there": _l("This address is in this round already."),
    "participant": _l("This address is that of a participant of this round."),
    "coordinates": _l("This person coordinates the round, and so reads no plans of it. Name somebody else as trainer."),
    "full": _l("A round holds 1,000 people at most."),
    "last": _l("A round always has a coordinator. Name another one first."),
}
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
    """Say on the page of the people, or of the staff, what could not be done."""
    db.session.rollback()
    flash(str(PROBLEMS[error.reason]), "error")
    page = "courses.list_staff" if "staff" in (request.endpoint or "") else TAB
    return redirect(url_for(page, round_id=(request.view_args or {})["round_id"]))


def back(found: OpenRound, message: str) -> ResponseReturnValue:
    return lead_back(TAB, message, round_id=found.id)


@blueprint.get("/rounds/<round_id>/people")
def list_people(round_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    return show_list(found, PersonForm(formdata=None))


def show_list(found: OpenRound, form: PersonForm) -> str:
    people = load_people(found.id)
    state, search = request.args.get("state", ""), request.args.get("search", "")[:200]
    return render_round(
        "courses/list_people.html",
        found,
        tab=TAB,
        form=form,
        people=choose_people(people, state, search),
        counts=count_states(people),
        filters=FILTERS,
        state=state if state in FILTERS else "",
        search=search,
        libraries=sorted({person.library for person in people if person.library}, key=fold),
        due=sum(is_due(person, "unanswered") for person in people),
    )


@blueprint.post("/rounds/<round_id>/people")
@limits.on_invitations
def add_person(round_id: str) -> ResponseReturnValue:
    """Put one person on the list, and invite them where that was asked."""
    found = load_round(round_id, RoundPermission.MANAGE)
    form = PersonForm()
    if not form.validate_on_submit():
        return show_list(found, form), 422
    token = new_token() if request.form.get("what") == "invite" else ""
    place = NewPlace(str(form.email.data), form.name.data or "", form.library.data or "", form.together.data, token)
    letters = write([Invited(place.email, place.name, token, place.library, place.together)], found) if token else []
    if not enrolling.enrol_people(found.id, current_user, [place]):
        db.session.rollback()
        form.email.errors = [str(PROBLEMS["there"])]
        return show_list(found, form), 422
    send(letters, [place.email])
    if token:
        return back(found, _("We sent an invitation to %(email)s.", email=place.email))
    return back(found, _("%(name)s is on the list.", name=place.name or place.email))


def write(invited: list[Invited], found: OpenRound) -> list[Any]:
    return write_invitations(found, current_user, invited)


def send(letters: list[Any], emails: list[str]) -> int:
    """Queue the letters to these addresses, commit, and wake the worker."""
    sent = queue_letters(letters, emails)
    db.session.commit()
    if sent:
        wake_worker("mail")
    return sent


def is_due(person: Person, who: str) -> bool:
    """Tell whether a letter to all concerns somebody: to the listed, or to those who have not answered and were not
    written to just now."""
    if who == "listed":
        return person.state == "listed"
    return person.unanswered and person.since < now() - QUIET


@blueprint.post("/rounds/<round_id>/people/invite")
@limits.on_invitations
def invite_people(round_id: str) -> ResponseReturnValue:
    """Invite all who are only listed, or send all who have not answered a new link."""
    found = load_round(round_id, RoundPermission.MANAGE)
    who = "listed" if request.form.get("who") == "listed" else "unanswered"
    sent = invite(found, [person for person in load_people(found.id) if is_due(person, who)])
    if not sent:
        return back(found, _("There is nobody to write to now."))
    return back(found, ngettext("We sent %(num)d invitation.", "We sent %(num)d invitations.", sent))


def invite(found: OpenRound, people: list[Person]) -> int:
    """Give people a new link each and mail it to them; return how many are written to."""
    tokens = {person.id: new_token() for person in people}
    letters = write([Invited(one.email, one.typed, tokens[one.id], one.library, one.together) for one in people], found)
    invited = enrolling.invite_people(found.id, current_user, tokens)
    return send(letters, [person.email for person in people if person.id in invited])


def find_person(found: OpenRound, enrolment_id: str) -> Person:
    people = load_people(found.id, enrolment_id)
    return people[0] if people else abort(404)


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>", methods=["GET", "POST"])
@limits.on_invitations
def edit_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Change what a place says. An address that changes after the invitation gets the link, and the old one none."""
    found = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(found, enrolment_id)
    values = {"email": person.email, "name": person.typed, "library": person.library, "together": person.together}
    form = PlaceForm(data=values) if person.accepted else PersonForm(data=values)
    if not form.validate_on_submit():
        page = render_round("courses/edit_person.html", found, tab=TAB, person=person, form=form)
        return page, 422 if form.errors else 200
    return change(found, person, form)


def change(found: OpenRound, person: Person, form: PlaceForm | PersonForm) -> ResponseReturnValue:
    changed = Changed("", form.library.data or "", bool(form.together.data))
    letters = []
    if isinstance(form, PersonForm):
        moved = form.email.data != person.email
        token = new_token() if moved and person.unanswered else ""
        changed = Changed(form.name.data or "", changed.library, changed.together, str(form.email.data), token)
        if token:
            letters = write([Invited(changed.email, changed.name, token, changed.library, changed.together)], found)
    try:
        enrolling.change_place(found.id, current_user, person.id, changed)
    except PeopleError as error:
        if error.reason != "there" or not isinstance(form, PersonForm):
            raise
        db.session.rollback()
        form.email.errors = [str(PROBLEMS["there"])]
        return render_round("courses/edit_person.html", found, tab=TAB, person=person, form=form), 422
    if send(letters, [changed.email]):
        return back(found, _("Saved. The invitation is on its way to %(email)s.", email=changed.email))
    return back(found, _("Saved."))


@blueprint.post("/rounds/<round_id>/people/<enrolment_id>/invite")
@limits.on_invitations
def invite_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(found, enrolment_id)
    if person.accepted or not invite(found, [person]):
        raise PeopleError("gone")
    return back(found, _("We sent an invitation to %(email)s.", email=person.email))


@blueprint.post("/rounds/<round_id>/people/<enrolment_id>/withdraw")
def withdraw_person(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(found, enrolment_id)
    enrolling.withdraw(found.id, current_user, person.id)
    db.session.commit()
    return back(found, _("%(name)s is off the list. A link that was sent does not work any more.", name=person.name))


@blueprint.route("/rounds/<round_id>/people/<enrolment_id>/drop-out", methods=["GET", "POST"])
def drop_out(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    """Say what it means that somebody drops out; once that is confirmed, note it."""
    found = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(found, enrolment_id)
    if request.method == "GET":
        return render_round("courses/drop_out.html", found, tab=TAB, person=person)
    enrolling.drop_out(found.id, current_user, person.id)
    db.session.commit()
    return back(found, _("%(name)s takes part no longer.", name=person.name))


@blueprint.post("/rounds/<round_id>/people/<enrolment_id>/take-back")
def take_back(round_id: str, enrolment_id: str) -> ResponseReturnValue:
    found = load_round(round_id, RoundPermission.MANAGE)
    person = find_person(found, enrolment_id)
    enrolling.take_back(found.id, current_user, person.id)
    db.session.commit()
    return back(found, _("%(name)s takes part again.", name=person.name))
