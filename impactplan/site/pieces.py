"""Pieces of a page that are kept: what a macro made is shown again as long as all that it is given is the same.

A piece hangs on its arguments, the language and nothing else: its macro is imported without context, what tells the
time refuses to be called in it, and of the plan it gets no more than its key holds. What is of one response alone, such
as the token and the keys of its forms, stands in a template as a mark, and is filled in when the page is done.
"""

from __future__ import annotations

import copyreg
import pickle
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import generate_csrf
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from impactplan.extensions import PerApp
from impactplan.lib.digests import digest
from impactplan.lib.recent import Recent
from impactplan.lib.texts import TemplateInOneLanguage, language_in_use
from impactplan.models import Base, new_id

log = structlog.get_logger()
T = TypeVar("T")

MOST_KEPT = 8_000_000
"""Characters that are kept in a process, those of the pieces that were asked for last: some 300 pages of a step."""

_drawing: ContextVar[bool] = ContextVar("drawing_a_piece", default=False)


PIECES: PerApp[Recent[bytes, Markup]] = PerApp("pieces", lambda: Recent(MOST_KEPT, len))
"""The pieces of one application, under a digest of all that they hang on."""


# --- what a piece hangs on, in bytes ---

_ways: dict[type, Callable[[Any], Any]] = copyreg.dispatch_table.copy()
_constants: dict[int, object] = {}


def _name_constant(value: object) -> tuple[Any, ...]:
    """Stand for something that is made once, when the program starts. It is held, so its number stays its own."""
    _constants[id(value)] = value
    return int, (id(value),)


def _show(text: LazyString) -> tuple[Any, ...]:
    return str, (str(text),)


def _refuse(value: object) -> tuple[Any, ...]:
    raise TypeError(f"{type(value).__name__} can change while it is looked at, so no piece can hang on it")


def constant(*types: type) -> None:
    """Make known types of which every object is made once, such as the declaration of a field."""
    for one in types:
        _ways[one] = _name_constant


_smaller: dict[type, Callable[[Any], Any]] = {}


def smaller(kind: type[T], make: Callable[[T], object]) -> None:
    """Make known what a piece gets instead of an argument that holds more than a piece may hang on."""
    _smaller[kind] = make


_ways[LazyString] = _show


def kept(macro: Macro, *given: Any, **named: Any) -> Markup:
    """Return what a macro makes of its arguments: as it was made before of equal ones, or else now."""
    store = PIECES.current
    given = tuple([_smaller[type(one)](one) if type(one) in _smaller else one for one in given])
    try:
        key = digest((language_in_use(), _code_of(macro), given, named), _ways)
    except (TypeError, AttributeError, pickle.PicklingError):
        log.exception("piece", macro=macro.name)
        return Markup(macro(*given, **named))  # noqa: S704  # a macro of our own, which escapes
    piece = store.find(key)
    if piece is None:
        before = _drawing.set(True)
        try:
            piece = Markup(macro(*given, **named))  # noqa: S704  # as above
        finally:
            _drawing.reset(before)
        if not current_app.jinja_env.auto_reload:
            store.keep(key, piece)
    return piece


def _code_of(macro: Macro) -> tuple[Any, ...]:
    arguments: tuple[Any, ...] = _name_constant(macro._func.__code__)[1]
    return arguments


def not_in_pieces(tell: Callable[..., str]) -> Callable[..., str]:
    """Have something that hangs on the moment refuse in what is kept, where it would go on saying the same."""

    def tell_or_refuse(*args: Any, **kwargs: Any) -> str:
        if _drawing.get():
            raise RuntimeError(f"{tell.__name__} hangs on the moment, so it cannot stand in a piece that is kept")
        return tell(*args, **kwargs)

    return tell_or_refuse


# --- what is of one response alone ---

_secret = secrets.token_hex(8)
"""Nobody can type a mark, as this leaves the process nowhere."""
TOKEN_MARK, KEY_MARK = f"@token-{_secret}@", f"@key-{_secret}@"


class PageTemplate(TemplateInOneLanguage):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Return the macros of a template. They need not be made again for a page: what is global is so everywhere."""
        if self._module is None:
            self._module = self.make_module()
        return self._module

    def render(self, *args: Any, **kwargs: Any) -> str:
        page = super().render(*args, **kwargs)
        return page if _left.get() else fill_in_marks(page)


_left: ContextVar[bool] = ContextVar("marks_left", default=False)


@contextmanager
def leave_marks() -> Iterator[None]:
    """Leave the marks in the pages of this block, for whoever fills them in later."""
    before = _left.set(True)
    try:
        yield
    finally:
        _left.reset(before)


def fill_in_marks(page: str) -> str:
    """Give every form of a page that is done its token and a key of its own."""
    if TOKEN_MARK in page:
        page = page.replace(TOKEN_MARK, generate_csrf())
    if KEY_MARK not in page:
        return page
    first, *parts = page.split(KEY_MARK)
    return first + "".join([text for part in parts for text in (new_id(), part)])


def set_up_pieces(app: Flask) -> None:
    for mapper in Base.registry.mappers:
        _ways[mapper.class_] = _refuse
    app.jinja_env.template_class = PageTemplate
    app.jinja_env.globals.update(kept=kept, form_token=lambda: TOKEN_MARK, new_key=lambda: KEY_MARK)
