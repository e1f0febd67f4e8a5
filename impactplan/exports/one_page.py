"""Fit the one page on one A4: its letters get smaller, its picture too, and what is left over goes on elsewhere.

Heights are worked out from the widths of the letters, so that the page of the step can say what is too long; they are
on the large side. The PDF has the last word: a page that is too full all the same is fitted anew, more tightly.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from html import unescape

from impactplan.blocks import Document, OnePage, PagePart, Place, Prose, Section, Text
from impactplan.exports.placing import letter_of
from impactplan.exports.texts import show_text
from impactplan.lib.texts import gettext as _
from impactplan.workbook.font_metrics import measure

MILLIMETRES = 0.3528  # of a point
SIZES = (11.0, 10.5, 10.0, 9.5)
"""Of the letters, in points; smaller ones are not easily read."""
LEADING, LABEL, CAPTION, TITLE = 1.38, 11.05, 12.5, 20.06
"""How high a line is: of text, in sizes; of a label, a caption and the title in points."""
PAGE_WIDTH, COLUMN_WIDTH, PAGE_HEIGHT = 174.0, 83.0, 273.0
INDENT = 4.0
EYEBROW, AROUND_TITLE, AROUND_FIGURE, AROUND_FOOT, AROUND_PART = 7.0, 4.0, 7.5, 4.0, 4.2
TITLE_WIDTH = 1.12
"""How much wider the letters of the title are than those that are measured."""
SPARE, SPARE_LINES = 0.97, 5
"""What part of the room is counted on; and how many lines of the two columns are lost where these break."""
SLACK = 7.0
"""How many millimetres less there are each time that a page turned out too full."""
SMALLEST_PICTURE = 0.62
"""Of its natural height: its letters could not be read in a smaller one."""
ENOUGH_PICTURE = 0.9
"""For a picture of less than this, the text is set smaller first."""
STEP = 10
"""The heights that the style sheet knows for a picture that is made smaller, in millimetres."""
LONGEST = 8_000
"""Characters: no page holds more."""
BLOCK = re.compile(r"<(/?)(ul|ol|p|li|br)\b[^>]*>")
TAG = re.compile(r"<[^>]+>")
END = re.compile(r"""[.!?…][)\]"'’”*_]*(?=\s|$)|(?=\n)""")
VIEW_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')


def fit(page: OnePage, slack: int = 0) -> OnePage:
    """Return the page as it fits: with the size of its letters, the height of its picture, and what is cut off."""
    room = PAGE_HEIGHT - EYEBROW - AROUND_TITLE - slack * SLACK
    room -= _lines(page.message, 17.0 * TITLE_WIDTH, PAGE_WIDTH) * TITLE * MILLIMETRES
    natural = _natural_height(page)
    for size in SIZES:
        left = _left(page, size, room)
        if left >= ENOUGH_PICTURE * natural + (AROUND_FIGURE if natural else 0):
            return _set(page, size, left)
    return _set(page, SIZES[-1], left) if left >= 0 else _cut(page, room)


