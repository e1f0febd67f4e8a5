"""The blueprint of the course pages; ``routes`` binds the views to it."""

from __future__ import annotations

from flask import Blueprint, Response

blueprint = Blueprint("courses", __name__)


@blueprint.after_request
def prevent_caching(response: Response) -> Response:
    """Forbid storing these pages: they are about people. A calendar feed sets its own caching rules."""
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response
