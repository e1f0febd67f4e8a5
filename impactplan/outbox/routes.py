"""Mails to read while developing. Bound only where there is no production and no mail server."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from impactplan.models import Outbox, db

blueprint = Blueprint("outbox", __name__)


@blueprint.get("/dev/mail")
def list_mails() -> ResponseReturnValue:
    newest = select(Outbox).where(Outbox.kind == "mail").order_by(Outbox.created_at.desc(), Outbox.id).limit(100)
    return render_template("outbox/mails.html", mails=db.session.scalars(newest).all())


@blueprint.get("/dev/mail/<mail_id>")
def show_mail(mail_id: str) -> ResponseReturnValue:
    mail = db.session.get(Outbox, mail_id)
    if mail is None or mail.kind != "mail":
        abort(404)
    return render_template("outbox/mail.html", mail=mail)
