"""Texts are compared in English, whatever their Dutch comes to be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from impactplan.exports.document import in_language


@pytest.fixture
def english(built_app: Flask) -> Iterator[None]:
    with built_app.test_request_context(), in_language("en"):
        yield
