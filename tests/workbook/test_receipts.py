"""Answers to writes are kept while a browser may ask again, and then cleared away in batches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from impactplan.lib.dates import today
from impactplan.models import Receipt, cleaning, db, now
from impactplan.outbox import do_daily_work
from impactplan.workbook.receipts import KEPT_FOR, drop_old_receipts
from tests.support.cast import Cast


def add_receipts(cast: Cast, number: int, age: timedelta) -> None:
    row = {"plan_id": cast.plan_id, "actor_id": cast.olga.id, "payload_hash": "x", "answer": "{}", "at": now() - age}
    db.session.execute(insert(Receipt), [{**row, "key": f"{age.days}-{count}"} for count in range(number)])
    db.session.commit()


def test_only_old_receipts_go_and_batch_by_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 4)
    add_receipts(cast, 9, KEPT_FOR + timedelta(hours=1))
    add_receipts(cast, 2, KEPT_FOR - timedelta(hours=1))
    commits, commit = [], db.session.commit

    def count_commit() -> None:
        commits.append(db.session.query(Receipt).count())
        commit()

    monkeypatch.setattr(db.session, "commit", count_commit)
    drop_old_receipts(today())
    assert sorted(set(commits), reverse=True) == [11, 7, 3, 2], "each batch is a write of its own"
    assert set(db.session.scalars(select(Receipt.key))) == {"13-0", "13-1"}


def test_the_daily_work_clears_them_away(cast: Cast) -> None:
    add_receipts(cast, 3, KEPT_FOR * 2)
    do_daily_work(today())
    assert db.session.query(Receipt).count() == 0
