"""Translations, remembered: a page asks for several hundred constant texts, mostly the same ones as the page before.

A text is remembered under the language in use at that moment, since mails and documents are made in another language
than the page. A template is rendered in one language, which is looked up once. Variables are filled in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import flask_babel
from flask import Flask, has_app_context
from flask.globals import app_ctx
from flask_babel import Domain, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import Template
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

MOST_TEXTS = 20_000
"""Texts that are kept a language: several times what the catalogues hold, so that it is no more than a limit."""


class RememberedTexts(Domain):
    """The catalogue of the application, which is constant while it runs."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Flask-Babel has no types here
        self._texts: dict[str, dict[str, str]] = {}
        self._markup: dict[str, dict[str, Markup]] = {}
        self._counted: dict[str, dict[tuple[str, str, int], str]] = {}

    def find(self, string: str) -> str:
        """Return the text in the language in use, its variables not yet filled in."""
        known = self._texts.setdefault(language_in_use(), {})
        text = known.get(string)
        if text is None:
            text = str(self.get_translations().ugettext(string))  # type: ignore[no-untyped-call]  # as above
            if len(known) < MOST_TEXTS:
                known[string] = text
        return text

    def find_markup(self, string: str) -> Markup:
        """Return a text without variables as a template shows it: ``%%`` is one sign."""
        known = self._markup.setdefault(language_in_use(), {})
        markup = known.get(string)
        if markup is None:
            markup = Markup(self.find(string)) % {}  # noqa: S704  # texts of our own
            if len(known) < MOST_TEXTS:
                known[string] = markup
        return markup

    def find_counted(self, singular: str, plural: str, num: int) -> str:
        """Return the text for a number in the language in use, its variables not yet filled in."""
        known = self._counted.setdefault(language_in_use(), {})
        text = known.get((singular, plural, num))
        if text is None:
            text = str(self.get_translations().ungettext(singular, plural, num))  # type: ignore[no-untyped-call]  # as above
            if len(known) < MOST_TEXTS:
                known[singular, plural, num] = text
        return text

    def gettext(self, string: str, **variables: Any) -> str:
        text = self.find(string)
        return text % variables if variables else text


_one_language: ContextVar[str] = ContextVar("one_language", default="")
"""The language of the template that is being rendered, or of the document that is being built."""


def language_in_use() -> str:
    """Return the code of the language of this moment, or nothing where there is none."""
    if one := _one_language.get():
        return one
    # Where Flask-Babel keeps it once it is known: its own way there is ten times as long, and gone thousands of times.
    kept = getattr(app_ctx.g, "_flask_babel", None) if has_app_context() else None
    locale = getattr(kept, "babel_locale", None) or get_locale()
    return locale.language if locale else ""


@contextmanager
def one_language() -> Iterator[None]:
    """Look up once for a block which language is in use at its beginning; within it, it is not changed."""
    before = _one_language.set("")  # a mail within a page has its own language
    try:
        _one_language.set(language_in_use())
        yield
    finally:
        _one_language.reset(before)


@contextmanager
def force_locale(code: str) -> Iterator[None]:
    """Use another language within a block than the reader's, such as for a mail to somebody else."""
    with flask_babel.force_locale(code), one_language():
        yield


class TemplateInOneLanguage(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        with one_language():
            return super().render(*args, **kwargs)


TEXTS = RememberedTexts()
"""Of every application in this process: they have the same catalogues."""


gettext = TEXTS.gettext


def ngettext(singular: str, plural: str, num: int, **variables: Any) -> str:
    return TEXTS.find_counted(singular, plural, num) % {"num": num, **variables}


def pgettext(context: str, string: str, **variables: Any) -> str:
    text: str = TEXTS.pgettext(context, string, **variables)  # type: ignore[no-untyped-call]  # as above
    return text


def lazy_gettext(string: str, **variables: Any) -> LazyString:
    """Return a text that is looked up when it is shown, in the language in use then."""
    return LazyString(gettext, string, **variables)


def lazy_pgettext(context: str, string: str, **variables: Any) -> LazyString:
    return LazyString(pgettext, context, string, **variables)


@pass_context
def translate(context: Context, string: str, **variables: Any) -> str:
    """Translate in a template, as Jinja's own function does: what is filled in is escaped."""
    if not context.eval_ctx.autoescape:
        return TEXTS.find(string) % variables
    return Markup(TEXTS.find(string)) % variables if variables else TEXTS.find_markup(string)  # noqa: S704  # as above


def remember_texts(app: Flask) -> None:
    """Let templates and code look a constant text up once a language."""
    app.extensions["babel"].instance.domain_instance = TEXTS
    app.jinja_env.globals.update(_=translate, gettext=translate)
    app.jinja_env.template_class = TemplateInOneLanguage
