"""The meetings of a round: the list that everybody sees, and changing all of them at once."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme.announcements import load_others
from impactplan.courses.programme.calendar_links import load_address
from impactplan.courses.programme.meeting_forms import PlanningForm, SwitchForm, TimesRow
from impactplan.courses.programme.meeting_operations import MeetingError, add_meeting, load_meetings, number_by_day
from impactplan.courses.programme.meeting_views import view_programme
from impactplan.courses.programme.meetings import by_day, find_next, propose_switch, switch
from impactplan.courses.routes.meeting_changes import change_and_lead_back
from impactplan.courses.routes.peer_round import load_open_questions
from impactplan.courses.views import render_round
from impactplan.extensions import limiter
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import db, now
from impactplan.site.compression import send_uncompressed

PROBLEMS = {
    "changed": _l("Somebody else changed this meeting just now. Look at what stands here, and try again."),
    "limit": _l("There are as many meetings as fit."),
    "dated": _l("This meeting has a date. Cancel it, so that everybody hears of it."),
    "gone": _l("That meeting is not there any more."),
}


@blueprint.errorhandler(MeetingError)
def show_problem_of_meeting(error: MeetingError) -> ResponseReturnValue:
    """Show above the meetings what could not be done."""
    db.session.rollback()
    flash(str(PROBLEMS[error.reason]), "error")
    return redirect(url_for("courses.list_meetings", round_id=(request.view_args or {})["round_id"]), 303)


@blueprint.get("/rounds/<round_id>/meetings")
def list_meetings(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.ATTEND)
    meetings = load_meetings(round_.id)
    dated = [meeting for meeting in meetings if meeting.day and not meeting.cancelled]
    address = load_address(round_.id, current_user)
    if address:
        send_uncompressed()
    online = find_next([meeting for meeting in meetings if meeting.online], now())
    return render_round(
        "courses/meetings.html",
        round_,
        online=online,
        groups=load_open_questions(round_) if online else (),
        programme=view_programme(meetings, now(), manages=round_.may("manage")),
        following=find_next(meetings, now()),
        out_of_order=sorted(dated, key=by_day) != dated,
        address=address,
    )


@blueprint.post("/rounds/<round_id>/meetings")
def make_meeting(round_id: str) -> ResponseReturnValue:
    load_round(round_id, RoundPermission.MANAGE)
    meeting_id = add_meeting(round_id, current_user)
    db.session.commit()
    return redirect(url_for("courses.edit_meeting", round_id=round_id, meeting_id=meeting_id), 303)


@blueprint.post("/rounds/<round_id>/meetings/order")
def order_meetings(round_id: str) -> ResponseReturnValue:
    """Number the meetings by their days."""
    load_round(round_id, RoundPermission.MANAGE)
    number_by_day(round_id, current_user)
    db.session.commit()
    flash(_("The meetings are numbered in the order of their dates."), "success")
    return redirect(url_for("courses.list_meetings", round_id=round_id), 303)


@blueprint.route("/rounds/<round_id>/planning", methods=["GET", "POST"])
@limiter.limit("200 per hour", key_func=limits.person, methods=["POST"])
def plan_meetings(round_id: str) -> ResponseReturnValue:
    """Fill in the days and times of all meetings on one page."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    meetings = load_meetings(round_.id)
    form, rows = PlanningForm(), [(meeting, TimesRow.of(meeting)) for meeting in meetings]
    fits = [row.validate() for _one, row in rows] if form.is_submitted() else [False]
    overtaken = all(fits) and any(
        row.sequence.data != str(meeting.sequence) and row.read(meeting) != meeting for meeting, row in rows
    )
    if all(fits) and not overtaken:
        changes = [(meeting, row.read(meeting)) for meeting, row in rows if row.read(meeting) != meeting]
        message = _("The dates are saved.") if changes else _("Nothing was changed.")
        try:
            return change_and_lead_back(round_, changes, message, notify=bool(form.tell.data))
        except MeetingError:  # somebody else saved a moment earlier
            db.session.rollback()
            overtaken = True
    for meeting, row in rows:
        row.sequence.data = str(meeting.sequence)
    page = render_round(
        "courses/planning.html",
        round_,
        tab="courses.list_meetings",
        form=form,
        rows=rows,
        overtaken=overtaken,
        people=len(load_others(round_.id, current_user)),
    )
    return page, 409 if overtaken else 422 if form.is_submitted() else 200


@blueprint.route("/rounds/<round_id>/switch", methods=["GET", "POST"])
@limits.on_invitations
def switch_round(round_id: str) -> ResponseReturnValue:
    """Move the coming meetings of a round online, or back: first show which, and how many people are notified."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    online = request.values.get("to") != "location"
    offered = propose_switch(load_meetings(round_.id), today(), online=online)
    form = SwitchForm(data={"meetings": [meeting.id for meeting in offered if online or meeting.place]})
    form.meetings.choices = [(meeting.id, str(meeting.number)) for meeting in offered]
    if form.validate_on_submit():
        chosen = [meeting for meeting in offered if meeting.id in (form.meetings.data or [])]
        changes = [(meeting, switch(meeting, online=online, link=form.link.data or "")) for meeting in chosen]
        return change_and_lead_back(round_, changes, _("Online it is.") if online else _("Back on location."))
    page = render_round(
        "courses/switch_round.html",
        round_,
        tab="courses.list_meetings",
        form=form,
        offered=offered,
        online=online,
        people=len(load_others(round_.id, current_user)),
    )
    return page, 422 if form.errors else 200
