"""Mail to a round: what went out and what became of it; writing one, looking at it, sending it."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_security import current_user
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.courses.blueprint import blueprint
from impactplan.courses.letters import mailing
from impactplan.courses.letters.mailing import Audience, Draft, MailError
from impactplan.courses.views import render_round
from impactplan.forms import Form, at_most, one_line, required
from impactplan.lib.text import normalise
from impactplan.models import db, new_id
from impactplan.outbox import mail_waits, wake_worker

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
TAB = "courses.show_mails"
SUBJECT_LIMIT, BODY_LIMIT = 200, 20_000
NO_CHOICE = _l("Choose to whom the mail goes.")
NOBODY = _l("There is nobody to write to in this choice.")


def plain(text: str | None) -> str:
    return normalise(text or "").strip()


class MailForm(Form):
    to = SelectField(_l("To whom"), validate_choice=False)
    subject = StringField(_l("Subject"), [required(), at_most(SUBJECT_LIMIT)], filters=[one_line])
    body = TextAreaField(_l("Text"), [required(), at_most(BODY_LIMIT)], filters=[plain])
    key = HiddenField()

    def __init__(self, audiences: list[Audience], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        choices: Any = [SelectChoice(one.key, f"{one.title} ({len(one.receivers)})") for one in audiences]
        self.to.choices = choices
        if not re.fullmatch(r"[a-z0-9]{12}", self.key.data or ""):
            self.key.data = new_id()

    @property
    def draft(self) -> Draft:
        return Draft(str(self.key.data), str(self.subject.data), str(self.body.data))


@blueprint.get("/rounds/<round_id>/mails")
def show_mails(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    return render_round("courses/mails.html", round_, tab=TAB, mails=mailing.load_mails(round_.id))


@blueprint.get("/rounds/<round_id>/mails/<mail_id>")
def show_mail(round_id: str, mail_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    mail = mailing.load_mail(round_.id, mail_id)
    if mail is None:
        abort(404)
    fate = mailing.load_fate(mail)
    return render_round("courses/mail.html", round_, tab=TAB, mail=mail, fate=fate, no_server=mail_waits())


@blueprint.get("/rounds/<round_id>/mails/new")
def write_mail(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    audiences = mailing.load_audiences(round_.id)
    form = MailForm(audiences, formdata=None, to=request.args.get("to") or mailing.EVERYBODY)
    return show_form(round_, form)


def show_form(round_: OpenRound, form: MailForm) -> str:
    return render_round("courses/write_mail.html", round_, tab=TAB, form=form, sender=current_user)


def find_audience(form: MailForm, audiences: list[Audience]) -> Audience | None:
    """Return to whom the mail goes if it can go; what is wrong is said beside the fields."""
    if not form.validate_on_submit():
        return None
    audience = next((one for one in audiences if one.key == form.to.data), None)
    if audience is None or not audience.receivers:
        form.to.errors = [str(NOBODY if audience else NO_CHOICE)]
        return None
    return audience


@blueprint.post("/rounds/<round_id>/mails/new")
def preview_mail(round_id: str) -> ResponseReturnValue:
    """Show the mail as it will look and who gets it, or go back to changing it."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    audiences = mailing.load_audiences(round_.id)
    form = MailForm(audiences)
    if request.form.get("then") == "change":
        return show_form(round_, form)
    audience = find_audience(form, audiences)
    if audience is None:
        return show_form(round_, form), 422
    return show_preview(round_, form, audience)


def show_preview(round_: OpenRound, form: MailForm, audience: Audience, problem: str = "") -> str:
    return render_round(
        "courses/preview_mail.html",
        round_,
        tab=TAB,
        form=form,
        audience=audience,
        sender=current_user,
        problem=problem,
    )


@blueprint.post("/rounds/<round_id>/mails")
@limits.on_round_mails
def send_mail(round_id: str) -> ResponseReturnValue:
    """Send what was looked at, once: a second time with the same key leads to what was sent."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    audiences = mailing.load_audiences(round_.id)
    form = MailForm(audiences)
    audience = find_audience(form, audiences)
    if audience is None:
        return show_form(round_, form), 422
    address = url_for("courses.show_mail", round_id=round_.id, mail_id=form.key.data, sent=1)
    if request.form.get("seen") != audience.mark and mailing.load_mail(round_.id, form.draft.key) is None:
        problem = _("Who gets this mail has changed in the meantime. Look at the list again.")
        return show_preview(round_, form, audience, problem), 422
    letters = mailing.write_letters(round_, current_user, audience, form.draft)
    try:
        mailing.send_mail(round_.id, current_user, audience, form.draft, letters)
    except MailError as error:
        db.session.rollback()
        if error.reason == "sent":
            flash(_("This mail was on its way already; it is sent once."), "info")
            return redirect(address)
        form.key.data = new_id()
        problem = _("You sent a mail from this page before. This one is different: send it too?")
        return show_preview(round_, form, audience, problem), 422
    db.session.commit()
    wake_worker("mail")
    flash(ngettext("The mail goes to %(num)d person.", "The mail goes to %(num)d people.", len(letters)), "success")
    return redirect(address)
