"""Which browser there is."""

from __future__ import annotations

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one draws no windows, which takes a quarter of the computing."""


def find_browser() -> str:
    """Return the path of the lightest Chromium that this machine has."""
    return next((path for name in NAMES if (path := shutil.which(name))), NAMES[0])
