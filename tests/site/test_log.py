"""The log: JSON under the id of its request, never a token, and never a flood."""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask_security.change_email import _generate_token
from flask_security.recoverable import generate_reset_password_token
from waitress.server import create_server

from impactplan.accounts.emails import sign_in_token
from impactplan.config import ROOT
from impactplan.courses.programme.calendar_links import load_address, renew_link
from impactplan.lib.proxies import Proxies
from impactplan.models import db
from impactplan.site.log import configure_logging, log
from impactplan.site.proxies import BelieveProxies
from impactplan.site.repeats import WINDOW, OncePerWindow
from impactplan.site.requests import IdentifyRequests
from tests.support.cast import Cast
from tests.support.client import sign_in
from tests.support.server import free_port

Written = Callable[[], str]


@pytest.fixture
def written(app: Flask, process_as_it_was: None) -> Written:
    """Log as in production, and return what returns what was written."""
    configure_logging(production=True)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = StringIO()
    handler.setStream(stream)

    def read() -> str:
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return text

    return read


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def breaking(app: Flask) -> Iterator[Callable[[str], None]]:
    """Return what has a view fail with the address and the token in its error."""
    views = dict(app.view_functions)

    def make_fail(endpoint: str) -> None:
        def fail(**values: Any) -> None:
            raise RuntimeError(f"cannot show {request.url} of {values}, from {request.referrer}")

        app.view_functions[endpoint] = fail

    app.config["PROPAGATE_EXCEPTIONS"] = False  # as outside tests
    yield make_fail
    del app.config["PROPAGATE_EXCEPTIONS"]
    app.view_functions.clear()
    app.view_functions.update(views)


def links_with_tokens(app: Flask, cast: Cast) -> list[str]:
    """Return the path of every kind of link with a token, and of some one that works."""
    with app.test_request_context():
        renew_link(cast.round_id, cast.olga)
        db.session.commit()
        real = [
            f"/login/link/{sign_in_token(cast.olga, '/')}",
            f"/reset/{generate_reset_password_token(cast.olga)}",  # type: ignore[no-untyped-call]  # the library has no types here
            f"/profile/new-email/{_generate_token(cast.olga, 'nieuw@example.org')}",  # type: ignore[no-untyped-call]  # as above
            load_address(cast.round_id, cast.olga),
        ]
    made_up = []
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments:
            made_up.append(rule.rule.replace("<token>", secrets.token_urlsafe(32)))
            made_up.append(rule.rule.replace("<token>", "a-word-that-is-a-secret"))
    assert len(made_up) >= 16
    return [link.removeprefix("http://localhost") for link in real] + made_up


def tokens_of(link: str) -> list[str]:
    token = max(link.removesuffix(".ics").removesuffix("/switch").split("/"), key=len)
    return [part for part in (token, *token.split(".")) if len(part) > 8]


def follow(client: FlaskClient, link: str) -> None:
    """Do with a link what people and their programs do."""
    seen = {"Referer": f"http://localhost{link}"}
    client.get(link)
    client.post(link, headers=seen)
    client.get(link, headers={"Accept": "application/json"} | seen)
    client.get(f"/login?next={link}", headers=seen)
    client.get(f"/login/link?next={link}")
    client.post("/language", data={"language": "nl", "next": link}, headers=seen)
    client.get(f"{link}/nothing", headers=seen)
    client.get("/", headers=seen)


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_line_holds_a_token(
    cast: Cast, app: Flask, written: Written, breaking: Callable[[str], None], signed_in: bool
) -> None:
    found = links_with_tokens(app, cast)
    for fails in (False, True):
        for link in found:
            client = FlaskClient(app)
            if signed_in:
                sign_in(client, cast.olga)
            follow(client, link)
        text = written()
        assert len(lines(text)) > 4 * len(found)
        assert not [token for link in found for token in tokens_of(link) if token in text]
        for rule in app.url_map.iter_rules():
            if "token" in rule.arguments and not fails:
                breaking(rule.endpoint)
    assert "RuntimeError: cannot show" in text or "repeated" in text


def test_nor_the_signature_that_an_error_of_a_library_names(written: Written, app: Flask) -> None:
    token = secrets.token_urlsafe(32)
    logging.getLogger("library").error("Signature %r of %s does not match", token.encode(), {"token": token})
    log.warning("ours", value={"token": token}, more=[token], number=3, plan="2k7mx9hq4tzp")
    text = written()
    assert token not in text
    assert lines(text)[-1]["number"] == 3
    assert lines(text)[-1]["plan"] == "2k7mx9hq4tzp"


