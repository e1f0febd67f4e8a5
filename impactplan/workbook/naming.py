"""Whether an item is named by others, in SQL: the inverse side of associations where no plan is loaded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from impactplan.models import KINDS, item_table, reference_table


def is_named(item_id: Any, kind: str, *fields: str) -> ColumnElement[bool]:
    """Tell whether a live item holds one of some associations with an item of the kind; ``item_id`` is its column."""
    owner, places = item_table.alias("owner"), reference_table
    ends = [KINDS[kind].fields[name] for name in fields]
    return (
        select(places.c.item_id)
        .join_from(places, owner, owner.c.id == places.c.item_id)
        .where(
            places.c.target_id == item_id,
            owner.c.deleted_at.is_(None),
            or_(*((owner.c.kind == end.targets[0]) & (places.c.field == end.through) for end in ends)),
        )
        .correlate(item_id.table)
        .exists()
    )
