from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from impactplan.exports.options import Options
from impactplan.exports.pdf import PDF
from impactplan.exports.rendering import Content, write_file
from impactplan.graph import PlanState

Printer = Callable[..., Path]


@pytest.fixture(scope="module")
def printed(app_without_database: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printer]:
    """Return what makes a PDF of a plan in memory: ``printed(state, empty=True)``."""

    def make(state: PlanState, **options: bool) -> Path:
        target = tmp_path_factory.mktemp("pdf") / "plan.pdf"
        write_file(PDF, Content(state, Options.of(**options), ["Anna de Vries", "Karim Bakker"]), target)
        return target

    with app_without_database.app_context():
        yield make


def read_pages(pdf: Path, *how: str) -> list[str]:
    """Return the text of every page."""
    done = subprocess.run(["pdftotext", *how, str(pdf), "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]
