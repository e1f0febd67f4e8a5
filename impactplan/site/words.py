"""The texts that scripts show and the parts of a page that they fill in: a file of each language, kept by browsers."""

from __future__ import annotations

import hashlib
import json

from flask import Flask, render_template, url_for

from impactplan.extensions import PerApp
from impactplan.site.language import language

_TEMPLATES = {"page": "site/_words.html", "format": "site/_format.html"}
_templates: PerApp[dict[str, str]] = PerApp("words-templates", _TEMPLATES.copy)
_scripts: PerApp[dict[tuple[str, str], str]] = PerApp("words", dict)


def register_words(app: Flask, name: str, template: str) -> None:
    """Add a file of what some pages need besides that of all pages; in its template nothing differs by reader."""
    _templates.of(app)[name] = template


def words_script(name: str) -> str | None:
    """Return the script that adds them to a page, in the language in use; none where there is no such file."""
    if name not in _templates.current:
        return None
    key = name, language()
    if key not in _scripts.current:
        added = json.dumps(render_template(_templates.current[name]), ensure_ascii=False)
        _scripts.current[key] = f'document.body.insertAdjacentHTML("beforeend", {added});\n'
    return _scripts.current[key]


def digest_of(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()[:12]


def words_url(name: str = "page") -> str:
    return url_for("site.show_words", part=name, code=language(), digest=digest_of(words_script(name) or ""))
