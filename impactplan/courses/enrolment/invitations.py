"""The mails that invite people into a round: one to each, with a link of their own, in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from impactplan.access import OpenRound
from impactplan.courses.enrolment.operations import LASTS
from impactplan.emails import Email, compose_email
from impactplan.lib.dates import AMSTERDAM, format_date, format_weekday, today
from impactplan.models import Meeting, User, db, now
from impactplan.site.addresses import full_address
from impactplan.site.language import language

PARTICIPANT = "participant"
AT_ONCE = 500


@dataclass(frozen=True)
class Invited:
    """Whom a mail goes to."""

    email: str
    name: str
    token: str
    library: str = ""
    together: bool = False
    role: str = PARTICIPANT


@dataclass(frozen=True)
class Coming:
    """The next meeting of a round, as far as it is known."""

    day: date | None = None
    first: bool = False


def load_coming(round_id: str) -> Coming:
    query = (
        select(Meeting.day, Meeting.number)
        .where(Meeting.round_id == round_id, Meeting.cancelled_at.is_(None), Meeting.day >= today())
        .order_by(Meeting.day, Meeting.number)
        .limit(1)
    )
    row = db.session.execute(query).first()
    return Coming(row.day, row.number == 1) if row is not None else Coming()


def describe(course: str, title: str, library: str, together: bool, role: str, coming: Coming) -> list[str]:
    """Say what somebody is invited to: a sentence or more, for the mail and for the page where it is accepted."""
    named = {"course": course, "round": title}
    if role == "trainer":
        words = [_("You are asked to be a trainer of %(course)s, %(round)s.", **named)]
    elif role == "coordinator":
        words = [_("You are asked to be a coordinator of %(course)s, %(round)s.", **named)]
    elif library:
        words = [_("You are invited to take part in %(course)s, %(round)s, for %(library)s.", **named, library=library)]
    else:
        words = [_("You are invited to take part in %(course)s, %(round)s.", **named)]
    if coming.day is not None:
        day = format_weekday(coming.day, language())
        words.append(
            _("The first meeting is on %(day)s.", day=day)
            if coming.first
            else _("The next meeting is on %(day)s.", day=day)
        )
    if together and library:
        words.append(_("You write one plan together with your colleagues of %(library)s.", library=library))
    elif role == PARTICIPANT:
        words.append(_("During the course you write an impact plan of your own."))
    return words


def write_invitations(found: OpenRound, inviter: User, invited: Sequence[Invited]) -> list[Email]:
    """Write a mail to each. It takes some milliseconds for each: do it before the round is locked."""
    languages = load_languages([one.email for one in invited])
    coming = load_coming(found.id)
    return [write_invitation(found, inviter, one, languages.get(one.email, "nl"), coming) for one in invited]


def load_languages(emails: Sequence[str]) -> Mapping[str, str]:
    """Return the language of those who have an account. Nobody is shown who they are."""
    found: dict[str, str] = {}
    for start in range(0, len(emails), AT_ONCE):
        query = select(User.email, User.language).where(User.email.in_(emails[start : start + AT_ONCE]))
        found |= {row.email: row.language for row in db.session.execute(query)}
    return found


def write_invitation(found: OpenRound, inviter: User, one: Invited, code: str, coming: Coming) -> Email:
    with force_locale(code):
        values: dict[str, Any] = {
            "called": one.name,
            "inviter": inviter.shown_name,
            "words": describe(found.course, found.title, one.library, one.together, one.role, coming),
            "until": format_date((now() + LASTS).astimezone(AMSTERDAM).date(), code),
            "link": full_address("accounts.show_invitation", token=one.token),
        }
        subject = _("Invitation to %(course)s, %(round)s", course=found.course, round=found.title)
        letter = compose_email(one.email, subject, "round_invitation", **values)
    return replace(letter, reply_to=str(inviter.email))


def queue_letters(letters: Iterable[Email], emails: Iterable[str]) -> int:
    """Queue the letters to those for whom they were meant in the end, and return how many."""
    wanted = set(emails)
    sent = [letter.queue() for letter in letters if letter.to in wanted]
    return len(sent)
