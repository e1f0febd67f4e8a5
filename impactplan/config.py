"""Settings, read once and whole from ``IMPACTPLAN_*`` environment variables."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from impactplan.lib.proxies import THIS_MACHINE, Proxies
from impactplan.lib.service_urls import UrlForm, find_faults

PACKAGE = Path(__file__).resolve().parent
DATA = PACKAGE / "_data"
ROOT = DATA if DATA.is_dir() else PACKAGE.parent
"""Where templates, static and migrations are: inside a wheel, or in the source tree."""
MIGRATIONS = ROOT / "migrations"

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
CONNECT_TIMEOUT = 3


PREFIX = "IMPACTPLAN_"
SQLITE = re.compile(r"sqlite:///.*[^/]")
SENDER = re.compile(r"(?:[^@\s,<>]+@[^@\s,<>]+)?")


class SettingsError(Exception):
    """Settings that keep the program from starting: of each, a line that says which and what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))


MAIL = UrlForm("smtp://user:password@host:587", {"smtp", "smtps", "smtp+starttls"}, {"from"})
REDIS = UrlForm(
    "redis://host:6379/0",
    {"redis", "rediss"},
    {"db", "ssl_ca_certs", "ssl_cert_reqs"},
    re.compile(r"(?:/[0-9]*)?"),
    "the number of a database after the host, or nothing",
)
REDIS_SOCKET = UrlForm(
    "unix:///run/redis.sock?db=0", {"unix"}, {"db"}, re.compile(r"/.+"), "a path", without_host={"unix"}
)
SITE = UrlForm("https://plan.example.org", {"http", "https"}, user=False)


def postgresql_form() -> UrlForm:
    from psycopg.pq import Conninfo  # noqa: PLC0415  # 8 MB that SQLite does not need

    return UrlForm(
        "postgresql://user:password@host/name",
        {"postgres", "postgresql", "postgresql+psycopg"},
        frozenset(option.keyword.decode() for option in Conninfo.get_defaults()),
        re.compile(r"/[^/]+"),
        "the name of a database after the host",
        without_host={"host"},
    )


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


def public_site(base_url: str) -> str:
    """Return the site at an address if it is one for others, without a password that may stand in the address."""
    try:
        parts = urlsplit(base_url)
    except ValueError:
        return ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}" if host and not is_loopback(host) else ""


