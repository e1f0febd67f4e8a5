"""A database that fails in the middle of a write, at whichever statement: nothing of it is there, and it goes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from impactplan.models import FeedbackRequest, Revision, User, db, new_id
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import load_state
from tests.support.cast import Cast, make_cast
from tests.support.client import PageClient
from tests.workbook.support import Script, add, value_of

SignIn = Callable[[User], PageClient]
UNKEPT = {"user_session", "form_receipt"}
"""Tables about requests, not about what people write."""
MOST = 60
"""Statements that a save takes at most; it ends there at the latest."""


class Failure:
    """Lets the n-th statement or commit fail, as on a connection that is lost there."""

    def __init__(self, at: int, *, done: bool) -> None:
        self.left, self.done = at, done
        self.wrote = self.committed = False
        self.dialect = db.engine.dialect

    def __enter__(self) -> Failure:
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            event.listen(db.engine, name, self._execute)
        self.dialect.do_commit, self.dialect.do_rollback = self._commit, self._roll_back
        return self

    def __exit__(self, *_error: object) -> None:
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            event.remove(db.engine, name, self._execute)
        del self.dialect.do_commit, self.dialect.do_rollback

    def _execute(self, _cursor: object, statement: str, *_more: object) -> None:
        self._count()
        self.wrote |= not statement.lstrip().upper().startswith("SELECT") and "form_receipt" not in statement

    def _commit(self, connection: Any) -> None:
        dialect = type(self.dialect)
        if self.left == 1 and not self.done:  # what becomes of a transaction whose commit never came
            dialect.do_rollback(self.dialect, connection)
        else:
            dialect.do_commit(self.dialect, connection)
            self.committed, self.wrote = self.committed or self.wrote, False
        self._count()

    def _roll_back(self, connection: Any) -> None:
        self.wrote = False
        type(self.dialect).do_rollback(self.dialect, connection)

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.dialect.loaded_dbapi.OperationalError("the connection was lost")


def read_tables() -> dict[str, list[str]]:
    """Return all that the database holds of what people wrote."""
    db.session.remove()
    tables = [table for table in db.metadata.sorted_tables if table.name not in UNKEPT]
    content = {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}
    db.session.remove()
    return content


@dataclass
class Deed:
    """What somebody does in the page of a plan, what must be there before, and whether it is done, once."""

    prepare: Callable[[Cast, Script], Any]
    send: Callable[[Script, Any], TestResponse]
    is_done: Callable[[Cast, Any], bool]
    has_key: bool = True
    """Whether the same answer is given again when it was done and the first one was lost."""


def build(cast: Cast, _olga: Script) -> str:
    """Make an outcome on which others build; its link goes along with it."""
    outcome = add(cast, "outcome", statement="Cursisten loggen zelf in")
    impact = add(cast, "impact", statement="Iedereen doet mee")
    add(cast, "link", source=outcome, target=impact)
    add(cast, "indicator", name="% dat inlogt", outcome=outcome)
    return outcome


def delete(olga: Script, outcome: str) -> TestResponse:
    form = {"confirmed": "1", "form_key": "delete-once"}
    return olga.post(f"items/outcome/{outcome}/delete", form, headers={"Accept": "application/json"})


def build_and_delete(cast: Cast, olga: Script) -> tuple[str, str]:
    outcome = build(cast, olga)
    db.session.commit()
    return outcome, delete(olga, outcome).get_json()["batch"]


def entries(cast: Cast, action: str) -> int:
    return db.session.query(Revision).filter_by(plan_id=cast.plan_id, action=action).count()


DEEDS = {
    "save": Deed(
        lambda cast, _olga: (add(cast, "stakeholder", name="Eerst"), load_state(cast.plan_id).seq),
        lambda olga, made: olga.patch(f"stakeholder/{made[0]}/name", "Daarna", made[1], "save-once"),
        lambda cast, _made: value_of(cast, "stakeholder", "name") == "Daarna" and entries(cast, "set") == 1,
    ),
    "add": Deed(
        lambda _cast, _olga: {
            "id": new_id(),
            "new": "stakeholder",
            "version-name": "0",
            "name": "Een",
            "key": "add-once",
        },
        lambda olga, first: olga.post(f"items/stakeholder/{first['id']}", first),
        lambda cast, _none: len(load_state(cast.plan_id).rows("stakeholder")) == 1,
    ),
    "delete": Deed(
        build,
        delete,
        lambda cast, row: load_state(cast.plan_id).find(row) is None and entries(cast, "delete") == 2,
        has_key=False,
    ),
    "undo": Deed(
        build_and_delete,
        lambda olga, made: olga.post("undo", {"batch": made[1], "form_key": "undo-once"}),
        lambda cast, made: load_state(cast.plan_id).find(made[0]) is not None and entries(cast, "restore") == 2,
        has_key=False,
    ),
    "ask": Deed(
        lambda _cast, _olga: None,
        lambda olga, _none: olga.post("feedback/ask", {"step": ["theory"], "key": "ask-once"}),
        lambda cast, _none: db.session.query(FeedbackRequest).filter_by(plan_id=cast.plan_id).count() == 1,
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_whichever_statement_fails_all_or_nothing_is_there(
    app: Flask, empty: Callable[[], None], signed_in: SignIn, deed: Deed, done: bool
) -> None:
    """A commit fails before it is done, or after, when only nobody learned of it."""

    def begin() -> tuple[Cast, Script, Any, dict[str, list[str]]]:
        empty()
        cast = make_cast()
        olga = Script(signed_in(cast.olga), cast.plan_id)
        return cast, olga, deed.prepare(cast, olga), read_tables()

    def prove() -> None:
        db.session.remove()
        assert deed.is_done(cast, made), f"statement {number}"
        assert find_differences(cast.plan_id) == []
        db.session.remove()

    failed = 0
    cast, olga, made, before = begin()
    for number in range(1, MOST):
        with Failure(number, done=done) as failure:
            answer = deed.send(olga, made)
        if failure.left > 0:
            assert answer.status_code < 400
            break
        if answer.status_code >= 400:
            failed += 1
            assert answer.status_code == 503, answer.text
        if not failure.committed:
            assert answer.status_code == 503
            assert read_tables() == before, f"statement {number}"
            continue
        if answer.status_code == 503:
            again = deed.send(olga, made).status_code
            assert again < (400 if deed.has_key else 500), f"again after statement {number}"
        prove()
        cast, olga, made, before = begin()
    assert failure.left > 0, "it passes in the end"
    prove()
    assert failed > 4
