"""The registry of export formats. Each format is a module of its own; no other code names one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_babel.speaklater import LazyString

from impactplan.blocks import Document
from impactplan.exports.options import Options
from impactplan.extensions import PerApp
from impactplan.graph import PlanState

Report = Callable[[str, int], None]
"""Receives the progress of a renderer: its stage (reading, pages, writing) and the number of pages so far."""


class CannotRenderError(Exception):
    """The machine lacks what a format needs; the message explains it to the user."""


@dataclass(frozen=True)
class FromDocument:
    """Writes the neutral document to a file and returns its number of pages, if it has pages."""

    render: Callable[[Document, Path, Report], int | None]


@dataclass(frozen=True)
class FromState:
    """Writes what the plan itself holds to a file and returns its number of pages, if it has pages."""

    render: Callable[[PlanState, Options, Path, Report], int | None]


@dataclass(frozen=True)
class FormatWords:
    """The texts about a format: whole sentences, since the name of a format has a gender in many languages."""

    name: LazyString | str
    make: LazyString
    """On the button that makes the file."""
    make_part: LazyString
    """On the button that makes a file of one page of the workbook."""
    heading: LazyString
    download: LazyString
    waiting: LazyString
    failed: LazyString


@dataclass(frozen=True)
class Format:
    key: str
    """Stored with every export; ten characters at most."""
    media_type: str
    extension: str
    renderer: FromDocument | FromState
    words: FormatWords
    is_job: bool
    """Whether rendering takes so long that it is left to a worker."""
    inline: bool = False
    """Whether a browser may show the file instead of saving it. Never for a format that could run scripts."""
    prepare: Callable[[], None] | None = None
    """Load what every file needs, once in a worker: each file is made in a process of its own."""


formats: PerApp[dict[str, Format]] = PerApp("export-formats", dict)
"""The formats by key; the first is the default."""


def register_format(app: Flask, format_: Format) -> None:
    formats.of(app)[format_.key] = format_


def prepare_formats() -> None:
    for format_ in list_formats():
        if format_.prepare:
            format_.prepare()


def list_formats() -> list[Format]:
    return list(formats.current.values())


def default_format() -> Format:
    return list_formats()[0]
