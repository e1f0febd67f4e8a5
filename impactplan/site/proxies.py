"""Who asks, as the servers in front of us say it: believed of those that the settings name, and of nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from impactplan.config import Settings
from impactplan.lib.proxies import Proxies

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BELIEVED = "impactplan.believed"
"""Says in the environment of a request that whoever handed it to us is believed."""


class BelieveProxies:
    def __init__(self, app: WSGIApplication, proxies: Proxies) -> None:
        self.app, self.proxies = app, proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        peer = str(environ.get("REMOTE_ADDR", ""))
        if not self.proxies.includes(peer):
            return self.app(environ, start_response)
        environ[BELIEVED] = True
        hops = self.proxies.count_hops(peer, _split(environ.get("HTTP_X_FORWARDED_FOR")))
        # The one that is nearest may be the only one that speaks of the scheme.
        schemes = min(hops, len(_split(environ.get("HTTP_X_FORWARDED_PROTO"))))
        return ProxyFix(self.app, x_for=hops, x_proto=schemes, x_host=0)(environ, start_response)


def _split(header: Any) -> list[str]:
    return [part.strip() for part in str(header or "").split(",") if part.strip()]


def believe_proxies(app: Flask) -> None:
    """Wrap the app, so that every server that runs it believes the same ones."""
    settings: Settings = app.config["SETTINGS"]
    if settings.proxies != Proxies():
        app.wsgi_app = BelieveProxies(app.wsgi_app, settings.proxies)  # type: ignore[method-assign]  # Flask's own way
