"""Check that setup.cfg lists every package: one that is missing there would be missing in the wheel only.

The list is explicit because the wheel also maps templates, static and migrations to impactplan._data, which
setuptools' automatic discovery cannot do. With --write (make format) the list
is mended.
"""

import configparser
import re
import sys
from pathlib import Path

from setuptools import find_packages

SETUP = Path("setup.cfg")
OUTER = ["migrations", "static", "templates"]


def main() -> int:
    config = configparser.ConfigParser()
    config.read(SETUP)
    listed = config["options"]["packages"].split()
    packages = sorted(find_packages(include=["impactplan", "impactplan.*"]))
    packages += [f"impactplan._data.{folder}" for folder in OUTER]
    if listed == packages:
        return 0
    if "--write" in sys.argv:
        lines = "".join(f"    {package}\n" for package in packages)
        SETUP.write_text(re.sub(r"(?m)^packages =\n(?:    .*\n)+", f"packages =\n{lines}", SETUP.read_text()))
        return 0
    print("setup.cfg lists other packages than there are; run: make format")
    for package in sorted(set(packages) ^ set(listed)):
        print("  missing:" if package in packages else "  gone:", package)
    return 1


if __name__ == "__main__":
    sys.exit(main())
