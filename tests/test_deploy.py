"""What is shipped for servers names commands, options, settings and files that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml  # type: ignore[import-untyped]  # of a tool, without types

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
        named = command.get_command(click.Context(command), words[0])
        assert named is not None, words.pop(0)
        command, words = named, words[1:]
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


def test_a_version_is_never_installed_over_the_one_that_runs() -> None:
    """What runs reads templates and modules when it first needs them: they must still be those of its own version."""
    lines = lines_of_guide()
    assert not [line for line in lines if "/opt/impactplan/venv/bin/pip" in line]
    assert len([line for line in lines if line.startswith('"$new/bin/pip" install')]) == 2
    assert lines.count('ln -sfn "$new" /opt/impactplan/venv') == 2
    for unit in UNITS:
        started = re.findall(r"^Exec\w+=(\S+)", unit.read_text(), re.MULTILINE)
        assert all(program.startswith("/opt/impactplan/venv/bin/") for program in started)


def test_an_image_is_made_of_what_is_let_into_it() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    let_in = [line[1:] for line in lines if line.startswith("!")]
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    for word in " ".join(copied).split():
        assert any(word == place or word.startswith(f"{place}/") for place in let_in), word


def test_containers_name_volumes_and_commands_that_there_are() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    described = yaml.safe_load(text)
    named = {
        volume.split(":")[0] for service in described["services"].values() for volume in service.get("volumes", [])
    }
    assert {name for name in named if not name.startswith("./")} == set(described["volumes"])
    of_program = [
        service["command"]
        for service in described["services"].values()
        if service["image"] == "impactplan" and "command" in service
    ]
    typed = [shlex.split(words) for words in re.findall(r"worker (impactplan .+?)(?:   |$)", text, re.MULTILINE)]
    assert len(of_program) + len(typed) == 4
    for _program, first, *_more in [*of_program, *typed]:
        assert first in commands.commands
