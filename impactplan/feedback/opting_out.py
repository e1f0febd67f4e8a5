"""Choosing from a mail itself which mails about feedback one gets, without signing in: at an address that is signed.

Mail programs send the POST of RFC 8058 to it by themselves, which ends mails like the one that it stands in; people
get a page with all choices.
"""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer

from impactplan.extensions import csrf
from impactplan.feedback.blueprint import mail_blueprint
from impactplan.feedback.mail_choices import MailForm, choose_frequency, end_all
from impactplan.lib.numbers import read_id
from impactplan.models import DigestFrequency, User, db
from impactplan.site.addresses import full_address

DIGEST, MEETING = "digest", "meeting"
"""Kinds of mails that are ended on their own. From any other, all of them are."""


def _signer(user: User) -> Signer:
    """Return what signs for one account at its present address: an old mail ends nothing for who comes after."""
    return Signer(str(current_app.secret_key), salt=f"feedback mail {user.email}")


def opt_out_address(user: User, kind: str = "") -> str:
    """Return where somebody chooses which mails they get; posted to by a mail program, it ends those of one kind."""
    token = _signer(user).sign(str(user.id)).decode()
    return full_address("feedback_mail.show_opt_out", token=token, of=kind or None)


def read_token(token: str) -> User | None:
    """Return whose mails a token ends."""
    user = db.session.get(User, read_id(token.partition(".")[0]))
    try:
        return user if user is not None and _signer(user).unsign(token) else None
    except BadSignature:
        return None


@mail_blueprint.get("/feedback-mail/<token>")
def show_opt_out(token: str) -> ResponseReturnValue:
    """Show which mails somebody gets, to change it; programs that check mail follow links, so this ends nothing."""
    user = read_token(token)
    if user is None:
        return render_template("feedback/opt_out.html", state="unusable"), 410
    return render_choices(user, token, "ask" if gets_any(user) else "done")


@mail_blueprint.post("/feedback-mail/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
def end_mails(token: str) -> ResponseReturnValue:
    """End the mails of the kind that the address names, or all of them; or keep what was chosen on the page.

    A mail program that asks it has no session, nor the token of a form: the address is the proof.
    """
    user = read_token(token)
    if user is None:
        return render_template("feedback/opt_out.html", state="unusable"), 410
    kind, state = request.args.get("of"), "saved"
    if request.form.get("then") == "choose":
        form = MailForm(obj=user)
        if not form.validate():
            return render_choices(user, token, "ask"), 422
        choose_frequency(user, form.digest.data)
        form.populate_obj(user)
    elif kind == DIGEST:
        choose_frequency(user, DigestFrequency.OFF)
    elif kind == MEETING:
        user.meeting_mail = False
    else:
        end_all(user)
    db.session.commit()
    return render_choices(user, token, state if gets_any(user) else "done")


def gets_any(user: User) -> bool:
    return bool(user.feedback_mail or user.meeting_mail or user.digest != DigestFrequency.OFF)


def render_choices(user: User, token: str, state: str) -> str:
    return render_template("feedback/opt_out.html", state=state, token=token, form=MailForm(formdata=None, obj=user))
