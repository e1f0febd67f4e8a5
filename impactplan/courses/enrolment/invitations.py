"""The emails that invite people into a round: one each, with a personal link, in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from impactplan.access import OpenRound
from impactplan.courses.enrolment.operations import INVITATION_LIFETIME
from impactplan.emails import Email, compose_email, sign
from impactplan.lib.dates import AMSTERDAM, format_date, format_weekday, today
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import Meeting, User, db, now
from impactplan.site.addresses import full_address
from impactplan.site.language import language

PARTICIPANT = "participant"
BATCH_SIZE = 500


@dataclass(frozen=True)
class Invitee:
    """Somebody whom an invitation goes to."""

    email: str
    name: str
    token: str
    library: str = ""
    together: bool = False
    role: str = PARTICIPANT


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting of a round, as far as its day is known."""

    day: date | None = None
    first: bool = False


def load_next_meeting(round_id: str) -> NextMeeting:
    query = (
        select(Meeting.day, Meeting.number)
        .where(Meeting.round_id == round_id, Meeting.cancelled_at.is_(None), Meeting.day >= today())
        .order_by(Meeting.day, Meeting.number)
        .limit(1)
    )
    row = db.session.execute(query).first()
    return NextMeeting(row.day, row.number == 1) if row is not None else NextMeeting()


def describe_invitation(
    course: str, title: str, library: str, together: bool, role: str, meeting: NextMeeting
) -> list[str]:
    """Describe what somebody is invited to, in sentences for the email and for the page where it is accepted."""
    named = {"course": course, "round": title}
    if role == "trainer":
        words = [_("You are asked to be a trainer of %(course)s, %(round)s.", **named)]
    elif role == "coordinator":
        words = [_("You are asked to be a coordinator of %(course)s, %(round)s.", **named)]
    elif library:
        words = [_("You are invited to take part in %(course)s, %(round)s, for %(library)s.", **named, library=library)]
    else:
        words = [_("You are invited to take part in %(course)s, %(round)s.", **named)]
    if meeting.day is not None:
        day = format_weekday(meeting.day, language())
        words.append(
            _("The first meeting is on %(day)s.", day=day)
            if meeting.first
            else _("The next meeting is on %(day)s.", day=day)
        )
    if together and library:
        words.append(_("You write one plan together with your colleagues of %(library)s.", library=library))
    elif role == PARTICIPANT:
        words.append(_("During the course you write an impact plan of your own."))
    return words


def compose_invitations(round_: OpenRound, inviter: User, invited: Sequence[Invitee]) -> list[Email]:
    """Compose an email to each. Rendering takes some milliseconds each: do it before the round is locked."""
    languages = load_languages([invitee.email for invitee in invited])
    meeting = load_next_meeting(round_.id)
    return [
        compose_invitation(round_, inviter, invitee, languages.get(invitee.email, "nl"), meeting) for invitee in invited
    ]


def load_languages(emails: Sequence[str]) -> Mapping[str, str]:
    """Return the languages of the addresses that belong to an account. This must not show on any page."""
    languages: dict[str, str] = {}
    for start in range(0, len(emails), BATCH_SIZE):
        query = select(User.email, User.language).where(User.email.in_(emails[start : start + BATCH_SIZE]))
        languages |= {row.email: row.language for row in db.session.execute(query)}
    return languages


def compose_invitation(
    round_: OpenRound, inviter: User, invitee: Invitee, language_code: str, meeting: NextMeeting
) -> Email:
    with force_locale(language_code):
        values: dict[str, Any] = {
            "called": invitee.name,
            "inviter": inviter.shown_name,
            "words": describe_invitation(
                round_.course, round_.title, invitee.library, invitee.together, invitee.role, meeting
            ),
            "until": format_date((now() + INVITATION_LIFETIME).astimezone(AMSTERDAM).date(), language_code),
            "link": full_address("accounts.show_invitation", token=invitee.token),
            "signature": sign(round_.course, inviter),
        }
        subject = _("Invitation to %(course)s, %(round)s", course=round_.course, round=round_.title)
        email = compose_email(invitee.email, subject, "round_invitation", **values)
    seen_at = full_address("courses.list_people", round_id=round_.id)
    return replace(email, reply_to=str(inviter.email), part_of=round_.id, written_by=int(inviter.id), seen_at=seen_at)


def queue_invitations(invitations: Iterable[Email], addresses: Iterable[str]) -> int:
    """Queue the invitations to those who could be enrolled in the end, and return how many."""
    enrolled = set(addresses)
    queued = [email.queue() for email in invitations if email.to in enrolled]
    return len(queued)
