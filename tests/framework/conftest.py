from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from impactplan.exports.document import in_language


@pytest.fixture
def english(without_database: Flask) -> Iterator[None]:
    """Words in the language of the code, within the app's context."""
    with in_language("en"):
        yield
