"""Which mails about feedback somebody gets: at once, put together in a digest, and before a meeting."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField

from impactplan.forms import Form, SelectChoice
from impactplan.lib.texts import lazy_gettext
from impactplan.models import DigestFrequency, User, now

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones

FREQUENCIES: Any = [
    SelectChoice(DigestFrequency.DAILY.value, _l("Every day, if there is anything new")),
    SelectChoice(DigestFrequency.WEEKLY.value, _l("Every Monday, if there is anything new")),
    SelectChoice(DigestFrequency.OFF.value, _l("Not")),
]


class MailFields:
    """The fields of these choices, for the forms that have them."""

    feedback_mail = BooleanField(_l("Mail me at once when there is feedback"))
    digest = SelectField(_l("Other news from your plans in one mail"), choices=FREQUENCIES)
    meeting_mail = BooleanField(_l("Remind me before a meeting of what is still open"))


class MailForm(MailFields, Form):
    """The choices alone, for who comes from a mail and is not signed in: the address proves whose they are."""

    class Meta(Form.Meta):
        csrf = False


def choose_frequency(user: User, frequency: str) -> None:
    """Let somebody choose how often they get digests. Who begins anew is told what is new from then on."""
    if user.digest == DigestFrequency.OFF and frequency != DigestFrequency.OFF:
        user.told_until = now()
    user.digest = DigestFrequency(frequency).value


def end_all(user: User) -> None:
    user.feedback_mail, user.meeting_mail = False, False
    choose_frequency(user, DigestFrequency.OFF)
