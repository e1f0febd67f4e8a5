"""Pieces of pages that are kept, under everything that they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from jinja2.runtime import Macro

from impactplan.lib.texts import force_locale
from impactplan.models import User, now
from impactplan.site.pieces import PIECES, kept


@dataclass(frozen=True)
class Shown:
    words: object
    inside: tuple[object, ...] = ()


def macro(app: Flask, body: str) -> Macro:
    made: Macro = app.jinja_env.from_string(f"{{% macro piece(one) %}}{body}{{% endmacro %}}").module.piece  # type: ignore[attr-defined]  # a macro of its own
    return made


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (Decimal("1"), Decimal("1.0")), ("1", 1), ([], ()), (Shown("a"), Shown("b")), ({"a": 1}, {"a": 2})],
)
def test_what_differs_is_made_apart(app: Flask, one: object, other: object) -> None:
    show = macro(app, "{{ one }}")
    for given in (one, other, one, other):
        assert kept(show, Shown("x", (given,))) == str(show(Shown("x", (given,))))


def test_what_is_equal_is_made_once(app: Flask) -> None:
    show = macro(app, "{{ one.words }}")
    assert kept(show, Shown("a" + "b")) is kept(show, Shown("ab"))


def test_each_language_has_its_own(app: Flask) -> None:
    show = macro(app, "{{ _('Save') }}")
    with force_locale("en"):
        english = kept(show, 1)
    with force_locale("nl"):
        assert kept(show, 1) != english


def test_what_tells_the_time_refuses(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="hangs on the moment"):
        kept(macro(app, "{{ one|ago }}"), now())


def test_something_of_the_database_is_shown_and_not_kept(app: Flask) -> None:
    show = macro(app, "{{ one.name }}")
    user = User(name="Ans")
    assert kept(show, user) == "Ans"
    user.name = "Bea"
    assert kept(show, user) == "Bea"


def test_no_more_is_kept_than_fits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, store = macro(app, "{{ one * 30 }}"), PIECES.of(app)
    monkeypatch.setattr(store, "most", 100)
    store.forget_all()
    first = kept(show, "a")
    for letter in "bcd":
        kept(show, letter)
    assert kept(show, "a") is not first
    assert store.size <= 100
