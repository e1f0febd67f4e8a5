"""The generic document builder: it turns any step into blocks by its declared fields alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from impactplan.blocks import (
    Block,
    Entries,
    Entry,
    Fact,
    Facts,
    Figure,
    Listing,
    Moved,
    Place,
    Prose,
    Row,
    Source,
    Table,
    Text,
)
from impactplan.exports.columns import fit_columns, is_long
from impactplan.exports.joining import either_or, join, merge
from impactplan.exports.options import Depth, Options
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Field, Kind
from impactplan.steps import Step
from impactplan.workbook.completeness import live_values
from impactplan.workbook.parts import FieldText, Picture, StepPart
from impactplan.workbook.registry import kind_part
from impactplan.workbook.report_labels import MEANT_TO_COME, as_reported
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import name_item, show_value, shown_day


@dataclass
class Sources:
    """The sources cited so far. The same text is the same source, however often it is cited."""

    cited: dict[str, list[str]] = field(default_factory=dict)

    def cite(self, text: str, where: str) -> int:
        places = self.cited.setdefault(text.strip(), [])
        if where not in places:
            places.append(where)
        return list(self.cited).index(text.strip()) + 1

    def listed(self) -> tuple[Source, ...]:
        return tuple(Source(number, text, tuple(where)) for number, (text, where) in enumerate(self.cited.items(), 1))


@dataclass
class Builder:
    """Turns the items of one step into blocks. A step with a document part of its own gets it for the rest."""

    state: PlanState
    options: Options
    step: Step
    sources: Sources

    @property
    def title(self) -> str:
        return str(self.step.title)

    def general(self, parts: StepPart | None) -> list[Block]:
        """Return the blocks of the step: its pictures, and each kind as a sheet, a list, a table or entries.

        A wide picture has a page of its own; what tells its story goes before it, on the page of the title.
        """
        pictures = parts.pictures if parts else ()
        wide = [picture for picture in pictures if picture.wide and picture.is_drawn(self.state)]
        kinds = sorted(map(KINDS.__getitem__, self.step.shown), key=lambda kind: bool(wide) and not kind.sheet)
        blocks = self._drawn([picture for picture in pictures if picture not in wide], first=True)
        for kind in kinds:
            if wide and not kind.sheet:
                blocks += self._drawn(wide, first=not blocks)
                wide = []
            blocks += self.kind(kind)
        return blocks + self._drawn(wide, first=not blocks) + self.figures(parts)

    def annex(self, key: str, title: str, make: Callable[[], Sequence[Block]]) -> list[Block]:
        """Return what is long as an annex; in a document without annexes it is not even made."""
        if self.options.depth is not Depth.ALL and not self.options.is_step:
            return []
        blocks = tuple(make())
        return [Moved(Place.ANNEX, key, title, blocks)] if blocks else []

    def _drawn(self, pictures: Sequence[Picture], *, first: bool) -> list[Block]:
        return [block for picture in pictures for block in self.picture(picture, first=first)]

    def figures(self, parts: StepPart | None) -> list[Block]:
        """Return the figures of the step as a whole."""
        blocks: list[Block] = []
        for figures in parts.figures if parts else ():
            if figures.document is not None and figures.has_content(self.state):
                blocks += figures.document(self.state, self)
        return blocks

    def calculations(self, item: Item) -> list[Fact]:
        """Return what is computed from an item, as far as it can be."""
        return [
            _calculated(calculation)
            for calculation in kind_part(self.step.key, item.kind).calculations(self.state, item)
            if calculation.result
        ]

    def fields(self, kind: Kind) -> Mapping[str, Field]:
        """Return the fields that the step asks of a kind; of one that it borrows, with what names it."""
        names = list(kind.at_home) if kind.key in self.step.kinds else [kind.title_field, *kind.shown_in(self.step.key)]
        return {name: as_reported(kind.key, name) for name in names}

    def kind(self, kind: Kind) -> list[Block]:
        """Return what the plan says in a kind of item."""
        if kind.sheet:
            return self.sheet(kind)
        if self.state.rows(kind.key):
            return self.rows(kind)
        return [Prose(self._heading(kind), Text(""))] if self.options.empty else []

    def _heading(self, kind: Kind) -> str:
        return str(kind.plural) if str(kind.plural) != self.title else ""

    def picture(self, picture: Picture, *, first: bool = False) -> list[Block]:
        """Return a picture as blocks, ``first`` where it stands under the title of the step."""
        if not any(self.state.rows(key) for key in picture.kinds) or not picture.has_content(self.state):
            return []
        title = picture.title(self.state)
        if words := picture.too_full(self.state):
            return [Prose(title, Text(words))]
        prefix = f"{self.step.key}-{picture.key}"
        if picture.document is not None:
            return [*picture.document(self.state, prefix, first)]
        return [Figure(picture.draw(self.state, prefix), title, picture.wide)]

    # --- one item ---

    def texts(self, item: Item, kind: Kind) -> dict[str, FieldText]:
        """Return the texts of an item by field, each source as a number at the field that it supports."""
        values = live_values(self.state, item)
        texts = {
            name: FieldText(declared, values.get(name), self._say(kind, declared, values.get(name)))
            for name, declared in self.fields(kind).items()
        }
        for name in [name for name, declared in self.fields(kind).items() if declared.supports]:
            source, base = texts[name], texts.get(texts[name].declared.supports)
            if source.text:
                number = self.sources.cite(source.text.text, self.title)
                if base is not None and base.text:
                    base = replace(base, text=replace(base.text, marks=(*base.text.marks, number)))
                    texts[base.declared.name] = base
                    del texts[name]
                else:
                    texts[name] = replace(source, text=replace(source.text, marks=(number,)))
        return texts

    def _say(self, kind: Kind, declared: Field, value: Any) -> Text:
        if not declared.is_filled(value):
            return Text("")
        if (kind.key, declared.name) in MEANT_TO_COME and value < shown_day(self.state):
            return Text(_("was %(day)s", day=show_value(declared, value)))
        return Text(show_value(declared, value, self.state), markdown=declared.type == "prose")

    # --- sheets ---

    def sheet(self, kind: Kind) -> list[Block]:
        """Return the item of a sheet."""
        item = self.state.sheet(kind.key)
        return [*self.entry(self.texts(item, kind)), *_as_facts(self.calculations(item))]

    def entry(self, texts: Mapping[str, FieldText]) -> tuple[Facts | Prose, ...]:
        """Return an item's longer texts under their labels, and all short ones together, where the first stands."""
        blocks: list[Facts | Prose] = []
        facts: list[Fact] = []
        place: int | None = None
        rest = list(texts.values())
        while rest:
            if is_long(rest[0].declared):
                field_text, *rest = rest
                if field_text.text or self.options.empty:
                    blocks.append(Prose(str(field_text.declared.label), field_text.text))
                continue
            fact, taken = join(rest)
            if fact.value or self.options.empty:
                place = len(blocks) if place is None else place
                facts.append(fact)
            rest = rest[taken:]
        if place is not None:
            blocks.insert(place, Facts(tuple(facts)))
        return tuple(blocks)

    # --- rows ---

    def rows(self, kind: Kind) -> list[Block]:
        """Return the rows of a kind in the simplest shape that holds them whole."""
        items = self.state.rows(kind.key)
        rows = [(item, self.texts(item, kind)) for item in items]
        if not self.options.empty:
            rows = [(item, texts) for item, texts in rows if any(field_text.text for field_text in texts.values())]
        names = [
            name
            for name in self.fields(kind)
            if any(name in texts and (texts[name].text or self._asks(kind, name)) for _item, texts in rows)
        ]
        short = [name for name in names if not is_long(kind.fields[name])]
        if not rows or not names:
            return []
        title = self._heading(kind)
        if names == short[:1]:
            return [Listing(title, tuple(texts[names[0]].text for _item, texts in rows))]
        if len(short) >= len(names) - len(short):
            table = self._table(kind, title, rows, names)
            if table is not None:
                return [table]
        entries = (
            Entry(
                title,
                (*self.entry(_without(texts, kind.title_field, title)), *_as_facts(self.calculations(item))),
            )
            for item, texts in rows
            for title in [name_item(self.state, item)]
        )
        return [Entries(title, tuple(entries))]

    def _asks(self, kind: Kind, name: str) -> bool:
        return self.options.empty and not kind.fields[name].supports

    def _table(
        self, kind: Kind, title: str, rows: Sequence[tuple[Item, dict[str, FieldText]]], names: list[str]
    ) -> Table | None:
        row_texts = [texts for _item, texts in rows]
        short = [name for name in names if not is_long(kind.fields[name])]
        for first, second in pairwise(short):
            if either_or(kind.fields[first], kind.fields[second], row_texts):
                row_texts = [merge(texts, first, second) for texts in row_texts]
                short.remove(second)
                names = [name for name in names if name != second]
                break
        columns = fit_columns([as_reported(kind.key, name) for name in short], kind.title_field)
        if not columns:
            return None
        short = short[: len(columns)]
        lines = []
        for (item, _texts), texts in zip(rows, row_texts, strict=True):
            cells = tuple(texts[name].text if name in texts else Text("") for name in short)
            under = (join([texts[name]])[0] for name in names if name not in short and name in texts)
            facts = tuple(fact for fact in under if fact.value)
            lines.append(Row(cells, (*facts, *self.calculations(item))))
        return Table(title, columns, tuple(lines), self._total(kind, short, [item for item, _texts in rows]))

    def _total(self, kind: Kind, names: Sequence[str], items: Sequence[Item]) -> Row | None:
        """Return what the rows add up to, in the columns of which that says something."""
        adding = [name for name in names if kind.fields[name].adds_up]
        sums = {name: [item[name] for item in items if item[name] is not None] for name in adding}
        if not any(len(values) > 1 for values in sums.values()):
            return None
        cells = [
            show_value(kind.fields[name], sum(sums[name]), self.state) if sums.get(name) else "" for name in names[1:]
        ]
        return Row((Text(_("Together")), *map(Text, cells)))


def _without(texts: dict[str, FieldText], name: str, title: str) -> dict[str, FieldText]:
    """Leave out the field that the heading shows already."""
    return {key: field_text for key, field_text in texts.items() if key != name or field_text.text.text != title}


def _calculated(calculation: Calculation) -> Fact:
    result, caution = calculation.result, calculation.caution
    return Fact(calculation.label, Text(f"{result} ({caution})" if caution else result))


def _as_facts(facts: Sequence[Fact]) -> tuple[Facts, ...]:
    return (Facts(tuple(facts)),) if facts else ()
