"""The entrance to a round: everybody is redirected to the page where they have most to do."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from impactplan.access import RoundPermission, load_round
from impactplan.courses.blueprint import blueprint


@blueprint.get("/rounds/<round_id>")
def enter_round(round_id: str) -> ResponseReturnValue:
    """Redirect a coordinator to the overview, a trainer to the plans, and a participant to the meetings."""
    round_ = load_round(round_id, RoundPermission.ATTEND)
    if round_.may(RoundPermission.MANAGE):
        return redirect(url_for("courses.show_round", round_id=round_.id))
    if round_.may(RoundPermission.SEE_PLANS):
        return redirect(url_for("desk.show_training", round=round_.id))
    return redirect(url_for("courses.list_meetings", round_id=round_.id))
