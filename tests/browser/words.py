"""What the pages say, in Dutch: tests name a text as the code does and get what a reader sees."""

from __future__ import annotations

import gettext
import re
import unicodedata
from functools import cache

from impactplan.config import PACKAGE


@cache
def catalogue(language: str = "nl") -> gettext.NullTranslations:
    return gettext.translation("messages", PACKAGE / "translations", [language], fallback=True)


def nl(text: str, **values: object) -> str:
    """Return a text of the pages in Dutch, with its %(names)s filled in."""
    found = catalogue().gettext(text)
    return found % values if values else found


def like(text: str) -> re.Pattern[str]:
    """Return a pattern for a text of which the %(names)s or {names} can be anything."""
    parts = re.split(r"%\(\w+\)[sd]|\{\w+\}", nl(text))
    return re.compile(r"\s*" + ".+?".join(map(re.escape, parts)))


def squash(text: str) -> str:
    """Leave out what a layout may change: spaces, line ends, hyphens, case, ligatures."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return re.sub(r"[\s\-‐]+", "", plain).lower()
