"""Settings, read once from ``IMPACTPLAN_*`` environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

PACKAGE = Path(__file__).resolve().parent
DATA = PACKAGE / "_data"
ROOT = DATA if DATA.is_dir() else PACKAGE.parent
"""Where templates, static and migrations are: inside a wheel, or in the source tree."""

DEVELOPMENT_SECRET = "development-only-secret-do-not-use-in-production"  # noqa: S105  # refused in production
ENVIRONMENTS = ("development", "production", "testing")

TEXT_LIMIT = 20_000
ROW_LIMIT = 500
REQUEST_LIMIT = 1024 * 1024
BODY_LIMIT = 4 * REQUEST_LIMIT
"""What a server takes in at all. Between the two, a page says that it is too much; beyond it, the server does."""
HEADER_LIMIT = 32 * 1024
COUNTERS_SCHEME = "impactplan-counters"
"""What counts tries where there is no Redis, as Flask-Limiter finds it: see ``accounts.counters``."""
REDIS_TIMEOUT = 2


class SettingsError(Exception):
    """A setting that keeps the program from starting; the message says which and what to do."""


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    if ROOT != DATA:
        return ROOT / "var"
    base = environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "impactplan"


def _database_url(url: str) -> str:
    """Name the PostgreSQL driver that we ship, whatever spelling the URL came in."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def is_loopback(host: str) -> bool:
    """Tell whether a host name or an address is this machine and no other."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True)
class Settings:
    env: str
    secret_key: str
    database_url: str
    redis_url: str
    mail_url: str
    data_dir: Path
    base_url: str

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        def get(name: str, default: str = "") -> str:
            return environ.get(f"IMPACTPLAN_{name}", "").strip() or default

        data_dir = Path(get("DATA_DIR", str(_default_data_dir(environ)))).expanduser().absolute()
        settings = cls(
            env=get("ENV", "development"),
            secret_key=get("SECRET_KEY", DEVELOPMENT_SECRET),
            database_url=_database_url(get("DATABASE_URL", f"sqlite:///{data_dir / 'impactplan.db'}")),
            redis_url=get("REDIS_URL"),
            mail_url=get("MAIL_URL"),
            data_dir=data_dir,
            base_url=get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse settings that cannot be meant, or that would open to the world what is for developing."""
        if self.env not in ENVIRONMENTS:
            raise SettingsError(f"IMPACTPLAN_ENV must be one of {', '.join(ENVIRONMENTS)}, not {self.env!r}.")
        if self.production and (self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32):
            raise SettingsError(
                "IMPACTPLAN_SECRET_KEY must be set in production, to 32 or more random characters; "
                'make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(f"IMPACTPLAN_BASE_URL must be an http(s) address, not {self.base_url!r}.")
        if not self.production and not is_loopback(parts.hostname):
            raise SettingsError(
                f"A site at {self.base_url} needs IMPACTPLAN_ENV=production: in development anybody can read all mails."
            )
        if self.mail_url and urlsplit(self.mail_url).scheme not in {"smtp", "smtps", "smtp+starttls"}:
            raise SettingsError("IMPACTPLAN_MAIL_URL must look like smtp://user:password@host:587.")
        if self.redis_url and urlsplit(self.redis_url).scheme not in {"redis", "rediss", "unix"}:
            raise SettingsError("IMPACTPLAN_REDIS_URL must look like redis://host:6379/0.")

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    def flask(self) -> dict[str, object]:
        """Return the settings of Flask and its extensions that follow from ours."""
        host = urlsplit(self.base_url).hostname or "127.0.0.1"
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # An error of the database names the statement, but not what somebody wrote.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
            "SEND_FILE_MAX_AGE_DEFAULT": 30 * 24 * 3600,
            "MAX_CONTENT_LENGTH": REQUEST_LIMIT,
            "MAX_FORM_MEMORY_SIZE": REQUEST_LIMIT,
            "TRUSTED_HOSTS": sorted({host, "127.0.0.1", "localhost"}),
            # The prefix has browsers take the cookie from this host alone, and only over https.
            "SESSION_COOKIE_NAME": "__Host-impactplan" if self.secure else "impactplan",
            "SESSION_COOKIE_PATH": "/",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure,
            "PREFERRED_URL_SCHEME": "https" if self.secure else "http",
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "nl",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
            "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
            "RATELIMIT_STORAGE_URI": self.redis_url or f"{COUNTERS_SCHEME}://",
            "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": REDIS_TIMEOUT, "socket_timeout": REDIS_TIMEOUT}
            if self.redis_url
            else {"path": str(self.data_dir / "counters.db")},
            # Without the store each process counts for itself: signing in goes on, and guessing is still limited.
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
            "RATELIMIT_HEADERS_ENABLED": True,
            # Tests sign in again and again; those about limits switch them on.
            "RATELIMIT_ENABLED": self.env != "testing",
        }
