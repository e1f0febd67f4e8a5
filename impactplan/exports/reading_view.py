"""The reading view of a plan: it follows from the plan at a seq and from little else, so a process keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.exports.additions import Addition
from impactplan.exports.document import build_document
from impactplan.exports.html import describe_version, render_body, render_contents
from impactplan.exports.options import Options
from impactplan.exports.sizes import is_too_long
from impactplan.extensions import PerApp
from impactplan.lib.dates import today
from impactplan.lib.recent import Recent
from impactplan.workbook.queries import load_head, load_state

MOST_KEPT = 8_000_000
"""Characters that are kept in a process, of the documents that were asked for last: some 25 whole plans."""


@dataclass(frozen=True)
class Reading:
    """What a page shows of a document."""

    title: str
    organisation: str
    authors: Sequence[str]
    language: str
    made: str
    contents: Markup
    body: Markup
    too_long: bool


def _measure(reading: Reading) -> int:
    return 2_000 + len(reading.body)


READINGS: PerApp[Recent[object, Reading]] = PerApp("readings", lambda: Recent(MOST_KEPT, _measure))


def view_reading(
    plan: OpenPlan, options: Options, seq: int | None, authors: Sequence[str], additions: Sequence[Addition]
) -> Reading:
    """Return the document of a plan, now or as it was at a seq, with links to its steps for those who may edit it.

    With additions, which each reader has their own of, it is made each time.
    """
    editable = plan.may("edit") and seq is None
    if options.personal:
        return _make(plan, options, seq, authors, additions, editable=editable)
    head, _states = load_head(plan.id)  # before the rest, so that what is kept under it is never older
    store, key = READINGS.current, (repr(tuple(head)), options, seq, tuple(authors), editable, today())
    reading = store.find(key)
    if reading is None:
        reading = _make(plan, options, seq, authors, additions, editable=editable)
        store.keep(key, reading)
    return reading


def _make(
    plan: OpenPlan,
    options: Options,
    seq: int | None,
    authors: Sequence[str],
    additions: Sequence[Addition],
    *,
    editable: bool,
) -> Reading:
    state = load_state(plan.id, at=seq)
    too_long = is_too_long(state, options, sum(addition.size for addition in additions))
    if too_long:
        state, additions = replace(state, items={}), []
    document = build_document(state, options, authors, additions)
    return Reading(
        title=document.title,
        organisation=document.organisation,
        authors=document.authors,
        language=document.language,
        made=describe_version(document),
        contents=Markup() if too_long else render_contents(document),
        body=Markup() if too_long else render_body(document, editable=editable, plan_id=plan.id, turning=True),
        too_long=too_long,
    )
