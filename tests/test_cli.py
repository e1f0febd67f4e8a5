"""The command line: what it does, and one clear line when it cannot."""

from __future__ import annotations

import json
import shutil
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from impactplan.config import DEVELOPMENT_SECRET
from impactplan.lib.dates import today
from tests.support.server import Server
from tests.support.shell import SECRET, Shell, refused


def test_help_names_every_command(shell: Shell) -> None:
    page = shell("--help").stdout
    for command in ("run", "worker", "demo", "db", "user", "plans", "export", "outbox"):
        assert f"\n  {command}" in page
    assert shell().stdout == page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "No such command 'nothing'"),
        (("user", "create", "olga@example.org"), "--role"),
        (("user", "create", "olga@example.org", "--role", "king"), "'king'"),
        (("user", "create", "olga", "--role", "participant"), "not an e-mail address"),
        (("export", "plan", "-o", "-", "--format", "docx"), "There is no format docx. There is: pdf."),
        (("run", "--port", "port"), "'port'"),
        (("plans", "--loud"), "--loud"),
    ],
)
def test_a_wrong_word_is_one_line(ready: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in refused(ready(*words))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ENV": "prod"}, "IMPACTPLAN_ENV"),
        ({"ENV": "production"}, "IMPACTPLAN_SECRET_KEY"),
        ({"ENV": "production", "SECRET_KEY": DEVELOPMENT_SECRET}, "IMPACTPLAN_SECRET_KEY"),
        ({"ENV": "production", "SECRET_KEY": "short"}, "IMPACTPLAN_SECRET_KEY"),
        ({"BASE_URL": "plan.example"}, "IMPACTPLAN_BASE_URL"),
        ({"ENV": "production", "SECRET_KEY": SECRET, "MAIL_URL": "smtp://mail.example"}, "IMPACTPLAN_BASE_URL"),
        ({"MAIL_URL": "mail.example"}, "IMPACTPLAN_MAIL_URL"),
        ({"REDIS_URL": "here"}, "IMPACTPLAN_REDIS_URL"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:9/none"}, "The database does not answer"),
        ({"DATABASE_URL": "nonsense"}, "IMPACTPLAN_DATABASE_URL"),
        ({"DATA_DIR": "/dev/null/x"}, "/dev/null/x"),
    ],
)
def test_a_wrong_setting_is_one_line(ready: Shell, settings: dict[str, str], said: str) -> None:
    assert said in refused(ready("plans", **settings))


@pytest.mark.parametrize("command", [("plans",), ("run",), ("worker",), ("db", "check")])
def test_an_empty_database_says_what_to_do(shell: Shell, command: tuple[str, ...]) -> None:
    assert "impactplan db upgrade" in refused(shell(*command))


def test_the_database_is_made_and_checked(ready: Shell) -> None:
    assert ready("db", "check").stdout == "All is well.\n"
    assert ready("db", "upgrade").returncode == 0


def test_the_work_of_a_day_is_not_done_before_it_comes(ready: Shell) -> None:
    """Else it would delete at once what people were told is deleted in a month."""
    day = today() + timedelta(days=1)
    assert "yet to come" in refused(ready("daily", "--day", day.isoformat()))
    assert ready("daily", "--day", today().isoformat()).returncode == 0


def test_accounts_are_made(ready: Shell) -> None:
    olga = ("user", "create", "Olga@Example.org", "--role", "participant", "--password-stdin")
    made = ready(*olga, text="een lange zin\n")
    assert made.stdout == "olga@example.org\n"
    again = ready("user", "create", "olga@example.org", "--role", "trainer")
    assert "has an account already" in refused(again)
    weak = ready("user", "create", "karel@example.org", "--role", "trainer", "--password-stdin", text="kort\n")
    assert "10" in refused(weak)
    assert ready("user", "create", "tess@example.org", "--role", "trainer", "--role", "coordinator").returncode == 0


def test_plans_are_listed_with_the_id_first(ready: Shell) -> None:
    assert ready("plans").stdout == ""
    ready("demo")
    lines = [line.split("\t") for line in ready("plans").stdout.splitlines()]
    assert ["digitaal-mee", "Digitaal Mee", "deelnemer@demo.example"] in lines


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a database with the demo is kept, once there is one."""
    return tmp_path_factory.mktemp("kept") / "demo.db"


@pytest.fixture
def with_demo(shell: Shell, kept: Path) -> Shell:
    """Commands where the demo is there; it is loaded for the first test, and copied for the others."""
    file = shell.folder / "test.db"
    if not kept.exists():
        for words in (("db", "upgrade"), ("demo",)):
            assert shell(*words).returncode == 0
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(kept),))
    else:
        shutil.copy(kept, file)
    return shell


@pytest.mark.parametrize("command", ["run", "worker", "demo"])
def test_production_refuses_demo_accounts(with_demo: Shell, command: str) -> None:
    assert "demo" in refused(with_demo(command, ENV="production", SECRET_KEY=SECRET))


def test_derived_tables_are_checked_and_rebuilt(with_demo: Shell) -> None:
    connection = sqlite3.connect(with_demo.folder / "test.db")
    connection.execute("UPDATE plan_step SET filled = 99 WHERE plan_id = 'digitaal-mee' AND step = 'purpose'")
    connection.commit()
    connection.close()
    checked = with_demo("db", "check")
    assert checked.returncode == 1
    assert "digitaal-mee" in checked.stdout
    assert "--rebuild" in checked.stderr
    assert with_demo("db", "check", "--rebuild").stdout.endswith("Rebuilt 1 plans.\n")
    assert with_demo("db", "check").stdout == "All is well.\n"


def test_production_logs_json_without_addresses(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.environ |= {"IMPACTPLAN_ENV": "production", "IMPACTPLAN_SECRET_KEY": SECRET}
    server.command("db", "upgrade")
    server.start()
    try:
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{server.base_url}/invitations/a-secret-token?next=/geheim", timeout=10)
    finally:
        server.stop()
    written = (tmp_path / "server.log").read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    request = next(line for line in lines if line.get("endpoint") == "accounts.show_invitation")
    assert (request["method"], request["status"], request["user"], request["plan"]) == ("GET", 410, None, None)
    assert request["ms"] > 0
    assert any("mails wait" in line["event"] for line in lines)
    assert "secret" not in written
    assert "geheim" not in written
