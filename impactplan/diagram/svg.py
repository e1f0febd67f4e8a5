"""Write SVG that a page and a PDF can both show.

Presentation attributes only: a page's rules do not reach inline SVG in the PDF, and the content security
policy forbids style attributes. Texts are escaped here and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import escape, quoteattr

from impactplan.diagram.bidi import as_seen, visual

Value = str | float

# What XML 1.0 does not allow at all, not even escaped, and the discouraged rest of the control characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_FORBIDDEN = re.compile(r"style$|class_?$|on")
_SAFE_HREF = re.compile(r"(?:https?://|mailto:|[/?#](?!/))[^\s\\]*\Z")


def clean(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def number(value: float) -> str:
    """Return a coordinate with at most two decimals, the same on every machine: ``12.5``, ``-3``, ``0``."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def element(name: str, /, *children: str, **attributes: Value | None) -> str:
    """Return one element; ``children`` are finished markup, ``stroke_width=2`` becomes ``stroke-width="2"``.

    An attribute that is None is left out. Raises ValueError for attributes that the security policy blocks
    or that fail in the PDF: style, class, event handlers.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        if _FORBIDDEN.match(key):
            raise ValueError(f"{key} does not work in a picture: use presentation attributes")
        text = value if isinstance(value, str) else number(value)
        parts.append(f"{key.rstrip('_').replace('_', '-')}={quoteattr(clean(text))}")
    opening = " ".join(parts)
    return f"<{opening}>{''.join(children)}</{name}>" if children else f"<{opening}/>"


def text(content: str, /, *, right_to_left: bool | None = None, **attributes: Value | None) -> str:
    """Return a ``<text>`` element with escaped ``content``.

    ``right_to_left`` is the direction of the text that this line is from; without it, that of the line.
    """
    return element("text", escape(seen(content, right_to_left)), **attributes)


def seen(content: str, right_to_left: bool | None = None) -> str:
    """Return a line in the order in which it is seen, its accents on their letters."""
    composed = unicodedata.normalize("NFC", clean(content))  # the PDF draws an accent apart from its letter
    return visual(composed, right_to_left)


def seen_text(line: str, /, **attributes: Value | None) -> str:
    """Return a ``<text>`` element with a part of what ``seen`` returned."""
    return element("text", escape(as_seen(line)), **attributes)


def plain(content: str) -> str:
    """Return ``content`` as it stands inside an element."""
    return escape(clean(content))


def title(content: str, /, **attributes: Value | None) -> str:
    """Return a ``<title>``: what a reader hears, and sees while pointing."""
    return element("title", escape(clean(content)), **attributes)


def moved(x: float, y: float) -> str:
    """Return the ``transform`` that puts what is drawn from (0, 0) at (x, y)."""
    return f"translate({number(x)} {number(y)})"


def group(*children: str, **attributes: Value | None) -> str:
    return element("g", *children, **attributes)


def link(href: str | None, label: str, *children: str) -> str:
    """Return ``children`` inside a link named ``label``, or just the children where there is no ``href``.

    Raises ValueError for an ``href`` that is neither a path of our own nor http(s) nor mailto.
    """
    if href is None:
        return "".join(children)
    if not _SAFE_HREF.match(href):
        raise ValueError(f"not a safe address for a link: {href!r}")
    return element("a", *children, href=href, aria_label=label)


def picture(
    *children: str,
    width: float,
    height: float,
    prefix: str,
    title_text: str,
    description: str,
    font: str,
    **attributes: Value | None,
) -> str:
    """Return the whole ``<svg>``: ``width`` × ``height`` in CSS pixels, named and described for who cannot see it.

    ``prefix`` makes the ids unique in the page; it must be a valid XML name. With links inside the picture is
    a group and not an image, because an image hides what is in it from assistive technology.
    """
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", prefix, re.ASCII):
        raise ValueError(f"not usable as the start of an id: {prefix!r}")
    has_links = any("<a " in child for child in children)
    return element(
        "svg",
        title(title_text, id=f"{prefix}-title"),
        element("desc", escape(clean(description)), id=f"{prefix}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="group" if has_links else "img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
        font_family=font,
        **attributes,
    )
