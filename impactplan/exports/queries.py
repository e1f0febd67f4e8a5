"""Queries for documents: the authors of a plan, and its earlier exports."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select

from impactplan.exports.formats import formats
from impactplan.exports.options import Options
from impactplan.models import Export, Membership, User, db

AUTHORS = ("owner", "coauthor")


def find_authors(plan_id: str) -> tuple[str, ...]:
    """Return the names of those who write the plan, its owner first."""
    query = (
        select(User.shown_name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == plan_id, Membership.role.in_(AUTHORS))
        .order_by(Membership.role.desc(), Membership.created_at, User.id)
    )
    return tuple(db.session.scalars(query))


def find_export(plan_id: str, seq: int, format_: str, digest: str) -> Export | None:
    return db.session.execute(
        select(Export).where(
            Export.plan_id == plan_id,
            Export.seq == seq,
            Export.format == format_,
            Export.options_hash == digest,
        )
    ).scalar_one_or_none()


def load_export(plan_id: str, export_id: str, user_id: int) -> Export:
    """Return an export of this plan, or answer 404; one with what is personal is for who asked for it alone."""
    query = select(Export).where(Export.id == export_id, Export.plan_id == plan_id)
    export: Export = db.one_or_404(query)
    if Options.from_json(export.options).personal and export.requested_by != user_id:
        abort(404)
    if export.format not in formats.current:
        abort(404)
    return export
