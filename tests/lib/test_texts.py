"""Texts that are looked up once a language: the language in use decides, and what is filled in is escaped."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale, gettext, pgettext
from jinja2 import Environment


def translations(app: Flask, text: str) -> dict[str, tuple[str, str]]:
    """Return a text by language: as code asks for it, and as a template does."""
    shown = {}
    for code in ("nl", "en", "nl"):  # once more, when it is remembered
        with force_locale(code):
            shown[code] = gettext(text), render_template_string("{{ _(text) }}", text=text)
    return shown


def test_the_language_in_use_decides_at_every_call(without_database: Flask) -> None:
    assert translations(without_database, "Stakeholders") == {
        "nl": ("Belanghebbenden", "Belanghebbenden"),
        "en": ("Stakeholders", "Stakeholders"),
    }


def test_a_text_that_is_in_no_catalogue_stays_as_it_is(without_database: Flask) -> None:
    assert translations(without_database, "No such text") == dict.fromkeys(("nl", "en"), ("No such text",) * 2)


def test_two_meanings_of_one_english_word_stay_apart(without_database: Flask) -> None:
    """A task was agreed with somebody; a trainer agrees with a step."""
    with force_locale("nl"):
        assert (gettext("Agreed"), gettext("agreed")) == ("Afgesproken", "afgesproken")
        assert (pgettext("feedback", "Agreed"), pgettext("feedback", "agreed")) == ("Akkoord", "akkoord")


def test_what_is_filled_in_is_escaped_and_the_text_is_not(without_database: Flask) -> None:
    source = "{{ _('100 %% of <b>%(name)s</b>', name=name) }}|{{ _('100 %% <i>sure</i>') }}"
    assert render_template_string(source, name="<x>") == "100 % of <b>&lt;x&gt;</b>|100 % <i>sure</i>"


@pytest.mark.parametrize("name", ["A & B", "<x>"])
def test_a_plain_text_is_not_escaped(without_database: Flask, name: str) -> None:
    plain: Environment = without_database.jinja_env.overlay(autoescape=False)
    assert plain.from_string("{{ _('Dear %(name)s: 5 %%', name=name) }}").render(name=name) == f"Dear {name}: 5 %"
    assert plain.from_string("{{ _('5 %%') }}").render() == "5 %"
