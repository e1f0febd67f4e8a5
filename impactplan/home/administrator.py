"""The home of the administrator: what waits to be sent or made, what failed, and trying that again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from impactplan.access import requires
from impactplan.courses.enrolment.roles import ADMINISTRATOR
from impactplan.home.blueprint import blueprint
from impactplan.lib.texts import gettext as _
from impactplan.models import db
from impactplan.outbox import mail_waits, wake_worker, worker_lives, worker_seen
from impactplan.outbox.overview import load_failed, load_oldest, load_standings, retry_failed
from impactplan.site.backup_age import last_proven_backup


def render_administration() -> str:
    return render_template(
        "home/administrator.html",
        standings=load_standings(),
        failed=load_failed(),
        oldest=load_oldest(),
        no_server=mail_waits(),
        worker_lives=worker_lives(),
        worker_seen=worker_seen(),
        backup=last_proven_backup(),
    )


@blueprint.post("/outbox/retry")
@requires(ADMINISTRATOR)
def retry_outbox() -> ResponseReturnValue:
    """Try again everything that failed, or one row."""
    kinds = retry_failed(request.form.get("row", "")[:16])
    db.session.commit()
    for kind in kinds:
        wake_worker(kind)
    if kinds:
        flash(_("It is tried again. Look here once more in a minute."), "success")
    else:
        flash(_("There was nothing to try again."), "info")
    return redirect(url_for("home.show_home", role=ADMINISTRATOR))
