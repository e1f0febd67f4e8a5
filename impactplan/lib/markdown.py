"""What people write, as safe HTML: bold, italic, lists and links. All else stays as typed (docs/adr/0014).

Every step passes once over the text, so the work grows with its length and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import nh3
from markupsafe import Markup

from impactplan.lib.inline import Links, render_inline
from impactplan.lib.recent import Recent
from impactplan.lib.text import normalise

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 8
"""How deep lists may stand in each other; what is indented further joins the deepest."""
TAB = 4
MOST_KEPT = 1_000_000
"""Characters of HTML that are kept in a process, of the texts that were asked for last."""

WORD_SIGNS = str.maketrans("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0e0", "•▪➢❖✓→")
"""What Word draws with fonts of its own, as anybody can draw it."""
BULLETS = "•▪▫◦‣●○■□∙⁃➢➤❖"
MARK = re.compile(
    rf"(?:(?P<bullet>[{BULLETS}])\s*|(?P<word>[o§])(?:\t|\s{{2,}}|\u00a0)\s*|(?P<dash>[-–—])\s+|(?P<other>[*·])\s+"
    r"|(?P<number>[1-9][0-9]{0,2})[.)]\s+)(?=\S)"
)
"""How Word, mail programs and people begin a point of a list."""
LEVELS = {"o": 1, "◦": 1, "○": 1, "§": 2, "▪": 2, "▫": 2}
"""Which level a sign has in Word, whose indents do not come along."""
STEP = 2
"""How many columns further a level lies, at least."""
FIGURE = re.compile(r"[€$£]?\s?[0-9]")


def render(text: str | None) -> Markup:
    """Return what somebody wrote as safe HTML. Nothing goes but the marks of bold, italic, lists and links.

    It hangs on the text alone, and what stands on a page is asked for at every visit: so it is kept.
    """
    if not text:
        return Markup()
    html = _rendered.find(text)
    if html is None:
        html = _render(text)
        _rendered.keep(text, html)
    return html


def _render(text: str) -> Markup:
    lines = _read_lines(normalise(text).translate(WORD_SIGNS).split("\n"))
    for links in Links:
        html = _Writer(links).write(lines)
        clean = nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
        # An address that nh3 takes for none would be lost behind its words: then fewer things are links.
        if clean.count("<a href=") == html.count("<a href="):
            break
    return Markup(clean)  # noqa: S704  # cleaned by nh3


_rendered: Recent[str, Markup] = Recent(MOST_KEPT, len)


@dataclass(frozen=True)
class _Line:
    text: str
    indent: int = 0
    mark: str = ""
    """What begins the point of a list: a sign, "-" for any dash, or "1" for a number."""
    number: int = 0
    typed: str = ""


def _read_lines(typed: Sequence[str]) -> list[_Line]:
    lines = [_read_line(line) for line in typed]
    run: list[int] = []
    for at, line in enumerate([*lines, _Line("end")]):
        if line.mark == "-":
            run.append(at)
        elif line.text and not line.mark:
            # A dash before a figure may be a minus, unless a neighbour shows that it is a list.
            if all(FIGURE.match(lines[dash].text) for dash in run):
                for dash in run:
                    lines[dash] = _as_text(lines[dash])
            run = []
    return lines


def _read_line(typed: str) -> _Line:
    text = typed.strip()
    indent = len(typed[: len(typed) - len(typed.lstrip())].expandtabs(TAB))
    match = MARK.match(text)
    rest = text[match.end() :] if match else ""
    if match is None or not any(map(str.isalnum, rest)):
        return _Line(text, indent)
    mark = "1" if match["number"] else "-" if match["dash"] else match["bullet"] or match["word"] or match["other"]
    return _Line(rest, indent + STEP * LEVELS.get(mark, 0), mark, int(match["number"] or 0), text)


def _as_text(line: _Line) -> _Line:
    return _Line(line.typed, line.indent)


@dataclass
class _List:
    tag: str
    indent: int
    number: int
    """The number of its last point."""


class _Writer:
    """Puts lines together to paragraphs and lists. Each part of ``html`` is a line of it."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.html: list[str] = []
        self.text: list[str] = []
        """The lines of the paragraph, or of the point, that is not written yet."""
        self.lists: list[_List] = []
        """The lists that stand open, the outermost first."""
        self.begun = False
        """Whether a point was begun that has no text yet."""
        self.counted = 0
        """The last number of the last numbered list: a later one may go on from it."""

    def write(self, lines: Sequence[_Line]) -> str:
        after_blank = False
        for line in lines:
            if line.text and not (line.mark and self._add_point(line)):
                self._add_text(_as_text(line) if line.mark else line, after_blank)
            after_blank = not line.text
        self._close_lists(0)
        self._flush()
        return "\n".join(self.html)

    def _add_text(self, line: _Line, after_blank: bool) -> None:
        """Go on with the paragraph, or, with a line that is indented, with the point of a list."""
        self._close_lists(self._count_lists(line.indent))
        if after_blank:
            self._flush()
        self.text.append(line.text)

    def _add_point(self, line: _Line) -> bool:
        """Begin a point; a number that does not go on from the one before it begins none."""
        tag, depth = "ol" if line.number else "ul", min(self._count_lists(line.indent), DEEPEST - 1)
        beside = self.lists[depth] if depth < len(self.lists) else None
        before = beside.number if beside and beside.tag == "ol" else self.counted
        if line.number > 1 and line.number != before + 1:
            return False
        goes_on = beside is not None and beside.tag == tag and line.number != 1
        self._close_lists(depth + goes_on)
        self._flush()
        if goes_on:
            self.html[-1] += "</li>"
        else:
            start = f' start="{line.number}"' if line.number > 1 else ""
            self.html.append(f"<{tag}{start}>")
            self.lists.append(_List(tag, line.indent, 0))
        self.lists[-1].number = line.number
        self.html.append("<li>")
        self.text, self.begun = [line.text], True
        return True

    def _count_lists(self, indent: int) -> int:
        """Return how many of the open lists an indent lies within."""
        return sum(one.indent + STEP <= indent for one in self.lists)

    def _close_lists(self, kept: int) -> None:
        while len(self.lists) > kept:
            self._flush()
            closed = self.lists.pop()
            self.html[-1] += "</li>"
            self.html.append(f"</{closed.tag}>")
            self.counted = closed.number or self.counted

    def _flush(self) -> None:
        shown = render_inline("\n".join(self.text), self.links)
        if self.begun:
            self.html[-1] += shown
        elif self.text:
            self.html.append(f"<p>{shown}</p>")
        self.text, self.begun = [], False
