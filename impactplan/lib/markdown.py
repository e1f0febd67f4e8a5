"""Markdown of participants to safe HTML: the library renders, nh3 decides what may stay."""

from __future__ import annotations

import re

import nh3
from markdown import Markdown
from markupsafe import Markup

TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("a", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto"}


def render(text: str | None, *, links: bool = True) -> Markup:
    """Return Markdown as safe HTML. Raw HTML shows as text; pictures are dropped, so nothing is ever fetched."""
    if not text:
        return Markup()
    converter = Markdown(extensions=["tables", "sane_lists", "nl2br"], output_format="html")
    # Raw HTML is not part of the notation that we offer: shown as typed, so that nobody loses text.
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    html = converter.convert(text)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
    clean = nh3.clean(
        html,
        tags=TAGS if links else TAGS - {"a"},
        attributes={"a": {"href"}, "ol": {"start"}} if links else {},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704  # cleaned by nh3 just above
