"""The home page, and making a plan."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from impactplan.access import requires
from impactplan.home import blueprint
from impactplan.home.queries import load_cards
from impactplan.lib.text import find_forbidden
from impactplan.models import db
from impactplan.site.language import language
from impactplan.steps import STEPS
from impactplan.workbook.plans import PLAN_LIMIT, create_plan


@blueprint.get("/")
@requires()
def show_home() -> ResponseReturnValue:
    cards = load_cards(current_user)
    return render_template(
        "home/home.html",
        plans=[card for card in cards if card.own],
        others=[card for card in cards if not card.own],
        step_count=len(STEPS),
    )


@blueprint.post("/plans")
@requires()
def make_plan() -> ResponseReturnValue:
    title = " ".join(request.form.get("title", "").split())
    error = ""
    if not title or find_forbidden(title):
        error = _("Give the plan a name; you can change it later.")
    elif len(title) > 200:
        error = _("Keep the name shorter: at most 200 characters.")
    cards = load_cards(current_user)
    mine = [card for card in cards if card.own]
    if len(mine) >= PLAN_LIMIT:
        flash(_("You have as many plans as fit. Delete one first."), "warning")
        return redirect(url_for("home.show_home"))
    if error:
        others = [card for card in cards if not card.own]
        page = render_template(
            "home/home.html", plans=mine, others=others, step_count=len(STEPS), error=error, title=title
        )
        return page, 422
    db.session.commit()
    plan_id = create_plan(current_user, title, current_user.organisation, language())
    db.session.commit()
    return redirect(url_for("workbook.start_plan", plan_id=plan_id), 303)
