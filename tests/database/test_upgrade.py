"""An upgrade is one at a time, loses no row unasked, and leaves work to a program that is a release older."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import ForeignKeyConstraint, MetaData, Table, UniqueConstraint

from impactplan.config import ROOT, Settings
from impactplan.integrity.alone import upgrading_alone
from impactplan.service.migrations import upgrade
from impactplan.service.revisions import find_head, read_revisions
from tests.database.conftest import Site, close
from tests.support.server import COMMAND
from tests.support.shell import refused


def begin(site: Site) -> subprocess.Popen[str]:
    words = [*COMMAND, "db", "upgrade"]
    return subprocess.Popen(words, env=os.environ | site.environ, stderr=subprocess.PIPE, text=True)


def test_who_comes_second_waits_for_the_first(empty_site: Site) -> None:
    app, calls = empty_site.app(), []
    with app.app_context(), upgrading_alone(lambda: calls.append("waited")):
        second = begin(empty_site)
        assert second.stderr
        assert "waiting" in second.stderr.readline()
        time.sleep(0.5)
        assert second.poll() is None
    close(app)
    assert second.wait(60) == 0
    second.stderr.close()
    assert calls == []
    assert empty_site("db", "check").stdout == "All is well.\n"


def test_of_three_at_once_all_succeed(empty_site: Site) -> None:
    processes = [begin(empty_site) for _number in range(3)]
    said = [process.communicate(timeout=90)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert empty_site("db", "check").stdout == "All is well.\n"
    assert empty_site.sql('SELECT count(*) FROM "role"') == [(4,)]


def test_an_upgrade_that_is_killed_lets_the_next_one_in(empty_site: Site) -> None:
    program = "import time\nwith upgrading_alone(print):\n    print('mine', flush=True)\n    time.sleep(60)"
    preamble = (
        "from impactplan import create_app\nfrom impactplan.integrity.alone import upgrading_alone\n"
        "create_app().app_context().push()\n"
    )
    words = [sys.executable, "-c", preamble + program]
    holder = subprocess.Popen(words, env=os.environ | empty_site.environ, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "mine\n"
    holder.kill()
    holder.wait(10)
    holder.stdout.close()
    assert empty_site("db", "upgrade").returncode == 0


@pytest.fixture
def next_migration(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what adds a migration to those of the program."""
    root = tmp_path / "program"
    root.mkdir()
    (root / "migrations" / "versions").mkdir(parents=True)
    for file in [*(ROOT / "migrations").glob("*.*"), *(ROOT / "migrations" / "versions").glob("*.py")]:
        (root / file.relative_to(ROOT)).write_text(file.read_text())
    head = find_head(read_revisions())
    for module in ("revisions", "migrations"):
        monkeypatch.setattr(f"impactplan.service.{module}.MIGRATIONS", root / "migrations")

    def add(body: str) -> None:
        text = f"from alembic import op\nrevision = '9999'\ndown_revision = '{head}'\n{textwrap.dedent(body)}"
        (root / "migrations" / "versions" / "9999.py").write_text(text)

    return add


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM revision WHERE kind = 'plan'", "2 log entries of plan"),
        ("UPDATE plan_item SET deleted_at = '2026-01-01 00:00:00'", "1 items of plan"),
        (
            "INSERT INTO plan (id, title, organisation, language, seq, marked_seq, shared_with_group, created_at, "
            "changed_at) VALUES ('p', 'P', '', 'nl', 1, 0, false, '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
            "1 plans into 2",
        ),
    ],
)
def test_a_migration_that_loses_or_makes_rows_is_taken_back(
    site: Site, next_migration: Callable[[str], None], statement: str, said: str
) -> None:
    site.open_page("olga").patch("purpose/purpose/ambition", "Iedereen")
    body = f'''
        def upgrade():
            op.execute("CREATE TABLE leftover (id INTEGER)")
            op.execute("""{statement}""")
    '''
    next_migration(body)
    line = refused(site("db", "upgrade"))
    assert "Migration 9999" in line
    assert said in line
    assert site.sql("SELECT count(*) FROM revision") == [(2,)]
    assert site.sql("SELECT count(*) FROM plan_item WHERE deleted_at IS NULL") == [(1,)]
    assert ("9999",) not in site.sql("SELECT version_num FROM alembic_version")
    next_migration("CHANGES_COUNTS = True\n" + textwrap.dedent(body))
    assert site("db", "upgrade").returncode == 0
    assert site.sql("SELECT version_num FROM alembic_version") == [("9999",)]


