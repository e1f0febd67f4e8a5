"""How long the answers to writes are kept."""

from __future__ import annotations

from datetime import date, timedelta

from impactplan.models import Receipt, delete_in_batches, now, receipt_table

KEPT_FOR = timedelta(days=14)
"""A browser sends what it kept again for seven days at most."""


def drop_old_receipts(_day: date) -> None:
    delete_in_batches(receipt_table, Receipt.at < now() - KEPT_FOR)
