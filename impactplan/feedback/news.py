"""What there is to tell somebody by mail, from sources that any room may add to: what is new since a moment, and what
is still open.

A source gets a ``MailReader``, which holds the plans in which they may say something now, and returns lines. It asks
the database for all of them together. A line about any other plan is dropped, so that nothing is told of a plan that
is closed to its reader.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import false, or_, select

from impactplan.access import OpenPlan, Permission, Relation, load_spoken_in
from impactplan.extensions import PerApp
from impactplan.feedback.anchors import REFLECTION
from impactplan.feedback.visibility import is_visible_to
from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import Thread, ToldNews, User, db, insert_new, now
from impactplan.models.base import table_of
from impactplan.site.addresses import full_address
from impactplan.steps import BY_KEY, STEPS
from impactplan.workbook.queries import load_state

MOST_LINES = 12
"""As many lines about one step stand in a mail; the rest is a number."""


@dataclass(frozen=True)
class Line:
    """One thing to tell: its words lead to it."""

    plan_id: str
    words: str
    link: str
    note: str = ""
    """What there is about it, beside the link."""
    step: str = ""
    """Of the plan; ``reflection_3`` for a reflection, and nothing for the plan as a whole."""
    subjects: Sequence[str] = ()
    """The ids of what is told: by these it is told once. What is open has none, as it may be told again."""


@dataclass(frozen=True)
class MailReader:
    """Who gets a mail, and the plans in which they may say something at this moment."""

    user: User
    since: datetime
    """From when on something is new to them."""
    plans: Mapping[str, OpenPlan] = field(default_factory=dict)
    states: dict[str, PlanState] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.user.id)

    @cached_property
    def trained(self) -> Collection[str]:
        """Return the plans of which they are a trainer."""
        return [plan.id for plan in self.plans.values() if plan.may(Permission.REVIEW)]

    @cached_property
    def written(self) -> Collection[str]:
        """Return the plans of which they are an author."""
        return [plan.id for plan in self.plans.values() if plan.may(Permission.EDIT)]

    def sees_thread(self) -> Any:
        """Return the condition by which a query of threads finds those that the reader may see, and no others."""
        by_relations: dict[frozenset[Relation], list[str]] = {}
        for plan in self.plans.values():
            by_relations.setdefault(plan.relations, []).append(plan.id)
        return or_(
            false(),
            *(Thread.plan_id.in_(ids) & is_visible_to(relations, self.id) for relations, ids in by_relations.items()),
        )

    def state_of(self, plan_id: str) -> PlanState:
        """Return a plan as it is now, which is read once, to name places in it."""
        if plan_id not in self.states:
            self.states[plan_id] = load_state(plan_id)
        return self.states[plan_id]


Source = Callable[[MailReader], Iterable[Line]]

_news: PerApp[list[Source]] = PerApp("news", list)
_open: PerApp[list[Source]] = PerApp("open-work", list)


def register_news(app: Flask, source: Source) -> None:
    """Register what tells somebody what is new since ``reader.since`` and was not seen by them, for the digest.

    Each line has the ids of what it tells in ``subjects``: what somebody was told before is not told again. What
    another mail tells at once is kept out with ``note_told``.
    """
    _news.of(app).append(source)


def register_open_work(app: Flask, source: Source) -> None:
    """Register what tells somebody what waits for them, for the reminder before a meeting."""
    _open.of(app).append(source)


@dataclass(frozen=True)
class StepLines:
    title: str
    lines: Sequence[Line]
    more: int
    """How many lines are left out."""


@dataclass(frozen=True)
class PlanLines:
    """What a mail says of one plan: of the plan as a whole, and by step."""

    plan: OpenPlan
    link: str
    lines: Sequence[Line]
    steps: Sequence[StepLines]

    @property
    def count(self) -> int:
        return len(self.lines) + sum(len(step.lines) + step.more for step in self.steps)


def open_reader(user: User, since: datetime) -> MailReader:
    return MailReader(user, since, load_spoken_in(int(user.id)))


def gather_news(reader: MailReader) -> list[Line]:
    """Return what is new to somebody and was not told them yet."""
    lines = _gather(_news.current, reader)
    told = _load_told(reader.id, [subject for line in lines for subject in line.subjects])
    return [line for line in lines if not told.issuperset(line.subjects)]


def gather_open(reader: MailReader) -> list[Line]:
    return _gather(_open.current, reader)


def _gather(sources: Sequence[Source], reader: MailReader) -> list[Line]:
    if not reader.plans:
        return []
    return [line for source in sources for line in source(reader) if line.plan_id in reader.plans]


def _load_told(user_id: int, subjects: Sequence[str]) -> set[str]:
    query = select(ToldNews.subject).where(ToldNews.user_id == user_id, ToldNews.subject.in_(subjects))
    return set(db.session.scalars(query)) if subjects else set()


def note_told(user_ids: Collection[int], subjects: Collection[str]) -> None:
    """Keep, in the current transaction, that people are told of something by mail: no digest says it again."""
    at = now()
    rows = [
        {"user_id": user_id, "subject": subject, "told_at": at}
        for user_id in sorted(user_ids)
        for subject in sorted(set(subjects))
    ]
    for start in range(0, len(rows), 500):
        db.session.execute(insert_new(table_of(ToldNews), rows[start : start + 500]))


def group_lines(reader: MailReader, lines: Sequence[Line]) -> list[PlanLines]:
    """Put lines under their plans, by title, and in these under their steps, in the order of the plan."""
    by_plan: dict[str, list[Line]] = {}
    for line in lines:
        by_plan.setdefault(line.plan_id, []).append(line)
    plans = sorted((reader.plans[plan_id] for plan_id in by_plan), key=lambda plan: (plan.title.casefold(), plan.id))
    return [_group_by_step(plan, by_plan[plan.id]) for plan in plans]


def _group_by_step(plan: OpenPlan, lines: Sequence[Line]) -> PlanLines:
    by_step: dict[str, list[Line]] = {}
    for line in lines:
        by_step.setdefault(line.step if name_step(line.step) else "", []).append(line)
    own = by_step.pop("", [])
    steps = [
        StepLines(name_step(key), by_step[key][:MOST_LINES], max(0, len(by_step[key]) - MOST_LINES))
        for key in (*(step.key for step in STEPS), *sorted(by_step.keys() - BY_KEY.keys()))
        if key in by_step
    ]
    return PlanLines(plan, full_address("feedback.show_feedback", plan_id=plan.id), own, steps)


def name_step(key: str) -> str:
    """Return the title under which a step, or a reflection, stands in a mail."""
    if key in BY_KEY:
        return str(BY_KEY[key].title)
    match = REFLECTION.fullmatch(key)
    return _("Reflection on module %(number)s", number=match[1]) if match else ""
