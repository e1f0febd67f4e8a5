"""Ending the mails about feedback from a mail itself, without signing in: at an address that is signed.

Mail programs send the POST of RFC 8058 to it by themselves; people get a page with a button.
"""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer

from impactplan.extensions import csrf
from impactplan.feedback.blueprint import mail_blueprint
from impactplan.models import User, db
from impactplan.site.addresses import full_address


def _signer(user: User) -> Signer:
    """Return what signs for one account at its present address: an old mail ends nothing for who comes after."""
    return Signer(str(current_app.secret_key), salt=f"feedback mail {user.email}")


def opt_out_address(user: User) -> str:
    token = _signer(user).sign(str(user.id)).decode()
    return full_address("feedback_mail.show_opt_out", token=token)


def read_token(token: str) -> User | None:
    """Return whose mails a token ends."""
    number = token.partition(".")[0]
    user = db.session.get(User, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    try:
        return user if user is not None and _signer(user).unsign(token) else None
    except BadSignature:
        return None


@mail_blueprint.get("/feedback-mail/<token>")
def show_opt_out(token: str) -> ResponseReturnValue:
    """Show the button that ends the mails; programs that check mail follow links, so this ends nothing."""
    user = read_token(token)
    if user is None:
        return render_template("feedback/opt_out.html", state="unusable"), 410
    return render_template("feedback/opt_out.html", state="ask" if user.feedback_mail else "done", token=token)


@mail_blueprint.post("/feedback-mail/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # a mail program has no session; the address proves whose it is
def end_mails(token: str) -> ResponseReturnValue:
    user = read_token(token)
    if user is None:
        return render_template("feedback/opt_out.html", state="unusable"), 410
    user.feedback_mail = False
    db.session.commit()
    return render_template("feedback/opt_out.html", state="done", token=token)
