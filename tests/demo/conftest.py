"""The demo, loaded once for the tests of a file that only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from impactplan.demo import load_demo
from impactplan.graph import PlanState
from impactplan.workbook.queries import load_state
from tests.conftest import empty_tables


@pytest.fixture(scope="module")
def demo(built_app: Flask) -> Iterator[PlanState]:
    """Load the demo and return the plan of Digitaal Mee. A file that uses it must not use ``app``, which empties it."""
    with built_app.app_context():
        load_demo()
        yield load_state("digitaal-mee")
        empty_tables()