def in_production(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell what the site is, also to who begins before the settings are read."""
    return environ.get(f"{PREFIX}ENV", "").strip() == "production"


def redis_options() -> dict[str, Any]:
    """Return how long a Redis is waited for: once, and not for ever where it takes connections and answers nothing."""
    from redis.backoff import NoBackoff  # noqa: PLC0415  # 7 MB that only a site with a Redis needs
    from redis.retry import Retry  # noqa: PLC0415  # likewise

    limits = {"socket_connect_timeout": REDIS_TIMEOUT, "socket_timeout": REDIS_TIMEOUT}
    return {**limits, "retry": Retry(NoBackoff(), 0)}


def sender_of(mail_url: str) -> str:
    """Return what mails are to be sent from, if the URL of the mail server says so."""
    return ",".join(parse_qs(urlsplit(mail_url).query).get("from", []))


def _find_unknown(environ: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """Name settings that there are not: a typing error would be taken for the default."""
    for name in sorted(name for name in environ if name.startswith(PREFIX) and name not in known):
        near = get_close_matches(name, known, 1)
        yield f"There is no setting {name}." + (f" Is {near[0]} meant?" if near else "")


@dataclass(frozen=True)
class Settings:
    env: str
    secret_key: str
    database_url: str
    redis_url: str
    mail_url: str
    data_dir: Path
    base_url: str
    proxies: Proxies

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read all settings, and refuse them together: who sets up a site sees at once all that is wrong."""
        known: set[str] = set()
        faults: list[str] = []

        def get(name: str, default: str = "") -> str:
            known.add(f"{PREFIX}{name}")
            return environ.get(f"{PREFIX}{name}", "").strip() or default

        data_dir = Path(get("DATA_DIR", str(_default_data_dir(environ)))).expanduser().absolute()
        base_url = get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        try:
            proxies = Proxies.parse(get("TRUSTED_PROXIES", THIS_MACHINE if base_url.startswith("https://") else "0"))
        except ValueError as error:
            proxies = Proxies()
            faults.append(f"IMPACTPLAN_TRUSTED_PROXIES must be {error}.")
        settings = cls(
            env=get("ENV", "development"),
            secret_key=get("SECRET_KEY", DEVELOPMENT_SECRET),
            database_url=_database_url(get("DATABASE_URL", f"sqlite:///{data_dir / 'impactplan.db'}")),
            redis_url=get("REDIS_URL"),
            mail_url=get("MAIL_URL"),
            data_dir=data_dir,
            base_url=base_url,
            proxies=proxies,
        )
        faults += settings.find_faults()
        if settings.production and settings.mail_url and not get("BASE_URL"):
            faults.append(f"IMPACTPLAN_BASE_URL must be set, such as {SITE.example}: links in mails begin with it.")
        faults += _find_unknown(environ, known)
        if faults:
            raise SettingsError(*faults)
        return settings

    def find_faults(self) -> Iterator[str]:
        """Say what cannot be meant, or would open to the world what is for developing."""
        if self.env not in ENVIRONMENTS:
            yield f"IMPACTPLAN_ENV must be one of {', '.join(ENVIRONMENTS)}, not {self.env!r}."
        if self.production and (self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32):
            yield (
                "IMPACTPLAN_SECRET_KEY must be set in production, to 32 or more random characters; "
                'make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
        for name, url, form in self._urls():
            yield from (f"IMPACTPLAN_{name} {fault}." for fault in find_faults(url, form))
        if not self.production and (site := public_site(self.base_url)):
            yield f"A site at {site} needs IMPACTPLAN_ENV=production: in development anybody can read all mails."
        if not find_faults(self.mail_url or MAIL.example, MAIL) and not SENDER.fullmatch(sender_of(self.mail_url)):
            yield "IMPACTPLAN_MAIL_URL must have one address after from=."
        if not next(place for place in (self.data_dir, *self.data_dir.parents) if place.exists()).is_dir():
            yield f"IMPACTPLAN_DATA_DIR must be a folder, and {self.data_dir} cannot be one."

    def _urls(self) -> Iterator[tuple[str, str, UrlForm]]:
        """Return each URL that was given, under the name of its setting, with what it may be."""
        yield "BASE_URL", self.base_url, SITE
        if self.mail_url:
            yield "MAIL_URL", self.mail_url, MAIL
        if self.redis_url:
            yield "REDIS_URL", self.redis_url, REDIS_SOCKET if self.redis_url.startswith("unix:") else REDIS
        if not SQLITE.match(self.database_url):  # a path, in which any sign may stand
            yield "DATABASE_URL", self.database_url, postgresql_form()

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    def _engine(self) -> dict[str, object]:
        # An error of the database names the statement, but not what somebody wrote.
        options: dict[str, object] = {"hide_parameters": True}
        if SQLITE.match(self.database_url):
            return options
        options |= {"pool_pre_ping": True, "pool_timeout": CONNECT_TIMEOUT}
        if "connect_timeout" not in parse_qs(urlsplit(self.database_url).query):
            options["connect_args"] = {"connect_timeout": CONNECT_TIMEOUT}
        return options

    def flask(self) -> dict[str, object]:
        """Return the settings of Flask and its extensions that follow from ours."""
        host = urlsplit(self.base_url).hostname or "127.0.0.1"
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": self._engine(),
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
            # By a socket of this machine, under the name that the library of the counters has for it.
            "RATELIMIT_STORAGE_URI": re.sub("^unix:", "redis+unix:", self.redis_url) or f"{COUNTERS_SCHEME}://",
            "RATELIMIT_STORAGE_OPTIONS": redis_options()
            if self.redis_url
            else {"path": str(self.data_dir / "counters.db")},
            # Without the store each process counts for itself: signing in goes on, and guessing is still limited.
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
            "RATELIMIT_HEADERS_ENABLED": True,
            # Tests sign in again and again; those about limits switch them on.
            "RATELIMIT_ENABLED": self.env != "testing",
        }
