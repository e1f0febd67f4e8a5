"""What the pages of one meeting and of all meetings share: changing them and notifying people."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenRound
from impactplan.courses.programme.announcements import announce_changes
from impactplan.courses.programme.meeting_operations import Change
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext


def change_and_lead_back(
    round_: OpenRound, changes: Sequence[Change], message: str, *, notify: bool = True
) -> ResponseReturnValue:
    """Change meetings, show how many people are notified, and go back to the list."""
    notified = announce_changes(round_, current_user, changes, notify=notify)
    flash(f"{message} {describe_notified(notified)}".strip(), "success")
    return redirect(url_for("courses.list_meetings", round_id=round_.id), 303)


def describe_notified(count: int | None) -> str:
    if count is None:
        return ""
    if not count:
        return _("Nobody else is in the round yet, so nobody had to be told.")
    return ngettext("%(num)d person is told by mail.", "%(num)d people are told by mail.", count)
