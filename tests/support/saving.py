"""People who save as the script of a page does: what was not acknowledged they send again, under the same key."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException
from subprocess import CompletedProcess
from typing import Protocol

from flask import Flask
from sqlalchemy import select

from impactplan.models import Revision, db, new_id
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import session
from tests.support.server import Visitor

PASSWORD = "een lange zin voor de proef"
WAIT = 0.1
"""Seconds before a save is sent again; a page waits longer."""
LONGEST = 50


class Site(Protocol):
    """The program as it runs, alone or with all that stands around it."""

    base_url: str

    def command(self, *words: str, text: str | None = None) -> CompletedProcess[str]: ...

    def app(self) -> Flask: ...

    def visitor(self) -> Visitor: ...


def is_failure(status: int, answer: object) -> bool:
    """Tell whether an answer has the page keep the edit and send it again; any other than a 503 in JSON is a fault."""
    if status < 500:
        return False
    assert status == 503, answer
    content = json.loads(str(answer))
    assert content["error"] == 503, answer
    assert content["message"], answer
    return True


def make_person(server: Site, name: str) -> str:
    """Add somebody and return their address."""
    email = f"{name}@example.org"
    server.command("user", "create", email, "--role", "participant", "--password-stdin", text=f"{PASSWORD}\n")
    return email


def sign_in(server: Site, email: str) -> Visitor:
    visitor = server.visitor()
    visitor.sign_in(email, PASSWORD)
    return visitor


def make_plan(visitor: Visitor) -> str:
    _page, address = visitor.send("/plans", {"title": "Onder vuur"})
    return address.split("/")[2]


class Savers:
    """Somebody who writes in one plan at so many places at once, each in a row of its own."""

    def __init__(
        self,
        server: Site,
        email: str,
        number: int,
        saves: int,
        is_failure: Callable[[int, object], bool] = is_failure,
    ) -> None:
        self.server, self.email, self.saves, self.is_failure = server, email, saves, is_failure
        self.plan_id = make_plan(sign_in(server, email))
        self.kind = f"/plans/{self.plan_id}/items/stakeholder"
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.failures: list[BaseException] = []
        self.rows: dict[int, str] = {}
        self.versions: dict[int, int] = {}
        self.visitors: dict[int, Visitor] = {}
        self.needed = False
        """Whether something is going on that is to happen among saves: then nobody stops at their number."""
        self.threads = [threading.Thread(target=self._save_all, args=(saver,)) for saver in range(number)]

    @property
    def total(self) -> int:
        return len(self.threads) * self.saves

    def __enter__(self) -> Savers:
        for saver in range(len(self.threads)):  # before anything happens to the server
            visitor = self.visitors[saver] = sign_in(self.server, self.email)
            self.rows[saver], first = new_id(), {"value": f"saver {saver}", "new": {"new": ["stakeholder"]}}
            made = visitor.ask("PATCH", f"{self.kind}/{self.rows[saver]}/name", first, If_Match="0")
            self.versions[saver] = made[1]["version"]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for thread in self.threads:
            thread.join(LONGEST + 10)

    def wait_for(self, number: int) -> None:
        """Wait until so many saves were acknowledged."""
        deadline = time.monotonic() + LONGEST
        while len(self.acknowledged) < number:
            assert not self.failures, self.failures
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} of {number}"
            time.sleep(0.002)

    def wait_for_refusals(self, number: int) -> None:
        """Wait until so many saves more were answered with a failure."""
        until, deadline = len(self.refused) + number, time.monotonic() + LONGEST
        while len(self.refused) < until:
            assert not self.failures, self.failures
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} saved, {len(self.refused)} refused"
            time.sleep(0.01)

    def _save_all(self, saver: int) -> None:
        try:
            version = self.versions[saver]
            for number in itertools.count():
                if number >= self.saves and not self.needed:
                    break
                version = self._save(saver, f"saver {saver} text {number}", version)
        except BaseException as error:
            self.failures.append(error)

    def _save(self, saver: int, text: str, version: int) -> int:
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            try:
                status, answer = self.visitors[saver].ask(
                    "PATCH", f"{self.kind}/{self.rows[saver]}/name", {"value": text},
                    If_Match=str(version), Idempotency_Key=text,
                )  # fmt: skip
            except (OSError, HTTPException):  # cut off in its answer
                time.sleep(WAIT)
                continue
            if self.is_failure(status, answer):
                self.refused.append(text)
                time.sleep(WAIT)
                continue
            assert status == 200, answer
            self.acknowledged.append(text)
            return int(answer["version"])
        raise AssertionError(f"never acknowledged: {text}")

    def prove(self) -> None:
        """Look whether all was done, whatever was acknowledged is in the log exactly once, and all fits together."""
        assert not self.failures, self.failures
        assert len(self.acknowledged) >= self.total
        with self.server.app().app_context():
            log = session().execute(
                select(Revision.after).where(Revision.plan_id == self.plan_id, Revision.field == "name")
            )
            kept: Counter[object] = Counter(after["v"] for (after,) in log)
            assert {text: kept[text] for text in self.acknowledged} == dict.fromkeys(self.acknowledged, 1)
            assert find_differences(self.plan_id) == []
            db.session.remove()
            db.engine.dispose()
        assert "All is well." in self.server.command("db", "check").stdout


def during(savers: Savers, times: int, act: Callable[[], None]) -> None:
    """Do something so many times, spread over the saves."""
    savers.needed = True
    try:
        for time_ in range(times):
            savers.wait_for(savers.total * (time_ + 1) // (times + 1))
            act()
    finally:
        savers.needed = False
