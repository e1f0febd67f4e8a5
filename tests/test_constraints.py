"""The pins that the wheel is installed with name every package that it needs, at a version that it takes."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = Path(__file__).resolve().parents[1] / "deploy" / "constraints.txt"
DEBIAN_12 = {"python_version": "3.11", "python_full_version": "3.11.2", "implementation_version": "3.11.2"}


def find_requirements(name: str) -> list[str]:
    """Return what a package asks for; what only Debian's Python needs is not installed here, and asks for nothing."""
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []


def test_everything_that_the_wheel_needs_is_pinned() -> None:
    lines = re.sub(r"#.*", "", CONSTRAINTS.read_text()).split("\n")
    pins = {canonicalize_name(pin.name): pin for line in lines if line.strip() for pin in [Requirement(line)]}
    here = {key: str(value) for key, value in default_environment().items()}
    environments = here, here | DEBIAN_12
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
        for line in find_requirements(name):
            deeper = Requirement(line)
            marker, extras = deeper.marker, needed.extras or {""}
            if not marker or any(marker.evaluate({**at, "extra": each}) for each in extras for at in environments):
                wanted.append(deeper)
    assert len(seen) > 40
