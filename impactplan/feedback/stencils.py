"""Forms that stand many times on a page and differ in nothing but an id and a few words: drawn once, then filled in.

Drawing the forms of twenty threads one by one took longer than the rest of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import g
from markupsafe import Markup, escape

from impactplan.feedback.blueprint import blueprint
from impactplan.models import new_id

ID, WORDS = "x0id0x", "x0words0x"
"""What stands for them in a form that was drawn once."""
GAPS = re.compile(rf'({ID}|{WORDS}|(?<=name="key" value=")[^"]*)')


class Stencil:
    """A form with gaps: an id, words, and an idempotency key of its own."""

    def __init__(self, form: str) -> None:
        self.parts = GAPS.split(form)

    def fill_in(self, of: str, words: str = "") -> Markup:
        own = {ID: of, WORDS: escape(words)}
        key = new_id()
        parts = [own.get(part, key) if number % 2 else part for number, part in enumerate(self.parts)]
        return Markup("".join(parts))  # noqa: S704  # a form that was drawn by a template, and escaped words


def draw(key: object, form: Callable[..., str], *arguments: object) -> Stencil:
    """Return the stencil of a form, drawn when it is first asked for; it goes with the request. ``key`` holds all that
    it depends on."""
    drawn: dict[object, Stencil] = g.setdefault("feedback_stencils", {})
    if key not in drawn:
        drawn[key] = Stencil(form(*arguments))
    return drawn[key]


blueprint.add_app_template_global(draw, "stencil")
