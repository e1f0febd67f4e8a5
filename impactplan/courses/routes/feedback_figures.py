"""The feedback of a round in figures, as a page and as a table to take along."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask import Response
from flask.typing import ResponseReturnValue

from impactplan.access import RoundPermission, load_round
from impactplan.courses.blueprint import blueprint
from impactplan.courses.running.feedback_figures import PlanFigures, RoundFigures, load_figures
from impactplan.courses.views import render_round
from impactplan.feedback.wording import describe_turn_briefly
from impactplan.lib import spreadsheets
from impactplan.lib.dates import AMSTERDAM, today
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import now
from impactplan.site.templating import show_number


@blueprint.get("/rounds/<round_id>/feedback")
def show_round_feedback(round_id: str) -> ResponseReturnValue:
    """Show how the feedback of a round goes, and nothing of what it says."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    figures = load_figures(round_.id, now())
    turns = [say_turn(plan) for plan in figures.plans]
    return render_round(
        "courses/feedback_figures.html", round_, rows=list(zip(figures.plans, turns, strict=True)), figures=figures
    )


@blueprint.get("/rounds/<round_id>/feedback.csv")
def download_round_feedback(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.MANAGE)
    response = Response(spreadsheets.write_csv(list_rows(load_figures(round_.id, now()))), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="feedback-{today():%Y-%m-%d}.csv"'
    response.cache_control.no_store = True
    return response


def list_rows(figures: RoundFigures) -> list[Sequence[str]]:
    """Return the table of a round: a heading, and a row for each plan."""
    heading = (
        *(_("Plan"), _("Participants"), _("Library"), _("Peer group")),
        *(_("Steps handled"), _("Steps"), _("Feedback asked (steps)"), _("Feedback given (steps)")),
        *(_("Median waiting time (days)"), _("Trainer’s turn (times)"), _("Authors’ turn (times)")),
        *(_("Whose turn now"), _("Since")),
    )
    return [heading, *(_list_plan(plan, figures.steps) for plan in figures.plans)]


def _list_plan(plan: PlanFigures, steps: int) -> Sequence[str]:
    requests = plan.requests
    wait = show_days(requests.median_wait, "")
    since = f"{plan.since.astimezone(AMSTERDAM):%Y-%m-%d}" if plan.since else ""
    numbers = plan.filled, steps, requests.asked, requests.answered
    return (
        *(plan.title, ", ".join(plan.authors), ", ".join(plan.libraries), ", ".join(plan.groups)),
        *map(str, numbers),
        *(wait, str(requests.to_trainer), str(requests.to_authors)),
        *("; ".join(say_turn(plan)), since),
    )


def say_turn(plan: PlanFigures) -> list[str]:
    turn = plan.feedback.turn
    return describe_turn_briefly(turn, plan.feedback.trainers) if turn.begun else []


def _round(days: float) -> Decimal:
    return round(Decimal(days), 1 if days < 10 else 0)


@blueprint.app_template_filter("days")
def show_days(days: float | None, nothing: str = "–") -> str:
    """Write a number of days, with a decimal where there are few."""
    return nothing if days is None else show_number(_round(days))


@blueprint.app_template_filter("days_waited")
def say_days(days: float | None) -> str:
    """Say how long something took, in days."""
    if days is None:
        return "–"
    if days < 1:
        return _("less than a day")
    rounded = _round(days)
    return ngettext("%(days)s day", "%(days)s days", 1 if rounded == 1 else 2, days=show_number(rounded))