def test_a_line_stands_under_the_id_that_the_answer_names(app: Flask, written: Written) -> None:
    client = FlaskClient(app)
    first, second = (client.get("/login").headers["X-Request-ID"] for _number in range(2))
    assert first != second
    assert [line["request_id"] for line in lines(written())] == [first, second]
    logging.getLogger("library").warning("afterwards, in the same thread")
    assert lines(written())[0]["request_id"] == second
    claimed = client.get("/login", headers={"X-Request-ID": "from-a-visitor"})
    assert claimed.headers["X-Request-ID"] != "from-a-visitor"


@pytest.mark.parametrize(
    ("peer", "sent", "kept"),
    [
        ("127.0.0.1", "0af7651916cd43dd8448eb211c80319c", True),
        ("10.0.0.5", "0af7651916cd43dd8448eb211c80319c", False),
        ("127.0.0.1", "short", False),
        ("127.0.0.1", "with spaces and\ttabs", False),
        ("127.0.0.1", "x" * 65, False),
        ("127.0.0.1", "olga@example.org", False),
    ],
)
def test_an_id_is_taken_over_from_whom_we_believe(app: Flask, peer: str, sent: str, kept: bool) -> None:
    inner = app.wsgi_app
    app.wsgi_app = BelieveProxies(inner, Proxies.parse("127.0.0.1"))  # type: ignore[method-assign]  # Flask's own way
    try:
        headers = {"X-Request-ID": sent}
        answer = FlaskClient(app).get("/login", headers=headers, environ_base={"REMOTE_ADDR": peer})
    finally:
        app.wsgi_app = inner  # type: ignore[method-assign]  # as above
    assert (answer.headers["X-Request-ID"] == sent) is kept


def fail_outside(environ: dict[str, Any], _start_response: Any) -> list[bytes]:
    """A WSGI app that fails where only the server notices."""
    raise RuntimeError(f"cannot answer {environ['PATH_INFO']}")


def test_nor_a_line_of_waitress(written: Written) -> None:
    token = secrets.token_urlsafe(32)
    server: Any = create_server(IdentifyRequests(fail_outside), port=0)  # type: ignore[arg-type]  # a plain WSGI app

    def serve() -> None:
        with suppress(OSError):  # it is closed below while it listens
            server.run()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    for path in (f"/login/link/{token}", "/invitations/a-word-that-is-a-secret"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{server.effective_port}{path}", timeout=10)
    server.close()
    thread.join(10)
    text = written()
    assert "Exception while serving …" in text
    assert token not in text
    assert "a-secret" not in text
    failures = [line for line in lines(text) if line["event"].startswith("Exception while serving")]
    assert failures
    assert all(line["request_id"] for line in failures)


GUNICORN = """
from impactplan.site.requests import IdentifyRequests

def fail(environ, start_response):
    raise RuntimeError("cannot answer " + environ["PATH_INFO"])

app = IdentifyRequests(fail)
"""


def test_nor_a_line_of_gunicorn(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text(GUNICORN)
    port, token = free_port(), secrets.token_urlsafe(32)
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py"), "-w", "1"]
    environ = os.environ | {"IMPACTPLAN_ENV": "production", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    with open(tmp_path / "log", "wb") as output:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "failing:app"], env=environ, stderr=output, stdout=output
        )
        try:
            wait_for(port)
            for path in (f"/login/link/{token}", "/invitations/a-word-that-is-a-secret"):
                with pytest.raises(urllib.error.HTTPError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10)
        finally:
            process.terminate()
            process.wait(20)
    text = (tmp_path / "log").read_text()
    said = lines(text)
    assert "Error handling request GET …" in {line["event"] for line in said}
    assert "RuntimeError: cannot answer …" in text
    assert token not in text
    assert "a-secret" not in text


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 90  # a machine that does much else
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_repeats_is_logged_once_with_a_count(written: Written) -> None:
    clock = Clock()
    handler = next(handler for handler in logging.getLogger().handlers if handler.filters)
    handler.filters[:] = [OncePerWindow(clock)]

    def fail(error: type[Exception]) -> None:
        try:
            raise error("the database is away")
        except Exception:
            log.exception("error", endpoint="home.show_home")
            logging.getLogger("pool").exception("Exception during reset")

    for _number in range(500):
        fail(RuntimeError)
    fail(ValueError)
    log.info("request", status=500)
    log.warning("ours", id=1)
    log.warning("ours", id=2)
    text = written()
    assert text.count("Traceback") == 4
    assert [line["event"] for line in lines(text)][4:] == ["request", "ours", "ours"]
    assert len(text) < 5000
    clock.now += WINDOW
    log.info("request", status=200)
    counts = [line for line in lines(written()) if line["event"] == "repeated"]
    assert [(line["what"], line["error"], line["times"]) for line in counts] == [
        ("error", "RuntimeError", 499),
        ("Exception during reset", "RuntimeError", 499),
    ]
    fail(RuntimeError)
    assert written().count("Traceback") == 2, "a new minute begins with the whole of it"
