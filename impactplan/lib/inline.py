"""Bold, italic and links within a paragraph, to HTML. Whatever is none of these stays as typed.

Signs are marks only where they can hardly be anything else: ``2*3*4``, ``snake_case`` and ``*p < 0,05`` keep theirs.
"""

from __future__ import annotations

import re
from enum import Enum

from markupsafe import escape

TOKEN = re.compile(
    # What was matched is never tried in another way, so the time grows with the text and not with its square.
    r"!?\[(?P<words>(?:[^\[\]\n]|\[[^\[\]\n]*+\])++)\]\((?P<address>(?:[^\s()<>]|\([^\s()<>]*+\))++)\)"
    r"|(?<![\w@/.])(?P<bare>(?:https?://|www\.)[^\s<>]++)"
    r"|(?<![\w.+@-])(?P<mail>[\w+-]++(?:\.[\w+-]++)*+@\w[\w-]*+(?:\.\w[\w-]*+)++)(?![@\w])"
    r"|(?P<run>\*++|_++)"
)
RUN = re.compile(r"\*+|_+")
ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[^\s/:.]\S*")
AFTER_ADDRESS = ".,;:!?'\"’”»*_"
"""What ends a sentence rather than an address."""
OPENING = "([{“‘«„‚¿¡"
CLOSING = ")]}.,;:!?…%”’»"
AROUND = "\"'-–—/*_"
TAGS = {1: "em", 2: "strong"}


class Links(Enum):
    """What may be a link, the most first."""

    WORDS = "words with an address behind them, and addresses"
    ADDRESSES = "addresses, which then stand there as typed"
    NONE = "nothing"


def render_inline(text: str, links: Links = Links.WORDS) -> str:
    """Return the HTML of some lines."""
    if links is Links.NONE:
        return _render_words(text)
    emphasis = _Emphasis()
    at = 0
    while match := TOKEN.search(text, at):
        emphasis.add_text(text[at : match.start()])
        at = match.end()
        if match["run"]:
            emphasis.add_run(match["run"], text[max(match.start() - 1, 0) : match.start()], text[at : at + 1])
        elif match["bare"]:
            address = _trim(match["bare"])
            at = match.start() + len(address)
            emphasis.add_link(address, _show(address))
        elif match["mail"]:
            emphasis.add_link(f"mailto:{match['mail']}", _show(match["mail"]))
        elif links is Links.WORDS and ADDRESS.fullmatch(match["address"]):
            emphasis.add_link(match["address"], _render_words(match["words"]))
        else:
            at = match.start() + 1  # no link; what stands within may be one
            emphasis.add_text(text[match.start()])
    emphasis.add_text(text[at:])
    return emphasis.finish()


def _render_words(text: str) -> str:
    emphasis = _Emphasis()
    at = 0
    for match in RUN.finditer(text):
        emphasis.add_text(text[at : match.start()])
        at = match.end()
        emphasis.add_run(match[0], text[max(match.start() - 1, 0) : match.start()], text[at : at + 1])
    emphasis.add_text(text[at:])
    return emphasis.finish()


def _trim(address: str) -> str:
    """Return an address without the signs of the sentence around it."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while address[end - 1] in AFTER_ADDRESS or (address[end - 1] == ")" and unopened > 0):
        unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _show(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>\n")


class _Emphasis:
    """Collects the parts of a text; a run of stars or lines is typed text until its end is found."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open: dict[tuple[str, int], tuple[int, int]] = {}
        """Per sign and length: the part that may begin an emphasis, and how much had been written by then."""
        self.written = 0

    def add_text(self, text: str) -> None:
        if text:
            self.parts.append(_show(text))
            self.written += any(map(str.isalnum, text))

    def add_link(self, address: str, words: str) -> None:
        if not ADDRESS.fullmatch(address):
            self.parts.append(words)
        else:
            target = f"https://{address}" if address.startswith("www.") else address
            self.parts.append(f'<a href="{escape(target)}">{words}</a>')
        self.written += 1

    def add_run(self, run: str, before: str, after: str) -> None:
        sizes = {1: (1,), 2: (2,), 3: (1, 2)}.get(len(run), ())
        ends = before != "" and not before.isspace() and before not in OPENING
        if ends and _is_edge(after, CLOSING) and self._close(run[0], sizes):
            return
        begins = after != "" and not after.isspace() and after not in CLOSING
        if begins and _is_edge(before, OPENING):
            for size in reversed(sizes):
                self.open[run[0], size] = len(self.parts), self.written
                self.parts.append(run[0] * size)
            if sizes:
                return
        self.parts.append(run)

    def _close(self, sign: str, sizes: tuple[int, ...]) -> bool:
        keys = sorted(((sign, size) for size in sizes), key=lambda key: self.open.get(key, (-1, 0)), reverse=True)
        if not keys or any(key not in self.open or self.open[key][1] == self.written for key in keys):
            return False
        for key in keys:
            at, _written = self.open.pop(key)
            self.parts[at] = f"<{TAGS[key[1]]}>"
            self.parts.append(f"</{TAGS[key[1]]}>")
            # What began within this and did not end within it stays as typed.
            self.open = {other: place for other, place in self.open.items() if place[0] < at}
        return True

    def finish(self) -> str:
        return "".join(self.parts)


def _is_edge(char: str, signs: str) -> bool:
    """Tell whether a word begins or ends here: at a space, or at one of the signs that stand around words."""
    return not char or char.isspace() or char in signs or char in AROUND
