"""How long the data of a round's people are kept, and a legal hold."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import StringField

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses.after_course import legal_hold
from impactplan.courses.after_course.retention_view import load_retention
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme.fields import WholeField
from impactplan.courses.views import lead_back, render_round
from impactplan.forms import Form, at_most, one_line, required
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext
from impactplan.models import db

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones


class PolicyForm(Form):
    keep_months = WholeField(_l("Months after the end of the round"), legal_hold.LEAST_MONTHS, legal_hold.MOST_MONTHS)
    keep_dropped_months = WholeField(
        _l("Months after somebody dropped out"), legal_hold.LEAST_MONTHS, legal_hold.MOST_MONTHS
    )


class HoldForm(Form):
    reason = StringField(_l("Why must nothing be deleted for now?"), [required(), at_most(500)], filters=[one_line])


def show_page(round_: OpenRound, policy_form: PolicyForm | None = None, hold: HoldForm | None = None) -> str:
    retention = load_retention(round_.id)
    policy_form = policy_form or PolicyForm(
        formdata=None,
        keep_months=retention.policy.keep_months,
        keep_dropped_months=retention.policy.keep_dropped_months,
    )
    hold = hold or HoldForm(formdata=None)
    return render_round(
        "courses/retention.html",
        round_,
        tab="courses.show_retention",
        retention=retention,
        policy_form=policy_form,
        hold=hold,
    )


def back(round_id: str, message: str) -> ResponseReturnValue:
    return lead_back("courses.show_retention", message, round_id=round_id)


@blueprint.get("/rounds/<round_id>/privacy")
def show_retention(round_id: str) -> ResponseReturnValue:
    return show_page(load_round(round_id, RoundPermission.MANAGE))


@blueprint.post("/rounds/<round_id>/privacy/terms")
def change_policy(round_id: str) -> ResponseReturnValue:
    round_, form = load_round(round_id, RoundPermission.MANAGE), PolicyForm()
    if not form.validate_on_submit():
        return show_page(round_, policy_form=form), 422
    legal_hold.change_policy(round_id, current_user, form.keep_months.value, form.keep_dropped_months.value)
    db.session.commit()
    return back(round_id, _("The terms are saved."))


@blueprint.post("/rounds/<round_id>/privacy/hold")
def hold_round(round_id: str) -> ResponseReturnValue:
    round_, form = load_round(round_id, RoundPermission.MANAGE), HoldForm()
    if not form.validate_on_submit():
        return show_page(round_, hold=form), 422
    legal_hold.hold_round(round_id, current_user, str(form.reason.data))
    db.session.commit()
    return back(round_id, _("Nothing of this round is deleted until you let the terms run again."))


@blueprint.post("/rounds/<round_id>/privacy/release")
def release_round(round_id: str) -> ResponseReturnValue:
    load_round(round_id, RoundPermission.MANAGE)
    legal_hold.release_round(round_id, current_user)
    db.session.commit()
    return back(round_id, _("The terms run again. Who is due is told first."))
