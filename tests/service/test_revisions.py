"""What is read of the files of migrations is what Alembic makes of them, and no server loads Alembic for it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory

from impactplan.service.migrations import migration_config
from impactplan.service.revisions import find_head, read_revisions

HEAVY = (
    "alembic huey icalendar openpyxl pptx psycopg redis resvg_py sqlalchemy.dialects.postgresql weasyprint xlsxwriter"
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
