"""Small pictures in a guidance: boxes below each other with arrows between them, written as lines of Markdown.

``→`` begins a box, ``┄`` a line across them, and ``↺``, on the last line, says that it begins again.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement  # nosec B405  # builds elements, reads no XML

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor

CLASSES = {"→": "flow__box", "┄": "flow__line", "↺": "flow__again"}


class FlowProcessor(BlockProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return block[:1] in CLASSES and all(line[:1] in CLASSES for line in block.splitlines())

    def run(self, parent: Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).splitlines()
        again = any(line.startswith("↺") for line in lines)
        # Without bullets a list is none to some browsers, unless it says so
        list_ = SubElement(parent, "ol", {"class": "flow flow--cycle" if again else "flow", "role": "list"})
        for line in lines:
            SubElement(list_, "li", {"class": CLASSES[line[0]]}).text = line[1:].strip()


class FlowExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.parser.blockprocessors.register(FlowProcessor(md.parser), "flow", 175)
