"""The email to the owner of a plan that is not shared with a peer group any more, as the groups of a round changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from impactplan.emails import send_email, sign_for_round
from impactplan.lib.texts import gettext as _
from impactplan.models import Membership, Plan, Round, User, db
from impactplan.site.addresses import full_address


def send_sharing_ended(owner: User, payload: dict[str, Any]) -> None:
    """Notify the owner of a plan, in the language in use; nothing is sent if they own or share it otherwise by now."""
    query = (
        select(Plan.title, Round.title.label("round"))
        .join(Membership, Membership.plan_id == Plan.id)
        .join(Round, Round.id == payload["round_id"])
        .where(Plan.id == payload["plan_id"], Plan.shared_with_group.is_(False))
        .where(Membership.user_id == owner.id, Membership.role == "owner")
    )
    row = db.session.execute(query).first()
    if row is None:
        return
    lines = [
        _(
            "The groups of ‘%(round)s’ have changed. Your plan ‘%(title)s’ was shared with the peer group you were in.",
            round=row.round,
            title=row.title,
        ),
        _("It is not shared with any group now. Do you want to share it again?")
        + " "
        + _("You do that in your plan, under Sharing."),
    ]
    subject = _("Your plan ‘%(title)s’ is not shared with a peer group now", title=row.title)
    link = full_address("accounts.show_sharing", plan_id=payload["plan_id"])
    send_email(
        str(owner.email), subject, "plan_passes", lines=lines, link=link, signature=sign_for_round(payload["round_id"])
    )
