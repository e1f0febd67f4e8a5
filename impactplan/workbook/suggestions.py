"""What the plan asks for and has no row yet: a decision without an action, an outcome without a measurement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    text: str
    preset: Mapping[str, str]
    """What the row begins with, by field."""
    why: str = ""
    href: str = ""
    """Where in the plan it comes from."""
