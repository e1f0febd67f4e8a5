"""The handbook: every page is in its contents, and every link in it leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impactplan.config import ROOT

HANDBOOK = ROOT / "docs/handbook"
PAGES = sorted(HANDBOOK.glob("*.md"))
LINK = re.compile(r"\]\(([\w-]+\.md)?(?:#([^)]+))?\)")


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for name, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        to = HANDBOOK / name if name else page
        assert to.is_file(), name
        assert not anchor or anchor in anchors(to), f"{to.name}#{anchor}"


def test_every_page_is_in_the_contents() -> None:
    contents = (HANDBOOK / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"]({page.name}" not in contents] == []
