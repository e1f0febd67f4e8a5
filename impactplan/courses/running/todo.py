"""What a coordinator still has to do for a round: a pure function of its facts, with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from impactplan.courses.programme.meetings import is_past
from impactplan.courses.programme.standing import ENDED
from impactplan.courses.running.facts import RoundFacts
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import ngettext

SOON = timedelta(days=28)
"""The length of a module: the details of a meeting must be complete that long before it."""
COMING = 2
"""How many meetings count as coming while their days are not known: those of one module."""
PATIENCE = timedelta(days=7)
"""How long an invitation may stay unanswered before we suggest to send it again."""

ENDPOINTS = {
    "no_days": "courses.plan_meetings",
    "nobody": "courses.paste_people",
    "no_trainer": "courses.list_staff",
    "no_day": "courses.list_meetings",
    "no_link": "courses.list_meetings",
    "no_place": "courses.list_meetings",
    "not_invited": "courses.list_people",
    "unanswered": "courses.list_people",
    "expired": "courses.list_people",
    "mail_failed": "courses.list_people",
    "no_group": "courses.show_groups",
    "to_delete": "courses.show_retention",
}
WHOLE = {
    "no_days": _l("Fill in the dates of the meetings"),
    "nobody": _l("Put people on the list"),
    "no_trainer": _l("Name a trainer"),
}
"""What a new round needs first; these have no count."""
STATES = {"not_invited": "listed", "unanswered": "invited", "expired": "expired"}
"""The state by which the page of the people is filtered then."""


@dataclass(frozen=True)
class Todo:
    key: str
    count: int = 1
    names: Sequence[str] = field(default_factory=tuple)
    """Whom or what it is about, where that helps to see at once."""

    @property
    def endpoint(self) -> str:
        return ENDPOINTS[self.key]

    @property
    def query(self) -> dict[str, str]:
        return {"state": STATES[self.key]} if self.key in STATES else {}

    def __str__(self) -> str:
        return describe_todo(self)


def find_todos(facts: RoundFacts, at: datetime) -> list[Todo]:
    """Return what is to be done, the most urgent first. After its end a round needs little."""
    ended = facts.standing.phase == ENDED
    todos = [] if ended else [*_about_meetings(facts, at), *_about_people(facts, at)]
    failed = [enrolment.name for enrolment in facts.enrolments if enrolment.mail_failed]
    due = sum(enrolment.delete_after is not None for enrolment in facts.enrolments)
    todos += [Todo("mail_failed", len(failed), tuple(failed[:3]))] if failed else []
    return todos + ([Todo("to_delete", due)] if due else [])


def _about_meetings(facts: RoundFacts, at: datetime) -> Iterator[Todo]:
    last = (at + SOON).astimezone(AMSTERDAM).date()
    coming = [meeting for meeting in facts.planned if not is_past(meeting, at)]
    soon = [meeting for meeting in coming if meeting.day is not None and meeting.day <= last]
    planned = any(meeting.day for meeting in facts.planned)
    missing: dict[str, list[Any]] = {
        "no_day": [meeting for meeting in coming[:COMING] if planned and meeting.day is None],
        "no_link": [meeting for meeting in soon if meeting.online and not meeting.link],
        "no_place": [meeting for meeting in soon if not meeting.online and not meeting.place],
    }
    if facts.planned and not planned:
        yield Todo("no_days")
    if not facts.enrolments:
        yield Todo("nobody")
    if not facts.trainers:
        yield Todo("no_trainer")
    for key, meetings in missing.items():
        if meetings:
            yield Todo(key, len(meetings), tuple(str(meeting.number) for meeting in meetings))


def _about_people(facts: RoundFacts, at: datetime) -> Iterator[Todo]:
    invited = [enrolment for enrolment in facts.enrolments if enrolment.state == "invited"]
    counts = {
        "not_invited": facts.count("listed"),
        "unanswered": sum(
            enrolment.invited_at is not None and at - enrolment.invited_at >= PATIENCE for enrolment in invited
        ),
        "expired": facts.count("expired"),
        "no_group": sum(not enrolment.group for enrolment in facts.expected) if facts.present else 0,
    }
    for key, count in counts.items():
        if count:
            yield Todo(key, count)


def describe_todo(todo: Todo) -> str:
    """Describe what there is to do, as the text of a link."""
    count, names = todo.count, ", ".join(todo.names)
    if todo.key in WHOLE:
        return str(WHOLE[todo.key])
    if todo.key == "no_day":
        return ngettext("Give meeting %(names)s a date", "Give meetings %(names)s a date", count, names=names)
    if todo.key == "no_link":
        return ngettext(
            "Give online meeting %(names)s its link", "Give online meetings %(names)s their links", count, names=names
        )
    if todo.key == "no_place":
        return ngettext("Give meeting %(names)s a place", "Give meetings %(names)s a place", count, names=names)
    if todo.key == "not_invited":
        return ngettext("Invite %(num)d person on the list", "Invite %(num)d people on the list", count)
    if todo.key == "unanswered":
        return ngettext(
            "%(num)d invitation is unanswered for a week: ask again",
            "%(num)d invitations are unanswered for a week: ask again",
            count,
        )
    if todo.key == "expired":
        return ngettext(
            "%(num)d invitation has expired: send a new one", "%(num)d invitations have expired: send new ones", count
        )
    if todo.key == "no_group":
        return ngettext("Put %(num)d person into a peer group", "Put %(num)d people into a peer group", count)
    if todo.key == "mail_failed":
        more = ", …" if count > len(todo.names) else ""
        return _("Mail did not arrive at %(names)s: check the address", names=names + more)
    return ngettext(
        "Data of %(num)d person will be deleted: see what and when",
        "Data of %(num)d people will be deleted: see what and when",
        count,
    )
