"""Which language a request is answered in: the reader's own choice, else Dutch."""

from __future__ import annotations

from flask import g, has_request_context, session
from flask_babel import get_locale
from flask_security import current_user

LANGUAGES = {"nl": "Nederlands", "en": "English"}


def select_locale() -> str:
    """Return the language: that of the mail or document being made, of the person, of the visit, or Dutch."""
    if forced := g.get("language"):
        return str(forced)
    if not has_request_context():
        return "nl"
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else "nl"


def language() -> str:
    """Return the code of the language in use."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "nl"
