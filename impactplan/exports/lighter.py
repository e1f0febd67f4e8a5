"""Lets WeasyPrint keep less in memory while it writes a document. Import this only when printing.

The document is the same: a test compares the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import Page
from weasyprint.formatting_structure.boxes import TableBox
from weasyprint.pdf.tags import add_tags

from impactplan.exports.quicker import replace_everywhere

OF_OBJECTS = {"number": None, "offset": 0, "generation": 0, "free": "n"}


def keep_less() -> None:
    """Put what keeps less in the place of what keeps more, everywhere in WeasyPrint."""
    replace_everywhere(add_tags, _add_tags)
    Page.paint = _paint
    pydyf.Object.__init__ = _begin_empty
    for name, value in OF_OBJECTS.items():
        setattr(pydyf.Object, name, value)


def _begin_empty(_object: Any) -> None:
    """Begin an object of a file with what is true of the class, as each list in a document is an object."""


_paint_page = Page.paint


def _paint(page: Any, stream: Any, *how: Any) -> None:
    """Paint a page, and keep what was painted in one piece rather than in some thousands."""
    _paint_page(page, stream, *how)
    stream.stream = [b"\n".join(map(pydyf._to_bytes, stream.stream))]  # as it does itself when it writes


class _Pages(list[Any]):
    """The pages of a document when they are gone through for the last time: each lets go of its boxes."""

    def __iter__(self) -> Iterator[Any]:
        for page in super().__iter__():
            yield page
            _untie(page._page_box)
            page._page_box = None


def _untie(page: Any) -> None:
    """Part the columns of the tables of a page from their cells, which hold them: together they would stay."""
    for table in page.descendants():
        if isinstance(table, TableBox):
            for group in table.column_groups:
                for columns in (group, *group.children):
                    columns.get_cells = None


def _add_tags(pdf: Any, document: Any, *how: Any) -> None:
    """Add the tags of all pages. They take as much as the boxes, and nothing needs these after them."""
    document.pages = _Pages(document.pages)
    add_tags(pdf, document, *how)
