"""The forms of a round's settings and of its meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from impactplan.courses.programme.fields import ClockField, DayField, is_web_address
from impactplan.courses.programme.meetings import MeetingState
from impactplan.forms import Form, SelectChoice, at_most, one_line, required, strip
from impactplan.lib.dates import DateError, moment_of
from impactplan.lib.text import normalise
from impactplan.lib.texts import lazy_gettext
from impactplan.steps import MODULES

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones

MODULE_CHOICES: Any = [SelectChoice(str(module.number), module.title) for module in MODULES]
PLACE_CHOICES: Any = [SelectChoice("no", _l("On location")), SelectChoice("yes", _l("Online"))]
SKIPPED = _l("The clock goes forward that night: this time does not exist.")
NOTE_LIMIT = 4000


class RoundForm(Form):
    title = StringField(_l("Name of the round"), [required(), at_most(200)], filters=[one_line])


class RoundSettingsForm(RoundForm):
    note = TextAreaField(_l("Note for everybody"), [at_most(NOTE_LIMIT)], filters=[strip, normalise])
    ends_on = DayField(_l("Last date of work on the plans"))


class TimesForm(Form):
    """When a meeting is; ``sequence`` is the version that somebody saw."""

    sequence = HiddenField()
    day = DayField(_l("Day"))
    starts = ClockField(_l("Begins at"))
    ends = ClockField(_l("Ends at"))

    def validate(self, extra_validators: Any = None) -> bool:
        fits = bool(super().validate(extra_validators))
        starts, ends = self.starts.value, self.ends.value
        if ends and not starts and not self.starts.errors:
            self.starts.errors = [_l("Fill in when it begins too, or leave both empty.")]
        elif starts and ends and ends <= starts:
            self.ends.errors = [_l("It ends before it begins. Check both times.")]
        for field in (self.starts, self.ends):
            if is_skipped(self.day.value, field.value):
                field.errors = [SKIPPED]
        return fits and not (self.starts.errors or self.ends.errors)


class TimesRow(TimesForm):
    """The times of one of many meetings; the page has one CSRF token for all."""

    class Meta:
        csrf = False

    @classmethod
    def of(cls, meeting: MeetingState) -> TimesRow:
        values = {name: getattr(meeting, name) for name in ("sequence", "day", "starts", "ends")}
        return cls(data=values, prefix=f"{meeting.id}-")

    def read(self, meeting: MeetingState) -> MeetingState:
        return replace(meeting, day=self.day.value, starts=self.starts.value, ends=self.ends.value)


class PlanningForm(Form):
    tell = BooleanField(_l("Tell everybody in the round, in one mail for all of it"), default=True)


class MeetingForm(TimesForm):
    """A meeting as somebody wants it."""

    module = SelectField(_l("Module"), choices=MODULE_CHOICES)
    online = RadioField(_l("Where is it?"), choices=PLACE_CHOICES)
    place = StringField(_l("Place"), [at_most(300)], filters=[one_line])
    link = StringField(_l("Link"), [at_most(500), is_web_address], filters=[one_line])
    webinar = StringField(_l("Title of the webinar"), [at_most(200)], filters=[one_line])
    guest = StringField(_l("Guest speaker"), [at_most(200)], filters=[one_line])
    note = TextAreaField(_l("Note"), [at_most(NOTE_LIMIT)], filters=[strip, normalise])
    tell = BooleanField(_l("Tell everybody in the round if the date, the times or the place change"), default=True)

    @classmethod
    def of(cls, meeting: MeetingState) -> MeetingForm:
        values = {name: getattr(meeting, name) for name in cls.names()}
        return cls(data=values | {"module": str(meeting.module), "online": "yes" if meeting.online else "no"})

    @staticmethod
    def names() -> tuple[str, ...]:
        return ("sequence", "module", "day", "starts", "ends", "online", "place", "link", "webinar", "guest", "note")

    def read(self, meeting: MeetingState) -> MeetingState:
        """Return the meeting as the form wants it."""
        return replace(
            meeting,
            module=int(self.module.data),
            day=self.day.value,
            starts=self.starts.value,
            ends=self.ends.value,
            online=self.online.data == "yes",
            place=self.place.data or "",
            link=self.link.data or "",
            webinar=self.webinar.data or "",
            guest=self.guest.data or "",
            note=self.note.data or "",
        )


def is_skipped(day: date | None, clock: time | None) -> bool:
    """Tell whether the clock in Amsterdam never shows this time on that day."""
    if day is None or clock is None:
        return False
    try:
        moment_of(day, clock)
    except DateError:
        return True
    return False


class SwitchForm(Form):
    """Which meetings of a round move online, or back."""

    meetings = SelectMultipleField(_l("Which meetings?"), [InputRequired(_l("Choose one or more meetings."))])
    link = StringField(_l("Link for meetings that have none"), [at_most(500), is_web_address], filters=[one_line])
