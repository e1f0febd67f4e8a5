"""Emails to a round: what was sent; writing, previewing and sending one."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.courses.blueprint import blueprint
from impactplan.courses.emails import round_emails
from impactplan.courses.emails.round_emails import Audience, EmailDraft, EmailError
from impactplan.courses.views import render_round
from impactplan.forms import Form, SelectChoice, at_most, one_line, required
from impactplan.lib.text import normalise
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext, ngettext
from impactplan.models import db, new_id

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
TAB = "courses.show_emails"
SUBJECT_LIMIT, BODY_LIMIT = 200, 20_000
NO_CHOICE = _l("Choose to whom the mail goes.")
NOBODY = _l("Nobody in this selection gets an email.")


def plain(text: str | None) -> str:
    return normalise(text or "").strip()


class EmailForm(Form):
    to = SelectField(_l("To whom"), validate_choice=False)
    subject = StringField(_l("Subject"), [required(), at_most(SUBJECT_LIMIT)], filters=[one_line])
    body = TextAreaField(_l("Text"), [required(), at_most(BODY_LIMIT)], filters=[plain])
    key = HiddenField()

    def __init__(self, audiences: list[Audience], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        choices: Any = [
            SelectChoice(audience.key, f"{audience.title} ({len(audience.recipients)})") for audience in audiences
        ]
        self.to.choices = choices
        if not re.fullmatch(r"[a-z0-9]{12}", self.key.data or ""):
            self.key.data = new_id()

    @property
    def draft(self) -> EmailDraft:
        return EmailDraft(str(self.key.data), str(self.subject.data), str(self.body.data))


@blueprint.get("/rounds/<round_id>/mails")
def show_emails(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    return render_round("courses/emails.html", round_, tab=TAB, emails=round_emails.load_sent_emails(round_.id))


@blueprint.get("/rounds/<round_id>/mails/new")
def write_email(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    audiences = round_emails.load_audiences(round_.id)
    form = EmailForm(audiences, formdata=None, to=request.args.get("to") or round_emails.EVERYBODY)
    return show_form(round_, form)


def show_form(round_: OpenRound, form: EmailForm) -> str:
    return render_round("courses/write_email.html", round_, tab=TAB, form=form, sender=current_user)


def find_audience(form: EmailForm, audiences: list[Audience]) -> Audience | None:
    """Return to whom the email goes, or None with the errors at the fields."""
    if not form.validate_on_submit():
        return None
    audience = next((audience for audience in audiences if audience.key == form.to.data), None)
    if audience is None or not audience.recipients:
        form.to.errors = [str(NOBODY if audience else NO_CHOICE)]
        return None
    return audience


@blueprint.post("/rounds/<round_id>/mails/new")
def preview_email(round_id: str) -> ResponseReturnValue:
    """Show the email as it will look and who gets it, or go back to changing it."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    audiences = round_emails.load_audiences(round_.id)
    form = EmailForm(audiences)
    if request.form.get("then") == "change":
        return show_form(round_, form)
    audience = find_audience(form, audiences)
    if audience is None:
        return show_form(round_, form), 422
    return show_preview(round_, form, audience)


def show_preview(round_: OpenRound, form: EmailForm, audience: Audience, problem: str = "") -> str:
    return render_round(
        "courses/preview_email.html",
        round_,
        tab=TAB,
        form=form,
        audience=audience,
        sender=current_user,
        problem=problem,
    )


@blueprint.post("/rounds/<round_id>/mails")
@limits.on_round_mails
def send_email(round_id: str) -> ResponseReturnValue:
    """Send the email that was previewed, once: a second request with the same key redirects to what was sent."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    audiences = round_emails.load_audiences(round_.id)
    form = EmailForm(audiences)
    audience = find_audience(form, audiences)
    if audience is None:
        return show_form(round_, form), 422
    address = url_for("courses.show_email", round_id=round_.id, email_id=form.key.data, sent=1)
    if (
        request.form.get("seen") != audience.fingerprint
        and round_emails.load_sent_email(round_.id, form.draft.key) is None
    ):
        problem = _("Who gets this mail has changed in the meantime. Look at the list again.")
        return show_preview(round_, form, audience, problem), 422
    emails = round_emails.compose_round_email(round_, current_user, audience, form.draft)
    try:
        round_emails.send_round_email(round_.id, current_user, audience, form.draft, emails)
    except EmailError as error:
        db.session.rollback()
        if error.reason == "sent":
            flash(_("This mail was on its way already; it is sent once."), "info")
            return redirect(address)
        form.key.data = new_id()
        problem = _("You sent a mail from this page before. This one is different: send it too?")
        return show_preview(round_, form, audience, problem), 422
    db.session.commit()
    flash(ngettext("The mail goes to %(num)d person.", "The mail goes to %(num)d people.", len(emails)), "success")
    return redirect(address)