def _set(page: OnePage, size: float, left: float) -> OnePage:
    """Return the page with its picture as high as the room that is left, or without one that would be too small."""
    natural = _natural_height(page)
    room = left - AROUND_FIGURE
    if page.figure is None or room < SMALLEST_PICTURE * natural:
        return replace(page, size=size, figure=None)
    return replace(page, size=size, height=0 if natural <= room else int(room // STEP * STEP))


def _natural_height(page: OnePage) -> float:
    """Return how high the picture is at the width of the page, with its title."""
    match = VIEW_BOX.search(page.figure.svg) if page.figure else None
    if page.figure is None or match is None:
        return 0.0
    return PAGE_WIDTH * float(match[2]) / float(match[1])


def _left(page: OnePage, size: float, room: float) -> float:
    """Return how many millimetres are left under the words of a page; less than nothing where they do not fit."""
    lines = SPARE_LINES * size * LEADING * MILLIMETRES
    text = (sum(_part_height(part.text.text, size) for part in page.parts) + lines) / SPARE / 2
    caption = _lines(page.figure.title, 10.0 * TITLE_WIDTH, PAGE_WIDTH) * CAPTION * MILLIMETRES if page.figure else 0.0
    return room - _foot(page, size) - caption - text


def _foot(page: OnePage, size: float) -> float:
    lines = _lines(page.foot, size * TITLE_WIDTH, PAGE_WIDTH)
    return AROUND_FOOT + lines * size * LEADING * MILLIMETRES if page.foot else 0.0


def _part_height(text: str, size: float) -> float:
    return AROUND_PART + LABEL * MILLIMETRES + text_height(text, size)


@lru_cache(maxsize=512)
def text_height(text: str, size: float) -> float:
    """Return how high a text is in a column, in millimetres."""
    blocks = list(_blocks(str(show_text(Text(text[:LONGEST], markdown=True)))))
    lines = sum(_lines(words, size, COLUMN_WIDTH - depth * INDENT) for depth, words in blocks)
    gaps = sum(1.0 if depth == 0 else 0.4 for depth, _words in blocks)
    return lines * size * LEADING * MILLIMETRES + gaps


def _blocks(html: str) -> Iterator[tuple[int, str]]:
    """Yield each line or paragraph of a text with how deep it stands in lists."""
    depth, at = 0, 0
    for tag in (*BLOCK.finditer(html), None):
        words = unescape(TAG.sub("", html[at : tag.start() if tag else len(html)])).strip()
        if words:
            yield depth, words
        if tag is None:
            return
        at = tag.end()
        if tag[2] in {"ul", "ol"}:
            depth += -1 if tag[1] else 1


def _lines(text: str, points: float, width: float) -> int:
    """Return on how many lines of so many millimetres a text stands, when no word is hyphenated."""
    most, space = width / MILLIMETRES, measure()(" ", points)
    count, used = 0, math.inf
    for word in re.split(r"[ \t\n]+", text.strip()):
        wide = measure()(word, points, False)
        if used + space + wide <= most:
            used += space + wide
            continue
        full = int(wide // most)
        count, used = count + 1 + full, wide - full * most
    return count if text.strip() else 0


# --- what does not fit goes on elsewhere ---


def _cut(page: OnePage, room: float) -> OnePage:
    """Return the page without a picture, with whole sentences of its longest parts left to be read elsewhere."""
    size = SIZES[-1]
    lines = (SPARE_LINES + len(page.parts)) * size * LEADING * MILLIMETRES  # each may say where it goes on
    most = (room - _foot(page, size)) * 2 * SPARE - lines
    heights = [_part_height(part.text.text, size) for part in page.parts]
    least = AROUND_PART + LABEL * MILLIMETRES
    level = _level(heights, most)
    parts = [
        part if height <= level else cut_part(part, level - least, size)
        for part, height in zip(page.parts, heights, strict=True)
    ]
    return replace(page, size=size, figure=None, parts=tuple(parts))


def _level(heights: Sequence[float], most: float) -> float:
    """Return the height that no part may exceed, so that together they are no higher than ``most``."""
    left, rest = most, sorted(heights)
    for at, height in enumerate(rest):
        share = left / (len(rest) - at)
        if height > share:
            return share
        left -= height
    return math.inf


def cut_part(part: PagePart, height: float, size: float) -> PagePart:
    """Return a part with as many whole sentences as a height holds; the others are its rest."""
    text = part.text.text
    ends = [0, *ends_of(text[:LONGEST])]
    at = bisect_right(ends, height, key=lambda end: text_height(text[:end], size) if end else 0.0) - 1
    end = ends[max(0, at)]
    return replace(part, text=replace(part.text, text=text[:end].rstrip()), rest=text[end:].strip())


def ends_of(text: str) -> list[int]:
    """Return where a text can be cut: after a sentence or a line, and not within anything bold or a link."""
    ends, at, opened = [], 0, {"*": 0, "_": 0, "[": 0, "]": 0, "(": 0, ")": 0}
    for match in END.finditer(text):
        for sign in re.findall(r"[*_\[\]()]", text[at : match.end()]):
            opened[sign] += 1
        at = match.end()
        balanced = opened["["] == opened["]"] and opened["("] == opened[")"]
        if at and balanced and opened["*"] % 2 == 0 and opened["_"] % 2 == 0:
            ends.append(at)
    return sorted(set(ends))


def fit_document(document: Document, slack: int = 0) -> Document:
    """Return a document with its one page fitted, and behind the modules what that had no room for."""
    rest: list[Prose] = []

    def fitted(section: Section) -> Section:
        if not section.stands_alone:
            return section
        blocks = [fit(block, slack) if isinstance(block, OnePage) else block for block in section.blocks]
        for page in blocks:
            if isinstance(page, OnePage):
                rest.extend(Prose(part.label, Text(part.rest, part.text.markdown)) for part in page.parts if part.rest)
        return replace(section, blocks=tuple(blocks))

    front = tuple(map(fitted, document.front))
    chapters = tuple(replace(chapter, sections=tuple(map(fitted, chapter.sections))) for chapter in document.chapters)
    annexes = document.annexes
    if rest and not document.is_one_page:
        title = letter_of(len(annexes), _("What the one page has no room for"))
        annexes += (Section("pitch", title, "", tuple(rest), is_step=False, anchor=f"{Place.REST}-pitch"),)
    return replace(document, front=front, chapters=chapters, annexes=annexes)
