"""The texts that scripts show and the parts of a page that they fill in: one file a language, which a browser keeps."""

from __future__ import annotations

import hashlib
import json

from flask import render_template, url_for

from impactplan.extensions import PerApp
from impactplan.site.language import language

_scripts: PerApp[dict[str, str]] = PerApp("words", dict)


def words_script() -> str:
    """Return the script that adds them to a page, in the language in use."""
    code = language()
    if code not in _scripts.current:
        added = json.dumps(render_template("site/_words.html"), ensure_ascii=False)
        _scripts.current[code] = f'document.body.insertAdjacentHTML("beforeend", {added});\n'
    return _scripts.current[code]


def digest_of(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()[:12]


def words_url() -> str:
    return url_for("site.show_words", code=language(), digest=digest_of(words_script()))
