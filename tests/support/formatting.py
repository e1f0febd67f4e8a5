"""The formatting of a browser, asked of Node: the same modules as on a page, without one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_suffix(".mjs")


class Formatting:
    """Calls functions of ``static/src/js/formatting`` by their names."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, name: str, *given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([name, *given]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def run_formatting() -> Iterator[Formatting]:
    command, pipe = ["node", str(SCRIPT)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as process:
        yield Formatting(process)


def apply_edit(text: str, edit: dict[str, Any]) -> str:
    """Return a text after an edit, whose places count UTF-16 units as those of a browser do."""
    units = text.encode("utf-16-le", "surrogatepass")
    changed = units[: 2 * edit["from"]] + edit["insert"].encode("utf-16-le") + units[2 * edit["to"] :]
    return str(changed, "utf-16-le", "surrogatepass")


def length_of(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
