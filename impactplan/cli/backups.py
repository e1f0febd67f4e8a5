"""Backups: make one that proves itself, put one back, and say how old the last one is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask

from impactplan.backup.archive import KEEP_APART, NewerError
from impactplan.backup.content import DamagedError
from impactplan.backup.making import Proof, make_backup
from impactplan.backup.restoring import InUseError, NewerTablesError, NotEmptyError, restore_backup
from impactplan.cli.base import Refusal, commands, with_app
from impactplan.models import now
from impactplan.site.backup_age import find_proven_backup

NAME = "impactplan-{:%Y-%m-%d-%H%M%S}.tar.gz"
NAMES = "impactplan-????-??-??-??????.tar.gz"


@contextmanager
def explained(file: str) -> Iterator[None]:
    """Say in one line what is wrong with a backup."""
    try:
        yield
    except DamagedError as error:
        raise Refusal(f"{file}: {error}.") from error
    except NewerError as error:
        raise Refusal(f"{file} was made by a newer version of the program, {error}. Install that first.") from error


@commands.command("backup")
@click.argument("file", type=click.Path(), required=False)
@click.option("--age", is_flag=True, help="Only say when the last proven backup was made.")
@click.option("--keep", type=click.IntRange(1), metavar="N", help="With a folder: keep the newest N in it.")
@with_app
def back_up(_app: Flask, file: str | None, age: bool, keep: int | None) -> None:
    """Write all content to FILE, and prove it by putting it back elsewhere. A folder gets a file named by the moment.

    It may be done while the site is in use. The settings, with their secrets, are not in it: keep those apart.
    """
    if age:
        tell_age()
        return
    if file is None:
        raise Refusal("Name the file to write, or a folder.")
    target = Path(file).absolute()
    folder = target if target.is_dir() else None
    if keep and not folder:
        raise Refusal("With --keep, name the folder that holds the backups.")
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}.")
    target = folder / NAME.format(now()) if folder else target
    with explained("The backup was not made"):
        proof = make_backup(target)
    if folder and keep:
        for old in sorted(folder.glob(NAMES))[:-keep]:
            old.unlink()
    click.echo(describe(proof, os.path.getsize(target)))
    click.echo(f"Not in it: {', '.join(KEEP_APART)}. Keep these apart.")


def describe(proof: Proof, size: int) -> str:
    made = proof.backup
    opened = f"opened “{proof.opened}” with {proof.items} items" if made.plans else "there is no plan to open"
    return (
        f"{made.file} ({size / 1e6:.1f} MB): put back elsewhere and found the same: "
        f"{made.plans} plans, {made.entries} entries, {made.people} people; {opened}."
    )


def tell_age() -> None:
    backup = find_proven_backup()
    if backup is None:
        raise Refusal("There is no proven backup. Run: impactplan backup FILE")
    click.echo(f"The last proven backup is {describe_age(now() - backup.made)} old: {backup.file}")


def describe_age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return f"{int(age.total_seconds() // 60)} minutes"
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


@commands.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Also over people and plans that are there: they are lost.")
@with_app
def restore(_app: Flask, file: str, force: bool) -> None:
    """Put the backup FILE back, all or nothing. Stop the site and its worker first.

    Everybody signs in again. Pages that were open meanwhile are told so when they send what was typed. Mails that
    waited when the backup was made stay unsent: most have gone out since.
    """
    path = Path(file).absolute()
    try:
        with explained(file):
            manifest = restore_backup(path, force=force)
    except NotEmptyError as error:
        raise Refusal("There are people or plans here already. To replace them all: --force") from error
    except NewerTablesError as error:
        raise Refusal(
            "A newer version of the program was at work in this database. Drop it and make it again, empty; "
            "nothing was changed."
        ) from error
    except InUseError as error:
        raise Refusal("The database is in use. Stop the site and its worker first; nothing was changed.") from error
    click.echo(
        f"Put back as it was on {manifest.made:%Y-%m-%d %H:%M} UTC: {manifest.rows('plan')} plans, "
        f"{manifest.rows('revision')} entries, {manifest.rows('user')} people."
    )
