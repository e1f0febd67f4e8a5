"""The panel's first two tabs: the guidance of the step, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.addresses import step_address
from impactplan.workbook.checks import Issue
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.issues import find_missing
from impactplan.workbook.panel import PanelTab, StepPage, TabContent


@dataclass(frozen=True)
class IssueView:
    text: str
    href: str


@dataclass(frozen=True)
class MissingView:
    issues: Sequence[IssueView]
    aside: bool


def fill_guidance(page: StepPage) -> TabContent:
    return TabContent(guidance_of(page.step, page.state.rules))


def fill_missing(page: StepPage) -> TabContent | None:
    """Return what is missing, for those who can fill it in."""
    if not page.editable:
        return None
    issues = view_issues(page.plan.id, find_missing(page.state, page.step))
    aside = page.aside is not None
    return TabContent(MissingView(issues, aside), count=len(issues), quiet=aside)


def view_issues(plan_id: str, issues: Iterable[Issue]) -> list[IssueView]:
    """Return what the issues say, each with the link to where it is corrected."""
    located = ((issue.message, issue.location) for issue in issues)
    return [IssueView(text, step_address(plan_id, at.step, at.row, at.anchor)) for text, at in located]


GUIDANCE = PanelTab("guidance", _l("Guidance"), "workbook/_guidance.html", fill_guidance, changes=False)
MISSING = PanelTab("missing", _l("Still missing"), "workbook/_gaps.html", fill_missing)
