"""The pins that the wheel is installed with name every package that it needs, at a version that it takes."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = Path(__file__).resolve().parents[1] / "deploy" / "constraints.txt"


def test_everything_that_the_wheel_needs_is_pinned() -> None:
    lines = re.sub(r"#.*", "", CONSTRAINTS.read_text()).split("\n")
    pins = {canonicalize_name(pin.name): pin for line in lines if line.strip() for pin in [Requirement(line)]}
    wanted, seen = [Requirement("impactplan")], set()
    while wanted:
        needed = wanted.pop()
        name = canonicalize_name(needed.name)
        if name != "impactplan":
            (pin,) = pins[name].specifier
            assert pin.operator == "=="
            assert needed.specifier.contains(pin.version, prereleases=True), f"{needed} is pinned to {pin}"
        if (name, frozenset(needed.extras)) in seen:
            continue
        seen.add((name, frozenset(needed.extras)))
        environment = {key: str(value) for key, value in default_environment().items()}
        for line in distribution(name).requires or []:
            deeper = Requirement(line)
            extras = needed.extras or {""}
            if not deeper.marker or any(deeper.marker.evaluate({**environment, "extra": each}) for each in extras):
                wanted.append(deeper)
    assert len(seen) > 40