# --- a program that is a release older ---------------------------------------------------------------------------

RELEASED = "0009"
"""The last migration of the last release; raised with every release."""


def read_tables(site: Site) -> dict[str, Table]:
    engine = sqlalchemy.create_engine(Settings.from_environ(site.environ).database_url)
    metadata = MetaData()
    metadata.reflect(engine)
    engine.dispose()
    return dict(metadata.tables)


def find_breaks(old: dict[str, Table], new: dict[str, Table]) -> Iterator[str]:
    """Say what a program that knows the old tables cannot live with."""
    for name, table in old.items():
        if name not in new:
            yield f"{name} is gone"
            continue
        after = new[name]
        for column in table.columns:
            if column.name not in after.c:
                yield f"{name}.{column.name} is gone"
            elif str(after.c[column.name].type) != str(column.type):
                yield f"{name}.{column.name} is of another type"
            elif column.nullable and not after.c[column.name].nullable:
                yield f"{name}.{column.name} must be filled in"
        for column in after.columns:
            if column.name not in table.c and not column.nullable and column.server_default is None:
                yield f"{name}.{column.name} is new, must be filled in, and has no default"
        yield from _find_rules(table, after)
    for name in new.keys() - old.keys():
        for constraint in new[name].foreign_key_constraints:
            if constraint.referred_table.name in old and constraint.ondelete not in {"CASCADE", "SET NULL"}:
                yield f"{name} keeps rows of {constraint.referred_table.name} from being deleted"


def _find_rules(table: Table, after: Table) -> Iterator[str]:
    def rules(of: Table) -> set[tuple[str, ...]]:
        unique = {tuple(sorted(index.columns.keys())) for index in of.indexes if index.unique}
        constraints = [each for each in of.constraints if isinstance(each, UniqueConstraint | ForeignKeyConstraint)]
        return unique | {tuple(sorted(constraint.columns.keys())) for constraint in constraints}

    for columns in rules(after) - rules(table):
        if set(columns) <= set(table.columns.keys()):
            yield f"{table.name} has a new rule about {', '.join(columns)}"


def test_migrations_since_the_last_release_only_add(empty_site: Site) -> None:
    """While machines are upgraded one after the other, the old program works on the new tables."""
    app = empty_site.app()
    with app.app_context():
        upgrade(RELEASED)
    close(app)
    old = read_tables(empty_site)
    assert empty_site("db", "upgrade").returncode == 0
    assert list(find_breaks(old, read_tables(empty_site))) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE plan DROP COLUMN shared_with_group", "plan.shared_with_group is gone"),
        ("ALTER TABLE plan RENAME COLUMN title TO name", "plan.title is gone"),
        ("DROP TABLE private_note", "private_note is gone"),
        ("CREATE UNIQUE INDEX one ON plan (title)", "plan has a new rule about title"),
        (
            "CREATE TABLE more (id INTEGER PRIMARY KEY, plan_id VARCHAR(16) REFERENCES plan (id))",
            "more keeps rows of plan from being deleted",
        ),
    ],
)
def test_what_an_older_program_cannot_live_with_is_found(site: Site, statement: str, said: str) -> None:
    old = read_tables(site)
    site.sql(statement)
    assert said in list(find_breaks(old, read_tables(site)))
