"""The drawing as a page gets it: what most of its parts have is said once.

A document has no style sheet that reaches into a picture, so there each part says all of itself, and half of the markup
is the same again and again. On a page the letters follow from the group that they stand in, and lines from the style
sheet (``drawing.css``); boxes are named by their links, and scripts name the arrows and make them wide to the pointer.
"""

from __future__ import annotations

import re
from collections import Counter

from impactplan.lib.tokens import COLOURS

_TITLES = re.compile("<title>[^<]*</title>")
_REACH = re.compile('<path d="[^"]*" fill="none" stroke="[^"]*" stroke-opacity="0" stroke-width="11"/>')
_LETTERS = re.compile('(<text x="[^"]*" y="[^"]*")([^>]*)>')
_LINES = re.compile(
    '<text x="[^"]*" y="[^"]*"((?: (?:font-size|font-weight|fill|text-anchor)="[^"]*")+)>[^<]*</text>'
    r'(?:<text x="[^"]*" y="[^"]*"\1>[^<]*</text>)+'
)
_INITIALS = {"font-weight": ' font-weight="400"', "text-anchor": ' text-anchor="start"'}
"""How letters are of which nothing is said, where it would follow from the group."""
_FRAME = f' rx="6" fill="{COLOURS["surface"]}" stroke="{COLOURS["field"]}" stroke-width="1"/>'
_LINE = f' fill="none" stroke="{COLOURS["field"]}"'
_DASHES = ' stroke-width="1.6" stroke-dasharray="6 4"'
"""Of a link that rests on experience."""
_TIP = f'" fill="{COLOURS["field"]}"/>'


def slim(picture: str, address: str) -> str:
    """Return the picture without what is said elsewhere. ``address`` is that of the page it stands on."""
    before, links, rest = picture.partition('<g data-part="links">')
    arrows, boxes, rest = rest.partition('<g data-part="boxes">')
    cards, legend, after = rest.partition('<g data-part="legend">')
    if not boxes:
        return picture
    arrows = _REACH.sub("", _TITLES.sub("", arrows)).replace(_LINE, "").replace(_DASHES, "").replace(_TIP, '"/>')
    cards = _TITLES.sub("", cards).replace(_FRAME, "/>").replace(f'href="{address}?', 'href="?')
    return "".join((before, *_gather(links, arrows), *_gather(boxes, cards), legend, after))


def _gather(group: str, inside: str) -> tuple[str, str]:
    """Say of the group how most of its letters are, and of these no more; the others say what they lack."""
    letters = Counter(how for _place, how in _LETTERS.findall(inside)).most_common(1)
    usual = letters[0][0] if letters else ""

    def say(text: re.Match[str]) -> str:
        place, how = text.groups()
        if how == usual:
            return place + ">"
        lacking = (initial for name, initial in _INITIALS.items() if name in usual and name not in how)
        return place + how + "".join(lacking) + ">"

    return f"{group[:-1]}{usual}>", _gather_lines(_LETTERS.sub(say, inside)) if usual else inside


def _gather_lines(inside: str) -> str:
    """Say once how the letters are of lines that stand below each other and are other than the rest."""

    def gather(lines: re.Match[str]) -> str:
        return f"<g{lines[1]}>{lines[0].replace(f'{lines[1]}>', '>')}</g>"

    return _LINES.sub(gather, inside)
