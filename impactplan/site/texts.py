"""Translations, remembered: a page asks for several hundred constant texts, mostly the same ones as the page before.

A text is remembered under the language in use at that moment, since mails and documents are made in another language
than the page. Variables are filled in afterwards.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import Domain, get_domain, get_locale
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

    def find(self, string: str) -> str:
        """Return the text in the language in use, its variables not yet filled in."""
        known = self._texts.setdefault(_language(), {})
        text = known.get(string)
        if text is None:
            text = str(self.get_translations().ugettext(string))  # type: ignore[no-untyped-call]  # as above
            if len(known) < MOST_TEXTS:
                known[string] = text
        return text

    def find_markup(self, string: str) -> Markup:
        """Return a text without variables as a template shows it: ``%%`` is one sign."""
        known = self._markup.setdefault(_language(), {})
        markup = known.get(string)
        if markup is None:
            markup = Markup(self.find(string)) % {}  # noqa: S704  # texts of our own
            if len(known) < MOST_TEXTS:
                known[string] = markup
        return markup

    def gettext(self, string: str, **variables: Any) -> str:
        text = self.find(string)
        return text % variables if variables else text


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else ""


@pass_context
def translate(context: Context, string: str, **variables: Any) -> str:
    """Translate in a template, as Jinja's own function does: what is filled in is escaped."""
    domain = get_domain()
    if not isinstance(domain, RememberedTexts):
        text = domain.get_translations().ugettext(string)
        return (Markup(text) if context.eval_ctx.autoescape else str(text)) % variables  # noqa: S704  # as above
    if not context.eval_ctx.autoescape:
        return domain.find(string) % variables
    return Markup(domain.find(string)) % variables if variables else domain.find_markup(string)  # noqa: S704  # as above


def remember_texts(app: Flask) -> None:
    """Let templates and code look a constant text up once a language."""
    app.extensions["babel"].instance.domain_instance = RememberedTexts()
    app.jinja_env.globals.update(_=translate, gettext=translate)
