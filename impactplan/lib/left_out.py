"""Packages that a library would load wherever they are installed, though it uses them for nothing here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Have what is imported meanwhile find that these packages are missing, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # an import of None fails
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
