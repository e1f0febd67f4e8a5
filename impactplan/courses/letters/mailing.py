"""Mail that a coordinator writes to people of a round: to whom it can go, sending it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from impactplan.access import OpenRound, RoundPermission, lock_round
from impactplan.courses.enrolment.grouping import load_groups
from impactplan.courses.letters.notices import Receiver, compose_notices, load_everybody, once
from impactplan.emails import Email, compose_email
from impactplan.lib.refusals import Refusal
from impactplan.models import Outbox, RoundMail, User, db

EVERYBODY = "everybody"
MOST_SHOWN = 200
"""How many mails the list shows, the newest."""


class MailError(Refusal):
    """A mail that is not sent; the key says why."""


@dataclass(frozen=True)
class Audience:
    """Whom a mail can be for, in words, and who they are at this moment."""

    key: str
    title: str
    receivers: Sequence[Receiver]
    group_id: str | None = None

    @property
    def mark(self) -> str:
        """Return what changes with the receivers, to see whether they are still those who were shown."""
        return sha256("\n".join(sorted(one.email for one in self.receivers)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Draft:
    """A mail as it was written; its key becomes the id of what is sent, so that it is sent once."""

    key: str
    subject: str
    body: str


def load_audiences(round_id: str) -> list[Audience]:
    """Return whom a mail can be for: everybody, who has not signed in yet, the trainers, each group."""
    people = load_everybody(round_id)
    taking_part = [one for one in people if one.role == "participant"]
    waiting = [one for one in taking_part if not one.signed_in]
    trainers = [one for one in people if one.role == "trainer"]
    audiences = [
        Audience(EVERYBODY, _("Everybody in the round, staff too"), once(people)),
        Audience("participants", _("All participants"), once(taking_part)),
        Audience("waiting", _("Participants who have not signed in yet"), once(waiting)),
        Audience("trainers", _("The trainers"), once(trainers)),
    ]
    for group in load_groups(round_id):
        members = once(one for one in taking_part if one.group_id == group.id)
        audiences.append(Audience(f"group-{group.id}", group.title, members, group.id))
    return audiences


def write_letters(found: OpenRound, sender: User, audience: Audience, draft: Draft) -> list[Email]:
    """Write a mail to each receiver; what we say around the text is in their language. Answers go to the sender."""
    values = {"round": found, "sender": sender.shown_name, "body": draft.body}

    def write(email: str) -> Email:
        return compose_email(email, draft.subject, "round_mail", **values)

    letters = compose_notices(audience.receivers, write)
    return [replace(letter, reply_to=str(sender.email), part_of=draft.key) for letter in letters]


def send_mail(round_id: str, sender: User, audience: Audience, draft: Draft, letters: Sequence[Email]) -> None:
    """Queue the letters and note what went to whom; the route commits.

    Sent before under the same key: MailError("sent") if it is the same mail, else MailError("changed").
    """
    lock_round(round_id, RoundPermission.MANAGE, sender)
    there = db.session.get(RoundMail, draft.key)
    if there is not None:
        same = (there.round_id, there.subject, there.body) == (round_id, draft.subject, draft.body)
        raise MailError("sent" if same and there.to == audience.title else "changed")
    mail = RoundMail(
        id=draft.key,
        round_id=round_id,
        group_id=audience.group_id,
        to=audience.title,
        subject=draft.subject,
        body=draft.body,
        count=len(letters),
        sent_by=sender.id,
    )
    db.session.add(mail)
    for letter in letters:
        letter.queue()


# --- what became of it -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A mail that went out, with what is known of its letters."""

    id: str
    subject: str
    body: str
    to: str
    count: int
    sender: str
    at: datetime
    failed: int = 0


@dataclass(frozen=True)
class Fate:
    """What became of the letters of a mail. Letters that arrived are remembered for some months only."""

    sent: int
    waiting: int
    failed: Sequence[str]
    """The addresses that did not take it."""
    forgotten: int


def _select_mails(round_id: str) -> Any:
    columns = RoundMail.id, RoundMail.subject, RoundMail.body, RoundMail.to, RoundMail.count, RoundMail.sent_at
    query = select(*columns, func.coalesce(User.shown_name, "").label("sender"))
    return query.join(User, User.id == RoundMail.sent_by, isouter=True).where(RoundMail.round_id == round_id)


def _to_sent(row: Any, failed: int = 0) -> Sent:
    return Sent(row.id, row.subject, row.body, row.to, row.count, row.sender, row.sent_at, failed)


def load_mails(round_id: str) -> list[Sent]:
    """Return the mails that went to a round, the newest first, each with how many letters failed."""
    rows = db.session.execute(_select_mails(round_id).order_by(RoundMail.sent_at.desc()).limit(MOST_SHOWN)).all()
    parts = select(Outbox.payload["part_of"].as_string().label("mail_id")).where(
        Outbox.kind == "mail", Outbox.failed_at.is_not(None)
    )
    failed = parts.subquery()
    ids = [row.id for row in rows]
    counts = select(failed.c.mail_id, func.count().label("letters")).where(failed.c.mail_id.in_(ids))
    found = {row.mail_id: row.letters for row in db.session.execute(counts.group_by(failed.c.mail_id))}
    return [_to_sent(row, found.get(row.id, 0)) for row in rows]


def load_mail(round_id: str, mail_id: str) -> Sent | None:
    row = db.session.execute(_select_mails(round_id).where(RoundMail.id == mail_id)).first()
    return _to_sent(row) if row is not None else None


def load_fate(mail: Sent) -> Fate:
    query = select(Outbox.payload["to"].as_string().label("to"), Outbox.done_at, Outbox.failed_at).where(
        Outbox.kind == "mail", Outbox.payload["part_of"].as_string() == mail.id
    )
    letters = db.session.execute(query).all()
    failed = sorted(letter.to for letter in letters if letter.failed_at is not None)
    sent = sum(letter.done_at is not None for letter in letters)
    return Fate(sent, len(letters) - sent - len(failed), failed, max(0, mail.count - len(letters)))
