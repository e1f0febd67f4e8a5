"""Texts are compared in English, whatever their Dutch comes to be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from impactplan.exports.document import in_language


@pytest.fixture
def english(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("en"):
        yield
