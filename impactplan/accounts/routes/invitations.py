"""Accepting an invitation. Its link proves the mailbox, so it may show what it is for; it signs nobody in who has
a password."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user, hash_password, logout_user
from sqlalchemy.exc import IntegrityError

from impactplan.accounts import limits
from impactplan.accounts.blueprint import blueprint
from impactplan.accounts.forms import AcceptForm, JoinForm
from impactplan.accounts.invitations import OpenInvitation, find_open_invitation, welcome_message
from impactplan.accounts.operations import SharingError, create_user, knows_password
from impactplan.accounts.signing_in import sign_in
from impactplan.emails import find_user
from impactplan.extensions import security
from impactplan.lib.texts import gettext as _
from impactplan.models import User, db
from impactplan.site.language import language


def show_unusable() -> ResponseReturnValue:
    """Answer alike for a link that was used, withdrawn, too old or never given."""
    return render_template("accounts/invitation_unusable.html"), 410


@blueprint.get("/invitations/<token>")
def show_invitation(token: str) -> ResponseReturnValue:
    invitation = find_open_invitation(token)
    if invitation is None:
        return show_unusable()
    user = find_user(invitation.email)
    if user is None:
        form = JoinForm(invitation.email, formdata=None, name=invitation.name)
        return show_page(token, invitation, None, form)
    return show_page(token, invitation, user, AcceptForm(formdata=None))


def show_page(token: str, invitation: OpenInvitation, user: User | None, form: AcceptForm | JoinForm) -> str:
    """Show who invites to what, and what accepting needs: nothing, a switch of account, a password or a name."""
    if current_user.is_authenticated:
        need = "nothing" if current_user.email == invitation.email else "switch"
    elif user is None:
        need = "name"
    else:
        need = "password" if user.password else "nothing"
    return render_template("accounts/invitation.html", token=token, invitation=invitation, need=need, form=form)


@blueprint.post("/invitations/<token>")
@limits.on_sign_in
def accept(token: str) -> ResponseReturnValue:
    invitation = find_open_invitation(token)
    if invitation is None:
        return show_unusable()
    user = find_user(invitation.email)
    if current_user.is_authenticated and current_user.email != invitation.email:
        return redirect(url_for("accounts.show_invitation", token=token))
    if user is None:
        return create_account(token, invitation)
    form = AcceptForm()
    if not form.validate_on_submit() or not is_proven(user, form):
        return show_page(token, invitation, user, form), 422
    return accept_for(invitation, user)


def is_proven(user: User, form: AcceptForm) -> bool:
    """Tell whether somebody may be signed in here: they are already, or have no password, or gave it."""
    if not user.active:
        form.password.errors = [_("This account is closed. Ask your coordinator.")]
        return False
    if current_user.is_authenticated or not user.password:
        return True
    if knows_password(user, form.password.data):
        return True
    form.password.errors = [_("This is not your password.")]
    return False


def create_account(token: str, invitation: OpenInvitation) -> ResponseReturnValue:
    """Create the account of somebody new and accept the invitation for it."""
    form = JoinForm(invitation.email)
    if not form.validate_on_submit():
        return show_page(token, invitation, None, form), 422
    password = form.password.data
    hashed = hash_password(security.password_util.normalize(password)) if password else None
    user = create_user(
        invitation.email,
        password_hash=hashed,
        name=str(form.name.data),
        organisation=invitation.organisation,
        language=language(),
    )
    return accept_for(invitation, user)


def accept_for(invitation: OpenInvitation, user: User) -> ResponseReturnValue:
    """Use up the invitation, sign in and redirect: all of it, or nothing."""
    try:
        address = invitation.accept(user)
        if not current_user.is_authenticated:
            sign_in(user, "invitation")
        db.session.commit()
    except (SharingError, IntegrityError):  # somebody was quicker, or the address has an account by now
        db.session.rollback()
        logout_user()
        db.session.commit()
        return show_unusable()
    flash(welcome_message(invitation), "success")
    return redirect(address)


@blueprint.post("/invitations/<token>/switch")
def switch_account(token: str) -> ResponseReturnValue:
    """Sign out, to accept as the person who was invited."""
    logout_user()
    db.session.commit()
    return redirect(url_for("accounts.show_invitation", token=token))
