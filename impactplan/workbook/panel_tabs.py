"""The panel's first two tabs: the guidance of the step, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from impactplan.workbook.addresses import step_address
from impactplan.workbook.completeness import find_gaps
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.panel import PanelTab, StepPage, TabContent
from impactplan.workbook.wording import name_item


@dataclass(frozen=True)
class GapView:
    text: str
    href: str


@dataclass(frozen=True)
class MissingView:
    gaps: Sequence[GapView]
    aside: bool


def fill_guidance(page: StepPage) -> TabContent:
    return TabContent(guidance_of(page.step, page.state.rules))


def fill_missing(page: StepPage) -> TabContent | None:
    """Return what is missing, for those who can fill it in."""
    if not page.editable:
        return None
    gaps, aside = view_gaps(page), page.aside is not None
    return TabContent(MissingView(gaps, aside), count=len(gaps), quiet=aside)


def view_gaps(page: StepPage) -> list[GapView]:
    """Say of each gap what is missing, with the way to it."""
    plan_id, step, views = page.plan.id, page.step.key, []
    for gap in find_gaps(page.state, page.step):
        if gap.item is None or gap.field is None:
            text = _("There is no %(kind)s yet", kind=str(gap.kind.label).lower())
            views.append(GapView(text, step_address(plan_id, step, anchor=f"add-{gap.kind.key}")))
        elif gap.kind.sheet:
            href = step_address(plan_id, step, anchor=f"{gap.kind.key}-{gap.field.name}")
            views.append(GapView(str(gap.field.label), href))
        else:
            href = step_address(plan_id, step, gap.item.id, f"{gap.item.id}-{gap.field.name}")
            views.append(GapView(f"{name_item(page.state, gap.item)}: {gap.field.label}", href))
    return views


GUIDANCE = PanelTab("guidance", _l("Guidance"), "workbook/_guidance.html", fill_guidance, changes=False)
MISSING = PanelTab("missing", _l("Still missing"), "workbook/_gaps.html", fill_missing)
