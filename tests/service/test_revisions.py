"""What is read of the files of migrations is what Alembic makes of them, and no server loads Alembic for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from impactplan.service.migrations import migration_config
from impactplan.service.revisions import find_head, read_revisions

HEAVY = (
    "alembic fontTools huey icalendar openpyxl pptx psycopg redis resvg_py sqlalchemy.dialects.postgresql weasyprint "
    "xlsxwriter"
).split()
"""Each takes megabytes in every process."""


def test_they_are_those_that_alembic_finds() -> None:
    script = ScriptDirectory.from_config(migration_config())
    revisions = read_revisions()
    assert revisions == {revision.revision: revision.down_revision for revision in script.walk_revisions()}
    assert find_head(revisions) == script.get_current_head()


@pytest.mark.parametrize("program", ["import impactplan", "from impactplan.cli import serving"])
def test_a_server_loads_nothing_that_its_pages_do_not_need(program: str) -> None:
    words = f"import sys; {program}; print(*set({HEAVY!r}) & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


QUEUING = """
from impactplan import create_app
from impactplan.outbox.waking import get_queue
with create_app().app_context():
    get_queue().huey
"""


@pytest.mark.parametrize("program", [QUEUING, "from impactplan.cli import working"])
def test_who_queues_or_works_loads_huey_and_nothing_more(program: str, tmp_path: Path) -> None:
    """It would take along redis and psycopg wherever they are installed: 15 MB."""
    environ = {"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(tmp_path / "data")}
    words = f"{program}\nimport sys; print(*set({HEAVY!r}) & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True, env={**os.environ, **environ}
    )
    assert run.stdout.split() == ["huey"]
