"""Flask-Security, as this house wants it.

Its views do signing in and out, changing and resetting a password, and confirming a new address. What it would do
inside a request only for an address that exists (emails with links) is ours, see ``emails``: a request
takes the same road, and so the same time, for every address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from email_validator import validate_email
from flask import Flask, abort, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import (
    MailUtil,
    PasswordUtil,
    SQLAlchemyUserDatastore,
    change_email_confirmed,
    current_user,
    login_user,
    password_changed,
    password_reset,
    user_authenticated,
)
from flask_security.mail_util import EmailValidateException
from sqlalchemy import select

from impactplan.accounts import forms, sessions
from impactplan.accounts.passwords import is_easy_to_guess
from impactplan.accounts.routes import sign_in
from impactplan.config import PACKAGE, Settings
from impactplan.extensions import PerApp, db, security
from impactplan.forms import TEXT_IS_LONG
from impactplan.lib.texts import gettext as _
from impactplan.models import Role, User, WebAuthn
from impactplan.outbox import ENCODED_WORD, queue_mail

PASSWORD_LENGTH = 10
RESET_TEMPLATE = "mail/reset"
LINK_LASTS = timedelta(hours=2)
READS_JSON = {"security.login", "security.reset_password", "security.change_password"}


class AddressBook(MailUtil):
    """One spelling for every address, and our outbox for every mail."""

    def normalize(self, email: str) -> str:
        """Return the address in ASCII, as any mail server takes it."""
        email = email.strip()
        name = email.rpartition("@")[0]
        if strange := next((char for char in name if not char.isascii()), ""):
            raise EmailValidateException(
                _("Mail servers do not take ‘%(letter)s’ before the @. Ask for another address.", letter=strange)
            )
        try:
            valid = validate_email("" if ENCODED_WORD in email else email, check_deliverability=False)
        except ValueError as error:
            raise EmailValidateException(_("This is not an e-mail address. Check it for typing errors.")) from error
        return str(valid.ascii_email).lower()

    def validate(self, email: str) -> str:
        return self.normalize(email)

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        renewal = g.get("renewal") if template == RESET_TEMPLATE else None
        queue_mail(str(recipient), str(subject), body or "", html or "", renewal=renewal)


class PasswordRules(PasswordUtil):
    """Long enough, not one's own address, and not one that is soon guessed."""

    def normalize(self, password: str) -> str:
        """Cut what nobody types: the hasher fails on it, and nobody's password is as long."""
        return str(super().normalize(password[: forms.PASSWORD_LIMIT + 1]))

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        problems, normalised = super().validate(password, is_register, **kwargs)
        email = kwargs["user"].email if kwargs.get("user") else kwargs.get("email", "")
        if not problems and email and email.split("@")[0] and _same(normalised, email):
            problems = [str(forms.PASSWORD_IS_ADDRESS)]
        if not problems and is_easy_to_guess(normalised, email.replace("@", ".").split(".")):
            problems = [str(forms.PASSWORD_IS_EASY)]
        if len(normalised) > forms.PASSWORD_LIMIT:
            problems = [str(TEXT_IS_LONG) % {"max": forms.PASSWORD_LIMIT}]
        return problems, normalised


def _same(password: str, email: str) -> bool:
    return password.lower().strip() in {email.lower(), email.split("@")[0].lower()}


def settings_of_security(settings: Settings) -> dict[str, Any]:
    """Return the settings of Flask-Security; those left out have good defaults."""
    return {
        "JOIN_USER_ROLES": False,  # its join reads the roles of everybody
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": True,
        # Tests make many accounts; the weakest cost keeps the kind of hash.
        "PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 1, "argon2__memory_cost": 64}
        if settings.env == "testing"
        else {},
        # What goes into a token's hash is long and random, so a fast one will do.
        "HASHING_SCHEMES": ["hex_sha256"],
        "DEPRECATED_HASHING_SCHEMES": [],
        "PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": map_address, "case_insensitive": False}}],
        "RETURN_GENERIC_RESPONSES": True,
        "TRACKABLE": True,
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": LINK_LASTS,
        "LOGIN_WITHIN": LINK_LASTS,
        "CHANGEABLE": True,
        "CHANGE_URL": "/profile/password",
        "POST_CHANGE_VIEW": "/profile",
        "CHANGE_EMAIL": True,
        "CHANGE_EMAIL_URL": "/profile/email",
        "CHANGE_EMAIL_WITHIN": LINK_LASTS,
        # Changing the password or the address asks for the password itself, where there is one.
        "FRESHNESS": timedelta(minutes=-1),
        "API_ENABLED_METHODS": ["session"],
        "LOGOUT_METHODS": ["GET", "POST"],
        "LOGOUT_CSRF": True,
        "POST_LOGOUT_VIEW": "/login",
        "STATIC_FOLDER": None,
        "CACHE_CONTROL": {"no-store": None},
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        # Our catalogue holds the texts that can appear, see forms.MESSAGES; the library's own is far from complete.
        "I18N_DOMAIN": "messages",
        "I18N_DIRNAME": str(PACKAGE / "translations"),
        "EMAIL_TEMPLATE_PASSWORD_RESET": RESET_TEMPLATE,
        "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "mail/password_changed",
        "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "mail/password_changed",
        **forms.MESSAGES,
    }


