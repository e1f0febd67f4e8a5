"""What the pages of one meeting and of all meetings share: a change, and word of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from impactplan.access import OpenRound
from impactplan.courses.programme.announcing import announce_changes
from impactplan.courses.programme.storing import Change


def change_and_lead_back(
    round_: OpenRound, changes: Sequence[Change], message: str, *, tell: bool = True
) -> ResponseReturnValue:
    """Change meetings, say how many people are told of it, and go back to the list."""
    notified = announce_changes(round_, current_user, changes, tell=tell)
    flash(f"{message} {describe_notified(notified)}".strip(), "success")
    return redirect(url_for("courses.list_meetings", round_id=round_.id), 303)


def describe_notified(count: int | None) -> str:
    if count is None:
        return ""
    if not count:
        return _("Nobody else is in the round yet, so nobody had to be told.")
    return ngettext("%(num)d person is told by mail.", "%(num)d people are told by mail.", count)
