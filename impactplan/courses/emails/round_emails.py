"""Emails that a coordinator writes to people of a round: to whom they can go, sending them, and their delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, select

from impactplan.access import OpenRound, RoundPermission, lock_round
from impactplan.courses.emails.recipients import Recipient, compose_for_each, load_all_recipients, unique
from impactplan.courses.enrolment.grouping import load_groups
from impactplan.emails import Email, compose_email
from impactplan.lib.refusals import Refusal
from impactplan.lib.texts import gettext as _
from impactplan.models import Outbox, RoundMail, User, db
from impactplan.outbox import Undelivered, find_undelivered
from impactplan.site.addresses import full_address

EVERYBODY = "everybody"
MOST_SHOWN = 200
"""How many emails the list shows, the newest first."""


class EmailError(Refusal):
    """An email that is not sent; the key says why."""


@dataclass(frozen=True)
class Audience:
    """To whom an email can go, in words, and the recipients at this moment."""

    key: str
    title: str
    recipients: Sequence[Recipient]
    group_id: str | None = None

    @property
    def fingerprint(self) -> str:
        """Return a fingerprint of the recipients, to see whether they are still those who were shown."""
        return sha256("\n".join(sorted(recipient.email for recipient in self.recipients)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class EmailDraft:
    """An email as it was written; its key becomes the id of what is sent, so that it is sent once."""

    key: str
    subject: str
    body: str


def load_audiences(round_id: str) -> list[Audience]:
    """Return to whom an email can go: everybody, participants, those who never signed in, trainers, each group."""
    people = load_all_recipients(round_id)
    taking_part = [recipient for recipient in people if recipient.role == "participant"]
    waiting = [recipient for recipient in taking_part if not recipient.signed_in]
    trainers = [recipient for recipient in people if recipient.role == "trainer"]
    audiences = [
        Audience(EVERYBODY, _("Everybody in the round, staff too"), unique(people)),
        Audience("participants", _("All participants"), unique(taking_part)),
        Audience("waiting", _("Participants who have not signed in yet"), unique(waiting)),
        Audience("trainers", _("The trainers"), unique(trainers)),
    ]
    for group in load_groups(round_id):
        members = unique(recipient for recipient in taking_part if recipient.group_id == group.id)
        audiences.append(Audience(f"group-{group.id}", group.title, members, group.id))
    return audiences


def compose_round_email(round_: OpenRound, sender: User, audience: Audience, draft: EmailDraft) -> list[Email]:
    """Compose an email to each recipient; the words around the text are in their language. Replies go to the sender."""
    values = {"round": round_, "sender": sender.shown_name, "body": draft.body}

    def compose(address: str) -> Email:
        return compose_email(address, draft.subject, "round_mail", **values)

    emails = compose_for_each(audience.recipients, compose)
    address = full_address("courses.show_email", round_id=round_.id, email_id=draft.key)
    return [
        replace(email, reply_to=str(sender.email), part_of=draft.key, written_by=int(sender.id), seen_at=address)
        for email in emails
    ]


def send_round_email(
    round_id: str, sender: User, audience: Audience, draft: EmailDraft, emails: Sequence[Email]
) -> None:
    """Queue the emails and store what went to whom; the route commits.

    If it was sent before with the same key: EmailError("sent") for the same email, else EmailError("changed").
    """
    lock_round(round_id, RoundPermission.MANAGE, sender)
    earlier = db.session.get(RoundMail, draft.key)
    if earlier is not None:
        same = (earlier.round_id, earlier.subject, earlier.body) == (round_id, draft.subject, draft.body)
        raise EmailError("sent" if same and earlier.to == audience.title else "changed")
    round_email = RoundMail(
        id=draft.key,
        round_id=round_id,
        group_id=audience.group_id,
        to=audience.title,
        subject=draft.subject,
        body=draft.body,
        count=len(emails),
        sent_by=sender.id,
    )
    db.session.add(round_email)
    for email in emails:
        email.queue()


# --- delivery --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SentEmail:
    """An email that went out to a round, with how often its delivery failed."""

    id: str
    subject: str
    body: str
    to: str
    count: int
    sender: str
    at: datetime
    failed: int = 0


@dataclass(frozen=True)
class DeliveryStatus:
    """The delivery of an email to each recipient. What was delivered is remembered for some months only."""

    sent: int
    waiting: int
    failed: Sequence[Undelivered]
    forgotten: int


def _select_sent(round_id: str) -> Select[str, str, str, str, int, datetime, str]:
    columns = RoundMail.id, RoundMail.subject, RoundMail.body, RoundMail.to, RoundMail.count, RoundMail.sent_at
    query = select(*columns, func.coalesce(User.shown_name, "").label("sender"))
    return query.join(User, User.id == RoundMail.sent_by, isouter=True).where(RoundMail.round_id == round_id)


def _to_sent(row: Any, failed: int = 0) -> SentEmail:
    return SentEmail(row.id, row.subject, row.body, row.to, row.count, row.sender, row.sent_at, failed)


def load_sent_emails(round_id: str) -> list[SentEmail]:
    """Return the emails that went to a round, the newest first, each with how many failed."""
    rows = db.session.execute(_select_sent(round_id).order_by(RoundMail.sent_at.desc()).limit(MOST_SHOWN)).all()
    failures = select(Outbox.part_of, func.count().label("failures")).where(
        Outbox.part_of.in_([row.id for row in rows]), Outbox.failed_at.is_not(None)
    )
    failed_counts = {row.part_of: row.failures for row in db.session.execute(failures.group_by(Outbox.part_of))}
    return [_to_sent(row, failed_counts.get(row.id, 0)) for row in rows]


def load_sent_email(round_id: str, email_id: str) -> SentEmail | None:
    row = db.session.execute(_select_sent(round_id).where(RoundMail.id == email_id)).first()
    return _to_sent(row) if row is not None else None


def load_delivery_status(sent_email: SentEmail) -> DeliveryStatus:
    query = select(Outbox.email, Outbox.done_at, Outbox.failed_at).where(Outbox.part_of == sent_email.id)
    emails = db.session.execute(query).all()
    failed = find_undelivered([sent_email.id]) if any(email.failed_at for email in emails) else []
    sent = sum(email.done_at is not None for email in emails)
    return DeliveryStatus(sent, len(emails) - sent - len(failed), failed, max(0, sent_email.count - len(emails)))
