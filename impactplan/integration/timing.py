"""Actions in time: their order, what they wait for, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from impactplan.graph import Item, PlanState
from impactplan.lib.dates import format_date
from impactplan.lib.texts import gettext as _
from impactplan.site.language import language
from impactplan.workbook.wording import chosen, day, joined, shown_day

OPEN = (None, "", "planned", "running")
FILLED_STATES = {"planned": "empty", "running": "partly", "done": "complete", "dropped": "aside"}


def in_time_order(actions: Iterable[Item]) -> list[Item]:
    """Return actions by when they begin; those without a day come last, in their own order."""

    def key(action: Item) -> tuple[date, date]:
        start = action["start"] or action["end"] or date.max
        return start, action["end"] or start

    return sorted(actions, key=key)


def is_open(action: Item) -> bool:
    return action["action_state"] in OPEN


def period(action: Item) -> str:
    """Return when an action is done, in words."""
    first, last = day(action, "start"), day(action, "end")
    if action["milestone"] or first == last:
        return last or first
    if action["start"] and action["end"] and action["start"].year == action["end"].year:
        first = first.removesuffix(f" {action['start'].year}")
        if action["start"].month == action["end"].month:
            first = first.rpartition(" ")[0]
    if first and last:
        return f"{first} – {last}"
    return _("from %(day)s", day=first) if first else last and _("until %(day)s", day=last)


def is_late(state: PlanState, action: Item) -> bool:
    """Tell whether an action should have been finished by the day of the plan that is shown."""
    return is_open(action) and action["end"] is not None and action["end"] < shown_day(state)


def stand(state: PlanState, action: Item) -> str:
    """Return how far an action is; of one that should have been finished, when."""
    said = chosen(action, "action_state").lower()
    if not is_late(state, action):
        return said
    return joined([said, _("should have been finished on %(day)s", day=day(action, "end"))], "; ")


def predecessors(state: PlanState, action: Item) -> tuple[Item, ...]:
    """Return the actions that must be finished before this one."""
    return tuple(earlier for earlier in state.find_all(action["depends_on"]) if earlier.id != action.id)


def too_early(state: PlanState, action: Item) -> Item | None:
    """Return an action that ends only after this one, which waits for it, has begun."""
    start = action["start"] or action["end"]
    late = [earlier for earlier in predecessors(state, action) if start and earlier["end"] and earlier["end"] > start]
    return max(late, key=lambda earlier: earlier["end"], default=None)


def waits_for_itself(state: PlanState, action: Item) -> bool:
    """Tell whether what an action waits for leads back to it."""
    seen: set[str] = set()
    ahead = list(action["depends_on"] or ())
    while ahead:
        action_id = ahead.pop()
        if action_id == action.id:
            return True
        earlier = state.find(action_id)
        if action_id not in seen and earlier is not None:
            seen.add(action_id)
            ahead += earlier["depends_on"] or ()
    return False


def who_and_when(action: Item) -> str:
    return joined([action["accountable"], period(action)], ", ")


@dataclass(frozen=True)
class FirstDays:
    """The days after the last meeting in which something should happen."""

    count: int
    meeting: date
    last: date

    @property
    def words(self) -> str:
        return _(
            "The last meeting is on %(meeting)s. Until %(last)s no action begins or ends, and what waits that long "
            "often does not come. Which small step can come first?",
            meeting=format_date(self.meeting, language()),
            last=format_date(self.last, language()),
        )


def find_quiet_start(state: PlanState) -> FirstDays | None:
    """Return the first days after the last meeting if there are actions with a day, and none begins or ends then."""
    meeting, count = state.last_meeting, state.rules.first_days
    actions = [action for action in state.rows("action") if action["action_state"] != "dropped"]
    days = [action[name] for action in actions for name in ("start", "end") if action[name]]
    if meeting is None or not days:
        return None
    last = meeting + timedelta(days=count)
    return None if any(meeting <= day <= last for day in days) else FirstDays(count, meeting, last)
