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
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.saving import Savers, during, make_person, make_plan, sign_in
from tests.support.stack import Stack, read_answer, running_stack

pytestmark = pytest.mark.long
SAVERS, SAVES, KILLS = 4, 60, 3


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def test_the_main_road(stack: Stack) -> None:
    olga = sign_in(stack, make_person(stack, "olga"))
    plan_id = make_plan(olga)
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


def found_nobody(status: int, _answer: object) -> bool:
    """Tell whether nginx had nobody to ask."""
    return status in {502, 503, 504}


def test_killed_web_processes_lose_nothing(stack: Stack) -> None:
    """Whoever was cut off sends again with the same key, as the page does: all is there, and nothing twice."""
    chance, killed = random.Random(7), []

    def kill() -> None:
        killed.append(chance.choice(stack.web_processes()))
        os.kill(killed[-1], signal.SIGKILL)

    with Savers(stack, make_person(stack, "karel"), SAVERS, SAVES, found_nobody) as savers:
        during(savers, KILLS, kill)
    savers.prove()
    assert len(set(killed)) == KILLS


def test_a_backup_is_made_and_proven_while_it_runs(stack: Stack, tmp_path: Path) -> None:
    done = stack.command("backup", str(tmp_path / "backup.tar.gz"))
    assert "found the same" in done.stdout
