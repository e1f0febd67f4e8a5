"""Reflections in a document: only on request, and only those that its reader may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from impactplan.access import OpenPlan
from impactplan.blocks import Block, Entries, Entry, Prose, Text
from impactplan.exports.additions import Addition
from impactplan.graph import PlanState
from impactplan.models.reflection import QUESTIONS
from impactplan.reflections.queries import is_written, load_visible

ReflectionTexts = tuple[int, str, Mapping[str, str]]
"""The module, the author's name, and the texts by field."""


def add_reflections(plan: OpenPlan, user_id: int) -> Addition:
    """Return what somebody may read of the reflections on a plan, and the versions that it is made of."""
    rows = [(reflection, author) for reflection, author in load_visible(plan, user_id) if is_written(reflection)]
    version = [[reflection.id, reflection.versions, author.shown_name] for reflection, author in rows]
    texts: list[ReflectionTexts] = [
        (reflection.module, author.shown_name, {name: getattr(reflection, name) or "" for name in QUESTIONS})
        for reflection, author in rows
    ]
    return Addition(version, partial(_blocks, texts))


def _blocks(rows: Sequence[ReflectionTexts], _state: PlanState) -> Mapping[int | str, Sequence[Block]]:
    modules: dict[int, list[Entry]] = {}
    for module, name, texts in rows:
        parts = tuple(
            Prose(str(declared.label), Text(texts[key], markdown=True))
            for key, declared in QUESTIONS.items()
            if texts[key]
        )
        modules.setdefault(module, []).append(Entry(name, parts))
    return {module: (Entries("", tuple(entries)),) for module, entries in modules.items()}
