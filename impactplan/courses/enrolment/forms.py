"""Forms about the people of a round."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, RadioField, StringField

from impactplan.forms import Form, SelectChoice, at_most, is_address, one_line, required
from impactplan.lib.texts import lazy_gettext

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones

STAFF_CHOICES: Any = [
    SelectChoice("trainer", _l("Trainer: reads the plans of the round")),
    SelectChoice("coordinator", _l("Coordinator: runs the round, and reads no plans")),
]
TOGETHER = _l("Writes one plan together with colleagues of the same library")


class EnrolmentForm(Form):
    """What a coordinator can change once somebody has accepted: their account says who they are."""

    library = StringField(_l("Library"), [at_most(200)], filters=[one_line])
    together = BooleanField(TOGETHER)


class InviteeForm(EnrolmentForm):
    """Somebody who has not accepted yet."""

    email = EmailField(_l("E-mail address"), [required(), at_most(255), is_address])
    name = StringField(_l("Name"), [at_most(200)], filters=[one_line])


class StaffContactForm(Form):
    contact = StringField(_l("How participants reach them"), [at_most(200)], filters=[one_line])


class StaffForm(StaffContactForm):
    email = EmailField(_l("E-mail address"), [required(), at_most(255), is_address])
    name = StringField(_l("Name"), [at_most(200)], filters=[one_line])
    role = RadioField(_l("As what?"), choices=STAFF_CHOICES, default="trainer")
