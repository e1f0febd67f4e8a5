"""A page that stands open asks in the name of whom it was made for; who signed in since sees nothing of theirs."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request
from flask_login import current_user

OWNER = "X-Page-Of"
OTHER = "X-Other-User"


def refuse_pages_of_others() -> Response | None:
    """Answer what a page of somebody else asks with nothing but that it is somebody else's."""
    owner = request.headers.get(OWNER)
    if owner is None or not current_user.is_authenticated or owner == str(current_user.id):
        return None
    response = jsonify(other_user=True)
    response.status_code = 409
    response.headers[OTHER] = "1"
    response.headers["Cache-Control"] = "no-store"
    return response


def set_up_page_owners(app: Flask) -> None:
    app.before_request(refuse_pages_of_others)
