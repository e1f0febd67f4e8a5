"""The addresses of documents, files and pictures of a plan."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exports", __name__)
