"""A ledger with an own contribution, for the tests of module 4."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from impactplan.access import Permission
from impactplan.learning.books import BookLine, Period, book, periods
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.workbook.support import add

SHARES: dict[str, Any] = {
    "deadweight": Decimal(30),
    "displacement": Decimal(5),
    "own_share": Decimal(60),
    "drop_off": Decimal(25),
    "duration": 3,
}


class Ledger:
    """The ledger of Olga's plan: one outcome with corrections and a price, lines on it, and a look into the books."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.outcome = add(cast, "outcome", statement="Cursisten durven meer", direction="positive")
        self.contribution = add(cast, "contribution", outcome=self.outcome, gross=Decimal(126), **SHARES)
        self.valuation = add(
            cast, "valuation", outcome=self.outcome, method="monetary", unit_price=Decimal(850), price_year=2021
        )

    def line(self, period: int = 2025, **more: Any) -> str:
        values = {"outcome": self.outcome, "gross": Decimal(126), "cost": Decimal(68000)} | more
        return add(self.cast, "ledger_line", period=period, **values)

    def write(self, kind: str, item_id: str, **values: Any) -> Any:
        with writing(self.cast.plan_id, Permission.EDIT, self.cast.olga) as write:
            return operations.set_fields(write, kind, item_id, values, {})

    def item(self, item_id: str) -> Any:
        return load_state(self.cast.plan_id).find(item_id)

    def booked(self, item_id: str) -> BookLine:
        return book(load_state(self.cast.plan_id), self.item(item_id))

    def periods(self) -> list[Period]:
        return periods(load_state(self.cast.plan_id))
