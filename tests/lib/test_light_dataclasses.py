"""Dataclasses whose methods are not compiled behave as Python's own."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from impactplan.lib.light_dataclasses import light_dataclasses

needs_light = pytest.mark.skipif(sys.version_info >= (3, 13), reason="Python compiles them together")


def make_classes(how: Callable[[], Any]) -> list[Any]:
    """Define the same classes in either way, and return some objects of them."""
    with how():

        @dataclass(frozen=True)
        class Nothing:
            pass

        @dataclass(frozen=True)
        class One:
            name: Any

        @dataclass(frozen=True)
        class Several(One):
            number: int = 3
            hidden: int = field(default=4, repr=False, compare=False)

            def __str__(self) -> str:
                return "own"

        class Heir(Several):
            pass

        @dataclass
        class Open:
            name: str
            more: list[Any] = field(default_factory=list)

        @dataclass(order=True)
        class Ordered:
            number: int

    heir = Heir("a")
    heir.__dict__["else"] = 1
    circle = Open("round")
    circle.more.append(circle)
    return [
        *(Nothing(), One("a"), One("b"), One(["no hash"]), Several("a"), Several("a", 3, 5), Several("a", 4), heir),
        *(Open("a"), Open("a", [1]), circle, Ordered(1), Ordered(2)),
    ]


def tried(work: Callable[[], object]) -> object:
    """Return what comes of some work: a value, or the error."""
    try:
        return work()
    except (TypeError, AttributeError, RecursionError) as error:
        return type(error), str(error)


def set_name(one: Any, name: str) -> None:
    setattr(one, name, 1)


def behaviour(objects: list[Any]) -> list[Any]:
    said = [(repr(one), str(one), tried(lambda one=one: hash(one))) for one in objects]  # type: ignore[misc]
    equal = [[tried(lambda one=one, other=other: one == other) for other in objects[:10]] for one in objects[:10]]  # type: ignore[misc]
    less = [tried(lambda one=one: one < objects[-1]) for one in objects[-2:]]  # type: ignore[misc]
    changed = [
        (tried(lambda one=one, name=name: set_name(one, name)), tried(lambda one=one, name=name: delattr(one, name)))  # type: ignore[misc]
        for one in objects
        for name in ("name", "else", "new")
    ]
    return [said, equal, less, changed, [sorted(vars(one)) for one in objects[:8]]]


@needs_light
def test_they_behave_as_python_s_own() -> None:
    assert behaviour(make_classes(light_dataclasses)) == behaviour(make_classes(nullcontext))


@needs_light
def test_only_what_is_defined_meanwhile_is_made_so() -> None:
    ours, theirs = make_classes(light_dataclasses)[1], make_classes(nullcontext)[1]
    compiled = [method for method in vars(type(theirs)).values() if getattr(method, "__module__", "") == __name__]
    light = [method for method in vars(type(ours)).values() if getattr(method, "__module__", "") == __name__]
    assert len(compiled) - len(light) >= 4
    with pytest.raises(FrozenInstanceError):
        ours.name = "b"


def test_the_application_is_made_of_them() -> None:
    """Else it takes a fifth longer to load, which no other test would tell."""
    words = (
        "import impactplan, sys; from impactplan.blocks import Document as D;"
        "print(sys.version_info >= (3, 13) or D.__setattr__.__code__.co_filename.endswith('light_dataclasses.py'))"
    )
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout == "True\n"
    assert dataclasses._repr_fn.__module__ == "dataclasses" if hasattr(dataclasses, "_repr_fn") else True
