"""Signing in and out, and the emails with links: sign in without a password, choose a new one, change address."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, logout_user, views
from flask_security.change_email import _update_user_email, _verify_token_status
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from impactplan.access import requires
from impactplan.accounts import limits
from impactplan.accounts.blueprint import blueprint
from impactplan.accounts.emails import lock_reset, read_sign_in_token, use_up
from impactplan.accounts.forms import AddressForm, NewAddressForm
from impactplan.accounts.signing_in import sign_in
from impactplan.lib.texts import gettext as _
from impactplan.models import db
from impactplan.outbox import queue_job
from impactplan.site.addresses import own_address
from impactplan.site.errors import wants_json


@blueprint.get("/session")
def show_session() -> ResponseReturnValue:
    """Tell a page that was left open who is signed in, and give it a CSRF token of this session."""
    user = current_user.id if current_user.is_authenticated else None
    answer = {"signed_in": user is not None, "user": user, "csrf_token": generate_csrf()}
    return answer, 200, {"Cache-Control": "no-store"}


@limits.on_sign_in
def check_password() -> ResponseReturnValue:
    """Sign in with a password, by Flask-Security, and redirect within this site only."""
    answer: ResponseReturnValue = views.login()
    if isinstance(answer, Response) and answer.status_code in {301, 302, 303}:
        return redirect(own_address(answer.location))
    return answer


@limits.on_address
def reset_password(token: str) -> ResponseReturnValue:
    """Set the password that somebody chose through an emailed link, by Flask-Security. A link sets one."""
    if request.method == "POST":
        lock_reset(token)
    answer: ResponseReturnValue = views.reset_password(token)
    return answer


@limits.on_own_password
def change_password() -> ResponseReturnValue:
    """Change the password of whoever is signed in, by Flask-Security."""
    answer: ResponseReturnValue = views.change_password()
    return answer


def sign_out() -> ResponseReturnValue:
    """Ask on GET, since a picture on another site can make a GET; sign out on POST."""
    if request.method == "GET" and current_user.is_authenticated:
        return render_template("security/logout_user.html")
    if current_user.is_authenticated:
        logout_user()
        db.session.commit()
    if wants_json():
        return {"signed_in": False}
    return redirect(url_for("security.login"))


def request_email(name: str, email: str, **more: str) -> None:
    """Leave it to the worker to see whether there is such an account, so that the time of the request does not tell."""
    queue_job("letter", {"letter": name, "email": email, **more})
    db.session.commit()


@blueprint.route("/login/link", methods=["GET", "POST"])
@limits.on_emails
def ask_link() -> ResponseReturnValue:
    """Send a link that signs in without a password."""
    form = AddressForm()
    if request.method == "GET":
        form.next.data = own_address(request.args.get("next"), "")
    if form.validate_on_submit():
        request_email("sign_in_link", str(form.email.data), next=form.next.data or "")
        return render_template("accounts/email_sent.html", email=form.email.data, again=url_for("accounts.ask_link"))
    return render_template("accounts/ask_link.html", form=form)


@blueprint.route("/login/link/<token>", methods=["GET", "POST"])
@limits.on_address
def use_link(token: str) -> ResponseReturnValue:
    """Sign in by an emailed link. It takes a click on the page, since programs that scan mail follow links too."""
    user, address = read_sign_in_token(token)
    if user is None:
        return render_template("accounts/link_unusable.html"), 410
    if request.method == "GET":
        return render_template("accounts/use_link.html", user=user, token=token)
    if not use_up(user):
        db.session.rollback()
        return render_template("accounts/link_unusable.html"), 410
    sign_in(user, "link")
    db.session.commit()
    return redirect(own_address(address))


@limits.on_emails
def ask_reset() -> ResponseReturnValue:
    """Send a link for choosing a new password."""
    form = AddressForm()
    if form.validate_on_submit():
        request_email("reset", str(form.email.data))
        again = url_for("security.forgot_password")
        return render_template("accounts/email_sent.html", email=form.email.data, again=again)
    if request.method == "GET" and current_user.is_authenticated:
        form.email.data = current_user.email
    return render_template("security/forgot_password.html", form=form)


@requires()
@limits.on_own_password
@limits.on_emails
def change_email() -> ResponseReturnValue:
    """Send a link to the new address, and a notice to the present one."""
    form = NewAddressForm()
    if form.validate_on_submit():
        request_email("change_email", str(current_user.email), new_email=str(form.email.data))
        words = _("We sent a link to %(email)s. The address changes when you confirm it there.", email=form.email.data)
        flash(words, "success")
        return redirect(url_for("accounts.show_profile"))
    return render_template("security/change_email.html", form=form)


def lead_to_confirmation(token: str) -> ResponseReturnValue:
    """Lead from Flask-Security's own address, which would change the address of the account at once, to our page."""
    return redirect(url_for("accounts.confirm_email", token=token))


@blueprint.route("/profile/new-email/<token>", methods=["GET", "POST"])
@requires()
@limits.on_address
def confirm_email(token: str) -> ResponseReturnValue:
    """Change the address of whoever is signed in, at the click on a button: programs that check mail follow links."""
    expired, invalid, user, new_email = _verify_token_status(token)  # type: ignore[no-untyped-call]  # no types there
    usable = not (expired or invalid) and user.id == current_user.id
    if usable and request.method == "POST":
        try:
            _update_user_email(user, new_email)  # type: ignore[no-untyped-call]  # nor here
            db.session.commit()
        except IntegrityError:  # somebody took the address in the meantime
            db.session.rollback()
            usable = False
        else:
            flash(_("Your e-mail address is changed."), "success")
            return redirect(url_for("accounts.show_profile"))
    page = render_template("security/confirm_email.html", new_email=new_email if usable else "", token=token)
    return page, 200 if usable else 410
