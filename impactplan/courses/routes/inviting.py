"""What the pages of participants and of staff share: inviting by email, and why something cannot be done."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from impactplan.courses.enrolment.invitations import queue_invitations
from impactplan.emails import Email
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import db

PEOPLE_TAB = "courses.list_people"
PROBLEMS = {
    "gone": _l("This has changed since; here is the current version."),
    "there": _l("This address is in this round already."),
    "participant": _l("This address is that of a participant of this round."),
    "coordinates": _l("This person coordinates the round, and so reads no plans of it. Name somebody else as trainer."),
    "full": _l("A round holds 1,000 people at most."),
    "last": _l("A round always has a coordinator. Name another one first."),
}


def send_invitations(emails: Sequence[Email], addresses: Collection[str]) -> int:
    """Queue the emails that go to these addresses and commit; return how many are sent."""
    sent = queue_invitations(emails, addresses)
    db.session.commit()
    return sent
