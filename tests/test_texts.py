"""Texts that the collector of translations would pass over."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import impactplan

SOURCES = sorted(Path(impactplan.__file__).parent.rglob("*.py"))
ASKED = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_text_is_asked_for_within_a_formatted_string(path: Path) -> None:
    """What stands in braces is no token of its own: it would stay English, and nothing would say so."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = [
        call.lineno
        for string in ast.walk(tree)
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ASKED
    ]
    assert within == []
