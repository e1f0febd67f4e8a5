"""Forms of accounts, with messages in the words of this site."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_security import current_user
from flask_security.forms import ChangePasswordForm as SecurityChangePasswordForm
from flask_security.forms import LoginForm
from flask_security.forms import ResetPasswordForm as SecurityResetPasswordForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Field as FormField
from wtforms.validators import InputRequired, Optional, ValidationError

from impactplan.accounts.operations import knows_password
from impactplan.extensions import security
from impactplan.feedback.mail_choices import MailFields
from impactplan.forms import FILL_IN, Form, SelectChoice, at_most, is_address, one_line, required, strip
from impactplan.lib.names import are_alike
from impactplan.lib.texts import lazy_gettext
from impactplan.site.addresses import own_address
from impactplan.site.language import LANGUAGES

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones

PASSWORD_LIMIT = 128
"""The limit of Flask-Security, for which it has no message."""
PASSWORD_IS_ADDRESS = _l("Choose a password that is not your e-mail address.")
PASSWORD_IS_EASY = _l("This password is easy to guess. Take a sentence, or a few words that do not belong together.")


def N_(text: str) -> str:
    """Mark a text for the catalogue; Flask-Security translates it when it is shown."""
    return text


MESSAGES: dict[str, Any] = {
    "MSG_API_ERROR": (N_("That did not come through. Try again."), "error"),
    "MSG_GENERIC_AUTHN_FAILED": (N_("This address and password do not belong together."), "error"),
    "MSG_UNAUTHENTICATED": (N_("Sign in first."), "error"),
    "MSG_ANONYMOUS_USER_REQUIRED": (N_("You are signed in already."), "error"),
    "MSG_RETYPE_PASSWORD_MISMATCH": (N_("The two passwords are not the same."), "error"),
    "MSG_INVALID_REDIRECT": (N_("That did not come through. Try again."), "error"),
    "MSG_PASSWORD_RESET_EXPIRED": (N_("This link worked for %(within)s. Ask for a new one."), "error"),
    "MSG_INVALID_RESET_PASSWORD_TOKEN": (N_("This link does not work any more. Ask for a new one."), "error"),
    "MSG_DISABLED_ACCOUNT": (N_("This account is closed. Ask your coordinator."), "error"),
    "MSG_EMAIL_NOT_PROVIDED": (N_("Fill in your e-mail address."), "error"),
    "MSG_INVALID_EMAIL_ADDRESS": (N_("This is not an e-mail address. Check it for typing errors."), "error"),
    "MSG_PASSWORD_NOT_PROVIDED": (N_("Fill in your password."), "error"),
    "MSG_PASSWORD_INVALID_LENGTH": (N_("A password has at least %(length)s characters."), "error"),
    "MSG_USER_DOES_NOT_EXIST": (N_("This address and password do not belong together."), "error"),
    "MSG_INVALID_PASSWORD": (N_("This is not your password."), "error"),
    "MSG_PASSWORD_RESET_NO_LOGIN": (N_("Your new password is set. Sign in with it."), "success"),
    "MSG_PASSWORD_IS_THE_SAME": (N_("Choose another password than you have now."), "error"),
    "MSG_PASSWORD_CHANGE": (N_("Your password is changed."), "success"),
    "EMAIL_SUBJECT_PASSWORD_RESET": N_("Choose a new password"),
    "EMAIL_SUBJECT_PASSWORD_NOTICE": N_("Your password is changed"),
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": N_("Your password is changed"),
}


def check_password(password: str, email: str) -> list[str]:
    """Return what is wrong with a password that a user chose."""
    problems, _normalised = security.password_util.validate(password, True, email=email)
    return problems or []


class SignInForm(LoginForm):
    """Flask-Security's form. Afterwards it redirects within this site only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _l("E-mail address")
        self.password.label.text = _l("Password")
        self.password.description = ""
        self.remember.label.text = _l("Stay signed in on this device")
        self.next.data = own_address(self.next.data, "")

    def validate(self, **kwargs: Any) -> bool:
        if isinstance(self.password.data, str):  # nobody's is longer, and the hasher fails on it
            self.password.data = self.password.data[: PASSWORD_LIMIT + 1]
        return bool(super().validate(**kwargs))


