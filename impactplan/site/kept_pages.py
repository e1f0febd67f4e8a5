"""Pages that are kept: one of which everything that it read still reads the same is still the same page.

While a page is made, what it asks of the database is written down, each statement with a digest of its rows. When the
same session asks for the same address again, these statements are run again, and nothing is made of their rows. Each
follows from the answers to those before it; so if all answers are the same, so is the page. Its rights are among them:
who may no longer read a plan gets another answer to the first.

Besides, a page hangs on what its key holds, and on the clock (``lib.holding``). What is drawn for it alone, writes, or
a message that is shown once keep it from being kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, request, session
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from impactplan.extensions import PerApp
from impactplan.lib.dates import today
from impactplan.lib.digests import digest
from impactplan.lib.holding import holds_once, read_clock, watch
from impactplan.lib.recent import Recent
from impactplan.lib.texts import language_in_use
from impactplan.models import User, db
from impactplan.models.base import columns_of
from impactplan.site.pieces import fill_in_marks, leave_marks

P = ParamSpec("P")

MOST_KEPT = 4_000_000
"""Bytes that are kept in a process, those of the pages that were asked for last: some 60 pages of a step."""
READS = re.compile(r"\(*(SELECT|WITH)\b")
FLASHED = "_flashes"


@dataclass(frozen=True)
class Read:
    """A statement as the database got it, and a digest of the rows of its answer."""

    statement: str
    parameters: Any
    digest: bytes


@dataclass(frozen=True)
class KeptPage:
    reads: Sequence[Read]
    until: datetime
    page: bytes
    """As it was made, before its tokens and keys were filled in."""

    @property
    def size(self) -> int:
        return len(self.page) + sum(len(repr(read.parameters)) + 100 for read in self.reads)


PAGES: PerApp[Recent[bytes, KeptPage]] = PerApp("pages", lambda: Recent(MOST_KEPT, lambda kept: kept.size))
"""The pages of one application, by all that they hang on besides what they read and the clock."""
_reads: ContextVar[list[Read] | None] = ContextVar("reads", default=None)


def kept_while_same(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Have a view show its page of before to whoever asks for it again, as long as all that it read is the same."""

    @wraps(view)
    def show(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated or FLASHED in session or current_app.jinja_env.auto_reload:
            return view(*args, **kwargs)
        store, key = PAGES.current, _find_key()
        known = store.find(key)
        if known is not None and read_clock() < known.until and _reads_the_same(known):
            return fill_in_marks(known.page.decode())
        reads: list[Read] = []
        before = _reads.set(reads)
        try:
            with watch() as holding, leave_marks():
                page = view(*args, **kwargs)
        finally:
            _reads.reset(before)
        if not isinstance(page, str):
            return page
        if read_clock() < holding.until and not session.modified:
            store.keep(key, KeptPage(tuple(reads), holding.until, page.encode()))
        return fill_in_marks(page)

    return show


def _find_key() -> bytes:
    user = current_user._get_current_object()
    reader = [getattr(user, name) for name in columns_of(User)], sorted(role.name for role in user.roles)
    asked = request.url, request.user_agent.string, request.headers.get("Accept-Language", "")
    return digest((reader, sorted(session.items()), asked, language_in_use(), today()))


def _reads_the_same(known: KeptPage) -> bool:
    """Tell whether every answer is as it was. The statements go past SQLAlchemy, as it made them before; where one
    fails, the view finds out why."""
    cursor = db.session.connection().connection.cursor()
    try:
        for read in known.reads:
            cursor.execute(read.statement, read.parameters)
            if digest(cursor.fetchall()) != read.digest:
                return False
    except Exception:
        db.session.rollback()
        return False
    finally:
        cursor.close()
    return True


@event.listens_for(Engine, "after_cursor_execute")
def write_down(
    _connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    """Write down what a page that may be kept reads. Its rows are fetched at once, and handed on from here."""
    reads = _reads.get()
    if reads is None:
        return
    if executemany or not READS.match(statement):
        holds_once()
        return
    rows = cursor.fetchall()
    context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=rows)
    reads.append(Read(statement, parameters, digest(rows)))
