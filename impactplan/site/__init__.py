"""What every page shares: language, errors, security headers, health, and the words of templates."""

from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("site", __name__)

from impactplan.site import routes  # noqa: E402, F401  # views register themselves on the blueprint
from impactplan.site.errors import register_errors  # noqa: E402
from impactplan.site.language import select_locale  # noqa: E402
from impactplan.site.log import log_requests  # noqa: E402
from impactplan.site.security import set_up_headers  # noqa: E402
from impactplan.site.templating import set_up_templates  # noqa: E402

__all__ = ["blueprint", "select_locale", "set_up"]


def set_up(app: Flask) -> None:
    log_requests(app)
    set_up_templates(app)
    set_up_headers(app)
    register_errors(app)
    app.register_blueprint(blueprint)
