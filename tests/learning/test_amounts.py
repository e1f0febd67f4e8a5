"""Amounts as the books show them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from impactplan.exports.document import in_language
from impactplan.learning.amounts import euros


@pytest.fixture(autouse=True)
def dutch(app_without_database: Flask) -> Iterator[None]:
    with app_without_database.test_request_context(), in_language("nl"):
        yield


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (Decimal("-0.4"), "€\u00a00"), (Decimal(-6), "−€\u00a06"), (Decimal(6), "€\u00a06")],
)
def test_an_amount_of_money_that_rounds_to_nothing_has_no_sign(value: Decimal | None, shown: str) -> None:
    assert euros(value) == shown
