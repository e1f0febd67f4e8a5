"""The feedback of the demo: what was asked, said, answered and settled on its plans, and what is not sent yet."""

from __future__ import annotations

from impactplan.demo.feedback.operations import make_feedback

__all__ = ["make_feedback"]
