"""The blueprint of the account pages; ``routes`` binds the views to it."""

from __future__ import annotations

from flask import Blueprint, Response

blueprint = Blueprint("accounts", __name__)


@blueprint.after_request
def prevent_caching(response: Response) -> Response:
    """Forbid storing these pages: they are about one person."""
    response.cache_control.no_store = True
    return response
