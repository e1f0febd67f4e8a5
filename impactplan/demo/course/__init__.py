"""The course of the demo: two rounds, their meetings, their people and the plans that these are at work on."""

from __future__ import annotations

from impactplan.demo.course.operations import make_course
from impactplan.demo.course.plans import make_plans

__all__ = ["make_course", "make_plans"]
