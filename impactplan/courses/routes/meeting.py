"""One meeting: change it, switch it, cancel it, delete it."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.accounts import limits
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme.announcements import load_others
from impactplan.courses.programme.meeting_forms import MeetingForm
from impactplan.courses.programme.meeting_operations import MeetingError, delete_meeting, load_meetings
from impactplan.courses.programme.meeting_words import describe_note, name_meeting
from impactplan.courses.programme.meetings import MeetingState, find_changes, find_notes, switch
from impactplan.courses.routes.meeting_changes import change_and_lead_back
from impactplan.courses.views import render_round
from impactplan.extensions import limiter
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.models import db, now


def load_for_change(round_id: str, meeting_id: str) -> tuple[OpenRound, MeetingState, list[MeetingState]]:
    """Return a round, one of its meetings, and all of them; abort with 404 if there is no such meeting."""
    round_ = load_round(round_id, RoundPermission.MANAGE)
    meetings = load_meetings(round_.id)
    meeting = next((meeting for meeting in meetings if meeting.id == meeting_id), None)
    if meeting is None:
        abort(404)
    return round_, meeting, meetings


@blueprint.route("/rounds/<round_id>/meetings/<meeting_id>", methods=["GET", "POST"])
@limiter.limit("200 per hour", key_func=limits.person, methods=["POST"], exempt_when=lambda: "tell" not in request.form)
def edit_meeting(round_id: str, meeting_id: str) -> ResponseReturnValue:
    round_, meeting, meetings = load_for_change(round_id, meeting_id)
    form = MeetingForm.of(meeting)
    if not form.is_submitted():
        return show_form(round_, meeting, meetings, form)
    if not form.validate():
        return show_form(round_, meeting, meetings, form), 422
    requested = form.read(meeting)
    if not find_changes(meeting, requested):
        return change_and_lead_back(round_, [(meeting, requested)], _("Nothing was changed."))
    if form.sequence.data == str(meeting.sequence):
        try:
            return change_and_lead_back(
                round_, [(meeting, requested)], _("The meeting is saved."), notify=bool(form.tell.data)
            )
        except MeetingError:  # somebody else saved a moment earlier
            db.session.rollback()
            round_, meeting, meetings = load_for_change(round_id, meeting_id)
    form.sequence.data = str(meeting.sequence)
    return show_form(round_, meeting, meetings, form, overtaken=True), 409


def show_form(
    round_: OpenRound,
    meeting: MeetingState,
    meetings: list[MeetingState],
    form: MeetingForm,
    *,
    overtaken: bool = False,
) -> str:
    """Show a meeting with what is worth checking, in what was typed as far as it could be parsed."""
    shown = meeting if any(form[name].errors for name in ("day", "starts", "ends", "module")) else form.read(meeting)
    notes: dict[str, list[str]] = {}
    for note in find_notes(shown, meetings, today()):
        notes.setdefault(note.field, []).append(describe_note(note))
    return render_round(
        "courses/meeting.html",
        round_,
        tab="courses.list_meetings",
        form=form,
        meeting=meeting,
        name=name_meeting(meeting),
        notes=notes,
        overtaken=overtaken,
        coming=meeting.is_coming(today()),
        people=len(load_others(round_.id, current_user)),
    )


@blueprint.post("/rounds/<round_id>/meetings/<meeting_id>/switch")
@limits.on_invitations
def switch_meeting(round_id: str, meeting_id: str) -> ResponseReturnValue:
    round_, meeting, _meetings = load_for_change(round_id, meeting_id)
    online = request.form.get("to") != "location"
    message = _("The meeting is online now.") if online else _("The meeting is on location now.")
    return change_and_lead_back(round_, [(meeting, switch(meeting, online=online))], message)


@blueprint.post("/rounds/<round_id>/meetings/<meeting_id>/cancel")
@limits.on_invitations
def cancel_meeting(round_id: str, meeting_id: str) -> ResponseReturnValue:
    round_, meeting, _meetings = load_for_change(round_id, meeting_id)
    after = meeting if meeting.cancelled else replace(meeting, cancelled_at=now())
    return change_and_lead_back(round_, [(meeting, after)], _("The meeting is cancelled."))


@blueprint.post("/rounds/<round_id>/meetings/<meeting_id>/restore")
@limits.on_invitations
def restore_meeting(round_id: str, meeting_id: str) -> ResponseReturnValue:
    round_, meeting, _meetings = load_for_change(round_id, meeting_id)
    return change_and_lead_back(round_, [(meeting, replace(meeting, cancelled_at=None))], _("The meeting goes on."))


@blueprint.post("/rounds/<round_id>/meetings/<meeting_id>/delete")
def remove_meeting(round_id: str, meeting_id: str) -> ResponseReturnValue:
    load_for_change(round_id, meeting_id)
    delete_meeting(round_id, current_user, meeting_id)
    db.session.commit()
    return redirect(url_for("courses.list_meetings", round_id=round_id), 303)
