"""What other rooms add to a document for the one who asks for it, such as reflections. It is no part of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from impactplan.access import OpenPlan
from impactplan.blocks import Block


@dataclass(frozen=True)
class Addition:
    """Blocks by module, made when the document is (in its language); ``version`` changes with what they say."""

    version: Any
    blocks: Callable[[], Mapping[int, Sequence[Block]]]


Find = Callable[[OpenPlan, int], Addition]
_found: list[Find] = []


def register_addition(find: Find) -> None:
    if find not in _found:
        _found.append(find)


def find_additions(plan: OpenPlan, user_id: int) -> list[Addition]:
    """Return what may be added for somebody; the plan comes with what they are to it."""
    return [find(plan, user_id) for find in _found]
