"""Making the feedback of the demo, by the operations by which people make theirs, each with the clock of its act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from impactplan.access import Permission
from impactplan.demo.accounts import ACCOUNTS
from impactplan.demo.feedback.digitaal_mee import DIGITAAL_MEE
from impactplan.demo.feedback.notation import (
    Act,
    Ask,
    AskReader,
    Begin,
    Edit,
    HandOver,
    Keep,
    Note,
    Opening,
    Place,
    Reaction,
    Resolve,
    Rework,
    Say,
    SendAnswers,
    SendReview,
    Story,
    Take,
    Type,
)
from impactplan.demo.feedback.stories import STORIES
from impactplan.demo.writing import days_ago, spread_moments
from impactplan.feedback import requests, reviews, second_readers, threads
from impactplan.feedback.anchors import Anchor, quote
from impactplan.feedback.drafts import set_ready, take_draft
from impactplan.feedback.notes import save_note
from impactplan.feedback.thread_queries import note_read
from impactplan.feedback.threads import Message
from impactplan.feedback.visibility import is_visible
from impactplan.feedback.writing import FeedbackWrite, writing_feedback
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import force_locale
from impactplan.models import KINDS, FeedbackEvent, Plan, Remark, Revision, Snapshot, Thread, User, db, new_id
from impactplan.models.feedback import Circle
from impactplan.workbook.operations import set_fields
from impactplan.workbook.queries import load_state
from impactplan.workbook.undo import undo_batch
from impactplan.workbook.writing import Write, writing


def make_feedback(people: Mapping[str, User]) -> None:
    """Tell the story of each plan on which nothing was ever asked or said."""
    for story in (DIGITAAL_MEE, *STORIES):
        begun = select(FeedbackEvent.id).where(FeedbackEvent.plan_id == story.plan)
        if db.session.execute(begun).first() is None:
            with force_locale("nl"):
                Teller(story.plan, people).tell(story)


@dataclass
class Teller:
    """Tells a story: performs its acts, and keeps what they made by its name."""

    plan: str
    people: Mapping[str, User]
    made: dict[str, str] = field(default_factory=dict)
    states: dict[int, PlanState] = field(default_factory=dict)
    """The plan as it was at the seqs at which something was said."""

    def tell(self, story: Story) -> None:
        for act in story.acts:
            self.perform(act)
        seen = {account.account: account.seen for account in ACCOUNTS if account.seen is not None}
        for account in dict.fromkeys(act.by for act in story.acts):
            self.read(account, story.unread.get(account, seen.get(account, 0)))

    def perform(self, act: Act) -> None:
        match act:
            case Ask():
                with self.acting(act) as write:
                    asked = requests.ask_feedback(write, act.steps, act.question, f"demo-{act.name}")
                    self.made[act.name] = asked.id
            case Take():
                with self.acting(act) as write:
                    requests.take_request(write, self.made[act.request])
            case HandOver():
                with self.acting(act) as write:
                    requests.hand_over_request(write, self.made[act.request], int(self.people[act.to].id))
            case AskReader():
                with self.acting(act) as write:
                    second_readers.ask_reader(write, int(self.people[act.reader].id))
            case SendReview():
                self.review(act)
            case SendAnswers():
                self.answer(act)
            case Begin():
                self.begin(act)
            case Say():
                with self.acting(act) as write:
                    thread = threads.load_thread(write, self.made[act.thread])
                    threads.add_remark(write, thread, Message(act.body, key=new_id()))
            case Type():
                with self.acting(act) as write:
                    draft = take_draft(write, f"new.{self.find(write, act.place)[0].ref}")
                    draft.values, draft.versions, draft.changed_at = {"body": act.body}, {"body": 1}, write.at
            case Note():
                save_note(self.plan, self.people[act.by], act.body, 0).note.changed_at = days_ago(act.days)
                db.session.commit()
            case Resolve():
                with self.acting(act) as write:
                    for name in act.threads:
                        threads.resolve(write, threads.load_thread(write, self.made[name]))
            case Edit():
                self.edit(act)
            case Rework():
                self.rework(act)
            case Keep():
                self.keep(act)

    @contextmanager
    def acting(self, act: Act) -> Iterator[FeedbackWrite]:
        """Open a write at the moment of an act, with the plan as it was then."""
        with writing_feedback(self.plan, Permission.COMMENT, self.people[act.by]) as write:
            write.at = days_ago(act.days)
            written = select(func.max(Revision.seq)).where(Revision.plan_id == self.plan, Revision.at <= write.at)
            write.plan = replace(write.plan, seq=db.session.scalar(written) or 0)
            yield write

    def find(self, write: FeedbackWrite, place: Place) -> tuple[Anchor, str]:
        """Return the anchor of a place, and what stood there."""
        state = self.states.get(write.plan.seq) or load_state(self.plan, at=write.plan.seq)
        self.states[write.plan.seq] = state
        item_id = None
        if place.kind and KINDS[place.kind].sheet:
            item_id = next((sheet.id for sheet in state.rows(place.kind)), None)
        elif place.kind:
            (item_id,) = [row.id for row in state.rows(place.kind) if place.says in title_of(state, row)]
        anchor = Anchor(place.step, place.kind or None, item_id, place.field or None)
        return anchor, quote(state, anchor)

    def review(self, act: SendReview) -> None:
        with self.acting(act) as write:
            drafts = {self.gather(write, remark): remark for remark in act.remarks}
            if act.sent:
                follows = self.made.get(act.follows)
                sent = reviews.finish_review(
                    *(write, act.summary, act.verdicts), seq=write.plan.seq, key=f"demo-{act.name}", follows_id=follows
                )
                self.made[act.name] = sent.review_id
                self.name_threads(drafts)
            else:
                typed: dict[str, dict[str, Any]] = {"summary": {"summary": act.summary}} if act.summary else {}
                typed |= {
                    f"verdict.{step}": {"verdict": verdict or "remarks"} for step, verdict in act.verdicts.items()
                }
                for ref, values in typed.items():
                    draft = take_draft(write, ref)
                    draft.values, draft.versions, draft.changed_at = values, dict.fromkeys(values, 1), write.at

    def gather(self, write: FeedbackWrite, remark: Opening | Reaction) -> str:
        """Put a remark with an unsent review, and return by what its draft is known."""
        if isinstance(remark, Reaction):
            thread = threads.load_thread(write, self.made[remark.thread])
            values = {"body": remark.body, "asks": remark.asks}
            return str(set_ready(write, f"reply.{thread.id}", values, write.plan.seq, thread.step).id)
        anchor, stood = self.find(write, remark.place)
        values = {"body": remark.body, "asks": remark.asks, "circle": Circle.TRAINERS, "quote": stood}
        return str(set_ready(write, f"new.{anchor.ref}", values, write.plan.seq, anchor.step).id)

    def name_threads(self, drafts: Mapping[str, Opening | Reaction]) -> None:
        """Keep the threads that a review began, by the names of the remarks that it was gathered from."""
        for draft_id, remark in drafts.items():
            if isinstance(remark, Opening):
                began = select(Remark.thread_id).where(Remark.plan_id == self.plan, Remark.key == f"draft-{draft_id}")
                self.made[remark.name] = db.session.execute(began).scalar_one()

    def begin(self, act: Begin) -> None:
        with self.acting(act) as write:
            anchor, stood = self.find(write, act.place)
            of = self.people[act.reflection_of].id if act.reflection_of else None
            thread = threads.begin_thread(
                *(write, anchor, act.circle, Message(act.body, act.asks, key=new_id())),
                seq=write.plan.seq,
                quote=stood,
                reflection_of=of,
            )
            self.made[act.name] = thread.id

    def answer(self, act: SendAnswers) -> None:
        with self.acting(act) as write:
            for name, (answer, body) in act.answers.items():
                thread = threads.load_thread(write, self.made[name])
                set_ready(write, f"reply.{thread.id}", {"answer": answer, "body": body}, write.plan.seq, thread.step)
            if act.sent:
                reviews.send_answers(write)

    def edit(self, act: Edit) -> None:
        with self.acting(act) as write:
            anchor = self.find(write, act.place)[0]
        with writing(self.plan, Permission.EDIT, self.people[act.by]) as edit:
            set_fields(
                edit, act.place.kind, anchor.item_id or act.place.kind, {act.place.field: act.value}, {}, typing=False
            )
        self.date(edit, act)

    def rework(self, act: Rework) -> None:
        state = load_state(self.plan)
        with writing(self.plan, Permission.EDIT, self.people[act.by]) as edit:
            act.does(edit, state)
            batch = edit.batch
        self.date(edit, act)
        if act.undone:
            with writing(self.plan, Permission.EDIT, self.people[act.by]) as edit:
                undo_batch(edit, batch)
            self.date(edit, act)

    def date(self, edit: Write, act: Act) -> None:
        """Let an edit have been made at the moment of its act."""
        begun = db.session.execute(select(Plan.created_at).where(Plan.id == self.plan)).scalar_one()
        spread_moments(self.plan, (days_ago(0) - begun).days, act.days, after=edit.seq - 1)

    def keep(self, act: Keep) -> None:
        """Name the plan as it was at the moment of an act."""
        with self.acting(act) as write:
            kept = Snapshot(plan_id=self.plan, seq=write.plan.seq, name=act.name, made_by=write.actor.id, at=write.at)
            db.session.add(kept)

    def read(self, account: str, days: float) -> None:
        """Note that somebody has read all that they could see, until so many days ago."""
        with self.acting(Act(account, days)) as write:
            reader = self.people[account].id
            numbers = (
                select(Thread.id, func.max(Remark.number))
                .join(Remark, Remark.thread_id == Thread.id)
                .where(Thread.plan_id == self.plan, is_visible(write.plan, reader), Remark.sent_at <= write.at)
                .group_by(Thread.id)
            )
            note_read(self.plan, reader, {row[0]: row[1] for row in db.session.execute(numbers)})


def title_of(state: PlanState, row: Item) -> str:
    """Return the title of a row; where that is another row, the title of that one."""
    title = row[KINDS[row.kind].title_field]
    named = state.find(title) if isinstance(title, str) else None
    return title_of(state, named) if named is not None else str(title)
