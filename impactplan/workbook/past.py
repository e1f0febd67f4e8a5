"""Several moments of a plan at once, by two reads: the plan now, and the log of whatever was touched since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from impactplan.access.plans import THE_PLAN
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Revision, User
from impactplan.workbook.comparison import HEAD, Comparison, compare
from impactplan.workbook.history import Rewound, rewind
from impactplan.workbook.inverse import with_inverse_fields
from impactplan.workbook.queries import ENTRY, load_state, session

BEGINNING = 0
"""The seq before a plan had anything in it."""
_SEQ: Any = bindparam("the_seq")
_TOUCHED = select(Revision.item_id).where(Revision.plan_id == THE_PLAN, Revision.seq > _SEQ)
_LOG = (
    select(*ENTRY, Revision.origin, User.shown_name.label("who"))
    .join(User, User.id == Revision.actor_id, isouter=True)
    .where(Revision.plan_id == THE_PLAN, Revision.item_id.in_(_TOUCHED))
    .order_by(Revision.id)
)


@dataclass(frozen=True)
class RecentPast:
    """The plan now, and every moment of it from ``since`` on."""

    now: PlanState
    since: int
    log: Sequence[Any]
    """The whole log of the items that were touched after ``since``, the oldest entry first."""

    @cached_property
    def _touched(self) -> frozenset[str]:
        return frozenset(entry.item_id for entry in self.log if entry.seq > self.since)

    @cached_property
    def _states(self) -> dict[int, PlanState]:
        return {}

    def at(self, seq: int) -> PlanState:
        """Return the plan as it was at a seq; at the beginning it was empty."""
        if seq not in self._states:
            self._states[seq] = self._rewind_to(seq)
        return self._states[seq]

    def _rewind_to(self, seq: int) -> PlanState:
        if seq == BEGINNING:
            return replace(self.now, seq=seq, items=dict.fromkeys(KINDS, ()))
        if seq < self.since:
            raise ValueError(f"nothing is known of seq {seq}: it lies before {self.since}")
        until = [entry for entry in self.log if entry.seq <= seq]
        rewound = rewind(until)
        head = rewound.pop(self.now.plan_id, Rewound(self.now.plan_id, "plan"))
        named = {name: head.values[name] for name in HEAD if name in head.values}
        items = {key: self._rows_at(key, rewound) for key in KINDS}
        moment: datetime = max((entry.at for entry in until), default=self.now.at)
        return replace(self.now, seq=seq, at=moment, items=with_inverse_fields(items), **named)

    def _rows_at(self, kind: str, rewound: Mapping[str, Rewound]) -> tuple[Item, ...]:
        untouched = [item for item in self.now.rows(kind) if item.id not in self._touched]
        touched = [self._with_unlogged(item.item()) for item in rewound.values() if item.kind == kind and item.live]
        return tuple(sorted([*untouched, *touched], key=lambda item: (item.position, item.id)))

    @cached_property
    def _logged(self) -> frozenset[tuple[str, str]]:
        created = (
            (entry.item_id, name)
            for entry in self.log
            if entry.action == "create"
            for name in entry.after["v"]["values"]
        )
        return frozenset(created) | {(entry.item_id, entry.field) for entry in self.log if entry.field}

    def _with_unlogged(self, item: Item) -> Item:
        """Return an item with what a migration filled in, of which the log never tells."""
        current, stored = self.now.find(item.id), KINDS[item.kind].stored
        unlogged = [name for name in stored if stored[name].fixed and (item.id, name) not in self._logged]
        if current is None or not unlogged:
            return item
        return replace(item, values={**item.values, **{name: current[name] for name in unlogged}})

    def entries(self, seq: int, until: int | None = None) -> list[Any]:
        """Return what the log says between two moments; of the beginning of a plan it is not read."""
        last = self.now.seq if until is None else until
        return [entry for entry in self.log if seq < entry.seq <= last] if seq != BEGINNING else []

    def compare(self, seq: int, until: int | None = None, kinds: Collection[str] | None = None) -> Comparison:
        """Return what is different between two moments, the second of which is now unless another is given: in all
        kinds of items or only some."""
        last = self.now.seq if until is None else until
        return compare(self.at(seq), self.at(last), self.entries(seq, until), kinds)


def load_past(plan_id: str, seqs: Iterable[int]) -> RecentPast:
    """Return the plan now, from which it is known at each of some moments too."""
    now = load_state(plan_id)
    since = min((seq for seq in seqs if BEGINNING < seq < now.seq), default=now.seq)
    if since == now.seq:
        return RecentPast(now, since, ())
    # Read after the plan: what is written meanwhile is known by its seq, and left out.
    log = session().execute(_LOG, {"the_plan": plan_id, "the_seq": since}).all()
    return RecentPast(now, since, log)
