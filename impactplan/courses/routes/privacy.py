"""What is kept of a round's people and for how long, and holding that with a reason."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from wtforms import StringField

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses.afterwards import holding as keeping
from impactplan.courses.afterwards.kept import load_kept
from impactplan.courses.blueprint import blueprint
from impactplan.courses.programme.fields import WholeField
from impactplan.courses.views import lead_back, render_round
from impactplan.forms import Form, at_most, one_line, required
from impactplan.models import db

_l: Any = lazy_gettext  # WTForms asks for str and takes lazy ones
LIMITS = keeping.LEAST_MONTHS, keeping.MOST_MONTHS


class TermsForm(Form):
    keep_months = WholeField(_l("Months after the end of the round"), *LIMITS)
    keep_dropped_months = WholeField(_l("Months after somebody dropped out"), *LIMITS)


class HoldForm(Form):
    reason = StringField(_l("Why must nothing be deleted for now?"), [required(), at_most(500)], filters=[one_line])


def show_page(round_: OpenRound, terms: TermsForm | None = None, hold: HoldForm | None = None) -> str:
    kept = load_kept(round_.id)
    terms = terms or TermsForm(
        formdata=None, keep_months=kept.terms.keep_months, keep_dropped_months=kept.terms.keep_dropped_months
    )
    hold = hold or HoldForm(formdata=None)
    return render_round(
        "courses/retention.html", round_, tab="courses.show_retention", kept=kept, terms_form=terms, hold=hold
    )


def back(round_id: str, message: str) -> ResponseReturnValue:
    return lead_back("courses.show_retention", message, round_id=round_id)


@blueprint.get("/rounds/<round_id>/privacy")
def show_retention(round_id: str) -> ResponseReturnValue:
    return show_page(load_round(round_id, RoundPermission.MANAGE))


@blueprint.post("/rounds/<round_id>/privacy/terms")
def change_terms(round_id: str) -> ResponseReturnValue:
    round_, form = load_round(round_id, RoundPermission.MANAGE), TermsForm()
    if not form.validate_on_submit():
        return show_page(round_, terms=form), 422
    keeping.change_terms(round_id, current_user, form.keep_months.value, form.keep_dropped_months.value)
    db.session.commit()
    return back(round_id, _("The terms are saved."))


@blueprint.post("/rounds/<round_id>/privacy/hold")
def hold_round(round_id: str) -> ResponseReturnValue:
    round_, form = load_round(round_id, RoundPermission.MANAGE), HoldForm()
    if not form.validate_on_submit():
        return show_page(round_, hold=form), 422
    keeping.hold_round(round_id, current_user, str(form.reason.data))
    db.session.commit()
    return back(round_id, _("Nothing of this round is deleted until you let the terms run again."))


@blueprint.post("/rounds/<round_id>/privacy/release")
def release_round(round_id: str) -> ResponseReturnValue:
    load_round(round_id, RoundPermission.MANAGE)
    keeping.release_round(round_id, current_user)
    db.session.commit()
    return back(round_id, _("The terms run again. Who is due is told first."))
