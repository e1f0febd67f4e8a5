"""The one write path of a plan.

``with writing(...) as write:`` takes the plan's next seq (so writes of one plan never overlap), authorises, and
answers a repeated request from its receipt. What happens inside is logged, kept in the derived tables, and
committed together, or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from impactplan.access import OpenPlan, Permission, signed_in, take_plan
from impactplan.lib.texts import gettext as _
from impactplan.models import User, db, new_id, now, receipt_table
from impactplan.models.base import execute
from impactplan.models.revision import Origin
from impactplan.models.tables import revision_table
from impactplan.workbook.derived import refresh_referrers, refresh_steps, steps_judging, steps_touched

LOG, KEEP_RECEIPT = insert(revision_table), insert(receipt_table)


class WriteError(Exception):
    """A write that cannot be done; what was typed is the caller's to keep."""


class NotFoundError(WriteError):
    """The item is not there, or not any more."""


class LockedError(WriteError):
    """The row was locked: it stays as it is, and a new row corrects it."""


class RowLimitError(WriteError):
    """The kind, which the message names, has as many rows as a plan may have."""


class TargetError(WriteError):
    """A reference to what is no live item of a fitting kind in this plan."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.field = name

    @property
    def message(self) -> str:
        """What to tell who chose it."""
        return _("What you chose is not there any more. Choose again.")


class CircleError(TargetError):
    """A reference that would lead back to where it begins."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name)
        self._message = message

    @property
    def message(self) -> str:
        return self._message


class TakenError(TargetError):
    """A value that one row of the kind can have, and that another row has."""

    @property
    def message(self) -> str:
        return _("There is such a row already.")


class IdTakenError(WriteError):
    """The id that a page made for an item cannot be given to it. Why, such as that it is in use, stays unsaid."""


class KeyReusedError(WriteError):
    """The idempotency key came before with something else."""


@dataclass
class Write:
    plan: OpenPlan
    actor: User
    at: datetime
    batch: str
    replayed: Any = None
    """The answer that this request got before, if it did."""
    answer: Any = None
    steps: set[str] = field(default_factory=set)
    logged: list[dict[str, Any]] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)
    origin: Origin | None = None
    """What makes this batch, where nobody does these edits one by one."""

    @property
    def seq(self) -> int:
        return self.plan.seq

    @property
    def seq_now(self) -> int:
        """The seq that the plan is at once this write is over: one that wrote nothing takes none."""
        return self.seq if self.logged and self.replayed is None else self.seq - 1

    def touch(self, kind: str) -> None:
        """Have the steps that the kind stands in brought up to date."""
        self.steps |= steps_touched(kind)

    def touch_by_words(self, kind: str) -> None:
        """Do so where an item says something else, but is as full as it was and refers to the same."""
        self.steps |= steps_judging(kind)

    def log(self, action: str, item_id: str, kind: str, after: Any, name: str | None = None) -> None:
        self.logged.append(
            {
                "plan_id": self.plan.id,
                "seq": self.seq,
                "batch": self.batch,
                "action": action,
                "item_id": item_id,
                "kind": kind,
                "field": name,
                "after": after,
                "actor_id": self.actor.id,
                "at": self.at,
                "origin": self.origin,
            }
        )


def hash_payload(payload: Any) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


@contextmanager
def writing(
    plan_id: str,
    permission: Permission,
    actor: User,
    *,
    key: str = "",
    payload: Any = None,
    renew: bool = False,
) -> Iterator[Write]:
    """Open a write of a plan. ``write.answer`` is kept under the key; ``write.replayed`` is what was kept before.

    A key that comes again with something else is a KeyReusedError; with ``renew`` it is a new edit, as when
    somebody goes back in the browser, types on in the old form and sends it again.
    """
    user_id, digest = signed_in(actor).id, hash_payload(payload)
    db.session.commit()  # ends the read transaction; nothing is expired
    try:
        taken = take_plan(plan_id, permission, actor, receipt_key=key)
        write = Write(plan=taken.plan, actor=actor, at=now(), batch=new_id())
        if taken.receipt is not None and taken.receipt_hash == digest:
            write.replayed = json.loads(taken.receipt)
        elif taken.receipt is not None:
            if not renew:
                raise KeyReusedError
            key = ""
        yield write
        if write.replayed is not None or not write.logged:
            db.session.rollback()
            return
        execute(LOG, write.logged)
        refresh_referrers(plan_id, write.referred, write.steps)
        refresh_steps(plan_id, write.steps, write.seq)
        if key:
            _keep_receipt(write, user_id, key, digest)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def _keep_receipt(write: Write, user_id: int, key: str, digest: str) -> None:
    """Keep the answer under the key, so that the same request gets it again instead of writing twice."""
    receipt = {
        "plan_id": write.plan.id,
        "actor_id": user_id,
        "key": key,
        "payload_hash": digest,
        "at": write.at,
        "answer": json.dumps(write.answer),
    }
    execute(KEEP_RECEIPT, receipt)
