"""The options of a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from impactplan.steps import MODULES, STEPS, module_of

LAYOUT = 2
"""Raised when the layout of documents changes, so that files kept from before are made anew."""
PARTS = (*(module.key for module in MODULES), *(step.key for step in STEPS))
"""The keys by which parts of a plan are selected."""


@dataclass(frozen=True)
class Options:
    parts: tuple[str, ...] = ()
    """The steps to show, in the order of the plan; empty means all of them."""
    empty: bool = False
    """Whether questions without an answer are shown."""
    reflections: bool = False
    """Whether the reflections that the requester may read are shown."""

    @classmethod
    def of(cls, parts: Sequence[str] = (), *, empty: bool = False, reflections: bool = False) -> Options:
        """Make options from steps and modules in any order; naming all steps equals naming none."""
        chosen = tuple(step.key for step in STEPS if step.key in parts or module_of(step).key in parts)
        return cls(() if len(chosen) == len(STEPS) else chosen, empty, reflections)

    @classmethod
    def from_form(cls, form: MultiDict[str, str]) -> Options:
        return cls.of(form.getlist("part"), empty=bool(form.get("empty")), reflections=bool(form.get("reflections")))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Options:
        return cls.of(
            stored.get("parts", ()), empty=bool(stored.get("empty")), reflections=bool(stored.get("reflections"))
        )

    def to_json(self) -> dict[str, Any]:
        return {"parts": list(self.parts), "empty": self.empty, "reflections": self.reflections}

    def to_query(self) -> dict[str, Any]:
        """Return the options as query parameters."""
        flags = {name: "1" for name in ("empty", "reflections") if getattr(self, name)}
        return ({"part": list(self.parts)} if self.parts else {}) | flags

    def shows(self, step: str) -> bool:
        return not self.parts or step in self.parts

    def digest(self, *more: object) -> str:
        """Return a digest of the options and whatever else the document depends on, apart from the plan's seq."""
        payload = json.dumps([LAYOUT, self.to_json(), more], sort_keys=True)
        return hashlib.sha256(payload.encode()).hexdigest()
