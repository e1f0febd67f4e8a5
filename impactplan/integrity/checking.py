"""All that can be looked at, in an order in which what is found first explains what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from impactplan.extensions import db
from impactplan.integrity.database import find_dangling, find_halves
from impactplan.integrity.faults import CANNOT_BE_READ, Fault, cannot_read
from impactplan.integrity.log import find_differences_from_log, find_low_seqs, mend_seq
from impactplan.integrity.values import find_strange_values
from impactplan.workbook import derived


def find_faults() -> Iterator[Fault]:
    """Look at all content, and yield what is wrong with it."""
    looks: Sequence[Callable[[], Iterator[Fault]]] = (find_dangling, find_halves, find_strange_values, find_low_seqs)
    for look in looks:
        yield from look()
        db.session.rollback()  # no look holds on to what the one before it saw
    plan_ids = derived.all_plan_ids()
    yield from find_differences_from_log(plan_ids)
    yield from find_derived_faults(plan_ids)


def find_derived_faults(plan_ids: Sequence[str]) -> Iterator[Fault]:
    """Yield what is derived otherwise than the items say. If some of the plans cannot be read, each is read alone."""
    try:
        compared = list(derived.compare_plans(plan_ids))
    except CANNOT_BE_READ as error:
        if len(plan_ids) == 1:
            yield cannot_read(plan_ids[0], error)
            return
        db.session.rollback()
        for plan_id in plan_ids:
            yield from find_derived_faults([plan_id])
        return
    for plan_id, differences in compared:
        for difference in differences:
            yield Fault(plan_id, difference.removeprefix(f"{plan_id}: "), mend="derived")


def mend(faults: Sequence[Fault]) -> list[str]:
    """Do what can be done about faults, and return the plans in which something was."""
    mended = []
    for plan_id in dict.fromkeys(fault.place for fault in faults if fault.mend):
        try:
            mend_seq(plan_id)
            derived.rebuild(plan_id)
            mended.append(plan_id)
        except CANNOT_BE_READ:  # another fault is in the way, and it is in the list
            db.session.rollback()
    return mended
