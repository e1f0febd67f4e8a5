"""Emails to a round that did not arrive: mending an address, and sending that one email again."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import EmailField

from impactplan.access import OpenRound, RoundPermission, load_round, lock_round
from impactplan.accounts import limits
from impactplan.accounts.operations import new_token
from impactplan.courses.blueprint import blueprint
from impactplan.courses.emails import round_emails
from impactplan.courses.emails.recipients import load_all_recipients
from impactplan.courses.emails.round_emails import SentEmail
from impactplan.courses.enrolment import operations
from impactplan.courses.enrolment.invitations import Invitee, compose_invitations
from impactplan.courses.enrolment.operations import EnrolmentChange, PeopleError
from impactplan.courses.enrolment.roster import Participant, load_people
from impactplan.courses.routes.inviting import PROBLEMS
from impactplan.courses.views import lead_back, render_round
from impactplan.emails import Email
from impactplan.forms import Form, at_most, is_address, required
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext
from impactplan.models import db
from impactplan.outbox import mail_waits, send_again, wake_worker

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
TAB = "courses.show_emails"
ELSEWHERE = _l("Nobody in this round has this address. Whoever has an account changes the address there.")


class AddressForm(Form):
    """Where an email goes that did not arrive."""

    email = EmailField(_l("E-mail address"), [required(), at_most(255), is_address])


@blueprint.get("/rounds/<round_id>/mails/<email_id>")
def show_email(round_id: str, email_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    email = round_emails.load_sent_email(round_.id, email_id) or abort(404)
    return show_delivery(round_, email)


def show_delivery(round_: OpenRound, email: SentEmail, form: AddressForm | None = None, mail_id: str = "") -> str:
    """Show what became of an email; a form that was filled in wrongly stands at the email that it is about."""
    delivery = round_emails.load_delivery_status(email)
    accepted = {person.email for person in load_people(round_.id) if person.accepted} if delivery.failed else set()
    return render_round(
        "courses/email.html",
        round_,
        tab=TAB,
        email=email,
        delivery=delivery,
        accepted=accepted,
        form=form,
        form_of=mail_id,
        no_server=mail_waits(),
    )


@blueprint.post("/rounds/<round_id>/mails/<email_id>/again/<mail_id>")
@limits.on_invitations
def resend_email(round_id: str, email_id: str, mail_id: str) -> ResponseReturnValue:
    """Send one email again that did not arrive. Another address becomes that of the invitee whom it was for."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    email = round_emails.load_sent_email(round_.id, email_id) or abort(404)
    failed = {mail.id: mail for mail in round_emails.load_delivery_status(email).failed}
    if mail_id not in failed:
        return lead_back(TAB, str(PROBLEMS["gone"]), "error", round_id=round_.id)
    form = AddressForm()
    invitations = readdress(round_, failed[mail_id].to, form)
    if invitations is None:
        db.session.rollback()
        return show_delivery(round_, email, form, mail_id), 422
    lock_round(round_.id, RoundPermission.MANAGE, current_user)
    send_again(mail_id, email.id, str(form.email.data))
    for invitation in invitations:
        invitation.queue()
    db.session.commit()
    wake_worker("mail")
    message = _("The mail goes to %(email)s once more.", email=form.email.data)
    return lead_back("courses.show_email", message, round_id=round_.id, email_id=email.id)


def readdress(round_: OpenRound, before: str, form: AddressForm) -> list[Email] | None:
    """Make the address of the form that of the invitee, unless somebody in the round has it; return the invitations
    that this leads to, or None with the errors at the field."""
    if not form.validate_on_submit():
        return None
    address = str(form.email.data)
    if address in {recipient.email for recipient in load_all_recipients(round_.id)}:
        return []
    invitee = find_invitee(round_, before)
    if invitee is None:
        form.email.errors = [str(ELSEWHERE)]
        return None
    try:
        return change_address(round_, invitee, address)
    except PeopleError as error:
        form.email.errors = [str(PROBLEMS[error.reason])]
        return None


def find_invitee(round_: OpenRound, address: str) -> Participant | None:
    """Return who is in the round by this address and has not accepted: others have an address of their own account."""
    people = load_people(round_.id)
    return next((person for person in people if person.email == address and not person.accepted), None)


def change_address(round_: OpenRound, invitee: Participant, address: str) -> list[Email]:
    """Change the address of an invitee, and return the invitation with the link that works from now on."""
    token = new_token() if invitee.unanswered else ""
    values = Invitee(address, invitee.entered_name, token, invitee.library, invitee.together)
    emails = compose_invitations(round_, current_user, [values]) if token else []
    change = EnrolmentChange(invitee.entered_name, invitee.library, invitee.together, address, token)
    operations.change_enrolment(round_.id, current_user, invitee.id, change)
    return emails
