"""The recipients of emails to a round: everybody gets an email of their own, in their own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import func, literal, null, select

from impactplan.emails import Email
from impactplan.lib.texts import force_locale
from impactplan.models import Enrolment, RoundStaff, User, db


@dataclass(frozen=True)
class Recipient:
    email: str
    name: str
    language: str
    role: str = "participant"
    group_id: str | None = None
    signed_in: bool = True
    """Whether they accepted their invitation; until then the email goes to the address that was entered."""


def load_all_recipients(round_id: str) -> list[Recipient]:
    """Return everybody in a round who can get an email, by name: those who take part or are invited to, and the staff;
    nobody who dropped out or is only listed. Somebody with two roles occurs twice."""
    recipients: list[Recipient] = []
    for model in (Enrolment, RoundStaff):
        query = (
            select(
                func.coalesce(User.email, model.email).label("email"),
                func.coalesce(User.name, model.name).label("name"),
                func.coalesce(User.language, "nl").label("language"),
                model.user_id.is_not(None).label("signed_in"),
                (RoundStaff.role if model is RoundStaff else literal("participant")).label("role"),
                (Enrolment.group_id if model is Enrolment else null()).label("group_id"),
            )
            .select_from(model)
            .join(User, User.id == model.user_id, isouter=True)
            .where(model.round_id == round_id, model.user_id.is_not(None) | model.invited_at.is_not(None))
            .order_by("name", "email")
        )
        if model is Enrolment:
            query = query.where(Enrolment.dropped_at.is_(None))
        recipients += [Recipient(**row._mapping) for row in db.session.execute(query)]
    return recipients


def unique(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Return the recipients with each address once, so that nobody gets an email twice."""
    by_address: dict[str, Recipient] = {}
    for recipient in recipients:
        by_address.setdefault(recipient.email, recipient)
    return list(by_address.values())


def load_recipients(round_id: str, group_id: str | None = None, *, staff: bool = True) -> list[Recipient]:
    """Return who gets an email to a round, or to one of its groups."""

    def concerns(recipient: Recipient) -> bool:
        if recipient.role != "participant":
            return staff
        return group_id is None or recipient.group_id == group_id

    return unique(filter(concerns, load_all_recipients(round_id)))


def compose_for_each(recipients: Iterable[Recipient], compose: Callable[[str], Email]) -> list[Email]:
    """Compose an email once in each language, as it addresses nobody by name, and return one for each recipient.

    ``compose`` gets the address of one of them. Composing takes long: do it before the write, then queue the emails.
    """
    by_language: dict[str, Email] = {}
    emails = []
    for recipient in recipients:
        if recipient.language not in by_language:
            with force_locale(recipient.language):
                by_language[recipient.language] = compose(recipient.email)
        emails.append(replace(by_language[recipient.language], to=recipient.email))
    return emails