def map_address(identity: str) -> str | None:
    """Return the address in the spelling it is stored in, or nothing if it is none."""
    try:
        return str(security.mail_util.normalize(identity))
    except EmailValidateException:
        return None


_clean: PerApp[list[bool]] = PerApp("no-demo-accounts", list)
"""Holds a word once it is known that there are none."""


def has_demo_accounts() -> bool:
    return db.session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def refuse_demo_accounts() -> ResponseReturnValue | None:
    """Serve nothing in production while there are accounts whose password everybody knows, whatever server runs us."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.production or _clean.current:
        return None
    if has_demo_accounts():
        return "There are demo accounts in this database.", 503, {"Content-Type": "text/plain"}
    _clean.current.append(True)
    return None


def refuse_other_than_text() -> None:
    """Refuse JSON for a form of Flask-Security with anything but text in it: of a list it would read the first."""
    if request.endpoint in READS_JSON and request.method == "POST" and request.is_json:
        payload = request.get_json(silent=True)
        if not isinstance(payload, dict) or not all(isinstance(value, str | bool) for value in payload.values()):
            abort(400)


def renew_token(_app: Flask, **_about: Any) -> None:
    """Begin a session with a token of its own: one from before signing in may be known to somebody else."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def forget_old_address(_app: Flask, user: User, **_about: Any) -> None:
    """End all sessions, and the links that went to the old address; who is here now stays."""
    here = current_user.is_authenticated and current_user.id == user.id
    security.datastore.set_uniquifier(user)
    if here:
        login_user(user, authn_via=["email"])
    sessions.end_other_sessions(user)


def forget_old_password(_app: Flask, user: User, **_about: Any) -> None:
    """End the sessions that began with the old password."""
    sessions.end_other_sessions(user)


def set_up_security(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config.update({f"SECURITY_{key}": value for key, value in settings_of_security(settings).items()})
    app.config.update(
        PERMANENT_SESSION_LIFETIME=sessions.LASTS,
        SESSION_PROTECTION="basic",
    )
    # The constructor would take these, but it runs in extensions, which knows nothing of us.
    security._mail_util_cls = AddressBook
    security._password_util_cls = PasswordRules
    security.init_app(
        app,
        SQLAlchemyUserDatastore(db, User, Role, WebAuthn),
        login_form=forms.SignInForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
    )
    security.login_manager.user_loader(sessions.load_user)
    # What it puts together of everybody's roles, at each request, is for decorators of the library that we do not use.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.before_request(refuse_demo_accounts)
    app.before_request(refuse_other_than_text)
    app.teardown_request(sessions.note_seen)
    user_authenticated.connect(renew_token, app)
    user_authenticated.connect(sessions.begin_session, app)
    user_logged_out.connect(sessions.end_session, app)
    change_email_confirmed.connect(forget_old_address, app)
    password_changed.connect(forget_old_password, app)
    password_reset.connect(forget_old_password, app)
    security.unauthn_handler(lambda *_args, **_more: abort(401))
    # Tokens in addresses or headers are for programs, and there are none.
    security.login_manager.request_loader(lambda _request: None)
    app.view_functions |= {
        "security.login": sign_in.check_password,
        "security.logout": sign_in.sign_out,
        "security.forgot_password": sign_in.ask_reset,
        "security.reset_password": sign_in.reset_password,
        "security.change_password": sign_in.change_password,
        "security.change_email": sign_in.change_email,
        "security.change_email_confirm": sign_in.lead_to_confirmation,
    }
