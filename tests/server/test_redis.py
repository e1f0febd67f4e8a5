"""The real program with Redis, and with one that is away: mails go out either way."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.outbox.conftest import Mailbox
from tests.outbox.conftest import Server as MailServer
from tests.server.test_worker import wait_for
from tests.support.redis import RedisServer, hung_port
from tests.support.server import Server, Visitor

SOON = 20
"""Within the minute after which the worker looks by itself."""


def serve(folder: Path, url: str, act: Callable[[Server, Mailbox], None]) -> str:
    """Run the program with a Redis, and return what it logged."""
    mailbox = Mailbox()
    post = MailServer(mailbox, hostname="127.0.0.1", port=0)
    post.start()
    server = Server(folder)
    server.environ |= {
        "IMPACTPLAN_MAIL_URL": f"smtp://127.0.0.1:{post.port}",
        "IMPACTPLAN_REDIS_URL": url,
        "IMPACTPLAN_ENV": "development",  # tries are counted there
    }
    try:
        server.make_database()
        server.command("user", "create", "olga@example.org", "--role", "participant")
        server.start()
        act(server, mailbox)
    except Exception as error:
        error.add_note((folder / "server.log").read_text())
        raise
    finally:
        server.stop()
        post.stop()
    return (folder / "server.log").read_text()


def ask_link(server: Server, mailbox: Mailbox) -> None:
    before = len(mailbox.mails)
    visitor = Visitor(server)
    began = time.monotonic()
    token = visitor.ask("GET", "/session")[1]["csrf_token"]
    form = urlencode({"email": "olga@example.org", "csrf_token": token}).encode()
    with visitor.opener.open(f"{server.base_url}/login/link", form, timeout=30) as answer:
        assert "olga@example.org" in answer.read().decode()
    assert time.monotonic() - began < 12
    assert wait_for(lambda: len(mailbox.mails) > before, SOON), "the link is mailed"


def redis_is(server: Server) -> str:
    try:
        with urllib.request.urlopen(f"{server.base_url}/readyz", timeout=20) as answer:
            content = answer.read()
    except urllib.error.HTTPError as error:
        content = error.read()
    return str(json.loads(content)["checks"]["redis"])


@pytest.mark.long
def test_with_redis_and_when_it_goes_and_comes(tmp_path: Path) -> None:
    redis = RedisServer(tmp_path)
    redis.start()

    def act(server: Server, mailbox: Mailbox) -> None:
        ask_link(server, mailbox)
        assert redis_is(server) == "ok"
        redis.stop()
        ask_link(server, mailbox)
        time.sleep(1.1)
        assert redis_is(server) == "not ok"
        redis.start()
        assert wait_for(lambda: redis_is(server) == "ok", SOON)
        ask_link(server, mailbox)

    try:
        log = serve(tmp_path, redis.url, act)
    finally:
        redis.stop()
    assert "Traceback" not in log


@pytest.mark.long
def test_with_a_redis_that_never_answers(tmp_path: Path) -> None:
    with hung_port() as url:
        log = serve(tmp_path, url, ask_link)
    assert "Traceback" not in log
