"""Who asks is believed of the servers that the settings name, and of nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from impactplan.config import Settings, SettingsError
from impactplan.lib.proxies import Proxies
from impactplan.site.proxies import BelieveProxies


def ask(setting: str, peer: str, forwarded: str = "", scheme: str = "") -> tuple[str, str]:
    """Return from where and by which scheme the app believes that somebody asks."""
    heard: list[tuple[str, str]] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        heard.append((environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]))
        start_response("200 OK", [])
        return []

    environ = create_environ("/")
    environ |= {"REMOTE_ADDR": peer}
    environ |= {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    environ |= {"HTTP_X_FORWARDED_PROTO": scheme} if scheme else {}
    run_wsgi_app(BelieveProxies(app, Proxies.parse(setting)), environ)
    return heard[0]


@pytest.mark.parametrize(
    ("setting", "peer", "forwarded", "believed"),
    [
        ("127.0.0.1", "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the first is what a visitor claimed
        ("127.0.0.1", "10.0.0.5", "192.0.2.7", "10.0.0.5"),
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "6.6.6.6, 192.0.2.7, 10.0.0.5", "192.0.2.7"),
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "10.0.0.7, 10.0.0.5", "10.0.0.7"),
        ("127.0.0.1", "", "192.0.2.7", "192.0.2.7"),  # by a socket of this machine
        ("::1", "::1", "2001:db8::7", "2001:db8::7"),
        ("1", "10.9.9.9", "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        ("2", "10.9.9.9", "192.0.2.7, 10.0.0.5", "192.0.2.7"),
        ("0", "127.0.0.1", "192.0.2.7", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_who_asks(setting: str, peer: str, forwarded: str, believed: str) -> None:
    assert ask(setting, peer, forwarded)[0] == believed


def test_the_scheme_is_believed_likewise() -> None:
    assert ask("127.0.0.1", "127.0.0.1", "192.0.2.7", "https")[1] == "https"
    assert ask("1", "10.0.0.5", "192.0.2.7", "https")[1] == "https"
    assert ask("2", "10.0.0.5", "192.0.2.7, 10.0.0.6", "https")[1] == "https"
    assert ask("127.0.0.1", "192.0.2.9", "192.0.2.7", "https")[1] == "http"


def test_a_site_with_tls_believes_this_machine_unless_told_otherwise() -> None:
    secure = {"IMPACTPLAN_BASE_URL": "https://localhost"}
    assert Settings.from_environ(secure).proxies.includes("127.0.0.1")
    assert not Settings.from_environ(secure).proxies.includes("10.0.0.5")
    assert Settings.from_environ({}).proxies == Proxies()
    assert Settings.from_environ(secure | {"IMPACTPLAN_TRUSTED_PROXIES": "0"}).proxies == Proxies()


@pytest.mark.parametrize("setting", ["nginx", "-1", "11", "127.0.0.1,", "10.0.0.1/8", "yes"])
def test_anything_else_is_refused(setting: str) -> None:
    with pytest.raises(SettingsError, match="IMPACTPLAN_TRUSTED_PROXIES must be the number"):
        Settings.from_environ({"IMPACTPLAN_TRUSTED_PROXIES": setting})
