"""What every page shares: language, errors, security headers, the log, and the words of templates."""

from __future__ import annotations

from flask import Flask

from impactplan.lib.texts import remember_texts
from impactplan.site.compiled_templates import keep_compiled
from impactplan.site.compression import set_up_compression
from impactplan.site.errors import register_errors
from impactplan.site.language import select_locale
from impactplan.site.log import log_requests
from impactplan.site.methods import answer_head
from impactplan.site.once import answer_once, drop_old_receipts
from impactplan.site.page_owner import set_up_page_owners
from impactplan.site.pieces import set_up_pieces
from impactplan.site.proxies import believe_proxies
from impactplan.site.requests import identify_requests
from impactplan.site.routes import blueprint
from impactplan.site.security import set_up_headers
from impactplan.site.templating import set_up_templates

__all__ = ["blueprint", "drop_old_receipts", "select_locale", "set_up", "wrap"]


def set_up(app: Flask) -> None:
    answer_head(app)
    log_requests(app)
    set_up_templates(app)
    keep_compiled(app)
    remember_texts(app)
    set_up_pieces(app)
    set_up_compression(app)
    set_up_headers(app)
    register_errors(app)
    set_up_page_owners(app)
    answer_once(app)
    app.register_blueprint(blueprint)


def wrap(app: Flask) -> None:
    """Put around the app what comes before anything else; the last is the outermost."""
    identify_requests(app)
    believe_proxies(app)
