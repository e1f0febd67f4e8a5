"""What the forms of all rooms are made of: the form itself, its checks and filters, with messages in our own words."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_security.mail_util import EmailValidateException
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import Field as FormField
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, Length, ValidationError

from impactplan.extensions import security
from impactplan.lib.text import find_forbidden, join_lines, normalise
from impactplan.lib.texts import lazy_gettext

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones

FILL_IN = _l("Fill this in.")
TEXT_IS_LONG = _l("This is too long: at most %(max)d characters.")


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A plain form, with a token against forgery."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # nor here
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Read what a page sends, and no JSON: numbers and lists in it would meet what takes text."""
            wrapped = super().wrap_formdata(form, formdata)
            return request.form if wrapped is not None and formdata is _Auto and request.is_json else wrapped


def required() -> DataRequired:
    return DataRequired(FILL_IN)


def at_most(limit: int) -> Any:
    """Check a text's length, and that it holds no character that cannot be kept."""
    short_enough: Any = Length(max=limit, message=TEXT_IS_LONG)

    def check(form: FlaskForm, field: FormField) -> None:
        if find_forbidden(field.data or ""):
            field.data = "".join(char for char in field.data if not find_forbidden(char))
            raise ValidationError(_l("There is a character in this text that cannot be saved. Type it again."))
        short_enough(form, field)

    return check


def is_address(_form: FlaskForm, field: FormField) -> None:
    """Check the spelling of an address, and bring it into the one we store."""
    try:
        field.data = security.mail_util.normalize((field.data or "").strip())
    except EmailValidateException as error:
        raise ValidationError(str(error)) from error


def strip(text: str | None) -> str:
    return normalise(text or "").strip()


def one_line(text: str | None) -> str:
    """Return a name without line ends: in a mail, more lines could pass for ours."""
    return join_lines(text or "")
