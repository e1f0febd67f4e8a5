"""The document as PDF."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from impactplan.blocks import Document
from impactplan.exports.html import render_print


class MissingLibraryError(Exception):
    """The machine lacks what PDF needs; the message says so in words."""


def _ignore(_line: str) -> None:
    pass


def write_document(document: Document, target: Path, tell: Callable[[str], None] = _ignore) -> int:
    """Write the PDF whole or not at all, and return its number of pages."""
    try:
        from impactplan.exports.printing import print_pages  # noqa: PLC0415  # without Pango all else must work
    except OSError:
        raise MissingLibraryError(missing_library()) from None
    half = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        pages = print_pages(render_print(document), Path(current_app.static_folder or "") / "dist", half, tell)
        with open(half, "rb") as written:
            os.fsync(written.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return pages


def missing_library() -> str:
    return _(
        "This machine cannot make a PDF yet: the Pango library is missing. On Debian it comes with the packages "
        "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0. You can read the plan on screen all the same."
    )
