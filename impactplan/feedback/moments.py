"""The moments between which somebody looks at a plan: their last feedback, a snapshot, a day, the beginning, now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from flask import abort
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from impactplan.access import OpenPlan
from impactplan.access.plans import THE_PLAN
from impactplan.feedback.page import feedback_of
from impactplan.feedback.visibility import side_of
from impactplan.lib.dates import AMSTERDAM, format_date, moment_of
from impactplan.lib.texts import gettext as _
from impactplan.models import Review, ReviewStep, Revision, User, db
from impactplan.models.feedback import Side
from impactplan.site.language import language
from impactplan.steps import STEPS
from impactplan.workbook.past import BEGINNING
from impactplan.workbook.reading import read_date
from impactplan.workbook.snapshots import load_snapshots

REVIEWS_OFFERED = 12
OWN, START, NOW = "own", "start", "now"
PLAN = ""
"""In place of a step: the plan as a whole."""


@dataclass(frozen=True)
class Moment:
    """``seq`` says what the plan was; ``at`` when that was, as far as it is known."""

    key: str
    seq: int
    words: str
    at: datetime | None = None


@dataclass(frozen=True)
class Moments:
    """The moments that a page offers to one reader."""

    side: Side | None
    own: Mapping[str, Moment]
    """By step (and of the plan as a whole) what the reader looked at last when they gave feedback. To authors it is
    what their trainers looked at last; to who only remarks, the plan as it was at their last remark."""
    reviews: Sequence[Moment]
    snapshots: Sequence[Moment]
    start: Moment

    def own_of(self, step: str) -> Moment:
        return self.own.get(step) or self.own.get(PLAN) or self.start


@dataclass(frozen=True)
class Choice:
    """Between which moments is compared. What was typed and cannot be read stays in the form, with why."""

    own: bool
    since: Moment
    """The chosen moment; of one's own, that of the plan as a whole."""
    until: Moment | None
    """None is now."""
    by_step: Mapping[str, Moment] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def since_of(self, step: str) -> Moment:
        return self.by_step.get(step, self.since)


@cache
def _reviews_of_plan() -> Any:
    """Return the query of the finished reviews of a plan, with a row for each step that one covers."""
    return (
        select(
            *(Review.id, Review.trainer_id, Review.seq, Review.finished_at, User.shown_name.label("name")),
            *(ReviewStep.step, ReviewStep.seq.label("step_seq")),
        )
        .join(User, User.id == Review.trainer_id, isouter=True)
        .join(ReviewStep, ReviewStep.review_id == Review.id, isouter=True)
        .where(Review.plan_id == THE_PLAN)
        .order_by(Review.finished_at, Review.id)
    )


def load_moments(plan: OpenPlan, reader: User, *, named: bool = True) -> Moments:
    """Return the moments that a page offers; without ``named`` no snapshots are among them."""
    side = side_of(plan)
    reviews: Sequence[Any] = ()
    if side in {Side.AUTHOR, Side.TRAINER}:
        reviews = db.session.execute(_reviews_of_plan(), {"the_plan": plan.id}).all()
    if side is Side.READER:
        own = _find_remarked(plan, reader)
    else:
        own = _find_reviewed((row for row in reviews if side is Side.AUTHOR or row.trainer_id == reader.id), reader)
    listed = {row.id: row for row in reviews}.values()
    snapshots = [
        Moment(f"snapshot-{one.id}", one.seq, _("“%(name)s” (%(day)s)", name=one.name, day=_day(one.at)), one.at)
        for one in (load_snapshots(plan.id) if named else ())
    ]
    return Moments(
        side,
        own,
        [_review_moment(row, reader) for row in reversed(listed)][:REVIEWS_OFFERED],
        snapshots,
        Moment(START, BEGINNING, _("the beginning of the plan")),
    )


def _day(at: datetime) -> str:
    return format_date(at.astimezone(AMSTERDAM).date(), language())


def _review_moment(row: Any, reader: User, seq: int | None = None) -> Moment:
    day = _day(row.finished_at)
    if row.trainer_id == reader.id:
        words = _("your feedback of %(day)s", day=day)
    else:
        words = _("the feedback of %(name)s of %(day)s", name=row.name or _("somebody who left"), day=day)
    return Moment(f"review-{row.id}", row.seq if seq is None else seq, words, row.finished_at)


def _find_reviewed(rows: Iterable[Any], reader: User) -> dict[str, Moment]:
    """Return the last review of each step, and of the plan; the rows come oldest first."""
    last: dict[str, Moment] = {}
    for row in rows:
        last[PLAN] = _review_moment(row, reader)
        if row.step:
            last[row.step] = _review_moment(row, reader, row.step_seq)
    return last


def _find_remarked(plan: OpenPlan, reader: User) -> dict[str, Moment]:
    last: dict[str, Moment] = {}
    for head in feedback_of(plan, reader).heads:
        thread = head.thread
        if thread.begun_by == reader.id:
            words = _("your remark of %(day)s", day=_day(thread.begun_at))
            last[PLAN] = last[thread.step] = Moment(OWN, thread.seq, words, thread.begun_at)
    return last


def read_choice(plan: OpenPlan, moments: Moments, args: MultiDict[str, str]) -> Choice:
    """Return what a form asks for; without anything, from one's own last feedback until now."""
    chosen = {name: args.get(name, "").strip()[:60] for name in ("from", "from_day", "to", "to_day")}
    days, errors = {}, {}
    for name in ("from_day", "to_day"):
        try:
            days[name] = read_date(chosen[name]) if chosen[name] else None
        except ValueError as error:
            days[name], errors[name] = None, str(error)
    since = _moment_of_day(plan, days["from_day"]) or find_moment(plan, moments, chosen["from"])
    until = _moment_of_day(plan, days["to_day"], end=True) or find_moment(plan, moments, chosen["to"] or NOW)
    if since is None:
        by_step = {step.key: moments.own_of(step.key) for step in STEPS}
        return Choice(True, moments.own_of(PLAN), until, by_step, chosen, errors)
    if until is not None and until.seq < since.seq:
        since, until = until, since
    return Choice(False, since, until, {}, chosen, errors)


def find_moment(plan: OpenPlan, moments: Moments, key: str) -> Moment | None:
    """Return the moment that a key of the form names: None for now, and for one's own last feedback."""
    if key in {"", OWN, NOW}:
        return None
    if key.startswith("seq-") and key[4:].isascii() and key[4:].isdigit():
        seq = min(int(key[4:]), plan.seq)
        return Moment(f"seq-{seq}", seq, _("version %(number)s", number=seq))
    known = [moments.start, *moments.reviews, *moments.snapshots]
    return next((moment for moment in known if moment.key == key), None) or abort(404)


_LAST_BEFORE = select(Revision.seq).where(Revision.plan_id == THE_PLAN).order_by(Revision.seq.desc()).limit(1)


def _moment_of_day(plan: OpenPlan, day: date | None, *, end: bool = False) -> Moment | None:
    """Return the plan as it was when a day began, or ended."""
    if day is None:
        return None
    at = moment_of(day + timedelta(days=1) if end else day, time())
    seq = db.session.scalar(_LAST_BEFORE.where(Revision.at < at), {"the_plan": plan.id})
    return Moment("day", seq or BEGINNING, format_date(day, language()), at)
