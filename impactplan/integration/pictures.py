"""The picture of module 5: the roadmap against time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup, escape

from impactplan.diagram.gantt import ActionBar, GanttSpec, GanttWords, Stage, gantt
from impactplan.graph import Item, PlanState
from impactplan.integration.timing import in_time_order, is_late, predecessors
from impactplan.lib.dates import MONTHS, format_date, today
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models.action import ACTION_STATES
from impactplan.site.language import language
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Picture
from impactplan.workbook.wording import joined, name_of, shown_day

PER_PAGE = 26
"""As many bars can be read on a page of a document."""
SHORT_MONTHS = {"nl": {3: "mrt"}, "en": {}}


def datable(state: PlanState) -> list[Item]:
    """Return the actions that can be drawn, those with a day and none that ends before it begins, in order of time."""
    return [
        action
        for action in in_time_order(state.rows("action"))
        if (action["start"] or action["end"]) and (action["start"] or action["end"]) <= (action["end"] or date.max)
    ]


def _months() -> tuple[str, ...]:
    named = enumerate(MONTHS[language()], 1)
    return tuple(SHORT_MONTHS[language()].get(number, name[:3]) for number, name in named)


def words(now: str) -> GanttWords:
    labels = {key: str(label).lower() for key, label in ACTION_STATES}
    return GanttWords(_months(), now, {stage: labels[stage.value] for stage in Stage}, _("milestone"), _("after:"))


def _bar(state: PlanState, action: Item, page: bool) -> ActionBar:
    start, end = action["start"] or action["end"], action["end"] or action["start"]
    stage = Stage(action["action_state"] or "planned")
    late = _("should have been finished") if is_late(state, action) else ""
    state_text = late or {Stage.DONE: _("finished"), Stage.DROPPED: _("dropped")}.get(stage, "")
    return ActionBar(
        action.id,
        name_of(state, action.id) or "…",
        end if action["milestone"] else start,
        end,
        joined([action["accountable"], state_text]),
        stage,
        bool(action["milestone"]),
        tuple(earlier.id for earlier in predecessors(state, action)),
        step_address(state.plan_id, "roadmap", action.id, f"row-{action.id}") if page else None,
    )


def _spec(state: PlanState, actions: Sequence[Item], page: bool) -> GanttSpec:
    drawn = datable(state)
    days = [day for action in drawn for day in (action["start"], action["end"]) if day]
    first, last = min(days).replace(day=1), max(days) + timedelta(days=7)
    moment = today() if page else shown_day(state)
    margin = (last - first) * 0.15
    if last < moment <= last + margin:  # a little later or earlier than the plan: still worth seeing
        last = moment + timedelta(days=7)
    elif first - margin <= moment < first:
        first = moment.replace(day=1)
    return GanttSpec(
        tuple(_bar(state, action, page) for action in actions),
        first,
        last,
        moment,
        title_of(state),
        _("Bars of the actions against time, with what each waits for. The list holds the same."),
        words(_("today") if page else format_date(moment, language())),
        state.language,
    )


def title_of(state: PlanState) -> str:
    """Say what the picture shows: how many actions, how many are finished, and until when it goes on."""
    actions = datable(state)
    if not actions:
        return _("The roadmap")
    last = max(action["end"] or action["start"] for action in actions)
    done = sum(action["action_state"] == "done" for action in actions)
    until = format_date(last, language())
    text = ngettext("One action, until %(day)s", "%(num)d actions, until %(day)s", len(actions), day=until)
    finished = _("%(count)s finished", count=done)
    return f"{text}; {finished}" if done else text


def draw(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    return _draw(state, datable(state), prefix, page)


def _draw(state: PlanState, actions: Sequence[Item], prefix: str, page: bool) -> Markup:
    if not actions:
        return escape(_("Give the actions their dates, and they appear here."))
    svg = gantt(_spec(state, actions, page), measure=measure(), prefix=prefix, heading=False, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


def draw_pages(state: PlanState, prefix: str) -> list[Markup]:
    """Return the roadmap in as many pictures as make it readable on paper, all against the same days."""
    actions = datable(state)
    count = -(-len(actions) // PER_PAGE)
    per = -(-len(actions) // count) if count else 1
    parts = [actions[start : start + per] for start in range(0, len(actions), per)]
    return [_draw(state, part, f"{prefix}-{number}", False) for number, part in enumerate(parts)]


ROADMAP_PICTURE = Picture("roadmap", title_of, draw, ("action",), has_content=lambda state: bool(datable(state)))
