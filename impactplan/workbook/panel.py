"""The panel beside the work: tabs that any room can add to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from impactplan.access import OpenPlan
from impactplan.graph import Item, PlanState
from impactplan.models import User
from impactplan.steps import Step


@dataclass(frozen=True)
class StepPage:
    """What a tab can be filled from: the page of a step, as it is being made for a reader."""

    plan: OpenPlan
    step: Step
    state: PlanState
    """With the kinds that the page reads."""
    reader: User
    editable: bool
    aside: Item | None
    """Why the step was set aside, if it was."""


@dataclass(frozen=True)
class TabContent:
    view: object
    count: int | None = None
    """How many things wait in the tab, shown with its title; None where nothing is counted."""
    quiet: bool = False
    """Whether the count is left out of the way to the panel, such as for a step that is set aside."""


@dataclass(frozen=True)
class PanelTab:
    key: str
    """The id of its part of the page."""
    title: LazyString
    template: str
    """Gets ``view`` (of its content), ``plan``, ``step`` and ``editable``. Elements in it with an id and ``data-live``
    are made anew after every save."""
    fill: Callable[[StepPage], TabContent | None]
    """Returns what it holds, or None: then the tab does not appear."""
    changes: bool = True
    """Whether writing items can change it, so that it is made anew after every save of one."""
    brief: LazyString | None = None
    """Its title where all tabs stand in one line, and there is no room for more."""
    kept: bool = False
    """Whether it hangs on its content, the step and the plan alone, so that it can be kept as it was made."""


@dataclass(frozen=True)
class TabView:
    """A tab as one page shows it."""

    tab: PanelTab
    content: TabContent


def fill_tabs(tabs: Sequence[PanelTab], page: StepPage) -> list[TabView]:
    """Return the tabs that have something to show, in their order."""
    return [TabView(tab, content) for tab in tabs if (content := tab.fill(page)) is not None]
