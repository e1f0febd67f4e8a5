"""What is shipped for servers names commands, options, settings and files that there are."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml  # type: ignore[import-untyped]  # of a tool, without types
from click.testing import CliRunner

from impactplan.cli import commands
from impactplan.config import Settings, SettingsError

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "operate.md").read_text()
RESTART = "systemctl restart impactplan-web impactplan-worker"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def lines_of_guide() -> list[str]:
    blocks = re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL)
    return [line.removesuffix(" &&") for block in blocks for line in block.splitlines()]


def commands_named() -> Iterator[str]:
    yield from (line for line in lines_of_guide() if line.startswith("impactplan "))
    yield from re.findall(r"`(impactplan [a-z][^`]*)`", GUIDE)
    for unit in UNITS:
        yield from re.findall(r"^ExecStart=\S+/bin/(impactplan .*)$", unit.read_text(), re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(commands_named())))
def test_a_command_that_is_named_is_there(line: str) -> None:
    command: click.Command = commands
    words = shlex.split(line)[1:]
    if words == ["--version"]:
        assert CliRunner().invoke(commands, words).output.endswith(f"{sys.prefix}\n")
        return
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


def test_an_upgrade_stops_at_the_first_line_that_fails() -> None:
    """Pasted as a whole, it would bring the tables up to date without the backup."""
    block = next(
        block for block in re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL) if "impactplan db upgrade &&" in block
    )
    lines = block.splitlines()
    begin, end = lines.index('ln -sfnT "$new" /opt/impactplan/venv &&'), lines.index(RESTART)
    assert begin < lines.index("impactplan backup /var/backups/impactplan &&") < lines.index("impactplan db upgrade &&")
    assert all(line.endswith(" &&") for line in lines[begin:end])


def test_the_example_of_settings_is_refused_for_what_is_to_be_filled_in_only() -> None:
    lines = (DEPLOY / "settings.example").read_text().splitlines()
    settings = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?IMPACTPLAN_\w+=", line))
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environ(settings)
    assert re.findall(r"^IMPACTPLAN_\w+", str(refusal.value), re.MULTILINE) == [
        "IMPACTPLAN_SECRET_KEY",
        "IMPACTPLAN_BASE_URL",
    ]
    filled = {"IMPACTPLAN_SECRET_KEY": "x" * 64, "IMPACTPLAN_BASE_URL": "https://plan.example.org"}
    assert Settings.from_environ(settings | filled).production


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
    # Without T, a link would be put into a folder of that name, and the old version go on as if nothing were wrong.
    assert lines.count('ln -sfnT "$new" /opt/impactplan/venv') == 2
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
        assert commands.get_command(click.Context(commands), first)
