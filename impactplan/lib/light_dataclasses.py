"""Methods of dataclasses that need no compiling.

Python 3.11 and 3.12 write down and compile six functions for each frozen dataclass. For our five hundred that took a
sixth of what the application takes to load, and 4 MB of each process. All but ``__init__`` hang on nothing but the
names of the fields, so they can be functions that are there already. From 3.13 on, Python compiles them together.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any

NAMES = ("_repr_fn", "_cmp_fn", "_hash_fn", "_frozen_get_del_attr")
"""What makes these methods in Python's own module."""
Fields = Sequence[dataclasses.Field[Any]]


def reader_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads these attributes of an object."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def make_repr(fields: Fields, _globals: object) -> Callable[[Any], str]:
    names = tuple(field.name for field in fields)

    def __repr__(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return recursive_repr()(__repr__)


def make_comparison(name: str, sign: str, mine: str, theirs: str, globals: Any) -> Callable[[Any, Any], Any]:
    if sign != "==":
        compiled: Callable[[Any, Any], Any] = _python_s["_cmp_fn"](name, sign, mine, theirs, globals=globals)
        return compiled
    read = reader_of(re.findall(r"self\.(\w+)", mine))

    def __eq__(self: Any, other: Any) -> Any:
        return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def make_hash(fields: Fields, _globals: object) -> Callable[[Any], int]:
    read = reader_of([field.name for field in fields])

    def __hash__(self: Any) -> int:
        return hash(read(self))

    return __hash__


def make_frozen(cls: type, fields: Fields, _globals: object) -> tuple[Callable[..., None], Callable[..., None]]:
    names = frozenset(field.name for field in fields)

    def __setattr__(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)  # type: ignore[arg-type]  # a type it is

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)  # type: ignore[arg-type]  # likewise

    return __setattr__, __delattr__


_python_s: dict[str, Any] = {name: getattr(dataclasses, name, None) for name in NAMES}
_light = dict(zip(NAMES, (make_repr, make_comparison, make_hash, make_frozen), strict=True))


@contextmanager
def light_dataclasses() -> Iterator[None]:
    """Give the dataclasses that are defined meanwhile methods without compiling them."""
    if sys.version_info >= (3, 13):
        yield
        return
    vars(dataclasses).update(_light)
    try:
        yield
    finally:
        vars(dataclasses).update(_python_s)
