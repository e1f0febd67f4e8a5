"""What templates were compiled to, kept in the folder of data for the next process.

Compiling those of the first pages takes a process two seconds, and where its threads do so at once, 8 MB that it does
not give back. Nothing hangs on what lies there: what cannot be read or written is compiled.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any

import jinja2
from flask import Flask
from flask.templating import DispatchingJinjaLoader
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from impactplan.config import Settings

FOLDER = "templates"


@cache
def digest_of_program() -> str:
    """Return what changes with the program, as its filters and extensions have a part in what is compiled."""
    seen = sha256(jinja2.__version__.encode())
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        status = path.stat()
        seen.update(f"{path.relative_to(root)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


class CompiledTemplates(FileSystemBytecodeCache):
    """Jinja's own, which takes no file of anybody else, as that is run, and raises at nothing."""

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(f"{digest_of_program()} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with open(self._get_cache_filename(bucket), "rb") as file:
                if os.fstat(file.fileno()).st_uid == os.geteuid():
                    bucket.load_bytecode(file)
        except Exception:  # whatever a damaged file leads to
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            os.makedirs(self.directory, mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)


class OneAtATime(DispatchingJinjaLoader):
    """Loads a template in one thread, while others that ask for it wait instead of compiling it too."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._loading = RLock()

    def load(self, *args: Any, **kwargs: Any) -> jinja2.Template:
        with self._loading:
            return super().load(*args, **kwargs)


def keep_compiled(app: Flask) -> None:
    """Keep what templates are compiled to, unless they are about to be changed, or somebody keeps it already."""
    settings: Settings = app.config["SETTINGS"]
    templates = app.jinja_env
    templates.loader = OneAtATime(app)
    if not templates.auto_reload and templates.bytecode_cache is None:
        templates.bytecode_cache = CompiledTemplates(str(settings.data_dir / FOLDER), "%s.compiled")
