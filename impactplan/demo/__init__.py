"""Demo accounts and plans (fictional), to look around with; never in production."""

from __future__ import annotations

from impactplan.demo.operations import PASSWORD, load_demo

__all__ = ["PASSWORD", "load_demo"]
