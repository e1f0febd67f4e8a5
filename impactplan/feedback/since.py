"""What changed in a plan since a moment, with the authors' answers beside what they changed: by default, since one's
own last feedback on each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from impactplan.access import OpenPlan
from impactplan.feedback.moments import Choice, Moment
from impactplan.feedback.page import feedback_of
from impactplan.feedback.thread_queries import Spoken, ThreadHead, load_remarks_of
from impactplan.feedback.views import address_of, anchor_of, name_place
from impactplan.feedback.wording import ANSWERED
from impactplan.graph import PlanState
from impactplan.lib import markdown
from impactplan.lib.text import Effort
from impactplan.models import KINDS, User
from impactplan.models.feedback import Answer, Side, ThreadState
from impactplan.steps import STEPS, Step
from impactplan.workbook.comparison import Comparison, FieldChange
from impactplan.workbook.differences import StepDifferences, list_differences
from impactplan.workbook.past import RecentPast, load_past

LoadRemarks = Callable[[Sequence[str]], Mapping[str, Sequence[Spoken]]]

ROWS_OF_STEP, ROWS_A_STEP = 100, 15
"""How many rows a page shows of one step, and where it shows all steps, of each."""


@dataclass(frozen=True)
class AnswerView:
    """What an author did with a remark, and said of it."""

    place: str
    field: str
    """The field that it is about, if it is about one."""
    href: str
    answered: str
    body: Markup
    who: str
    at: datetime


@dataclass(frozen=True)
class StepSince:
    step: Step
    since: Moment
    differences: StepDifferences
    beside: Mapping[str, Sequence[AnswerView]] = field(default_factory=dict)
    """The answers about rows that were changed, by id of the row."""
    apart: Sequence[AnswerView] = ()
    """The answers about what was not changed; since one's own feedback, without those that were settled and read."""

    def __bool__(self) -> bool:
        return bool(self.differences or self.apart)

    @property
    def answers(self) -> int:
        return len(self.apart) + sum(map(len, self.beside.values()))


@dataclass(frozen=True)
class Since:
    choice: Choice
    steps: Sequence[StepSince]
    """In which something changed or was answered, in the order of the plan."""
    unchanged: Sequence[Step]
    head: Sequence[FieldChange]
    """The name of the plan and of its library, where they changed."""
    now: PlanState

    @property
    def rows(self) -> int:
        return sum(sum(one.differences.counts.values()) for one in self.steps)

    @property
    def answers(self) -> int:
        return sum(one.answers for one in self.steps)


def load_since(
    plan: OpenPlan,
    reader: User,
    choice: Choice,
    step: Step | None = None,
    page: int = 1,
    *,
    load_remarks: LoadRemarks = load_remarks_of,
) -> Since:
    """Return what changed in a step, or in each step of the plan. A page that shows threads as well brings what loads
    the remarks of both at once."""
    wanted = [step] if step is not None else list(STEPS)
    until = choice.until
    seqs = {choice.since_of(one.key).seq for one in wanted} | ({until.seq} if until else set())
    past = load_past(plan.id, seqs)
    most = ROWS_OF_STEP if step is not None else ROWS_A_STEP
    effort = Effort()  # shared: what is left when a plan changed much is told without its words being compared
    differences = {
        one.key: list_differences(one, _compare_step(past, choice, one), effort, skip=most * (page - 1), most=most)
        for one in wanted
    }
    keys = [one.key for one in wanted]
    answers = _load_answers(plan, reader, choice, past.now, keys, load_remarks) if page == 1 else {}
    steps = [_put_beside(one, choice, differences[one.key], answers.get(one.key, ())) for one in wanted]
    first = choice.since.seq
    return Since(
        choice,
        [one for one in steps if one],
        [one.step for one in steps if not one],
        past.compare(first, until.seq if until else None, ()).head if step is None and first else (),
        past.now,
    )


def _compare_step(past: RecentPast, choice: Choice, step: Step) -> Comparison:
    until = choice.until.seq if choice.until else None
    since = choice.since_of(step.key).seq
    return past.compare(min(since, until) if until is not None else since, until, {*step.shown, "set_aside"})


def _load_answers(
    plan: OpenPlan,
    reader: User,
    choice: Choice,
    state: PlanState,
    steps: Sequence[str],
    load_remarks: LoadRemarks,
) -> dict[str, list[tuple[ThreadHead, AnswerView]]]:
    """Return what authors answered between the moments in threads that the reader may see, and what of it the reader
    has not read, by step."""
    heads = [head for head in feedback_of(plan, reader).heads if head.thread.step in steps]
    heads = [head for head in heads if head.unread or _is_since(choice, head.thread.step, head.thread.changed_at)]
    spoken = load_remarks([head.thread.id for head in heads])
    answers: dict[str, list[tuple[ThreadHead, AnswerView]]] = {}
    for head in heads:
        for said in spoken[head.thread.id]:
            if _is_answer(said) and _is_new(choice, head, said):
                answers.setdefault(head.thread.step, []).append((head, _view_answer(plan, state, head, said)))
    return answers


def _is_answer(said: Spoken) -> bool:
    """Tell whether an author replied: not that they began to speak themselves."""
    return said.remark.side == Side.AUTHOR and said.remark.number > 1 and said.remark.withdrawn_at is None


def _is_new(choice: Choice, head: ThreadHead, said: Spoken) -> bool:
    until = choice.until.at if choice.until else None
    if until is not None and said.remark.sent_at > until:
        return False
    unread = choice.own and said.remark.number > head.read
    return unread or _is_since(choice, head.thread.step, said.remark.sent_at)


def _is_since(choice: Choice, step: str, at: datetime) -> bool:
    since = choice.since_of(step).at
    return since is None or at > since


def _view_answer(plan: OpenPlan, state: PlanState, head: ThreadHead, said: Spoken) -> AnswerView:
    remark, anchor = said.remark, anchor_of(head.thread)
    return AnswerView(
        place=name_place(state, anchor),
        field=str(KINDS[anchor.kind].fields[anchor.field].label) if anchor.kind and anchor.field else "",
        href=address_of(plan.id, head.thread, head.deleted),
        answered=str(ANSWERED[Answer(remark.answer)]) if remark.answer else "",
        body=markdown.render(remark.body),
        who=said.name,
        at=remark.sent_at,
    )


def _put_beside(
    step: Step, choice: Choice, differences: StepDifferences, answers: Iterable[tuple[ThreadHead, AnswerView]]
) -> StepSince:
    """Put each answer with the row that it is about, where that was changed."""
    sheets = {one.kind.key: one.item_id for one in differences.items if one.kind.sheet}
    beside: dict[str, list[AnswerView]] = {}
    apart = []
    for head, view in answers:
        thread = head.thread
        is_sheet = thread.kind is not None and KINDS[thread.kind].sheet
        place = sheets.get(thread.kind or "", "") if is_sheet else thread.item_id or ""
        if place in differences.ids:
            beside.setdefault(place, []).append(view)
        elif head.unread or thread.state != ThreadState.RESOLVED or not choice.own:
            apart.append(view)
    return StepSince(step, choice.since_of(step.key), differences, beside, apart)
