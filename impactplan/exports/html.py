"""Render the neutral document to HTML, both for the reading view and for print."""

from __future__ import annotations

import re

from flask import render_template
from markupsafe import Markup, escape

from impactplan.blocks import Document, Text
from impactplan.exports.document import in_language
from impactplan.lib import markdown
from impactplan.lib.dates import format_moment
from impactplan.lib.texts import gettext as _

TAG = re.compile(r"(<[^>]*>)")
LETTER = r"(?:&[^;\s]{1,10};|[^\s&])"
UNBROKEN = re.compile(rf"(?=\S{{81}})(?:{LETTER}{{60,80}}(?![\u0300-\u036f\u200d\ufe0f])|{LETTER}{{80}})")
"""As much of a text without any space as fits on a line, and not ending between a letter and its accent."""
BREAK = "\u200b"


def show_text(text: Text) -> Markup:
    """Return a text as HTML: Markdown rendered and cleaned, anything else as it was typed."""
    return markdown.render(text.text) if text.markdown else escape(text.text)


def show_line(text: Text) -> Markup:
    """Return a text of one paragraph without the paragraph around it."""
    html = show_text(text)
    return Markup(html.strip().removeprefix("<p>").removesuffix("</p>")) if text.markdown else html  # noqa: S704  # made of what render cleaned


def render_body(document: Document, *, editable: bool = False, plan_id: str = "") -> Markup:
    """Return the chapters and sources, in the document's language; with links to the steps for those who may edit."""
    return _render("_document", document, show_text=show_text, show_line=show_line, editable=editable, plan_id=plan_id)


def render_contents(document: Document) -> Markup:
    return _render("_contents", document)


def describe_version(document: Document) -> str:
    """Describe the version of the document: “22 november 2026, 09:51 · versie 12”."""
    with in_language(document.language):
        version = _("version %(number)s", number=document.seq)
        return f"{format_moment(document.at, document.language)} · {version}"


def render_print(document: Document) -> str:
    """Return the whole document as one page of HTML: cover, contents, chapters, sources."""
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
