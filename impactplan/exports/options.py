"""The options of a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from impactplan.steps import BY_KEY, MODULES, STEPS, module_of

LAYOUT = 4
"""Raised when the layout of documents changes, so that files kept from before are made anew."""
PARTS = (*(module.key for module in MODULES), *(step.key for step in STEPS))
"""The keys by which parts of a plan are selected."""
PERSONAL = ("reflections", "feedback")
FLAGS = ("empty", *PERSONAL)


class Depth(StrEnum):
    """How much of the chosen parts is in a document."""

    FRONT = "front"
    """The one page, the theory of change and the pictures of the results."""
    BODY = "body"
    """The modules too."""
    ALL = "all"
    """The annexes too, with what is long."""


FORM_NAMES = ("part", "depth", *FLAGS)
"""What a form holds that chooses what is in a document."""
MOMENT = ("snapshot", "moment", "moment_at")


@dataclass(frozen=True)
class Options:
    parts: tuple[str, ...] = ()
    """The steps to show, in the order of the plan; empty means all of them."""
    depth: Depth = Depth.ALL
    empty: bool = False
    """Whether questions without an answer are shown."""
    reflections: bool = False
    """Whether the reflections that the requester may read are shown."""
    feedback: bool = False
    """Whether the threads that the requester may read are shown, under their steps."""
    snapshot: str = ""
    """The id of the snapshot that is shown instead of the plan as it is now."""
    moment: str = ""
    """What that snapshot is called."""
    moment_at: str = ""
    """When it was made, as in JSON."""

    @classmethod
    def of(
        cls,
        parts: Sequence[str] = (),
        *,
        depth: Depth = Depth.ALL,
        empty: bool = False,
        reflections: bool = False,
        feedback: bool = False,
    ) -> Options:
        """Make options from steps and modules in any order; naming all steps equals naming none."""
        chosen = tuple(step.key for step in STEPS if step.key in parts or module_of(step).key in parts)
        return cls(() if len(chosen) == len(STEPS) else chosen, depth, empty, reflections, feedback)

    @classmethod
    def from_form(cls, form: MultiDict[str, str]) -> Options:
        flags = {name: bool(form.get(name)) for name in FLAGS}
        return cls.of(form.getlist("part"), depth=read_depth(form.get("depth")), **flags)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Options:
        flags = {name: bool(stored.get(name)) for name in FLAGS}
        options = cls.of(stored.get("parts", ()), depth=read_depth(stored.get("depth")), **flags)
        return options.at_moment(*(stored.get(name, "") for name in MOMENT))

    def at_moment(self, snapshot: str, name: str, at: str) -> Options:
        """Return the options for a document of a snapshot: what is personal, which is as it is now, is not in it."""
        if not snapshot:
            return self
        return replace(self, snapshot=snapshot, moment=name, moment_at=at, reflections=False, feedback=False)

    def to_json(self) -> dict[str, Any]:
        moment = {name: getattr(self, name) for name in MOMENT if self.snapshot}
        return {"parts": list(self.parts), "depth": self.depth} | {name: getattr(self, name) for name in FLAGS} | moment

    def to_query(self) -> dict[str, Any]:
        """Return the options as query parameters."""
        flags = {name: "1" for name in FLAGS if getattr(self, name)}
        moment = {"at": self.snapshot} if self.snapshot else {}
        depth = {"depth": str(self.depth)} if self.depth is not Depth.ALL else {}
        return ({"part": list(self.parts)} if self.parts else {}) | depth | flags | moment

    @property
    def has_front(self) -> bool:
        """Tell whether it is of more than one module: what everybody reads then stands before these."""
        return len({module_of(BY_KEY[key]).key for key in self.parts}) != 1

    @property
    def has_cover(self) -> bool:
        return self.has_front and self.depth is not Depth.FRONT

    @property
    def is_step(self) -> bool:
        """Tell whether it is the document of one step: everything stands where it belongs, without a cover."""
        return len(self.parts) == 1

    @property
    def personal(self) -> Sequence[str]:
        """Return what was chosen of which each reader has their own."""
        return [name for name in PERSONAL if getattr(self, name)]

    def shows(self, step: str) -> bool:
        return not self.parts or step in self.parts

    @property
    def kept(self) -> Options:
        """Return what is kept for a ready document; what is personal, or of a moment, is asked for each time."""
        return Options(self.parts, self.depth, self.empty)

    def digest(self, *more: object) -> str:
        """Return a digest of the options and whatever else the document depends on, apart from the plan's seq."""
        payload = json.dumps([LAYOUT, self.to_json(), more], sort_keys=True)
        return hashlib.sha256(payload.encode()).hexdigest()


def read_depth(given: Any) -> Depth:
    """Return a depth by its name; without one, as in what was kept before there were any, all of it."""
    return Depth(given) if given in tuple(Depth) else Depth.ALL
