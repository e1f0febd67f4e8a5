"""Lets WeasyPrint draw each text of a picture in one piece. Import this only when printing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.svg import Node

LETTER_BY_LETTER = ("rotate", "letter-spacing", "textLength", "dx", "dy")


class Whole(str):
    """A text that is one piece. WeasyPrint lays out and draws a text of a picture letter by letter, as each may have a
    place of its own: that takes a tenth of the time of a document, and loses kerning and the joining of letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _is_whole(node: Any) -> bool:
    places = all(len(node.get(name, "").replace(",", " ").split()) <= 1 for name in ("x", "y"))
    return bool(node.text) and places and not any(node.get(name) for name in LETTER_BY_LETTER)


_text_children = Node.text_children


def _whole_text_children(node: Any, *how: Any, **more: Any) -> Any:
    children, trailing_space = _text_children(node, *how, **more)
    for part in (node, *children):
        if _is_whole(part):
            part._etree_node.text = Whole(part.text)  # there is no other way in
    return children, trailing_space


def draw_whole_texts() -> None:
    Node.text_children = _whole_text_children
