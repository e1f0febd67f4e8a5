"""What templates were compiled to is kept, and whatever becomes of it, a page is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, render_template
from jinja2 import Environment

from impactplan import create_app
from impactplan.config import Settings
from impactplan.site import compiled_templates
from impactplan.site.compiled_templates import FOLDER

TEMPLATE = "site/failure.html"


class Compiler:
    """Counts what is compiled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        compile_ = Environment.compile

        def count(*args: object, **kwargs: object) -> object:
            self.times += 1
            return compile_(*args, **kwargs)  # type: ignore[arg-type, call-overload]  # as it was called

        monkeypatch.setattr(Environment, "compile", count)

    def show(self, folder: Path) -> int:
        """Show a page in a new application and return how many templates were compiled for it."""
        self.times = 0
        app = new_app(folder)
        with app.test_request_context():
            assert "What went wrong" in render_template(TEMPLATE, title="What went wrong", text="", number="1")
        return self.times


@pytest.fixture(autouse=True)
def share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without what the tests keep for all applications."""
    monkeypatch.setattr(Flask, "jinja_options", {})


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Compiler:
    return Compiler(monkeypatch)


def new_app(folder: Path) -> Flask:
    return create_app(Settings.from_environ({"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder / "data")}))


def kept(folder: Path) -> list[Path]:
    return list((folder / "data" / FOLDER).iterdir())


def test_a_template_is_compiled_once_for_all_processes(compiler: Compiler, tmp_path: Path) -> None:
    assert compiler.show(tmp_path) > 0
    assert compiler.show(tmp_path) == 0
    assert {path.stat().st_mode & 0o777 for path in kept(tmp_path)} == {0o600}


@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole[:40], lambda whole: whole[:-40], lambda whole: whole[:20] + b"\0" * 90, lambda _: b""],
)
def test_a_damaged_file_is_no_harm(compiler: Compiler, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    needed = compiler.show(tmp_path)
    for path in kept(tmp_path):
        path.write_bytes(damage(path.read_bytes()))
    assert compiler.show(tmp_path) == needed
    assert compiler.show(tmp_path) == 0


def test_what_somebody_else_wrote_is_not_run(
    compiler: Compiler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed, other = compiler.show(tmp_path), os.geteuid() + 1
    monkeypatch.setattr(compiled_templates.os, "geteuid", lambda: other)
    assert compiler.show(tmp_path) == needed


def test_another_program_compiles_anew(compiler: Compiler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needed = compiler.show(tmp_path)
    monkeypatch.setattr(compiled_templates, "digest_of_program", lambda: "another")
    assert compiler.show(tmp_path) == needed


def test_where_nothing_can_be_kept_pages_are_shown_all_the_same(compiler: Compiler, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / FOLDER).write_text("no folder")
    assert compiler.show(tmp_path) > 0


def test_nothing_is_kept_while_templates_are_worked_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert new_app(tmp_path).jinja_env.bytecode_cache is not None
    flask = Settings.flask
    monkeypatch.setattr(Settings, "flask", lambda settings: {**flask(settings), "TEMPLATES_AUTO_RELOAD": True})
    assert new_app(tmp_path).jinja_env.bytecode_cache is None
