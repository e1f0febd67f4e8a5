"""The feedback of the demo: what was asked, said, answered and settled on its plans, and what is not sent yet."""

from __future__ import annotations

from impactplan.demo.feedback.digest import make_digests
from impactplan.demo.feedback.operations import make_feedback
from impactplan.demo.feedback.own_remarks import keep_remarks
from impactplan.demo.feedback.peer_round import make_peer_round

__all__ = ["keep_remarks", "make_digests", "make_feedback", "make_peer_round"]
