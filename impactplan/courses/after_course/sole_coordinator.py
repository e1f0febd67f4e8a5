"""The rounds for which a coordinator must name another one before closing their account."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from impactplan.accounts.privacy import Obstacle
from impactplan.lib.texts import gettext as _
from impactplan.models import Enrolment, Round, RoundStaff, db


def find_sole_coordination(user_id: int) -> Sequence[Obstacle]:
    """Return the rounds with people in them that nobody else coordinates: without a coordinator nobody is responsible
    for their data."""
    own, other = aliased(RoundStaff), aliased(RoundStaff)
    others = exists().where(
        other.round_id == Round.id, other.role == "coordinator", other.user_id.is_not(None), other.user_id != user_id
    )
    query = (
        select(Round.id, Round.title)
        .join(own, (own.round_id == Round.id) & (own.role == "coordinator") & (own.user_id == user_id))
        .where(~others, exists().where(Enrolment.round_id == Round.id))
        .order_by(Round.created_at, Round.id)
    )
    return [
        Obstacle(
            _("Name another coordinator for ‘%(title)s’: there are people in it.", title=row.title),
            url_for("courses.list_staff", round_id=row.id),
        )
        for row in db.session.execute(query)
    ]
