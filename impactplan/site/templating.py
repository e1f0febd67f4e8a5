"""What templates may call: addresses of assets, numbers and days in the reader's language, Markdown."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from jinja2.ext import Extension
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from impactplan.lib import dates, markdown, numbers
from impactplan.lib.holding import holds_until, read_clock
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import new_id
from impactplan.site.language import LANGUAGES, language
from impactplan.site.pieces import not_in_pieces
from impactplan.site.words import words_url


def _manifest_in(folder: str) -> Path:
    return Path(folder) / "dist" / "manifest.json"


@cache
def _manifest(folder: str, _changed: float) -> dict[str, str]:
    names: dict[str, str] = json.loads(_manifest_in(folder).read_text())
    return names


def asset_url(name: str) -> str:
    """Return the address of a built asset under its hashed name."""
    folder = current_app.static_folder or ""
    # An installed one does not change.
    changed = _manifest_in(folder).stat().st_mtime if current_app.jinja_env.auto_reload else 0.0
    return url_for("static", filename="dist/" + _manifest(folder, changed)[name])


def attach_unit(number: str, unit: object) -> str:
    """Return a number that is written already with its unit, if it has one."""
    return numbers.attach_unit(number, str(unit or ""), language())


def keep_together(text: str) -> Markup:
    """Return a text in which no line breaks within a number and what belongs to it. No sign of it is changed."""
    text = text.unescape() if isinstance(text, Markup) else text
    parts = [
        Markup('<span class="together">{}</span>').format(part[0])
        if {" ", "-", "–"} & set(part[0])
        else escape(part[0])
        for part in numbers.TOGETHER.finditer(text)
    ]
    between = map(escape, numbers.TOGETHER.split(text))
    return Markup("").join(chain.from_iterable(zip_longest(between, parts, fillvalue=Markup(""))))


def show_number(value: Decimal | int | None) -> str:
    return "" if value is None else numbers.format_number(value, language())


def show_euros(value: Decimal | int | None) -> str:
    return "" if value is None else numbers.format_euros(value, language())


def show_date(value: date | None) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(dates.AMSTERDAM).date()
    return "" if value is None else dates.format_date(value, language())


def show_weekday(value: date | None) -> str:
    return "" if value is None else dates.format_weekday(value, language())


def show_until(value: date) -> str:
    """Say how far off a coming day is; of a day that has passed, nothing."""
    days = (value - dates.today()).days
    if days <= 0:
        return _("today") if days == 0 else ""
    if days == 1:
        return _("tomorrow")
    if days < 31:
        return ngettext("in %(num)d day", "in %(num)d days", days)
    return ngettext("in %(num)d week", "in %(num)d weeks", round(days / 7))


def show_moment(value: datetime | None) -> str:
    return "" if value is None else dates.format_moment(value, language())


def show_days_ago(value: datetime) -> str:
    """Say how many days ago something was; of today, how long ago."""
    days = (dates.today() - value.astimezone(dates.AMSTERDAM).date()).days
    if days < 1:
        return show_ago(value)
    return _("yesterday") if days == 1 else ngettext("%(num)d day ago", "%(num)d days ago", days)


def show_ago(value: datetime) -> str:
    """Say how long ago something was, in the words that one would use."""
    passed = read_clock() - value
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        holds_until(value + timedelta(minutes=1))
        return _("just now")
    if minutes < 60:
        holds_until(value + timedelta(minutes=minutes + 1))
        return ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes)
    if passed < timedelta(hours=24):
        holds_until(value + timedelta(hours=minutes // 60 + 1))
        return ngettext("%(num)d hour ago", "%(num)d hours ago", minutes // 60)
    if (dates.today() - value.astimezone(dates.AMSTERDAM).date()).days == 1:
        return _("yesterday")
    return _("on %(day)s", day=show_date(value.astimezone(dates.AMSTERDAM).date()))


def show_clock(value: datetime) -> str:
    """Say when something was: of today the time, of another day the day with it."""
    local, clock = value.astimezone(dates.AMSTERDAM), dates.format_time(value)
    if local.date() == dates.today():
        return clock
    day = f"{local.day} {dates.MONTHS[language()][local.month - 1]}"
    day += "" if local.year == dates.today().year else f" {local.year}"
    return _("on %(day)s, %(time)s", day=day, time=clock)


class IndentationLeftOut(Extension):
    """Templates are indented to be read; a page without that indentation is a fifth smaller, and looks the same."""

    _AS_IT_STANDS = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
    _INDENTATION = re.compile(r"(%\}\n)?^[ \t]+", re.MULTILINE)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        if not (name or "").endswith(".html"):
            return source
        parts = self._AS_IT_STANDS.split(source)
        return "".join(
            part if number % 2 else self._INDENTATION.sub(_unindent, part) for number, part in enumerate(parts)
        )


def _unindent(line: re.Match[str]) -> str:
    """Leave one space where the line break before it goes with a block, as it may keep two attributes apart."""
    return f"{line[1]} " if line[1] else ""


class ContextCallingMacros(Context):
    """A context that calls a macro at once; Jinja asks at every call of anything which argument it wants besides."""

    def call(self, callee: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(callee) is not Macro:
            return super().call(callee, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return callee(self.eval_ctx, *args, **kwargs)


def set_up_templates(app: Flask) -> None:
    app.jinja_env.context_class = ContextCallingMacros
    app.jinja_env.add_extension(IndentationLeftOut)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset_url=asset_url, language=language, languages=LANGUAGES, words_url=words_url, new_id=new_id
    )
    app.jinja_env.filters.update(
        attach_unit=attach_unit,
        together=keep_together,
        number=show_number,
        euros=show_euros,
        day=show_date,
        days_ago=not_in_pieces(show_days_ago),
        weekday=show_weekday,
        until=not_in_pieces(show_until),
        moment=show_moment,
        clock=show_clock,
        ago=not_in_pieces(show_ago),
        markdown=markdown.render,
    )
