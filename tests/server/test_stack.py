"""The main road through what stands around the program on a real server, with the configuration that is shipped."""

from __future__ import annotations

import gzip
import os
import random
import re
import signal
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import select

from impactplan import create_app
from impactplan.config import Settings
from impactplan.extensions import db
from impactplan.models import Revision
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import session
from tests.support.server import Visitor
from tests.support.stack import Stack, read_answer, running_stack

pytestmark = pytest.mark.long
PASSWORD = "een lange zin voor de proef"
SAVERS, SAVES, KILLS = 4, 60, 3


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def sign_in(stack: Stack, name: str) -> Visitor:
    email = f"{name}@example.org"
    stack.run("user", "create", email, "--role", "participant", "--password-stdin", text=f"{PASSWORD}\n")
    visitor = Visitor(stack, stack.trust)
    visitor.sign_in(email, PASSWORD)
    return visitor


def make_plan(visitor: Visitor, title: str) -> str:
    _page, address = visitor.send("/plans", {"title": title})
    found = re.search(r"/plans/([^/]+)/", address)
    assert found, address
    return found[1]


def test_the_main_road(stack: Stack) -> None:
    olga = sign_in(stack, "olga")
    plan_id = make_plan(olga, "Digitaal Mee")
    status, saved = olga.ask(
        "PATCH", f"/plans/{plan_id}/items/purpose/purpose/ambition", {"value": "Iedereen doet mee"},
        If_Match="0", Idempotency_Key="first",
    )  # fmt: skip
    assert (status, saved["raw"]) == (200, "Iedereen doet mee")
    status, page = olga.ask("GET", f"/plans/{plan_id}/steps/purpose", Accept="text/html")
    assert status == 200
    assert "Iedereen doet mee" in page
    _page, export = olga.send(f"/plans/{plan_id}/exports", {"format": "pdf"})
    deadline = time.monotonic() + 90
    while True:
        status, page = olga.ask("GET", export, Accept="text/html")
        if f"{export}/file" in page or time.monotonic() > deadline:
            break
        time.sleep(0.3)
    with olga.opener.open(f"{stack.base_url}{export}/file", timeout=20) as answer:
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.read(5) == b"%PDF-"


def test_what_nginx_is_there_for(stack: Stack) -> None:
    assert stack.open("/readyz").status == 404
    assert stack.ask_directly("/readyz")
    page = stack.open("/login")
    assert "frame-ancestors" in page.headers["Content-Security-Policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["X-Request-ID"])
    styles = re.search(r'href="(/static/dist/[^"]+\.css)"', page.body.decode())
    assert styles
    sent = stack.open(styles[1], **{"Accept-Encoding": "gzip"})
    assert "immutable" in sent.headers["Cache-Control"]
    assert sent.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(sent.body)) > 10_000
    assert stack.open("/static/dist/no-such.css").status == 404


def test_http_leads_to_https(stack: Stack) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_about: object) -> None:
            return None

    request = urllib.request.Request(f"http://127.0.0.1:{stack.http}/login?next=/")
    led = read_answer(urllib.request.build_opener(Stay), request)
    assert (led.status, led.headers["Location"]) == (301, f"{stack.base_url}/login?next=/")


def test_a_body_that_is_too_large_never_reaches_the_program(stack: Stack) -> None:
    assert stack.open("/login", b"x" * (5 * 1024 * 1024)).status == 413


def test_a_hall_behind_one_address_is_let_in(stack: Stack) -> None:
    answers = []

    def open_page() -> None:
        answers.append(stack.open("/login").status)

    threads = [threading.Thread(target=open_page) for _person in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [200] * 60


def test_killed_web_processes_lose_nothing(stack: Stack) -> None:
    """Whoever was cut off sends again with the same key, as the page does: all is there, and nothing twice."""
    visitor = sign_in(stack, "karel")
    plan_id = make_plan(visitor, "Onder vuur")
    acknowledged: list[str] = []
    finished = threading.Event()

    def save(saver: int) -> None:
        person = Visitor(stack, stack.trust)
        person.sign_in("karel@example.org", PASSWORD)
        row = person.ask("POST", f"/plans/{plan_id}/items/stakeholder", {})[1]["id"]
        version, number = 0, 0
        while number < SAVES:
            text = f"saver {saver} tekst {number}"
            try:
                status, answer = person.ask(
                    "PATCH", f"/plans/{plan_id}/items/stakeholder/{row}/name", {"value": text},
                    If_Match=str(version), Idempotency_Key=f"{saver}-{number}",
                )  # fmt: skip
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if status in {502, 503, 504}:  # nginx found nobody
                time.sleep(0.05)
                continue
            assert status == 200, answer
            acknowledged.append(text)
            version, number = answer["version"], number + 1

    def kill_now_and_then() -> None:
        chance = random.Random(7)
        for _time in range(KILLS):
            while len(acknowledged) < SAVERS * SAVES * (_time + 1) // (KILLS + 2):
                if finished.wait(0.002):
                    return
            os.kill(chance.choice(stack.web_processes()), signal.SIGKILL)
            killed.append(_time)

    killed: list[int] = []
    threads = [threading.Thread(target=save, args=(saver,)) for saver in range(SAVERS)]
    killer = threading.Thread(target=kill_now_and_then)
    for thread in (*threads, killer):
        thread.start()
    for thread in threads:
        thread.join(180)
    finished.set()
    killer.join(10)
    assert len(killed) == KILLS
    assert len(acknowledged) == SAVERS * SAVES
    app = create_app(Settings.from_environ(stack.environ))
    with app.app_context():
        log = session().execute(select(Revision.after).where(Revision.plan_id == plan_id, Revision.field == "name"))
        kept = Counter(after["v"] for (after,) in log)
        assert all(kept[text] == 1 for text in acknowledged)
        assert find_differences(plan_id) == []
        db.session.remove()
        db.engine.dispose()


def test_a_backup_is_made_and_proven_while_it_runs(stack: Stack, tmp_path: Path) -> None:
    done = stack.run("backup", str(tmp_path / "backup.tar.gz"))
    assert "found the same" in done.stdout