class ResetPasswordForm(SecurityResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _l("New password")
        self.password_confirm.label.text = _l("New password, once more")


class ChangePasswordForm(SecurityChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _l("Password you have now")
        self.new_password.label.text = _l("New password")
        self.new_password_confirm.label.text = _l("New password, once more")


class AddressForm(Form):
    """An address to send a link to."""

    email = EmailField(_l("E-mail address"), [required(), is_address])
    next = HiddenField(filters=[lambda address: own_address(address, "")])


class PasswordCheck(Form):
    """A form that asks for the password of the signed-in user, if they have one."""

    password = PasswordField(_l("Your password"), [Optional()])

    def validate_password(self, field: FormField) -> None:
        if current_user.password and not knows_password(current_user, field.data):
            raise ValidationError(_l("This is not your password."))


class NewAddressForm(PasswordCheck):
    email = EmailField(_l("New e-mail address"), [required(), is_address])

    def validate_email(self, field: FormField) -> None:
        if field.data == current_user.email:
            raise ValidationError(_l("This is the address you have now."))


ROLE_CHOICES: Any = [
    SelectChoice("coauthor", _l("Co-author: writes along")),
    SelectChoice("commenter", _l("Reader who comments: reads and places comments")),
    SelectChoice("reader", _l("Reader: reads only")),
]
LANGUAGE_CHOICES: Any = [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class ProfileForm(MailFields, Form):
    name = StringField(_l("Name"), [required(), at_most(200)], filters=[one_line])
    organisation = StringField(_l("Organisation"), [at_most(200)], filters=[one_line])
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)
    asked_in_spring = BooleanField(_l("Ask me each spring whether my plan still holds"))


class InvitationForm(Form):
    email = EmailField(_l("E-mail address"), [required(), at_most(255), is_address])
    role = RadioField(_l("What may they do?"), choices=ROLE_CHOICES, default="coauthor")
    message = TextAreaField(_l("Message (optional)"), [at_most(1000)], filters=[strip])


class MemberRoleForm(Form):
    role = SelectField(_l("Role"), choices=ROLE_CHOICES)


class HandOverForm(Form):
    member = SelectField(_l("New owner"), coerce=int, validators=[InputRequired(_l("Choose who takes over."))])

    def offer(self, members: Iterable[Any]) -> None:
        """Offer the co-authors among the members."""
        choices: Any = [SelectChoice(str(row.id), row.name) for row in members if row.role == "coauthor"]
        self.member.choices = choices


class JoinForm(Form):
    """Create an account when accepting an invitation."""

    name = StringField(_l("Your name"), [required(), at_most(200)], filters=[one_line])
    password = PasswordField(_l("Password (optional)"), [Optional(), at_most(200)])

    def __init__(self, email: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.address = email

    def validate_password(self, field: FormField) -> None:
        problems = check_password(field.data, self.address)
        if problems:
            raise ValidationError(" ".join(problems))


class AcceptForm(Form):
    """Accept an invitation; asks for the password of whoever has one and is not signed in."""

    password = PasswordField(_l("Your password"))


class DeleteAccountForm(Form):
    """Delete the account: confirmed by the password, or by typing the address where there is no password."""

    proof = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.proof.label.text = _l("Your password") if current_user.password else _l("E-mail address")

    def validate_proof(self, field: FormField) -> None:
        typed = field.data or ""
        if current_user.password:
            if not knows_password(current_user, typed):
                raise ValidationError(_l("This is not your password."))
        elif typed.strip().lower() != current_user.email:
            raise ValidationError(_l("Type your e-mail address exactly."))


class DeletePlanForm(Form):
    """Delete a plan, which cannot be undone: confirmed by typing its name."""

    typed = StringField(_l("Type the name of the plan"), validators=[InputRequired(FILL_IN)])

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def validate_typed(self, field: StringField) -> None:
        if not are_alike(field.data or "", self.title):
            raise ValidationError(_l("This is not the name of the plan."))
