"""What rooms above type for others by way of drafts: saved as remarks are, and sent by the room that it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask
from flask.typing import ResponseReturnValue

from impactplan.access import OpenPlan
from impactplan.extensions import PerApp
from impactplan.models import Draft


@dataclass(frozen=True)
class DraftPurpose:
    """Drafts whose ref begins with one word."""

    fields: Sequence[str]
    """Of ``feedback.fields.FIELDS``."""
    may_write: Callable[[OpenPlan, int, str], bool]
    """Tells whether somebody may write the draft of this ref at this moment."""
    send: Callable[[OpenPlan, str, Draft | None], ResponseReturnValue]


_purposes: PerApp[dict[str, DraftPurpose]] = PerApp("draft-purposes", dict)


def register_draft_purpose(app: Flask, name: str, purpose: DraftPurpose) -> None:
    """Make known how drafts whose ref is ``<name>.<about>`` are written and sent."""
    _purposes.of(app)[name] = purpose


def purpose_of(ref: str) -> DraftPurpose | None:
    return _purposes.current.get(ref.partition(".")[0])
