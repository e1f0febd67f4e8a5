"""Olga and Karel at their pages, and the ledger of their plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from impactplan.models import User
from tests.learning.support import Ledger
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import Script

SignIn = Callable[[User], PageClient]


@pytest.fixture
def olga(cast: Cast, signed_in: SignIn) -> Script:
    return Script(signed_in(cast.olga), cast.plan_id)


@pytest.fixture
def karel(cast: Cast, signed_in: SignIn) -> Script:
    return Script(signed_in(cast.karel), cast.plan_id)


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)
