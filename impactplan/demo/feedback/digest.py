"""The digests of the demo: what happened in the last days, to be read at /dev/mail once a worker has written it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from impactplan.access import AUTHORS
from impactplan.demo.writing import days_ago
from impactplan.feedback.digests import queue_digests
from impactplan.feedback.news import note_told
from impactplan.models import Digest, Membership, Remark, Review, User, db, now

DAYS = 12
"""So many days of the demo's feedback stand in its first digests."""


def make_digests(people: Mapping[str, User]) -> None:
    """Ask for the digests of everybody in the demo, unless that was done before. Of finished reviews the authors were
    told at once."""
    ids = [int(user.id) for user in people.values()]
    if db.session.execute(select(Digest.user_id).where(Digest.user_id.in_(ids)).limit(1)).first() is not None:
        return
    roles = [str(relation) for relation in AUTHORS]
    authors = select(Membership.user_id, Review.id).join(Review, Review.plan_id == Membership.plan_id)
    for user_id, review_id in db.session.execute(authors.where(Membership.role.in_(roles))).all():
        said = db.session.scalars(select(Remark.id).where(Remark.review_id == review_id)).all()
        note_told([user_id], [f"review-{review_id}", *said])
    db.session.execute(update(User).where(User.id.in_(ids)).values(told_until=days_ago(DAYS)))
    db.session.commit()
    queue_digests(now())
