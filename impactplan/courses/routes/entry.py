"""The way into a round: whoever is in it comes to where they have most to do."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from impactplan.access import RoundPermission, load_round
from impactplan.courses import blueprint


@blueprint.get("/rounds/<round_id>")
def enter_round(round_id: str) -> ResponseReturnValue:
    """Lead on to the meetings, which everybody in a round may see."""
    found = load_round(round_id, RoundPermission.ATTEND)
    return redirect(url_for("home.show_home", round=found.id))
