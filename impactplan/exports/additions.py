"""What is added to a document for whoever asks for it, each under an option of its own. It is not part of the plan, and
what of it somebody sees is their own: so a file with it is for them alone, and only as long as they may see all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask

from impactplan.access import OpenPlan
from impactplan.blocks import Block
from impactplan.exports.options import Options
from impactplan.extensions import PerApp
from impactplan.graph import PlanState


@dataclass(frozen=True)
class Addition:
    """Blocks by module (its number) or by step (its key), built in the document's language from the plan as the
    document shows it; ``version`` changes with their content."""

    version: Sequence[object]
    blocks: Callable[[PlanState], Mapping[int | str, Sequence[Block]]]
    size: int = 0
    """How many characters it has, where it can be long."""


FindAddition = Callable[[OpenPlan, int], Addition]
finders: PerApp[dict[str, FindAddition]] = PerApp("export-additions", dict)


def register_addition(app: Flask, option: str, find: FindAddition) -> None:
    """Register what is added where an option is chosen: one of those that ``Options.personal`` knows."""
    finders.of(app)[option] = find


def find_additions(plan: OpenPlan, user_id: int, options: Options) -> list[Addition]:
    """Return what was asked for, as far as a user may see it; the plan carries the user's relation to it."""
    return [find(plan, user_id) for option, find in finders.current.items() if option in options.personal]
