"""What is derived is computed again when the rules are others, and only then."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import pytest
from flask import current_app
from sqlalchemy import event, update

from impactplan.config import Settings
from impactplan.models import KINDS, PlanItem, db
from impactplan.workbook import derivation, derived
from impactplan.workbook.derived import find_differences
from impactplan.workbook.plans import create_plan
from tests.support.cast import Cast
from tests.support.rows import fill


def change_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count a field of stakeholders no more where they are written."""
    kind = KINDS["stakeholder"]
    fields = {**kind.fields, "name": dataclasses.replace(kind.fields["name"], only_later=True)}
    monkeypatch.setitem(KINDS, "stakeholder", dataclasses.replace(kind, fields=fields))


def test_an_upgrade_with_the_same_rules_reads_no_plan(cast: Cast) -> None:
    fill(cast.plan_id, 3)
    derivation.bring_up_to_date()
    statements: list[str] = []
    engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert derivation.bring_up_to_date() == 0
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) <= 1, statements
    assert not any("plan_item" in statement for statement in statements)


def test_other_rules_are_applied_to_the_plans_that_they_touch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(cast.plan_id, 3)
    derivation.bring_up_to_date()
    before = derivation.rules_digest()
    change_rules(monkeypatch)
    assert derivation.rules_digest() != before
    assert find_differences(cast.plan_id)
    assert derivation.bring_up_to_date() == 1
    assert find_differences(cast.plan_id) == []


def test_the_digest_is_the_same_in_every_process(cast: Cast) -> None:
    code = (
        "from impactplan import create_app; from impactplan.workbook.derivation import rules_digest\n"
        "with create_app().app_context(): print(rules_digest())"
    )
    settings: Settings = current_app.config["SETTINGS"]
    environ = {"IMPACTPLAN_DATA_DIR": str(settings.data_dir), "IMPACTPLAN_DATABASE_URL": settings.database_url}
    environ |= {"IMPACTPLAN_ENV": "testing", "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | environ, capture_output=True, text=True)
    assert done.stdout.strip() == derivation.rules_digest(), done.stderr


def test_plans_read_together_are_compared_each_with_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong in one plan is found there, and in no other, also at the border of a batch."""
    plans = [create_plan(cast.vera, f"Plan {number}", "", "nl") for number in range(5)]
    for plan_id in (*plans, cast.plan_id):
        fill(plan_id, 2)
    db.session.execute(update(PlanItem).where(PlanItem.plan_id == plans[2]).values(filled=99))
    db.session.commit()
    monkeypatch.setattr(derived, "PLANS_AT_ONCE", 2)
    differences = dict(derived.compare_plans(derived.all_plan_ids()))
    assert set(differences) == {*plans, cast.plan_id}
    assert [plan_id for plan_id, faults in differences.items() if faults] == [plans[2]]
