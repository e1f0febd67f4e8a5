"""What stands elsewhere in a document than in its step: before the modules, or behind them as an annex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from impactplan.blocks import Block, Heading, Moved, Place, Reference, Section
from impactplan.exports.options import Options
from impactplan.lib.texts import gettext as _


@dataclass
class Placing:
    """Takes out of the steps what stands elsewhere, and leaves where that is."""

    options: Options
    moved: list[tuple[Moved, str]] = field(default_factory=list)
    """With the key of the step that each is of."""

    def keep(self, step: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Return the blocks that stay with the step; the others are put away."""
        kept: list[Block] = []
        for block in blocks:
            if not isinstance(block, Moved):
                kept.append(block)
            elif self._stays(block):
                kept += _in_place(block)
            else:
                if block.anchor not in {moved.anchor for moved, _step in self.moved}:
                    self.moved.append((block, step))
                kept.append(Reference(block.title, block.anchor))
        return () if all(isinstance(block, Reference) for block in kept) else tuple(kept)

    def _stays(self, block: Moved) -> bool:
        return not self.options.has_front if block.place is Place.FRONT else self.options.is_step

    def sections(self, place: Place) -> tuple[Section, ...]:
        """Return what was put away for a place as sections, in their order there."""
        chosen = sorted((pair for pair in self.moved if pair[0].place is place), key=lambda pair: pair[0].order)
        return tuple(Section(step, block.title, "", block.blocks, anchor=block.anchor) for block, step in chosen)


def _in_place(block: Moved) -> Iterator[Block]:
    if block.place is Place.ANNEX and block.title:
        yield Heading(block.title)
    yield from block.blocks


def letter_of(at: int, title: str) -> str:
    """Return the title of an annex with its letter."""
    return _("Annex %(letter)s: %(title)s", letter=chr(ord("A") + at), title=title)


def pointing(sections: Sequence[Section], titles: Mapping[str, str]) -> tuple[Section, ...]:
    """Return sections whose references name what they point at as it is called in the contents.

    On paper one finds it by that. A number of a page there would have its own page laid out three times over."""

    def named(block: Block) -> Block:
        return replace(block, text=titles.get(block.anchor, block.text)) if isinstance(block, Reference) else block

    return tuple(replace(section, blocks=tuple(map(named, section.blocks))) for section in sections)


def numbered(annexes: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(replace(annex, title=letter_of(at, annex.title)) for at, annex in enumerate(annexes))
