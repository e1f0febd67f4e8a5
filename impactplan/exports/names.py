"""What a file is called once it is handed over."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from impactplan.lib.dates import AMSTERDAM


def name_file(titles: list[str], at: datetime, seq: int, extension: str) -> str:
    """Return a descriptive file name in characters that every file system accepts."""
    words = "-".join(filter(None, map(_plain, titles))) or "plan"
    return f"{words}-{at.astimezone(AMSTERDAM):%Y-%m-%d}-v{seq}.{extension}"


def _plain(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60].rstrip("-")
