"""Read the HTML of a document for WeasyPrint. Import this only when printing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint.html import UA

DOCTYPE = "<!doctype html>"
DOCTYPE_OF_XML = '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]>'
VOID = re.compile(r'<((?:br|col|hr|img|meta|wbr)\b(?:[^<>"]|"[^"]*")*?) */?>')
OF_EVERY_ELEMENT = re.compile(r"^::(foot)?note-[^}]*}", re.MULTILINE)


class Source(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """The HTML of a document, without footnotes: WeasyPrint computes six more styles of every element, in case it is
    one or has a marker. In a long document these took a sixth of its memory."""

    def __init__(self, html: str, base_url: str, fetcher: Any) -> None:
        root = read_as_xml(html)
        if root is None:
            super().__init__(string=html, base_url=base_url, url_fetcher=fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, *_how: Any, **_more: Any) -> list[Any]:
        return [own_style_of_elements()]


def read_as_xml(html: str) -> ElementTree.Element | None:
    """Return the elements of HTML that closes all that it opens, or None of any other.

    Our templates write such HTML, and so does what cleans the texts of people. Read as XML it takes a hundredth of the
    time; where a text holds what XML does not allow, it is read as HTML."""
    if not html.startswith(DOCTYPE):
        return None
    closed = DOCTYPE_OF_XML + VOID.sub(r"<\1/>", html.removeprefix(DOCTYPE))
    try:
        return ElementTree.fromstring(closed)  # noqa: S314  # our own markup, in which texts are escaped
    except ElementTree.ParseError:
        return None


@lru_cache(maxsize=1)
def own_style_of_elements() -> Any:
    """Return the style sheet that elements have of themselves, with markers of items of lists only."""
    css = OF_EVERY_ELEMENT.sub("", UA)
    return weasyprint.CSS(string=re.sub(r"^::marker", "li::marker", css, flags=re.MULTILINE))
