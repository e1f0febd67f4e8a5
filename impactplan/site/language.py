"""Which language a request is answered in, and in which one its values were typed.

A page that is open keeps its language when its reader chooses another one elsewhere, or sends it much later. So every
form names the language of its page, and every edit that a script sends the one that it was typed in; numbers and days
are read in that language, and the answer is in the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from babel import Locale
from flask import g, has_request_context, request, session
from flask_babel import refresh
from flask_security import current_user

from impactplan.lib.texts import language_in_use

LANGUAGES = {"nl": "Nederlands", "en": "English"}


def select_locale() -> Locale:
    """Return what is known of the language that this is in: read once, as Babel looks for its files each time."""
    return _locale(select_language())


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def select_language() -> str:
    """Return the language: that of the mail or document being made, of the person, of the visit, or Dutch."""
    if forced := g.get("language"):
        return str(forced)
    if not has_request_context():
        return "nl"
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else "nl"


def use_visit_language() -> None:
    """Answer in the language of the page, else of the visit or the browser, without asking who is signed in."""
    if not g.get("language"):
        preferred = request.accept_languages.best_match(LANGUAGES) or "nl"
        g.language = session.get("language") if session.get("language") in LANGUAGES else preferred
    refresh()


def language() -> str:
    """Return the code of the language in use."""
    code = language_in_use()
    return code if code in LANGUAGES else "nl"


def note_page_language() -> None:
    """Keep the language that the page of this request says it is in, and answer in that.

    A script says besides in which language a value was typed, which may have been on another page.
    """
    sent: Any = request.get_json(silent=True) if request.is_json else request.form
    if not hasattr(sent, "get"):
        return
    page = sent.get("page_language")
    typed = sent.get("typed_language", page)
    if isinstance(typed, str) and typed in LANGUAGES:
        g.typed_language = typed
    if isinstance(page, str) and page in LANGUAGES:
        g.language = page
        refresh()


def typed_languages() -> tuple[str, ...]:
    """Return the language that the values of this request were typed in; where it does not say, all it can be."""
    typed = g.get("typed_language")
    return (typed,) if typed else (language(), *(code for code in LANGUAGES if code != language()))


@contextmanager
def typed_in(code: str) -> Iterator[None]:
    """Read what was not typed on a page in the language in which it was written."""
    before = g.get("typed_language")
    g.typed_language = code
    try:
        yield
    finally:
        g.typed_language = before
