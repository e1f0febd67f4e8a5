"""Markdown of participants to safe HTML: the library renders, nh3 decides what may stay."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markupsafe import Markup, escape

TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("a", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 12
"""How deep lists, quotes and emphasis may stand in each other. Deeper, no page maker follows."""

# What was matched is never tried in another way, so the time grows with the text and not with its square.
LINK = (
    r"(?P<picture>!?)\[(?P<words>(?:[^\[\]]|\[[^\[\]]*+\])*+)\]"
    r"\(\s*+(?:<(?P<angled>[^<>\n]*+)>|(?P<address>(?:[^\s()<>]|\([^\s()<>]*+\))*+))"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?\s*+\)"
)


class Links(InlineProcessor):
    """Links written in place; pictures are dropped, so nothing is ever fetched.

    The library's own way of finding them takes minutes for a text of nothing but brackets.
    """

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Element | str, int, int]:  # type: ignore[override]  # the stubs know less
        if match["picture"]:
            return "", match.start(0), match.end(0)
        link = Element("a", href=self.unescape(match["angled"] or match["address"] or ""))
        link.text = match["words"]
        return link, match.start(0), match.end(0)


def render(text: str | None, *, links: bool = True) -> Markup:
    """Return Markdown as safe HTML. Raw HTML shows as text; what is nested beyond all sense shows as typed."""
    if not text:
        return Markup()
    try:
        html = _convert(text, links)
    except RecursionError:
        return _show_as_typed(text)
    return Markup(html) if _depth(html) <= DEEPEST else _show_as_typed(text)  # noqa: S704  # cleaned by nh3


def _convert(text: str, links: bool) -> str:
    converter = Markdown(extensions=["tables", "sane_lists", "nl2br"], output_format="html")
    # Raw HTML and links by reference are not part of the notation that we offer: shown as typed, so that nobody
    # loses text.
    converter.preprocessors.deregister("html_block")
    converter.parser.blockprocessors.deregister("reference")
    for name in ("html", "reference", "short_reference", "image_link", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    converter.inlinePatterns.register(Links(LINK, converter), "link", 160)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", converter.convert(text))
    return nh3.clean(
        html,
        tags=TAGS if links else TAGS - {"a"},
        attributes={"a": {"href"}, "ol": {"start"}} if links else {},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _depth(html: str) -> int:
    depth = deepest = 0
    for end in re.findall(r"<(/?)(?:blockquote|ul|ol|em|strong|a)\b", html):
        depth += -1 if end else 1
        deepest = max(deepest, depth)
    return deepest


def _show_as_typed(text: str) -> Markup:
    lines = escape(text.strip("\n")).replace("\n", Markup("<br>\n"))
    return Markup("<p>{}</p>").format(lines)
