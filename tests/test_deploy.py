"""What is shipped for servers names commands, options, settings and files that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from impactplan.cli import commands
from impactplan.config import Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "operate.md").read_text()
UNITS = sorted((DEPLOY / "systemd").iterdir())


def lines_of_guide() -> list[str]:
    return [line for block in re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]


def commands_named() -> Iterator[str]:
    yield from (line for line in lines_of_guide() if line.startswith("impactplan "))
    yield from re.findall(r"`(impactplan [a-z][^`]*)`", GUIDE)
    for unit in UNITS:
        yield from re.findall(r"^ExecStart=\S+/bin/(impactplan .*)$", unit.read_text(), re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(commands_named())))
def test_a_command_that_is_named_is_there(line: str) -> None:
    command: click.Command = commands
    words = shlex.split(line)[1:]
    while words and isinstance(command, click.Group):
        assert words[0] in command.commands
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_files_that_the_guide_installs_are_there() -> None:
    named = {word for line in lines_of_guide() for word in line.split() if word.startswith("deploy/")}
    assert named
    for word in named:
        assert list(ROOT.glob(word)), word


def test_units_that_the_guide_starts_are_there() -> None:
    there = {unit.name for unit in UNITS}
    for line in lines_of_guide():
        if line.startswith("systemctl"):
            for word in re.findall(r"impactplan-\S+", line):
                assert word in there or f"{word}.service" in there


def test_the_example_of_settings_is_refused_for_its_empty_key_only() -> None:
    lines = (DEPLOY / "settings.example").read_text().splitlines()
    settings = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?IMPACTPLAN_\w+=", line))
    assert Settings.from_environ(settings | {"IMPACTPLAN_SECRET_KEY": "x" * 64}).production


def test_units_run_as_their_own_user_and_write_in_their_folders_alone() -> None:
    services = [unit.read_text() for unit in UNITS if unit.suffix == ".service"]
    assert len(services) == 4
    for text in services:
        for line in ("User=impactplan", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"):
            assert f"\n{line}\n" in text
