"""Getting many people into a round: paste, look, mend, and only then put them on the list."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.accounts.operations import new_token
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment.invitations import Invitee, compose_invitations, queue_invitations
from impactplan.courses.enrolment.libraries import library_key
from impactplan.courses.enrolment.operations import NewEnrolment, PeopleError, enrol_people
from impactplan.courses.enrolment.roster import load_people, load_staff
from impactplan.courses.people_import.parser import MOST_LINES
from impactplan.courses.people_import.preview import PasteError, Preview, leave_over, make_preview
from impactplan.courses.people_import.validation import LONGEST
from impactplan.courses.views import render_round
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import ngettext
from impactplan.models import db

TAB = "courses.list_people"
REFUSED = {
    "empty": _l(
        "Nothing to read yet. Paste the lines here: in each an address, and if you have them a name and a library."
    ),
    "lines": _l("These are more than %(lines)d lines. Paste them in parts; what you typed is still here."),
    "long": _l("This text is too long to be a list of people. Paste a part of it; what you typed is still here."),
    "full": _l("A round holds 1,000 people at most."),
}
PROBLEMS = {
    "no_address": _l("There is no e-mail address in this line."),
    "bad_address": _l("This is not an e-mail address. Check it for typing errors."),
    "letters": _l(
        "No mail can be sent to an address with “%(detail)s” before the @. "
        "Ask for another one, without such characters."
    ),
    "names": _l("There may be two people in this line. Keep one, and add the other to the text below."),
    "column": _l(
        "Is this a last name, or the library? Put it in its field, "
        "or begin the list with a line of headings: First name, Last name, E-mail."
    ),
    "field": _l("This seems to be of a mail, and not about a person. Leave it, or fill in whom it is about."),
    "long": _l("This line is too long to be about one person. Give everybody a line in the text below."),
    "addresses": _l("There are several addresses in this line. Keep the one that is right."),
    "character": _l("A character that cannot be kept was left out. Look whether the line is right."),
    "twice": _l("This address is in line %(detail)s too."),
    "other_name": _l("This address is in line %(detail)s too, with another name. Whose is it?"),
    "staff": _l("This is a trainer or coordinator of this round already."),
    "long_email": _l("The address is too long: at most %(limit)d characters."),
    "long_name": _l("The name is too long: at most %(limit)d characters."),
    "long_library": _l("The name of the library is too long: at most %(limit)d characters."),
}
NOTES = {
    "no_library": _l("No library. Without it nobody knows who their colleagues are."),
    "domain": _l("Did you mean %(detail)s?"),
}
THERE = {
    "listed": _l("on the list already"),
    "invited": _l("invited already"),
    "expired": _l("invited already; the link has expired"),
    "taking_part": _l("takes part already"),
    "dropped_out": _l("was in this round and dropped out; you can take them back on the page People"),
}


@blueprint.route("/rounds/<round_id>/people/paste", methods=["GET", "POST"])
def paste_people(round_id: str) -> ResponseReturnValue:
    """Ask for the lines, and show what they say. Nothing is kept or sent here."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    if request.method == "GET":
        return show_paste(round_, "")
    try:
        return show_preview(round_, read_form(round_))
    except PasteError as error:
        return show_paste(round_, request.form.get("text", ""), error.reason)


@blueprint.post("/rounds/<round_id>/people/paste/store")
@limits.on_invitations
def store_pasted(round_id: str) -> ResponseReturnValue:
    """Put those whose lines are good on the list, and invite them where that was asked. The others stay to be mended.
    A text that changed since it was looked at is shown first."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    try:
        preview = read_form(round_, storing=True)
        if request.form.get("seen") != preview.seen:
            return show_preview(round_, preview)
        added = store(round_, preview, invite=request.form.get("what") == "invite")
    except (PasteError, PeopleError) as error:
        db.session.rollback()
        return show_paste(round_, request.form.get("text", ""), error.reason)
    left = leave_over(preview)
    if left is not None:
        return show_preview(round_, left, added=added)
    flash(added, "success")
    return redirect(url_for("courses.list_people", round_id=round_.id))


def read_form(round_: OpenRound, *, storing: bool = False) -> Preview:
    people, staff = load_people(round_.id), [person.email for person in load_staff(round_.id)]
    return make_preview(request.form.get("text", ""), request.form, people, staff, storing=storing)


def store(round_: OpenRound, preview: Preview, *, invite: bool) -> str:
    """Enrol the people of the good lines, and return in words what was done."""
    places = [
        NewEnrolment(
            line.email,
            line.line.name,
            line.line.library,
            library_key(line.line.library) in preview.together,
            new_token() if invite else "",
        )
        for line in preview.good
    ]
    invited = [Invitee(place.email, place.name, place.token, place.library, place.together) for place in places]
    letters = compose_invitations(round_, current_user, invited) if invite else []
    new = enrol_people(round_.id, current_user, places)
    sent = queue_invitations(letters, [place.email for place in new])
    db.session.commit()
    if sent:
        return ngettext("%(num)d person is invited.", "%(num)d people are invited.", sent)
    return ngettext("%(num)d person is on the list.", "%(num)d people are on the list.", len(new))


def show_paste(round_: OpenRound, text: str, reason: str = "") -> ResponseReturnValue:
    error = str(REFUSED[reason]) % {"lines": MOST_LINES} if reason else ""
    page = render_round("courses/paste_people.html", round_, tab=TAB, text=text, error=error, most=MOST_LINES)
    return page, 422 if error else 200


def show_preview(round_: OpenRound, preview: Preview, **values: Any) -> str:
    return render_round("courses/preview_people.html", round_, tab=TAB, preview=preview, say=say, there=THERE, **values)


def say(problem: Any) -> str:
    """Return what is wrong with a line, or may be, in words."""
    text = str({**PROBLEMS, **NOTES}[problem.key])
    limit = LONGEST.get(problem.key.removeprefix("long_"), 0)
    return text % {"detail": problem.detail, "limit": limit}
