"""One plan under review: what was asked, what changed, what stands in the steps and what is missing there, with the
place to write beside it; and the way to the plan that waits next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from impactplan.access import OpenPlan
from impactplan.exports.document import build_document
from impactplan.exports.html import render_body
from impactplan.exports.options import Options
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.availability import Trainer
from impactplan.feedback.fields import view_draft
from impactplan.feedback.moments import START, load_moments, read_choice
from impactplan.feedback.page import PageFeedback, feedback_of
from impactplan.feedback.problems import find_errors
from impactplan.feedback.queue import Neighbours, find_neighbours
from impactplan.feedback.review_views import StepVerdict, Unsent, view_unsent
from impactplan.feedback.since import Since, StepSince, load_since
from impactplan.feedback.thread_queries import Spoken, ThreadHead, load_remarks_of
from impactplan.feedback.views import ThreadView, view_thread
from impactplan.feedback.visibility import OFFERED, describe_circle
from impactplan.graph import PlanState
from impactplan.models import User
from impactplan.models.feedback import Side, ThreadState
from impactplan.steps import BY_KEY, STEPS, Step
from impactplan.workbook.checks import Severity
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.issues import find_issues
from impactplan.workbook.pages import draw_pictures
from impactplan.workbook.panel_tabs import IssueView, view_issues

MOST_ISSUES, MOST_THREADS = 12, 20
"""As many stand on the page, of a step and in all; the others are counted, and stand in the step."""
THEORY = "theory"


@dataclass(frozen=True)
class Gap:
    """What is missing in a step or what a check finds, the weightiest first."""

    severity: Severity
    issue: IssueView


@dataclass(frozen=True)
class StepWork:
    """A step under review: what it says, what is missing, what is said of it, and what one writes about it."""

    verdict: StepVerdict
    body: Markup
    gaps: Sequence[Gap]
    more_gaps: int
    threads: Sequence[ThreadView]
    ref: str
    """Of the draft of a remark about the step as a whole."""
    fields: Sequence[FieldView]

    @property
    def step(self) -> Step:
        return self.verdict.step

    @property
    def is_writing(self) -> bool:
        """Tell whether a remark was begun here, or refused."""
        return any(field.name == "body" and (field.raw or field.errors) for field in self.fields)


@dataclass(frozen=True)
class ReviewDesk:
    unsent: Unsent
    neighbours: Neighbours
    steps: Sequence[StepWork]
    changed: Sequence[StepSince]
    """What changed since one's last feedback, in the steps that this review is about."""
    changed_elsewhere: Sequence[StepSince]
    is_first: bool
    """Whether this trainer never sent feedback on the plan."""
    threads: Sequence[ThreadView]
    """What waits for a trainer or is new in other steps."""
    more_threads: int
    pictures: Sequence[dict[str, Any]]
    seen_by: str
    """Who sees a remark that is written here."""
    colleagues: Sequence[Trainer]


def view_review_desk(plan: OpenPlan, trainer: User, more: Sequence[str] = ()) -> ReviewDesk:
    """Return the whole page, for whatever the plan holds in a fixed number of queries."""
    choice = read_choice(plan, load_moments(plan, trainer, named=False), MultiDict())
    known = feedback_of(plan, trainer)
    due = find_due(known.heads)
    remarks = RemarksAtOnce([head.thread.id for head in due[:MOST_THREADS]])
    since = load_since(plan, trainer, choice, load_remarks=remarks)
    unsent = view_unsent(plan, trainer, more, since.now)
    covered = [one.step.key for one in unsent.steps]
    spoken = remarks(remarks.also)
    threads = [
        view_thread(plan, since.now, head, spoken[head.thread.id], known.drafts, int(trainer.id))
        for head in due[:MOST_THREADS]
    ]
    is_first = choice.since.key == START
    works = [_view_step(plan, since.now, verdict, known, threads) for verdict in unsent.steps]
    return ReviewDesk(
        unsent,
        find_neighbours(int(trainer.id), plan.id),
        works,
        [] if is_first else [one for one in since.steps if one.step.key in covered],
        [] if is_first else _elsewhere(since, covered),
        is_first,
        [view for view in threads if view.thread.step not in covered],
        max(len(due) - MOST_THREADS, 0),
        _draw_theory(since.now) if THEORY not in covered else (),
        describe_circle(plan, OFFERED[Side.TRAINER][0]),
        [Trainer(*one) for one in known.known.trainers.items() if one[0] != trainer.id],
    )


def _elsewhere(since: Since, covered: Sequence[str]) -> list[StepSince]:
    return [one for one in since.steps if one.step.key not in covered]


def find_due(heads: Sequence[ThreadHead]) -> list[ThreadHead]:
    """Return the threads that wait for a trainer or hold something new, in the order of the steps."""
    order = {step.key: place for place, step in enumerate(STEPS)}
    due = [head for head in heads if head.thread.step in BY_KEY and (head.unread or _waits(head))]
    return sorted(due, key=lambda head: (order[head.thread.step], head.thread.begun_at, head.thread.id))


def _waits(head: ThreadHead) -> bool:
    return head.thread.state != ThreadState.RESOLVED and head.thread.awaits == Side.TRAINER


class RemarksAtOnce:
    """Loads the remarks of threads with those of others that the page shows as well, so that it asks once."""

    def __init__(self, also: Sequence[str]) -> None:
        self.also = also
        self.known: dict[str, list[Spoken]] = {}

    def __call__(self, thread_ids: Sequence[str]) -> dict[str, list[Spoken]]:
        missing = [one for one in dict.fromkeys((*thread_ids, *self.also)) if one not in self.known]
        self.known |= load_remarks_of(missing) if missing else {}
        return {one: self.known[one] for one in thread_ids}


def _view_step(
    plan: OpenPlan, state: PlanState, verdict: StepVerdict, known: PageFeedback, threads: Sequence[ThreadView]
) -> StepWork:
    step = verdict.step
    order = list(Severity)
    issues = sorted(find_issues(state, [step]), key=lambda issue: order.index(issue.severity))
    gaps = [Gap(one.severity, view_issues(plan.id, [one])[0]) for one in issues[:MOST_ISSUES]]
    ref = f"new.{Anchor(step.key).ref}"
    return StepWork(
        verdict,
        render_step(state, step),
        gaps,
        len(issues) - len(gaps),
        [view for view in threads if view.thread.step == step.key],
        ref,
        view_draft(plan, ref, known.drafts.get(ref), names=("body", "asks"), errors=find_errors().get(ref)),
    )


HEADINGS = re.compile(r'<h[23] id="[^"]*">.*?</h[23]>\s*')
LEVEL = re.compile(r"(</?h)([45])\b")
"""What stands below the heading of a step in a document stands below that of its part of the page here."""
IDS = re.compile(r'(<(?:li|section|div|h3)) id="[^"]*"')


def render_step(state: PlanState, step: Step) -> Markup:
    """Return what a step says, as the document has it, without the headings and ids that other steps on the page have
    as well."""
    body = render_body(build_document(state, Options.of([step.key])))
    return Markup(LEVEL.sub(_raise_heading, IDS.sub(r"\1", HEADINGS.sub("", body))))  # noqa: S704  # what the document made, less some attributes


def _raise_heading(match: re.Match[str]) -> str:
    return f"{match[1]}{int(match[2]) - 1}"


def _draw_theory(state: PlanState) -> Sequence[dict[str, Any]]:
    """Return the theory of change, to look at beside any other step."""
    has_effects = bool(state.rows("outcome"))
    return draw_pictures(state, BY_KEY[THEORY]) if has_effects else ()
