"""What somebody wrote, as HTML of a document: on paper nobody can press a link, so its address stands behind it."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup, escape

from impactplan.blocks import Text
from impactplan.lib import markdown

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SCHEME = re.compile(r"^(?:https?://|mailto:)")


def show_text(text: Text) -> Markup:
    """Return a text as HTML: Markdown rendered and cleaned, anything else as it was typed."""
    if not text.markdown:
        return escape(text.text)
    return Markup(LINK.sub(_with_address, markdown.render(text.text)))  # noqa: S704  # made of what render cleaned


def show_line(text: Text) -> Markup:
    """Return a text of one paragraph without the paragraph around it."""
    html = show_text(text)
    return Markup(html.strip().removeprefix("<p>").removesuffix("</p>")) if text.markdown else html  # noqa: S704  # likewise


def _with_address(link: re.Match[str]) -> str:
    """Return a link with its address behind it, unless that is what its words say."""
    address = SCHEME.sub("", link[1]).rstrip("/")
    said = SCHEME.sub("", unescape(TAG.sub("", link[2])).strip()).rstrip("/")
    if not address or said == unescape(address):
        return link[0]
    return f'{link[0]} <span class="doc-address">({address})</span>'
