"""Render the neutral document to HTML, both for the reading view and for print."""

from __future__ import annotations

import re

from flask import render_template
from markupsafe import Markup

from impactplan.blocks import Document
from impactplan.exports.document import in_language
from impactplan.exports.one_page import fit_document
from impactplan.exports.texts import show_line, show_text
from impactplan.lib.dates import format_moment
from impactplan.lib.texts import gettext as _

TAG = re.compile(r"(<[^>]*>)")
LETTER = r"(?:&[^;\s]{1,10};|[^\s&])"
UNBROKEN = re.compile(rf"(?=\S{{81}})(?:{LETTER}{{60,80}}(?![\u0300-\u036f\u200d\ufe0f])|{LETTER}{{80}})")
"""As much of a text without any space as fits on a line, and not ending between a letter and its accent."""
BREAK = "\u200b"


def render_body(document: Document, *, editable: bool = False, plan_id: str = "", turning: bool = False) -> Markup:
    """Return the parts, in the document's language; with links to the steps for those who may edit, and from each part
    to the next where one is ``turning`` them."""
    how = {"show_text": show_text, "show_line": show_line, "editable": editable, "plan_id": plan_id}
    return _render("_document", document, turning=turning, **how)


def render_contents(document: Document) -> Markup:
    return _render("_contents", document)


def describe_version(document: Document) -> str:
    """Describe the moment of the document: “22 november 2026, 09:51”, after the name of a snapshot."""
    with in_language(document.language):
        named = [_("“%(text)s”", text=document.moment)] if document.moment else []
        return " · ".join([*named, format_moment(document.at, document.language)])


def render_print(document: Document, slack: int = 0) -> str:
    """Return the whole document as one page of HTML: cover, contents, and its parts. The one page is fitted on its
    paper, with as much ``slack`` as it needed more than was thought."""
    with in_language(document.language):
        document = fit_document(document, slack)
    with in_language(document.language):
        counted = _("page %(page)s of %(pages)s", page="|", pages="|").split("|")
    made = describe_version(document)
    return break_long_words(_render("print", document, body=render_body(document), made=made, counted=counted))


def break_long_words(html: str) -> str:
    """Let the text of a page break within words that are longer than a line.

    WeasyPrint looks for such a break letter by letter, and takes minutes for a few thousand letters without a space.
    """
    parts = (part if part.startswith("<") else UNBROKEN.sub(rf"\g<0>{BREAK}", part) for part in TAG.split(html))
    return "".join(parts)


def _render(name: str, document: Document, **values: object) -> Markup:
    with in_language(document.language):
        html = render_template(f"exports/{name}.html", document=document, **values)
    return Markup(html)  # noqa: S704  # our own templates, which escape
