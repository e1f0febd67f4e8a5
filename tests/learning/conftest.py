"""Olga and Karel at their pages, and the ledger of their plan."""

from __future__ import annotations

import pytest

from tests.learning.support import Ledger
from tests.support.cast import Cast
from tests.workbook.conftest import karel, olga


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


__all__ = ["karel", "ledger", "olga"]
