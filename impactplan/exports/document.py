"""Build the neutral document of a plan at any moment; every renderer shows the same tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import g
from flask_babel import force_locale

from impactplan.blocks import Block, Chapter, Document, Note, Pending, Section
from impactplan.exports.additions import Addition
from impactplan.exports.builder import Builder, Sources
from impactplan.exports.options import Options
from impactplan.graph import PlanState
from impactplan.lib.texts import gettext as _
from impactplan.steps import MODULES, Module, Step, steps_of
from impactplan.workbook.guidance import guidance_of
from impactplan.workbook.registry import answer_of, step_parts


def build_document(
    state: PlanState, options: Options, authors: Sequence[str] = (), additions: Sequence[Addition] = ()
) -> Document:
    """Return the document of a plan, in the plan's own language rather than the reader's."""
    with in_language(state.language):
        sources = Sources()
        added = [addition.blocks() for addition in additions]
        chapters = tuple(
            _chapter(module, steps, state, options, sources, [blocks.get(module.number, ()) for blocks in added])
            for module in MODULES
            if (steps := [step for step in steps_of(module) if options.shows(step.key)])
        )
        return Document(
            title=state.title or _("Plan without a name"),
            organisation=state.organisation,
            authors=tuple(authors),
            language=state.language,
            at=state.at,
            seq=state.seq,
            chapters=chapters,
            sources=sources.listed(),
        )


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


def _chapter(
    module: Module,
    steps: Sequence[Step],
    state: PlanState,
    options: Options,
    sources: Sources,
    added: Sequence[Sequence[Block]],
) -> Chapter:
    sections, pending = [], []
    for step in steps:
        blocks = build_blocks(step, state, options, sources)
        if blocks:
            sections.append(Section(step.key, str(step.title), _question(step), blocks))
        else:
            pending.append(Pending(step.key, str(step.title), _question(step)))
    if blocks := tuple(block for some in added for block in some):
        sections.append(Section(f"reflection-{module.number}", _("Reflection"), "", blocks, is_step=False))
    return Chapter(
        module.number,
        module.key,
        str(module.title),
        tuple(sections),
        tuple(pending),
        question=str(module.question),
        answer=answer_of(module.number, state),
    )


def _question(step: Step) -> str:
    return guidance_of(step).lead if step.key in step_parts() else ""


def build_blocks(step: Step, state: PlanState, options: Options, sources: Sources) -> tuple[Block, ...]:
    """Return what the plan says in a step, in the language in use."""
    parts = step_parts().get(step.key)
    builder = Builder(state, options, step, sources)
    make = parts.document if parts else None
    blocks: list[Block] = list(make(state, builder) if make else builder.general(parts))
    reasons = [item.get("reason", "") for item in state.rows("set_aside") if item["step"] == step.key]
    if reasons:
        blocks.insert(0, Note(reasons[0]))
    return tuple(blocks)
