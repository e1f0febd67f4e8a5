"""What is for developing is not for the world, and nothing is served with accounts that everybody knows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from impactplan import create_app
from impactplan.config import BODY_LIMIT, HEADER_LIMIT, ROOT, Settings, SettingsError
from impactplan.models import db
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.shell import SECRET, Shell, refused

pytestmark = pytest.mark.usefixtures("process_as_it_was")


@pytest.mark.parametrize("env", ["development", "testing"])
@pytest.mark.parametrize("address", ["https://plan.example", "http://10.0.0.7:8000", "http://[2001:db8::1]"])
def test_no_public_site_is_in_development(env: str, address: str) -> None:
    with pytest.raises(SettingsError, match="IMPACTPLAN_ENV=production"):
        Settings.from_environ({"IMPACTPLAN_ENV": env, "IMPACTPLAN_BASE_URL": address})


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.2", "http://[::1]:8000"])
def test_this_machine_is_none(address: str) -> None:
    assert Settings.from_environ({"IMPACTPLAN_BASE_URL": address}).base_url == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "plan.example"])
def test_development_listens_on_this_machine_only(ready: Shell, host: str) -> None:
    assert "cannot listen" in refused(ready("run", "--host", host, ENV="development"))


@pytest.mark.parametrize(
    "asking",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_base": {"REMOTE_ADDR": ""}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
    ],
)
def test_nor_is_anybody_else_answered_by_another_server(cast: Cast, client: PageClient, asking: dict) -> None:  # type: ignore[type-arg]  # of the client
    for address in ("/dev/mail", "/login", "/static/dist/manifest.json"):
        assert client.get(address, **asking).status_code == 403
    assert client.get("/dev/mail").status_code == 200


@pytest.fixture
def production(settings: Settings, cast: Cast) -> Iterator[Flask]:
    app = create_app(replace(settings, env="production", secret_key=SECRET))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_production_serves_nothing_with_demo_accounts(production: Flask, cast: Cast) -> None:
    client = FlaskClient(production)
    cast.olga.is_demo = True
    db.session.commit()
    assert client.get("/login").status_code == 503
    assert client.post("/login", data={"email": "olga@example.org", "password": "x"}).status_code == 503
    cast.olga.is_demo = False
    db.session.commit()
    assert client.get("/login").status_code == 200


def test_what_stands_in_front_takes_in_what_we_do() -> None:
    configured = (ROOT / "deploy" / "nginx.conf").read_text()
    assert f"client_max_body_size {BODY_LIMIT // 1024**2}m;" in configured
    assert f"large_client_header_buffers {HEADER_LIMIT // 8192} 8k;" in configured


def import_app(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Load the application as gunicorn does."""
    environ = {
        "IMPACTPLAN_ENV": "production",
        "IMPACTPLAN_SECRET_KEY": SECRET,
        "IMPACTPLAN_DATA_DIR": str(folder),
        "IMPACTPLAN_DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        "IMPACTPLAN_BASE_URL": "https://plan.example",
    }
    command = [sys.executable, "-c", "import impactplan.wsgi"]
    return subprocess.run(command, env=os.environ | environ | more, capture_output=True, text=True, timeout=60)


def test_gunicorn_begins_with_the_same_checks(ready: Shell) -> None:
    assert import_app(ready.folder).returncode == 0
    forgotten = import_app(ready.folder, IMPACTPLAN_ENV="")
    assert forgotten.returncode == 1
    assert forgotten.stderr.strip().startswith("impactplan: A site at https://plan.example needs IMPACTPLAN_ENV")
    ready("demo")
    known = import_app(ready.folder)
    assert known.returncode == 1
    assert "demo accounts" in known.stderr
    assert "Traceback" not in known.stderr
