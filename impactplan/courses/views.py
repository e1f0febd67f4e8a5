"""What the pages of a round have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from impactplan.access import OpenRound, RoundPermission
from impactplan.lib.texts import lazy_gettext as _l

TABS: tuple[tuple[str, LazyString, RoundPermission], ...] = (
    ("courses.show_round", _l("Overview"), RoundPermission.MANAGE),
    ("courses.list_meetings", _l("Meetings"), RoundPermission.ATTEND),
    ("courses.show_peer_round", _l("Peer round"), RoundPermission.ATTEND),
    ("courses.list_people", _l("People"), RoundPermission.MANAGE),
    ("courses.show_groups", _l("Peer groups"), RoundPermission.MANAGE),
    ("courses.show_round_feedback", _l("Feedback"), RoundPermission.MANAGE),
    ("courses.show_emails", _l("Mail"), RoundPermission.MANAGE),
    ("courses.edit_round", _l("Settings"), RoundPermission.MANAGE),
    ("courses.show_retention", _l("Privacy"), RoundPermission.MANAGE),
)


@dataclass(frozen=True)
class Tab:
    title: LazyString
    href: str
    current: bool


def view_tabs(round_: OpenRound, current: str = "") -> list[Tab]:
    """Return the tabs of a round that somebody may see; none where there is only one."""
    current = current or request.endpoint or ""
    tabs = [
        Tab(title, url_for(endpoint, round_id=round_.id), endpoint == current)
        for endpoint, title, permission in TABS
        if round_.may(permission) and endpoint in current_app.view_functions
    ]
    return tabs if len(tabs) > 1 else []


def lead_back(endpoint: str, message: str, category: str = "success", **values: Any) -> ResponseReturnValue:
    """Redirect to a page after a write, which shows the message."""
    flash(message, category)
    return redirect(url_for(endpoint, **values))


def render_round(template: str, round_: OpenRound, *, tab: str = "", **values: object) -> str:
    """Render a page of a round within its frame; ``tab`` names the endpoint of the tab that it belongs to."""
    return render_template(template, round=round_, tabs=view_tabs(round_, tab), **values)
