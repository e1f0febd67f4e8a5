"""The panel's first two tabs: the guidance of the step, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import request, url_for

from impactplan.access import Permission
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.workbook.addresses import step_address
from impactplan.workbook.checks import Issue
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.issues import find_missing
from impactplan.workbook.panel import PanelTab, StepPage, TabContent

MOST_SHOWN = 20
"""As many of what is missing are listed at once; all of them when asked for."""


@dataclass(frozen=True)
class IssueView:
    text: str
    href: str


@dataclass(frozen=True)
class MissingView:
    issues: Sequence[IssueView]
    aside: bool
    count: int
    """How many there are: ``issues`` holds the first of them."""
    all_href: str = ""


def fill_guidance(page: StepPage) -> TabContent | None:
    """Return how one does the step, for those who write it or say something of it."""
    if not page.editable and not page.plan.may(Permission.COMMENT):
        return None
    return TabContent(guidance_of(page.step, page.state.rules))


def fill_missing(page: StepPage) -> TabContent | None:
    """Return what is missing, for those who can fill it in."""
    if not page.editable:
        return None
    missing = find_missing(page.state, page.step)
    aside, count = page.aside is not None, len(missing)
    shown = missing if request.args.get("missing") == "all" else missing[:MOST_SHOWN]
    href = url_for("workbook.show_step", plan_id=page.plan.id, step=page.step.key, missing="all", _anchor="missing")
    view = MissingView(view_issues(page.plan.id, shown), aside, count, href)
    return TabContent(view, count=count, quiet=aside)


def view_issues(plan_id: str, issues: Iterable[Issue]) -> list[IssueView]:
    """Return what the issues say, each with the link to where it is corrected."""
    located = ((issue.message, issue.location) for issue in issues)
    return [IssueView(text, step_address(plan_id, at.step, at.row, at.anchor)) for text, at in located]


GUIDANCE = PanelTab("guidance", _l("Guidance"), "workbook/_guidance.html", fill_guidance, changes=False, kept=True)
MISSING = PanelTab("missing", _l("Still missing"), "workbook/_gaps.html", fill_missing, brief=_l("Missing"), kept=True)
