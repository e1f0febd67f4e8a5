"""The calendar of a round: its secret address, and the feed that calendar programs read there."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_security import current_user

from impactplan.access import RoundPermission, load_round
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme.calendar_links import open_calendar, renew_link, revoke_link
from impactplan.courses.programme.meeting_operations import load_meetings
from impactplan.extensions import limiter
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import db
from impactplan.site.addresses import full_address


@blueprint.get("/calendar/<token>.ics")
@limiter.limit("600 per hour", key_func=get_remote_address)  # a whole library can come from one address
def show_calendar(token: str) -> ResponseReturnValue:
    """Answer a calendar program. Whatever is wrong with an address, the response is the same."""
    from impactplan.courses.programme.calendar import make_calendar  # noqa: PLC0415  # icalendar: 2 MB for this alone

    calendar = open_calendar(token)
    if calendar is None:
        abort(404)
    meetings = load_meetings(calendar.round.id)
    page = full_address("courses.list_meetings", round_id=calendar.round.id)
    with force_locale(calendar.language):
        title = _("%(round)s – %(course)s", round=calendar.round.title, course=calendar.round.course)
        body = make_calendar(meetings, title, page)
    response = Response(body, mimetype="text/calendar")
    # The client may store it but must revalidate it each time, so that it sees a moved meeting at once.
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.last_modified = max((meeting.changed_at for meeting in meetings if meeting.changed_at), default=None)
    return response.make_conditional(request)


@blueprint.post("/rounds/<round_id>/calendar")
def change_calendar_link(round_id: str) -> ResponseReturnValue:
    """Make, renew or withdraw one's own address."""
    load_round(round_id, RoundPermission.ATTEND)
    if request.form.get("action") == "revoke":
        revoke_link(round_id, current_user)
        message = _("Your calendar address does not work any more.")
    elif renew_link(round_id, current_user):
        message = _("Here is your new calendar address. The earlier one does not work any more.")
    else:
        message = _("Here is your calendar address.")
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("courses.list_meetings", round_id=round_id, _anchor="calendar"), 303)
