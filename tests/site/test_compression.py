"""Compressed over the wire, with no secret whose length could be compared with what somebody else chose."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from impactplan.lib.masked_csrf import mask, unmask

PLAIN = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_page_is_compressed_as_the_browser_takes_it(app: Flask, encoding: str) -> None:
    client = app.test_client()
    as_it_is = client.get("/login")
    sent = client.get("/login", headers={"Accept-Encoding": encoding})
    assert sent.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in sent.headers["Vary"]
    assert len(sent.data) < len(as_it_is.data) / 2
    assert b"<h1" in PLAIN[encoding](sent.data)
    assert "Content-Encoding" not in as_it_is.headers


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_style_sheet_is_compressed_and_kept(app: Flask, encoding: str) -> None:
    client = app.test_client()
    found = re.search(r"/static/dist/app-\w+\.css", client.get("/login").text)
    assert found
    with client.get(found[0], headers={"Accept-Encoding": encoding}) as sent, client.get(found[0]) as plain:
        assert PLAIN[encoding](sent.data) == plain.data
        assert (sent.mimetype, plain.mimetype) == ("text/css", "text/css")
        assert "Content-Encoding" not in plain.headers
    assert "max-age=" in sent.headers["Cache-Control"]


def token_of(client: FlaskClient) -> str:
    return str(client.get("/session").get_json()["csrf_token"])


@pytest.fixture
def guarded(app: Flask) -> Iterator[FlaskClient]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False


def change_language(client: FlaskClient, token: str) -> int:
    return client.post("/language", data={"language": "en", "csrf_token": token}).status_code


def test_every_response_holds_the_token_otherwise_and_each_is_good(guarded: FlaskClient) -> None:
    token_of(guarded)  # the first one begins the session
    tokens = [token_of(guarded) for _time in range(5)]
    assert len(set(tokens)) == 5
    plain = {unmask(token) for token in tokens}
    assert len(plain) == 1, "under the masks it is one token"
    assert [change_language(guarded, token) for token in tokens] == [302] * 5
    assert plain.pop() not in guarded.get("/login").text


def test_a_token_that_is_wrong_or_of_another_session_is_refused(guarded: FlaskClient) -> None:
    token_of(guarded)
    own, other = token_of(guarded), token_of(guarded.application.test_client())
    for wrong in ("", other, own[:-8] + "AAAAAAAA", own[4:], mask("ab" * 20), mask(""), "é", "=", "a" * 5000):
        assert change_language(guarded, wrong) == 400, wrong
    assert change_language(guarded, own) == 302


@pytest.mark.parametrize("token", ["", "00", "a0" * 20, "ff" * 300])
def test_a_mask_comes_off(token: str) -> None:
    assert mask(token) != token or not token
    assert unmask(mask(token)) == token
