"""What is wrong with a page: valid HTML, one h1, a title, labels, nothing inline.

html5lib reads a page letter by letter, which took a third of all tests. So a page whose tags are spelled plainly is
boiled down to what can make it invalid, its tags within each other, each kind of content of an element once, and
html5lib sees each such skeleton once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple

import html5lib

NEEDS_LABEL = {"input", "select", "textarea"}
HIDDEN = {"hidden", "submit", "button", "reset"}
RAW = {"script", "style", "textarea", "title"}
"""What holds no tags."""
PECULIAR = {"math", "font", "plaintext", "xmp", "iframe", "noembed", "noframes"}
"""In which a page is not read as elsewhere, or by attributes."""

PLAIN = r"&(?:amp|lt|gt|quot|nbsp|#34|#39);"
NAME = r"[A-Za-z_:][\w:.-]*"
VALUE = rf'"(?:[^"&]|{PLAIN})*"' + "|" + rf"'(?:[^'&]|{PLAIN})*'" + "|" + r"[\w:.-]+"
ATTRIBUTE = re.compile(rf"\s+({NAME})(?:=({VALUE}))?", re.ASCII)
TOKEN = re.compile(
    rf"<(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:\s+{NAME}(?:=(?:{VALUE}))?)*)\s*(?P<closed>/?)>"
    rf"|</(?P<end>[A-Za-z][A-Za-z0-9-]*)>"
    rf"|(?P<text>(?:[^<&]|{PLAIN})+)"
    rf"|(?P<doctype><!doctype html>)",
    re.ASCII | re.IGNORECASE,
)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
STRANGE = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]")
"""Signs that a page may not hold, with some that it may."""


class Element(NamedTuple):
    tag: str
    attributes: Mapping[str, str]
    in_label: bool


class Reading(NamedTuple):
    """A page as it was read; ``skeleton`` is empty where html5lib did."""

    elements: list[Element]
    title: str
    errors: list[str]
    skeleton: str = ""


def find_faults(html: str) -> list[str]:
    """Return what is wrong with a page, in words."""
    page = read_plainly(html)
    if page is None or not is_valid(page.skeleton):
        page = read_by_letter(html)
    return [*page.errors, *_look_at_whole(page), *_look_at_elements(page.elements)]


def read_by_letter(html: str) -> Reading:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    root = parser.parse(html)
    tags = [element for element in root.iter() if isinstance(element.tag, str)]
    wrapped = {id(child) for tag in tags if tag.tag == "label" for child in tag.iter()}
    title = next((tag.text or "" for tag in tags if tag.tag == "title"), "")
    elements = [Element(tag.tag, tag.attrib, id(tag) in wrapped) for tag in tags]
    return Reading(elements, title, [f"invalid HTML at {where}: {code}" for where, code, _ in parser.errors])


@lru_cache(maxsize=2048)
def is_valid(skeleton: str) -> bool:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    parser.parse(skeleton)
    return not parser.errors


def read_plainly(html: str) -> Reading | None:
    """Read a page in which every tag, attribute and sign is spelled in the plainest way, or else return None."""
    if STRANGE.search(html):
        return None
    elements: list[Element] = []
    bones: list[str] = []
    title, place, labels, pictures = "", 0, 0, 0
    while place < len(html):
        token = TOKEN.match(html, place)
        if token is None:
            return None
        place = token.end()
        if token["text"]:
            bones.append("x" if token["text"].strip() else " ")
        elif token["end"]:
            name = token["end"].lower()
            bones.append(f"</{name}>")
            labels -= name == "label"
            pictures -= name == "svg"
        elif token["doctype"]:
            bones.append(token["doctype"])
        else:
            name, attributes = token["tag"].lower(), _read_attributes(token["attributes"])
            if attributes is None or name in PECULIAR or (pictures and name in {"script", "style"}):
                return None
            bones.append(f"<{name}{token['closed']}>")
            labels += name == "label"
            elements.append(Element(f"svg {name}" if pictures else name, attributes, labels > 0))
            pictures += name == "svg" and not token["closed"]
            if name in RAW and not pictures:
                end = html.find(f"</{name}>", place)
                content = html[place:end]
                if end < 0 or "<" in content or (name in {"textarea", "title"} and not _is_plain(content)):
                    return None
                title, place = title or (content if name == "title" else ""), end
    return Reading(elements, unescape(title), [], boil_down(bones))


def boil_down(bones: list[str]) -> str:
    """Return the tags of a page without what an element holds once more: where all tags are closed, whether one may
    stand somewhere hangs on what is around it. Where they are not, return all."""
    opened: list[str] = []
    inside: list[dict[str, None]] = [{}]  # of each open element, its different contents in their order
    for bone in bones:
        if bone.startswith("</"):
            content = "".join(inside.pop())
            if not opened or opened[-1].strip("<>") != bone.strip("</>"):
                return "".join(bones)
            bone = f"{opened.pop()}{content}{bone}"
        elif bone.startswith("<") and bone[1] != "!" and not bone.endswith("/>") and bone.strip("<>") not in VOID:
            opened.append(bone)
            inside.append({})
            continue
        inside[-1][bone] = None
    return "".join(bones) if opened else "".join(inside[0])


def _is_plain(text: str) -> bool:
    return re.fullmatch(rf"(?:[^<&]|{PLAIN})*", text) is not None


@lru_cache(maxsize=65_536)
def _read_attributes(text: str) -> Mapping[str, str] | None:
    """Return the attributes of a tag, unless one stands there twice."""
    found = ATTRIBUTE.findall(text)
    attributes = {name.lower(): unescape(value[1:-1] if value[:1] in {'"', "'"} else value) for name, value in found}
    return attributes if len(attributes) == len(found) else None


def _look_at_whole(page: Reading) -> list[str]:
    faults = []
    if len([element for element in page.elements if element.tag == "h1"]) != 1:
        faults.append("not exactly one h1")
    if not page.title.strip():
        faults.append("no title")
    ids = [element.attributes["id"] for element in page.elements if element.attributes.get("id")]
    return [*faults, *(f"id twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1}))]


def _look_at_elements(elements: list[Element]) -> list[str]:
    faults = []
    labelled = {element.attributes.get("for") for element in elements if element.tag == "label"}
    for tag, has, in_label in elements:
        named = has.get("id") in labelled or in_label or has.get("aria-label") or has.get("aria-labelledby")
        if tag in NEEDS_LABEL and has.get("type") not in HIDDEN and not named:
            faults.append(f"no label: {tag} {has.get('name')}")
        if tag == "script" and not has.get("src") and has.get("type") != "application/json":
            faults.append("inline script")
        if tag == "style" or has.get("style") is not None:
            faults.append(f"inline style at {tag}")
        faults += [f"inline handler {name} at {tag}" for name in has if re.match(r"on[a-z]+$", str(name))]
        if tag == "form" and has.get("method", "get").lower() == "post" and has.get("action") is None:
            faults.append("a form without action")
    return faults
