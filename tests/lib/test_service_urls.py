"""A URL of a service that cannot be meant is refused, and its password is never repeated."""

from __future__ import annotations

import pytest

from impactplan.config import MAIL, REDIS, REDIS_SOCKET, SITE, Settings, SettingsError, postgresql_form
from impactplan.lib.service_urls import UrlForm, find_faults

SECRET_WORDS = ("p@ss", "ss/word", "geheim")


@pytest.mark.parametrize(
    ("form", "url"),
    [
        (MAIL, "smtp://mail.example"),
        (MAIL, "smtp+starttls://post%40bode:ge%2Fh%3Aeim@mail.example:587/?from=impact@bieb.example"),
        (MAIL, "smtp://user:a:b@[2001:db8::1]:25"),
        (REDIS, "redis://127.0.0.1"),
        (REDIS, "rediss://:geheim@cache.example:6380/2?ssl_cert_reqs=none"),
        (REDIS_SOCKET, "unix:///run/redis.sock?db=1"),
        (postgresql_form(), "postgresql://user:ge%40heim@db.example:5432/impactplan?sslmode=require"),
        (postgresql_form(), "postgresql://impactplan@/impactplan?host=/run/postgresql"),
        (SITE, "https://plan.example:8443"),
    ],
)
def test_what_can_be_meant_has_no_fault(form: UrlForm, url: str) -> None:
    without_user = [fault for fault in find_faults(url, form) if "password without" not in fault]
    assert without_user == []


@pytest.mark.parametrize(
    ("form", "url", "said"),
    [
        (MAIL, "smtp://u:p@ss/word@mail.example:587", "cut short"),
        (MAIL, "smtp://u:p@ss@mail.example", "cut short"),
        (MAIL, "smtp://u:geheim/x@mail.example", "cut short"),
        (MAIL, "smtp://u:geheim#x@mail.example", "cut short"),
        (MAIL, "smtp://u:geheim?x@mail.example:587", "cut short"),
        (MAIL, "smtp://u:geheim?x=1@mail.example:587", "cut short"),
        (MAIL, "smtp://u:50%geheim@mail.example", "cut short"),
        (MAIL, "smtp://mail.example:0", "port"),
        (MAIL, "smtp://mail.example:70000", "port"),
        (MAIL, "smtp://mail.example:mail", "port"),
        (MAIL, "smtp://u:geheim@:587", "names no host"),
        (MAIL, "smtp://", "names no host"),
        (MAIL, "smtp://[mail", "no host that can be read"),
        (MAIL, "smtp://mail,other", "no name or address"),
        (MAIL, "mail.example:587", "must look like smtp://"),
        (MAIL, "http://mail.example", "must look like smtp://"),
        (MAIL, "smtp://mail.example?form=x@y.example", "only from"),
        (MAIL, "smtp://mail.example?from", "name=value"),
        (MAIL, "smtp://mail.example?from=", "without a value"),
        (MAIL, "smtp://mail.example/box", "nothing after the host"),
        (MAIL, "smtp://mail.example\n", "without spaces"),
        (REDIS, "redis://cache.example/one", "number of a database"),
        (REDIS, "redis://u:p@ss/word@cache.example", "cut short"),
        (REDIS, "redis://cache.example?database=1", "only db"),
        (REDIS_SOCKET, "unix://run/redis.sock", "may name no host"),
        (postgresql_form(), "postgresql://u:p@ss/word@db.example/plans", "cut short"),
        (postgresql_form(), "postgresql://db.example", "name of a database"),
        (postgresql_form(), "postgresql:///plans", "names no host"),
        (postgresql_form(), "postgresql://db.example/plans?ssl=on", "may have only"),
        (postgresql_form(), "mysql://db.example/plans", "must look like postgresql://"),
        (SITE, "https://u:geheim@plan.example", "no user or password"),
        (SITE, "https://plan.example/map", "nothing after the host"),
    ],
)
def test_what_cannot_is_said_in_one_line_without_the_password(form: UrlForm, url: str, said: str) -> None:
    faults = find_faults(url, form)
    assert any(said in fault for fault in faults), faults
    assert all(fault.isprintable() for fault in faults)
    assert not [fault for fault in faults for word in SECRET_WORDS if word in fault]


def test_all_that_is_wrong_is_said_at_once() -> None:
    environ = {
        "IMPACTPLAN_ENV": "production",
        "IMPACTPLAN_MAIL_URL": "smtp://u:p@ss/word@mail.example:587",
        "IMPACTPLAN_REDIS_URL": "redis://cache.example:99999",
        "IMPACTPLAN_DATABASE_URL": "postgresql://u:geheim@/plans",
        "IMPACTPLAN_BASE_URL": "plan.example",
        "IMPACTPLAN_TRUSTED_PROXIES": "nginx",
        "IMPACTPLAN_DATA_DIR": "/dev/null/x",
        "IMPACTPLAN_MAIL_ULR": "smtp://u:geheim@mail.example",
    }
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ(environ)
    lines = str(refused.value).splitlines()
    for name in ("SECRET_KEY", "MAIL_URL", "REDIS_URL", "DATABASE_URL", "BASE_URL", "TRUSTED_PROXIES", "DATA_DIR"):
        assert [line for line in lines if line.startswith(f"IMPACTPLAN_{name} ")], name
    assert "There is no setting IMPACTPLAN_MAIL_ULR. Is IMPACTPLAN_MAIL_URL meant?" in lines
    assert len(lines) == 8
    assert not [word for word in SECRET_WORDS if word in str(refused.value)]


@pytest.mark.parametrize("sender", ["a@b.example,c@d.example", "nobody", "a%20b@c.example"])
def test_mails_come_from_one_address(sender: str) -> None:
    with pytest.raises(SettingsError, match="one address after from="):
        Settings.from_environ({"IMPACTPLAN_MAIL_URL": f"smtp://mail.example?from={sender}"})
