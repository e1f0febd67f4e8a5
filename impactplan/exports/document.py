"""Build the neutral document of a plan at any moment; every renderer shows the same tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import g

from impactplan.blocks import Block, Chapter, Document, PartTitles, Pending, Place, Section, SetAside
from impactplan.exports.additions import Addition
from impactplan.exports.builder import Builder, Sources
from impactplan.exports.options import Depth, Options
from impactplan.exports.placing import Placing, numbered, pointing
from impactplan.graph import PlanState
from impactplan.lib.dates import AMSTERDAM
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.steps import MODULES, Module, Step, steps_of
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.registry import answer_of, step_parts


def build_document(
    state: PlanState, options: Options, authors: Sequence[str] = (), additions: Sequence[Addition] = ()
) -> Document:
    """Return the document of a plan, in the plan's own language rather than the reader's."""
    state = state.written
    with in_language(state.language):
        if options.moment_at:
            state = replace(state, shown_on=datetime.fromisoformat(options.moment_at).astimezone(AMSTERDAM).date())
        building = Building(state, options, _merge(addition.blocks(state) for addition in additions))
        chapters = tuple(
            building.chapter(module, steps)
            for module in MODULES
            if (steps := [step for step in steps_of(module) if options.shows(step.key)])
        )
        has_modules = options.depth is not Depth.FRONT or not options.has_front
        titles = PartTitles(_("In short"), _("Not now"), _("Annexes"), _("Sources"))
        front, annexes = building.placing.sections(Place.FRONT), numbered(building.placing.sections(Place.ANNEX))
        chapters = _pointing(chapters, titles, front, annexes)
        return Document(
            title=state.title or _("Plan without a name"),
            organisation=state.organisation,
            authors=tuple(authors),
            language=state.language,
            at=datetime.fromisoformat(options.moment_at) if options.moment_at else state.at,
            seq=state.seq,
            chapters=chapters if has_modules else (),
            sources=building.sources.listed(),
            moment=options.moment,
            front=front,
            set_aside=tuple(_set_aside(state, options)) if has_modules else (),
            annexes=annexes,
            has_cover=options.has_cover,
            flows=options.depth is Depth.BODY,
            titles=titles,
        )


def _pointing(
    chapters: Iterable[Chapter], titles: PartTitles, front: Iterable[Section], annexes: Iterable[Section]
) -> tuple[Chapter, ...]:
    """Return the chapters with references that say in which part one reads on."""
    called = {section.id: f"{titles.front}: {section.title}" for section in front}
    called |= {section.id: section.title for section in annexes}
    return tuple(replace(chapter, sections=pointing(chapter.sections, called)) for chapter in chapters)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Use another language than the reader's within a block."""
    before = g.get("language")
    g.language = code
    try:
        with force_locale(code):
            yield
    finally:
        g.language = before


def _set_aside(state: PlanState, options: Options) -> Iterator[SetAside]:
    """Yield the steps that are set aside, in the order of the steps: they are told in one place."""
    reasons = {item["step"]: item.get("reason", "") for item in state.rows("set_aside")}
    for module in MODULES:
        for step in steps_of(module):
            if options.shows(step.key) and step.key in reasons:
                yield SetAside(str(step.title), reasons[step.key])


@dataclass
class Building:
    """What the chapters of a document have in common while they are made."""

    state: PlanState
    options: Options
    added: Mapping[int | str, Sequence[Block]]
    sources: Sources = field(default_factory=Sources)

    def __post_init__(self) -> None:
        self.placing = Placing(self.options)
        self.aside = {item["step"] for item in self.state.rows("set_aside")}

    def chapter(self, module: Module, steps: Sequence[Step]) -> Chapter:
        sections: list[Section] = []
        pending = []
        for step in steps:
            blocks = build_blocks(step, self.state, self.options, self.sources)
            kept = self.placing.keep(step.key, blocks)
            if own := _sections(step, self._asks(step), kept, tuple(self.added.get(step.key, ()))):
                sections += own
            elif not blocks and step.key not in self.aside:
                pending.append(Pending(step.key, str(step.title), _question(step)))
        if more := tuple(self.added.get(module.number, ())):
            sections.append(Section(f"reflection-{module.number}", _("Reflection"), "", more, is_step=False))
        return Chapter(
            module.number,
            module.key,
            str(module.title),
            tuple(sections),
            tuple(pending),
            question=str(module.question),
            answer=answer_of(module.number, self.state),
        )

    def _asks(self, step: Step) -> str:
        """Return the question of a step where it is asked: a report that is read gives the answers."""
        return _question(step) if self.options.empty else ""


def _sections(step: Step, question: str, blocks: tuple[Block, ...], added: tuple[Block, ...]) -> list[Section]:
    """Return the section of a step with what is added to it, which goes behind a page that stands by itself."""
    own = Section(step.key, str(step.title), question, blocks)
    if own.stands_alone and added:
        title = _("Feedback on %(step)s", step=step.title)
        return [own, Section(f"{step.key}-more", title, "", added, is_step=False)]
    return [replace(own, blocks=blocks + added)] if blocks or added else []


def _merge(added: Iterable[Mapping[int | str, Sequence[Block]]]) -> Mapping[int | str, Sequence[Block]]:
    merged: dict[int | str, list[Block]] = {}
    for blocks in added:
        for place, some in blocks.items():
            merged.setdefault(place, []).extend(some)
    return merged


def _question(step: Step) -> str:
    return guidance_of(step).lead if step.key in step_parts() else ""


def build_blocks(step: Step, state: PlanState, options: Options, sources: Sources) -> tuple[Block, ...]:
    """Return what the plan says in a step, in the language in use."""
    parts = step_parts().get(step.key)
    builder = Builder(state, options, step, sources)
    make = parts.document if parts else None
    return tuple(make(state, builder) if make else builder.general(parts))
