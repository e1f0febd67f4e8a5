"""What an installation has: the tools for developing, where they are at hand, are loaded by libraries that could use
them (structlog takes rich, passlib takes cryptography), and a server here would be larger than anywhere else."""

from __future__ import annotations

import re
from configparser import ConfigParser
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from impactplan.config import ROOT


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _required() -> set[str]:
    """Return the names of the packages that the program needs, and of those that they need."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    lines = config["options"]["install_requires"].strip().splitlines()
    left = [(Requirement(line), "") for line in lines if line and not line.startswith("#")]
    seen: set[tuple[str, str]] = set()
    while left:
        wanted, extra = left.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        for own in {"", *wanted.extras}:
            if (_name(wanted.name), own) not in seen:
                seen.add((_name(wanted.name), own))
                requires = metadata.distribution(wanted.name).requires or []
                left += [(Requirement(line), own) for line in requires]
    return {name for name, _extra in seen}


def link_installed(folder: Path) -> None:
    """Fill a folder with links to the packages that an installation has."""
    for name in _required():
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or ()} - {".."}:
            source, link = Path(str(distribution.locate_file(top))), folder / top
            if source.exists() and not link.exists():
                link.symlink_to(source)
