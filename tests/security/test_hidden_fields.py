"""What no page of ours fills in: odd bytes in the fields that nobody sees, in headers, addresses and cookies.

The names of the fields are read from the source, so that a new one is tried too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask

import impactplan
from tests.security.test_methods import addresses, may_post, visitor
from tests.support.cast import Cast

READ = re.compile(
    r"request\.(?:form|values|args)\.(?:get|getlist)\(\s*f?\"([a-z_-]+)(?:\{[a-z_.]+\})?\"|name=\"([a-z_-]+)\""
)
HIDDEN = {"form_key", "seq", "seen", "batch", "follows", "seal", "line", "period", "lines", "for", "version-body"}
ODD = ["\0", "a\0b", "\udc80", "²", "-1", "9" * 400, "é" * 300]
ENDS = re.compile(r"delete|remove|leave|withdraw|close|logout|end|drop|revoke|hand_over|lock")


def names_of_fields() -> list[str]:
    """Return what the views ask a form for, and what the templates name."""
    root = Path(impactplan.__file__).parent
    files = [*root.rglob("*.py"), *(root.parent / "templates").rglob("*.html")]
    found = {name for file in files for pair in READ.findall(file.read_text(encoding="utf-8")) for name in pair if name}
    return sorted(found - {"csrf_token"})


def posts(app: Flask, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of whatever takes a POST; what ends something comes last."""
    taken = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    found = [(endpoint, address) for endpoint, address in addresses(app, values) if endpoint in taken]
    yield from sorted(found, key=lambda pair: bool(ENDS.search(pair[0])))


def encode(fields: dict[str, str]) -> bytes:
    """Write a form as bytes, half of a pair of UTF-16 too."""
    written = {name: quote_from_bytes(value.encode("utf-8", "surrogatepass")) for name, value in fields.items()}
    return "&".join(f"{name}={value}" for name, value in written.items()).encode()


@pytest.mark.long
@pytest.mark.parametrize("who", ["olga", "tess", "cor"])
def test_no_field_that_is_hidden_breaks_a_view(
    app: Flask, cast: Cast, values: dict[str, Any], who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flask.templating._render", lambda *_args: "")  # views read, templates do not
    names = names_of_fields()
    assert {"form_key", "key", "seq", "batch", "version-"} <= set(names)
    usual = dict.fromkeys(names, "Een gewone tekst")
    del usual["key"]  # a form with a key of its own puts no other one down
    client, form = visitor(app, getattr(cast, who)), "application/x-www-form-urlencoded"
    broken, asked = [], 0
    for endpoint, address in posts(app, values):
        for odd in ODD if may_post(who, endpoint) else ():
            for fields in (dict.fromkeys(names, odd), usual | dict.fromkeys(HIDDEN, odd)):
                asked += 1
                with app.app_context():
                    if client.post(address, data=encode(fields), content_type=form).status_code >= 500:
                        broken.append((endpoint, odd[:8]))
    assert not broken
    assert asked > 200
