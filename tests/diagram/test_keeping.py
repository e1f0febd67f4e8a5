"""A picture is drawn once for what it is given, and anew for anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from impactplan.diagram import keeping
from impactplan.diagram.keeping import forget_all, kept


@dataclass(frozen=True)
class Spec:
    title: str
    value: Decimal | None = None
    day: date | None = None
    words: tuple[tuple[str, str], ...] = ()


@pytest.fixture
def drawn() -> Iterator[list[object]]:
    forget_all()
    yield []
    forget_all()


def test_it_is_drawn_once_for_the_same_and_anew_for_anything_else(drawn: list[object]) -> None:
    @kept
    def draw(spec: Spec, *, prefix: str = "p", wide: bool = False) -> str:
        drawn.append((spec, prefix, wide))
        return f"{prefix}-{spec.title}-{wide}-{len(drawn)}"

    first = draw(Spec("Taal"), prefix="a")
    assert draw(Spec("Taal"), prefix="a") == first
    others = [
        draw(Spec("Taal"), prefix="b"),
        draw(Spec("taal"), prefix="a"),
        draw(Spec("Taal"), prefix="a", wide=True),
        draw(Spec("Taal", Decimal("1.0")), prefix="a"),
        draw(Spec("Taal", Decimal("1.00")), prefix="a"),
        draw(Spec("Taal", day=date(2026, 1, 1)), prefix="a"),
        draw(Spec("Taal", words=(("nl", "x"),)), prefix="a"),
        draw(Spec("Taal', prefix='a"), prefix=""),
    ]
    assert len({first, *others}) == len(drawn) == 9


def test_two_kinds_of_picture_of_the_same_are_two(drawn: list[object]) -> None:
    one, other = kept(lambda spec: f"one {spec}"), kept(lambda spec: f"other {spec}")
    one.__wrapped__.__name__, other.__wrapped__.__name__ = "one", "other"  # type: ignore[attr-defined]  # a name of its own, to be told apart
    assert (one(Spec("A")).partition(" ")[0], other(Spec("A")).partition(" ")[0]) == ("one", "other")


def test_only_so_many_are_kept_the_last_asked_for(drawn: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping._pictures, "most", 3)

    @kept
    def draw(number: int) -> str:
        drawn.append(number)
        return str(number)

    for number in (1, 2, 3, 1, 4, 1, 2):
        draw(number)
    assert drawn == [1, 2, 3, 4, 2], "2 had not been asked for longest when 4 came"
