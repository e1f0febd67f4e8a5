"""What other rooms add to a document for the one who asks for it, such as reflections. It is no part of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask

from impactplan.access import OpenPlan
from impactplan.blocks import Block
from impactplan.extensions import PerApp


@dataclass(frozen=True)
class Addition:
    """Blocks by module, made when the document is (in its language); ``version`` changes with what they say."""

    version: Sequence[object]
    blocks: Callable[[], Mapping[int, Sequence[Block]]]


FindAddition = Callable[[OpenPlan, int], Addition]
finders: PerApp[list[FindAddition]] = PerApp("export-additions", list)


def register_addition(app: Flask, find: FindAddition) -> None:
    finders.of(app).append(find)


def find_additions(plan: OpenPlan, user_id: int) -> list[Addition]:
    """Return what may be added for somebody; the plan comes with what they are to it."""
    return [find(plan, user_id) for find in finders.current]
