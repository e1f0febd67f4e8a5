"""The pages of the peer round find their rows by an index, also where there is something on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from flask import Flask

from impactplan.models import User
from tests.peers.support import answer, ask, join_group
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.test_indexes import executed, find_scans, sqlite  # noqa: F401  # a fixture


def test_pages_with_a_question(
    app: Flask,
    cast: Cast,
    signed_in: Callable[[User], PageClient],
    sqlite: sqlite3.Cursor,  # noqa: F811  # the fixture
) -> None:
    noor, question = join_group(cast, "noor"), ask(cast)
    answer(cast, question, cast.pim)
    plan, round_ = f"/plans/{cast.plan_id}", f"/rounds/{cast.round_id}"
    pages = ("/", "/peer-answers", f"{round_}/peers", f"{round_}/meetings", f"{plan}/steps/theory", f"{plan}/peers/")
    scans: dict[str, set[str]] = {}
    for user in (cast.olga, cast.pim, noor, cast.tess):
        client = signed_in(user)
        for page in (*pages, f"{plan}/peers/{question}"):
            with executed() as sent:
                client.get(page)
            for statement, parameters in sent.items():
                if "peer_" in statement and (found := find_scans(sqlite, statement, parameters)):
                    scans[page] = scans.get(page, set()) | found
    assert scans == {}
