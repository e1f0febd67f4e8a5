"""docs/fields.md says what the code says, and every field has its place in a document."""

from __future__ import annotations

import subprocess
import sys

from impactplan.config import ROOT


def test_the_list_of_fields_is_current() -> None:
    done = subprocess.run([sys.executable, ".ci/fields.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"Run `make fields`. {done.stderr}"


def test_every_field_has_its_labels_and_its_place() -> None:
    lines = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| `")]
    assert len(rows) > 250
    lacking = [row[0].strip() for row in rows if not all(row[column].strip() for column in (2, 3, 5))]
    assert lacking == []
