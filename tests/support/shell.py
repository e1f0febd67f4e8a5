"""Commands of the program, run in this process."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from impactplan.cli import main

SECRET = "0123456789abcdef0123456789abcdef"
"""A key of production."""


class Shell:
    """Runs commands in this process, which is quicker, but with an environment of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.monkeypatch, self.capsys = folder, monkeypatch, capsys
        self.environ = {
            "IMPACTPLAN_ENV": "testing",
            "IMPACTPLAN_DATA_DIR": str(folder),
            "IMPACTPLAN_DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        }

    def __call__(self, *words: str, text: str = "", **more: str) -> CompletedProcess[str]:
        environ = self.environ | {f"IMPACTPLAN_{key}": value for key, value in more.items()}
        code = 0
        with self.monkeypatch.context() as patched:
            for key, value in environ.items():
                patched.setenv(key, value)
            patched.setattr(sys, "argv", ["impactplan", *words])
            patched.setattr(sys, "stdin", io.StringIO(text))
            self.capsys.readouterr()
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        out, err = self.capsys.readouterr()
        return CompletedProcess(words, code, out, err)


def refused(answer: CompletedProcess[str]) -> str:
    """Return the one line that says what is wrong."""
    assert answer.returncode != 0
    (line,) = answer.stderr.strip().splitlines()
    assert line.startswith("impactplan: ")
    return line
