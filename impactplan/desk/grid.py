"""The plans of a trainer's rounds as a grid: what is shown of each, what a filter keeps, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from impactplan.desk.plans import TrainedPlan
from impactplan.feedback.queries import PlanFeedback
from impactplan.feedback.turn import ReviewState, find_review_states
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.lib.names import fold
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.steps import MODULES, STEPS, Step
from impactplan.workbook.step_states import HANDLED, NO_STEPS

STUCK, WAITING, UNANSWERED = "stuck", "waiting", "unanswered"
SHOWN: dict[str, LazyString] = {
    "": _l("All plans"),
    UNANSWERED: _l("Waits for an answer of a trainer"),
    WAITING: _l("Waits longer than so many days"),
    STUCK: _l("Has stood still for so many days"),
}
BY_WAITING, BY_QUIET, BY_CHANGE, BY_LIBRARY, BY_TITLE = "waiting", "quiet", "change", "library", "title"
ORDERS: dict[str, LazyString] = {
    BY_WAITING: _l("What waits for you first"),
    BY_QUIET: _l("Longest without a change first"),
    BY_CHANGE: _l("Last changed first"),
    BY_LIBRARY: _l("By library"),
    BY_TITLE: _l("By name of the plan"),
}
USUAL_DAYS, MOST_DAYS = 14, 365


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see, as the address of the page says it: so it can be kept and passed on."""

    show: str = ""
    days: int = USUAL_DAYS
    module: int = 0
    group: str = ""
    library: str = ""
    order: str = BY_WAITING

    @classmethod
    def from_address(cls, args: MultiDict[str, str]) -> Filters:
        """Read the filters of an address; what makes no sense there counts as not said."""
        show, order = args.get("show", ""), args.get("order", "")
        return cls(
            show=show if show in SHOWN else "",
            days=min(_read_number(args.get("days", "")) or USUAL_DAYS, MOST_DAYS),
            module=next((one.number for one in MODULES if str(one.number) == args.get("module")), 0),
            group=args.get("group", "")[:200],
            library=args.get("library", "")[:200],
            order=order if order in ORDERS else BY_WAITING,
        )

    @property
    def narrows(self) -> bool:
        """Tell whether plans may be left out."""
        return bool(self.show or self.group or self.library)

    @property
    def steps(self) -> Sequence[Step]:
        """Return the steps that have a column."""
        return [step for step in STEPS if self.module in {0, step.module}]


@dataclass(frozen=True)
class Choice:
    """A field of the form of filters: its options as values and words, the chosen one among them."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    current: str


def view_choices(rows: Sequence[GridRow], filters: Filters) -> list[Choice]:
    """Return what can be chosen; where there is but one library or no group, these are left out."""
    modules = [(str(one.number), f"{one.number} {one.short}") for one in MODULES]
    groups = sorted({group for row in rows for group in row.plan.groups} | {filters.group} - {""}, key=fold)
    libraries = sorted({one for row in rows for one in row.plan.libraries} | {filters.library} - {""}, key=fold)
    chosen = [
        Choice("show", _("Show"), [(key, str(words)) for key, words in SHOWN.items()], filters.show),
        Choice("module", _("Module"), [("", _("All modules")), *modules], str(filters.module or "")),
    ]
    if groups:
        chosen.append(Choice("group", _("Peer group"), [("", _("All groups")), *_pairs(groups)], filters.group))
    if len(libraries) > 1:
        options = [("", _("All libraries")), *_pairs(libraries)]
        chosen.append(Choice("library", _("Library"), options, filters.library))
    return [*chosen, Choice("order", _("Order"), [(key, str(words)) for key, words in ORDERS.items()], filters.order)]


def _pairs(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, one) for one in words]


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@dataclass(frozen=True)
class GridRow:
    """A plan as the grid shows it."""

    plan: TrainedPlan
    known: PlanFeedback
    reviews: Mapping[str, ReviewState]
    """What stands on the axis of review, for the steps of which anything was asked or said."""
    is_mine: bool
    """Whether this trainer can act in it."""
    waits_days: int | None
    """For how many days the plan has waited for a trainer; None where it does not."""
    due_days: int | None
    """For how many days its authors have been to act; None where they are not."""
    changed: date | None
    quiet_days: int

    @property
    def is_open(self) -> bool:
        """Tell whether its authors have something left to do."""
        if self.known.turn.authors:
            return True
        return any(self.known.states.get(step.key, "empty") not in HANDLED for step in STEPS)

    def is_stuck(self, days: int) -> bool:
        """Tell whether nothing was changed for so long, though there is something to do and it waits for no trainer."""
        return self.quiet_days > days and self.is_open and not self.known.turn.trainer


def make_rows(plans: Iterable[TrainedPlan], known: Mapping[str, PlanFeedback], trainer_id: int) -> list[GridRow]:
    """Return a row for each plan."""
    nothing, day = PlanFeedback(states=NO_STEPS), today()
    return [_make_row(plan, known.get(plan.id, nothing), trainer_id, day) for plan in plans]


def _make_row(plan: TrainedPlan, known: PlanFeedback, trainer_id: int, day: date) -> GridRow:
    turn = known.turn
    waits = turn.waiting_since if turn.trainer else None
    due = turn.due_since if turn.authors else None
    changed = _day_of(plan.changed) if plan.changed else None
    return GridRow(
        plan,
        known,
        find_review_states(known.steps),
        is_mine=bool(turn.waiting_for(trainer_id)) if turn.trainer else False,
        waits_days=(day - _day_of(waits)).days if waits else None,
        due_days=(day - _day_of(due)).days if due else None,
        changed=changed,
        quiet_days=(day - changed).days if changed else 0,
    )


def _day_of(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def choose_rows(rows: Iterable[GridRow], filters: Filters) -> list[GridRow]:
    """Return the plans that the filters keep, in their order."""
    chosen = [row for row in rows if _is_kept(row, filters)]
    return sorted(chosen, key=SORTED_BY[filters.order])


def _is_kept(row: GridRow, filters: Filters) -> bool:
    in_group = not filters.group or filters.group in row.plan.groups
    in_library = not filters.library or filters.library in row.plan.libraries
    return in_group and in_library and _is_shown(row, filters)


def _is_shown(row: GridRow, filters: Filters) -> bool:
    if filters.show == STUCK:
        return row.is_stuck(filters.days)
    if not filters.show:
        return True
    least = filters.days + 1 if filters.show == WAITING else 0
    return row.waits_days is not None and row.waits_days >= least


def _by_waiting(row: GridRow) -> tuple[int, int]:
    """Put what waits for this trainer first, the longest wait on top; then what waits for a colleague, then what waits
    for its authors, then the rest by its last change."""
    waits, due = row.waits_days, row.due_days
    if waits is not None:
        return (0 if row.is_mine else 1), -waits
    return (2, -due) if due is not None else (3, row.quiet_days)


SORTED_BY: Mapping[str, Callable[[GridRow], tuple[float | str, ...]]] = {
    BY_WAITING: _by_waiting,
    BY_QUIET: lambda row: (-row.quiet_days,),
    BY_CHANGE: lambda row: (-row.plan.changed.timestamp() if row.plan.changed else 0,),
    BY_LIBRARY: lambda row: (fold(", ".join(row.plan.libraries)), fold(row.plan.title)),
    BY_TITLE: lambda row: (fold(row.plan.title),),
}
