"""Personal content that other packages add to a document for whoever requests it; it is not part of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask

from impactplan.access import OpenPlan
from impactplan.blocks import Block
from impactplan.extensions import PerApp


@dataclass(frozen=True)
class Addition:
    """Blocks by module, built in the document's language; ``version`` changes with their content."""

    version: Sequence[object]
    blocks: Callable[[], Mapping[int, Sequence[Block]]]


FindAddition = Callable[[OpenPlan, int], Addition]
finders: PerApp[list[FindAddition]] = PerApp("export-additions", list)


def register_addition(app: Flask, find: FindAddition) -> None:
    finders.of(app).append(find)


def find_additions(plan: OpenPlan, user_id: int) -> list[Addition]:
    """Return the additions that a user may see; the plan carries the user's relation to it."""
    return [find(plan, user_id) for find in finders.current]
