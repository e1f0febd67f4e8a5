"""Emails of ours: rendered from a template as text and HTML, queued with what causes them.

An email to an address that a request names is written by the worker, as that alone looks whether the address belongs
to an account: the request asks for it with a job "letter", which holds the name of the writer and the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template
from sqlalchemy import select

from impactplan.access import Relation
from impactplan.extensions import PerApp
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import Course, CourseContact, Enrolment, Round, RoundStaff, User, db
from impactplan.outbox import Job, queue_mail, register_handler
from impactplan.outbox.undelivered import LETTER, find_notice

Writer = Callable[[User, dict[str, Any]], None]
"""Writes an email to a user, from what the job holds."""

_writers: PerApp[dict[str, Writer]] = PerApp("emails", dict)


@dataclass(frozen=True)
class Email:
    """An email that is written but not queued: rendering takes long, so it comes before the write."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    part_of: str = ""
    forgotten: bool = False
    conversation: str = ""
    unsubscribe: str = ""
    written_by: int | None = None
    seen_at: str = ""
    addressee: str = ""
    renewal: Mapping[str, Any] | None = None

    def queue(self) -> str:
        return queue_mail(
            self.to,
            self.subject,
            self.text,
            self.html,
            reply_to=self.reply_to,
            part_of=self.part_of,
            forgotten=self.forgotten,
            conversation=self.conversation,
            unsubscribe=self.unsubscribe,
            written_by=self.written_by,
            seen_at=self.seen_at,
            addressee=self.addressee,
            renewal=self.renewal,
        )


def sign(course: str, sender: Any) -> str:
    """Return how an email ends that somebody sends on behalf of a course: whose it is, and whom to turn to."""
    return _("On behalf of %(course)s: %(name)s, %(email)s", course=course, name=sender.shown_name, email=sender.email)


def sign_for_round(round_id: str) -> str:
    """Return how an email of a round ends that nobody in particular sends: its course, and the first contact person
    with an address, or else a coordinator."""
    course = db.session.execute(
        select(Course.id, Course.title).join(Round, Round.course_id == Course.id).where(Round.id == round_id)
    ).first()
    if course is None:
        return site_signature()
    contacts = select(CourseContact.name.label("shown_name"), CourseContact.email).where(
        CourseContact.course_id == course.id, CourseContact.email != ""
    )
    coordinators = (
        select(User.shown_name, User.email)
        .join(RoundStaff, RoundStaff.user_id == User.id)
        .where(RoundStaff.round_id == round_id, RoundStaff.role == Relation.COORDINATOR, User.active)
    )
    contact = (
        db.session.execute(contacts.order_by(CourseContact.position, CourseContact.name)).first()
        or db.session.execute(coordinators.order_by(User.id)).first()
    )
    return sign(course.title, contact) if contact is not None else site_signature()


def sign_for_plans(plan_ids: Iterable[str]) -> str:
    """Return how an email about plans ends: with the course of their newest round, if they have one in common."""
    query = (
        select(Enrolment.plan_id, Round.id, Round.course_id)
        .join(Round, Round.id == Enrolment.round_id)
        .where(Enrolment.plan_id.in_(set(plan_ids)), Enrolment.dropped_at.is_(None))
        .order_by(Round.created_at.desc(), Round.id)
    )
    newest: dict[str, Any] = {}
    for row in db.session.execute(query):
        newest.setdefault(row.plan_id, row)
    rounds = list(newest.values())
    return sign_for_round(rounds[0].id) if len({row.course_id for row in rounds}) == 1 else site_signature()


def site_signature() -> str:
    """Return how an email ends that nobody in particular sends."""
    site = urlsplit(current_app.config["BASE_URL"]).netloc
    return _("This mail was sent by impactplan, the workbook for impact plans of libraries, at %(site)s.", site=site)


def compose_email(to: str, subject: str, template: str, **values: Any) -> Email:
    """Render an email, as text and as HTML, in the language in use."""
    text = render_template(f"mail/{template}.txt", **values)
    return Email(to, subject, text, render_template(f"mail/{template}.html", subject=subject, **values))


def send_email(to: str, subject: str, template: str, **values: Any) -> str:
    """Compose an email and queue it in the current transaction."""
    return compose_email(to, subject, template, **values).queue()


def find_user(email: str) -> User | None:
    user: User | None = db.session.scalar(select(User).where(User.email == email))
    return user


def write_email(job: Job) -> None:
    """Write the email that was asked for, if there is such an account; it is committed with the job being done."""
    payload = {"asked_at": job.created_at.isoformat(), **job.payload}
    user = find_user(payload["email"])
    if user is None or not user.active:
        return
    # In the language of its recipient, set explicitly: the language in use is remembered from email to email.
    with (
        current_app.test_request_context(base_url=current_app.config["BASE_URL"]),
        force_locale(user.language),
    ):
        _writers.current[payload["letter"]](user, payload)


def register_writers(app: Flask, writers: Mapping[str, Writer]) -> None:
    """Make known how a room writes the emails that jobs ask for by these names."""
    _writers.of(app).update(writers)


def write_undelivered(user: User, payload: dict[str, Any]) -> None:
    """Tell somebody that a mail of theirs did not arrive, and why."""
    notice = find_notice(payload["mail"])
    if notice is not None:
        subject = _("Your mail to %(name)s did not arrive", name=notice.to)
        send_email(str(user.email), subject, LETTER, person=user.shown_name, notice=notice)


def set_up(app: Flask) -> None:
    app.jinja_env.globals.update(site_signature=site_signature)
    register_handler(app, "letter", write_email)
    register_writers(app, {LETTER: write_undelivered})
