"""What every page shares: language, errors, security headers, health, and the words of templates."""

from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("site", __name__)

from impactplan.site import routes  # noqa: F401  # views register themselves on the blueprint
from impactplan.site.errors import register_errors
from impactplan.site.language import select_locale
from impactplan.site.log import log_requests
from impactplan.site.once import answer_once, drop_old_receipts
from impactplan.site.security import set_up_headers
from impactplan.site.templating import set_up_templates

__all__ = ["blueprint", "drop_old_receipts", "select_locale", "set_up"]


def set_up(app: Flask) -> None:
    log_requests(app)
    set_up_templates(app)
    set_up_headers(app)
    register_errors(app)
    answer_once(app)
    app.register_blueprint(blueprint)
