"""Edits that come one by one and are one act to whoever made them: one entry in the history, one step to undo."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from impactplan.access import signed_in
from impactplan.models import Receipt, Revision
from impactplan.models.base import execute
from impactplan.workbook.writing import Write

WITHIN = timedelta(minutes=10)


def join_earlier(write: Write, key: str) -> None:
    """Let a write share the batch of an earlier one, by the key under which that was sent, where its writer did nothing
    else since: what is undone step by step keeps its order."""
    actor_id = signed_in(write.actor).id
    sent = Receipt.plan_id == write.plan.id, Receipt.actor_id == actor_id, Receipt.key == key
    answer = execute(select(Receipt.answer).where(*sent)).scalar()
    earlier = json.loads(answer) if answer else None
    batch = earlier.get("batch") if isinstance(earlier, dict) else None
    columns = Revision.batch, Revision.seq, Revision.at, Revision.origin
    own = Revision.plan_id == write.plan.id, Revision.actor_id == actor_id
    newest = execute(select(*columns).where(*own).order_by(Revision.seq.desc(), Revision.id.desc()).limit(1)).first()
    if newest is None or newest.batch != batch or newest.origin is not None:
        return
    if newest.seq > write.plan.marked_seq and write.at - newest.at <= WITHIN:
        write.batch = newest.batch
