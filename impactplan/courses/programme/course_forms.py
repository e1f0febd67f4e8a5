"""The forms of a course: its name, whom to turn to, and what its modules ask."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import Optional

from impactplan.config import TEXT_LIMIT
from impactplan.forms import Form, at_most, is_address, one_line, required, strip
from impactplan.lib.text import normalise
from impactplan.lib.texts import lazy_gettext

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones


class CourseForm(Form):
    title = StringField(_l("Name of the course"), [required(), at_most(200)], filters=[one_line])


class NewCourseForm(CourseForm):
    round_title = StringField(_l("Name of its first round"), [required(), at_most(200)], filters=[one_line])


class CourseContactForm(Form):
    name = StringField(_l("Name"), [required(), at_most(200)], filters=[one_line])
    about = StringField(_l("What for"), [at_most(200)], filters=[one_line])
    email = EmailField(_l("E-mail address"), [Optional(), at_most(255), is_address], filters=[one_line])
    phone = StringField(_l("Telephone"), [at_most(40)], filters=[one_line])


class AssignmentForm(Form):
    assignment_nl = TextAreaField(_l("In Dutch"), [at_most(TEXT_LIMIT)], filters=[strip, normalise])
    assignment_en = TextAreaField(_l("In English"), [at_most(TEXT_LIMIT)], filters=[strip, normalise])
