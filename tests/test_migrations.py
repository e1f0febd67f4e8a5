"""The tables that migrations make from nothing are those of the models, on either database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import text

from impactplan.config import Settings
from tests.support.databases import empty_database, upgrade_to

COMMAND = str(Path(sys.executable).parent / "impactplan")


def impactplan(folder: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {"IMPACTPLAN_DATA_DIR": str(folder), "IMPACTPLAN_DATABASE_URL": url, "IMPACTPLAN_ENV": "testing"}
    return subprocess.run([COMMAND, *words], env=os.environ | environ, capture_output=True, text=True, timeout=120)


@pytest.mark.long
def test_upgrade_from_empty_then_demo_then_check(built_app: Flask, settings: Settings, tmp_path: Path) -> None:
    url = empty_database(settings.database_url, tmp_path)
    early = impactplan(tmp_path, url, "plans")
    assert early.returncode != 0
    assert "impactplan db upgrade" in early.stderr
    for words in (("db", "upgrade"), ("demo",), ("demo",), ("db", "upgrade"), ("db", "check")):
        done = impactplan(tmp_path, url, *words)
        assert done.returncode == 0, done.stderr
    listed = impactplan(tmp_path, url, "plans").stdout.splitlines()
    assert {"digitaal-mee", "samen-lezen", "taal-aan-zee"} < {line.split("\t")[0] for line in listed}


def test_an_upgrade_counts_again_what_is_filled_in(built_app: Flask, settings: Settings, tmp_path: Path) -> None:
    """What a newer version asks of rows that were there already counts at once, without anybody opening them."""
    url = empty_database(settings.database_url, tmp_path)
    environ = {"IMPACTPLAN_DATA_DIR": str(tmp_path), "IMPACTPLAN_DATABASE_URL": url, "IMPACTPLAN_ENV": "testing"}
    upgrade_to("0001", environ)
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO plan (id, title, organisation, language, seq, marked_seq, shared_with_group, created_at, "
                "changed_at) VALUES ('p', 'P', '', 'nl', 1, 0, false, '2026-01-01', '2026-01-01')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO plan_item (id, plan_id, kind, position, field_versions, filled, missing) "
                "VALUES ('u', 'p', 'outcome', 1, '{}', 1, 5)"
            )
        )
        connection.execute(text("INSERT INTO outcome (id, plan_id, statement) VALUES ('u', 'p', 'Durven')"))
    engine.dispose()
    upgraded = impactplan(tmp_path, url, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    # Nobody owns that plan and nothing logged its row, which `db check` would say too.
    ask = "from impactplan.workbook.derived import find_differences as f; print(*f('p'), sep='\\n')"
    flask = [sys.executable, "-m", "flask", "--app", "impactplan", "shell"]
    asked = subprocess.run(flask, input=ask, env=os.environ | environ, capture_output=True, text=True, timeout=120)
    assert asked.returncode == 0, asked.stderr
    assert "is not" not in asked.stdout, asked.stdout


def test_rows_of_the_outbox_are_found_after_an_upgrade(built_app: Flask, settings: Settings, tmp_path: Path) -> None:
    """To whom an email went stood in its payload alone; a payload that PostgreSQL cannot read holds nothing up."""
    url = empty_database(settings.database_url, tmp_path)
    environ = {"IMPACTPLAN_DATA_DIR": str(tmp_path), "IMPACTPLAN_DATABASE_URL": url, "IMPACTPLAN_ENV": "testing"}
    upgrade_to("0009", environ)
    payloads = {
        "mail": '{"to": "pim@example.org", "part_of": "ronde", "subject": "Dag"}',
        "job": '{"letter": "reset", "email": "olga@example.org"}',
        "odd": '{"to": "odd@example.org", "subject": "x\\u0000"}',
        "gone": "{}",
    }
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for row_id, payload in payloads.items():
            values = "(:id, 'mail', :payload, '2026-01-01', '2026-01-01', 0, '')"
            columns = "(id, kind, payload, created_at, due_at, attempts, error)"
            connection.execute(
                text(f"INSERT INTO outbox {columns} VALUES {values}"),
                {"id": row_id, "payload": payload},
            )
    assert impactplan(tmp_path, url, "db", "upgrade").returncode == 0
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT id, email, part_of FROM outbox")).all()
    engine.dispose()
    found = {row.id: (row.email, row.part_of) for row in rows}
    assert found["mail"] == ("pim@example.org", "ronde")
    assert found["job"] == ("olga@example.org", None)
    assert found["gone"] == (None, None)


def test_rows_in_which_nobody_typed_go_with_an_upgrade(built_app: Flask, settings: Settings, tmp_path: Path) -> None:
    """A button made them before a first value did. What is named, or was filled in once, stays."""
    url = empty_database(settings.database_url, tmp_path)
    environ = {"IMPACTPLAN_DATA_DIR": str(tmp_path), "IMPACTPLAN_DATABASE_URL": url, "IMPACTPLAN_ENV": "testing"}
    upgrade_to("0020", environ)
    rows = {
        ("blank", "activity", "{}", 0),
        ("named", "activity", "{}", 0),
        ("emptied", "activity", '{"name": 2}', 0),
        ("filled", "activity", '{"name": 2}', 1),
        ("output", "output", '{"activity": 2}', 1),
        ("sheet", "purpose", "{}", 0),
    }
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for plan_id in ("p", "q"):
            connection.execute(
                text(
                    "INSERT INTO plan (id, title, organisation, language, seq, marked_seq, shared_with_group, "
                    "created_at, changed_at) VALUES (:id, 'P', '', 'nl', 2, 0, false, '2026-01-01', '2026-01-01')"
                ),
                {"id": plan_id},
            )
        for item_id, kind, versions, filled in sorted(rows):
            connection.execute(
                text(
                    "INSERT INTO plan_item (id, plan_id, kind, position, field_versions, filled, missing) "
                    "VALUES (:id, 'p', :kind, 1, :versions, :filled, 1)"
                ),
                {"id": item_id, "kind": kind, "versions": versions, "filled": filled},
            )
            connection.execute(text(f"INSERT INTO {kind} (id, plan_id) VALUES (:id, 'p')"), {"id": item_id})
        connection.execute(text("UPDATE output SET activity = 'named'"))
    upgraded = impactplan(tmp_path, url, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    with engine.begin() as connection:
        gone = connection.execute(text("SELECT id FROM plan_item WHERE deleted_at IS NOT NULL")).scalars().all()
        told = connection.execute(text("SELECT plan_id, seq, action, item_id, kind, origin FROM revision")).all()
        seqs = {row.id: row.seq for row in connection.execute(text("SELECT id, seq FROM plan"))}
    engine.dispose()
    assert gone == ["blank"]
    assert [tuple(row) for row in told] == [("p", 3, "delete", "blank", "activity", "blank")]
    assert seqs == {"p": 3, "q": 2}
