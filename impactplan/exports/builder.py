"""The part of a document that follows from the declared fields alone: any step of any module gets it for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Prose,
    Row,
    Source,
    Table,
    Text,
)
from impactplan.exports.columns import fit_columns, is_long
from impactplan.exports.joining import either_or, join, merge
from impactplan.exports.options import Options
from impactplan.graph import Item, PlanState
from impactplan.models import KINDS, Field, Kind
from impactplan.steps import Step
from impactplan.workbook.completeness import live_values
from impactplan.workbook.parts import FieldText, Picture, StepPart
from impactplan.workbook.registry import kind_part
from impactplan.workbook.wording import name_item, show_value


@dataclass
class Sources:
    """The sources named so far. The same words are the same source, however often they are used."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def cite(self, text: str, where: str) -> int:
        places = self.found.setdefault(text.strip(), [])
        if where not in places:
            places.append(where)
        return list(self.found).index(text.strip()) + 1

    def listed(self) -> tuple[Source, ...]:
        return tuple(Source(number, text, tuple(where)) for number, (text, where) in enumerate(self.found.items(), 1))


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
        pictures = [block for picture in (parts.pictures if parts else ()) for block in self.picture(picture)]
        wide: list[Figure | Prose] = [picture for picture in pictures if isinstance(picture, Figure) and picture.wide]
        kinds = sorted(map(KINDS.__getitem__, self.step.shown), key=lambda kind: bool(wide) and not kind.sheet)
        blocks: list[Block] = [picture for picture in pictures if picture not in wide]
        for kind in kinds:
            if wide and not kind.sheet:
                blocks += wide
                wide = []
            blocks += self.kind(kind)
        return blocks + wide + self.figures(parts)

    def figures(self, parts: StepPart | None) -> list[Block]:
        """Return the figures of the step as a whole."""
        blocks: list[Block] = []
        for figures in parts.figures if parts else ():
            if figures.document is not None and figures.has_content(self.state):
                blocks += figures.document(self.state, self)
        return blocks

    def calculations(self, item: Item) -> list[Fact]:
        """Return what is computed from an item, as far as it can be."""
        found = kind_part(self.step.key, item.kind).calculations(self.state, item)
        return [
            Fact(one.label, Text(f"{one.result} ({one.caution})" if one.caution else one.result))
            for one in found
            if one.result
        ]

    def fields(self, kind: Kind) -> Mapping[str, Field]:
        """Return the fields that the step asks of a kind; of one that it borrows, with what names it."""
        if kind.key in self.step.kinds:
            return kind.at_home
        return {kind.title_field: kind.fields[kind.title_field]} | dict(kind.shown_in(self.step.key))

    def kind(self, kind: Kind) -> list[Block]:
        """Return what the plan says in a kind of item."""
        if kind.sheet:
            return self.sheet(kind)
        if self.state.rows(kind.key):
            return self.rows(kind)
        return [Prose(self._heading(kind), Text(""))] if self.options.empty else []

    def _heading(self, kind: Kind) -> str:
        return str(kind.plural) if str(kind.plural) != self.title else ""

    def picture(self, picture: Picture) -> list[Figure | Prose]:
        if not any(self.state.rows(key) for key in picture.kinds) or not picture.has_content(self.state):
            return []
        title = picture.title(self.state)
        if words := picture.too_full(self.state):
            return [Prose(title, Text(words))]
        return [Figure(picture.draw(self.state, f"{self.step.key}-{picture.key}"), title, picture.wide)]

    # --- one item ---

    def answers(self, item: Item, kind: Kind) -> dict[str, FieldText]:
        """Return what the item says by field, each source as a number at what it supports."""
        values = live_values(self.state, item)
        answers = {
            name: FieldText(declared, values.get(name), self._say(declared, values.get(name)))
            for name, declared in self.fields(kind).items()
        }
        for name in [name for name, declared in self.fields(kind).items() if declared.supports]:
            source, base = answers[name], answers.get(answers[name].declared.supports)
            if source.text:
                number = self.sources.cite(source.text.text, self.title)
                if base is not None and base.text:
                    base = replace(base, text=replace(base.text, marks=(*base.text.marks, number)))
                    answers[base.declared.name] = base
                    del answers[name]
                else:
                    answers[name] = replace(source, text=replace(source.text, marks=(number,)))
        return answers

    def _say(self, declared: Field, value: Any) -> Text:
        if not declared.is_filled(value):
            return Text("")
        return Text(show_value(declared, value, self.state), markdown=declared.type == "prose")

    # --- sheets ---

    def sheet(self, kind: Kind) -> list[Block]:
        """Return the item of a sheet."""
        item = self.state.sheet(kind.key)
        return [*self.entry(self.answers(item, kind)), *_as_facts(self.calculations(item))]

    def entry(self, answers: Mapping[str, FieldText]) -> tuple[Facts | Prose, ...]:
        """Return an item's longer texts under their labels, and all short answers together, where the first stands."""
        blocks: list[Facts | Prose] = []
        facts: list[Fact] = []
        place: int | None = None
        rest = list(answers.values())
        while rest:
            if is_long(rest[0].declared):
                answer, *rest = rest
                if answer.text or self.options.empty:
                    blocks.append(Prose(str(answer.declared.label), answer.text))
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
        found = [(item, self.answers(item, kind)) for item in items]
        if not self.options.empty:
            found = [(item, answers) for item, answers in found if any(answer.text for answer in answers.values())]
        names = [
            name
            for name in self.fields(kind)
            if any(name in answers and (answers[name].text or self._asks(kind, name)) for _item, answers in found)
        ]
        short = [name for name in names if not is_long(kind.fields[name])]
        if not found or not names:
            return []
        title = self._heading(kind)
        if names == short[:1]:
            return [Listing(title, tuple(answers[names[0]].text for _item, answers in found))]
        if len(short) >= len(names) - len(short):
            table = self._table(kind, title, found, names)
            if table is not None:
                return [table]
        entries = (
            Entry(title, (*self.entry(_without(answers, kind.title_field, title)), *_as_facts(self.calculations(item))))
            for item, answers in found
            for title in [name_item(self.state, item)]
        )
        return [Entries(title, tuple(entries))]

    def _asks(self, kind: Kind, name: str) -> bool:
        return self.options.empty and not kind.fields[name].supports

    def _table(
        self, kind: Kind, title: str, found: Sequence[tuple[Item, dict[str, FieldText]]], names: list[str]
    ) -> Table | None:
        rows = [answers for _item, answers in found]
        short = [name for name in names if not is_long(kind.fields[name])]
        for first, second in pairwise(short):
            if either_or(kind.fields[first], kind.fields[second], rows):
                rows = [merge(answers, first, second) for answers in rows]
                short.remove(second)
                names = [name for name in names if name != second]
                break
        fit = fit_columns([kind.fields[name] for name in short], kind.title_field)
        if not fit.fits:
            return None
        lines = []
        for (item, _answers), answers in zip(found, rows, strict=True):
            cells = tuple(answers[name].text if name in answers else Text("") for name in short)
            under = [answers[name] for name in names if name not in short and name in answers]
            facts = tuple(Fact(str(answer.declared.label), answer.text) for answer in under if answer.text)
            lines.append(Row(cells, (*facts, *self.calculations(item))))
        return Table(title, fit.columns, tuple(lines), fit.wide)


def _without(answers: dict[str, FieldText], name: str, said: str) -> dict[str, FieldText]:
    """Leave out an answer that the heading says already."""
    return {key: answer for key, answer in answers.items() if key != name or answer.text.text != said}


def _as_facts(facts: Sequence[Fact]) -> tuple[Facts, ...]:
    return (Facts(tuple(facts)),) if facts else ()
