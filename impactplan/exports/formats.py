"""The formats that a plan can be exported to: each is a module of its own, and the rest knows none by name."""

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
"""Takes how far a renderer is: its stage (reading, pages, writing), and how many pages there are so far."""


class CannotRenderError(Exception):
    """The machine lacks what a format needs; the message says so in words."""


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
    """How pages speak of a format: its own sentences, since each language has an article and a gender for it."""

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
    """What it is stored under; ten characters at most."""
    media_type: str
    extension: str
    renderer: FromDocument | FromState
    words: FormatWords
    is_job: bool
    """Whether making a file takes so long that a worker does it."""
    inline: bool = False
    """Whether a browser may show the file instead of saving it. Never for what could run scripts."""


formats: PerApp[dict[str, Format]] = PerApp("export-formats", dict)
"""The formats by key; the first is the one that is made when none is named."""


def register_format(app: Flask, format_: Format) -> None:
    formats.of(app)[format_.key] = format_


def list_formats() -> list[Format]:
    return list(formats.current.values())


def default_format() -> Format:
    return list_formats()[0]
