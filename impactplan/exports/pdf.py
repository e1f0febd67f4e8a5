"""The document as PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flask import current_app

from impactplan.blocks import Document
from impactplan.exports.formats import CannotRenderError, Format, FormatWords, FromDocument, Report
from impactplan.exports.html import render_print
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l

TRIES = 12
"""How often a page that must stand by itself is fitted anew, more tightly each time."""


def write_document(document: Document, target: Path, report: Report) -> int:
    """Write the PDF and return its number of pages."""
    try:
        from impactplan.exports.printing import TooFullError, print_pages  # noqa: PLC0415  # without Pango all else must work
    except OSError:
        raise CannotRenderError(missing_library()) from None
    for slack in range(TRIES):
        try:
            return print_pages(render_print(document, slack), _assets(), target, _listener(report))
        except TooFullError:
            continue
    raise RuntimeError("The one page does not fit on a page.")


def load_printing() -> None:
    """Load WeasyPrint and what documents have in common, which takes longer than a short document."""
    with suppress(OSError):  # no Pango: who asks for a document is told
        from impactplan.exports.printing import load_all  # noqa: PLC0415  # likewise

        load_all(_assets())


def _assets() -> Path:
    return Path(current_app.static_folder or "") / "dist"


def _listener(report: Report) -> Callable[[str], None]:
    """Return a function that reads WeasyPrint's progress lines: ``Step 5 - Creating layout - Page 12``."""

    def hear(line: str) -> None:
        if line.startswith("Step 6"):
            report("writing", 0)
        elif line.startswith(("Step 3", "Step 4")):
            report("pages", 0)
        elif page := re.fullmatch(r"Step 5 .*Page (\d+)", line):
            report("pages", int(page[1]))

    return hear


def missing_library() -> str:
    return _(
        "This machine cannot make a PDF yet: the Pango library is missing. On Debian it comes with the packages "
        "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0. You can read the plan on screen all the same."
    )


PDF = Format(
    key="pdf",
    media_type="application/pdf",
    extension="pdf",
    renderer=FromDocument(write_document),
    words=FormatWords(
        name="PDF",
        make=_l("Make PDF"),
        make_part=_l("PDF of this page"),
        heading=_l("The plan as PDF"),
        download=_l("Download the PDF"),
        waiting=_l(
            "Usually this takes some seconds; a long plan takes about a minute. You can go on working: "
            "the PDF waits here."
        ),
        failed=_l(
            "The PDF could not be made. Your plan is safe. Try once more; if it goes wrong again, tell the "
            "coordinator of your course."
        ),
    ),
    is_job=True,
    inline=True,
    prepare=load_printing,
)
