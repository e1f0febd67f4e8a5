"""Putting a backup back: all of it or nothing, never over data unasked, and no page overwrites what came back."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import func, select

from impactplan.backup import restoring, settling
from impactplan.config import Settings
from impactplan.courses.enrolment.acceptance import find_untouched_plan
from impactplan.extensions import db
from impactplan.models import Membership, Outbox, Plan, Revision, User, UserSession
from impactplan.models.plan import RESTORED_SEQ
from impactplan.outbox import queue_job, queue_mail
from impactplan.outbox.reasons import reason_of
from impactplan.workbook.plans import create_plan
from tests.database.conftest import Site, close, find_user
from tests.database.test_backup import read
from tests.support.databases import upgrade_to
from tests.support.shell import refused
from tests.workbook.support import Script


def back_up(site: Site, file: Path) -> None:
    done = site("backup", str(file))
    assert done.returncode == 0, done.stderr


def put_back(site: Site, file: Path) -> None:
    done = site("restore", str(file), "--force")
    assert done.returncode == 0, done.stderr


def rewrite(file: Path, **changes: Any) -> None:
    """Change the manifest of a backup."""
    content = read(file)
    content["manifest.json"] = json.dumps(json.loads(content["manifest.json"]) | changes).encode()
    with tarfile.open(file, "w:gz") as tar:
        for name, body in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))


def count(site: Site, model: Any) -> int:
    app = site.app()
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(model)) or 0
    close(app)
    return found


def test_it_goes_into_an_empty_place(site: Site, empty_site: Site, file: Path) -> None:
    back_up(site, file)
    done = empty_site("restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "1 plans, 1 entries, 10 people" in done.stdout
    assert empty_site("db", "check").returncode == 0
    assert empty_site("plans").stdout == site("plans").stdout


def test_it_goes_over_data_only_when_told_to(site: Site, file: Path) -> None:
    back_up(site, file)
    site("user", "create", "new@example.org", "--role", "trainer")
    assert "--force" in refused(site("restore", str(file)))
    assert count(site, User) == 11
    put_back(site, file)
    assert count(site, User) == 10
    assert not list(site.folder.glob("*.restoring*"))


def test_a_new_database_with_tables_alone_is_empty(site: Site, empty_site: Site, file: Path) -> None:
    back_up(site, file)
    assert empty_site("db", "upgrade").returncode == 0
    assert empty_site("restore", str(file)).returncode == 0


def test_nothing_changes_when_it_fails_half_way(site: Site, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(site, file)
    site("user", "create", "new@example.org", "--role", "trainer")

    def fail(*_about: object) -> None:
        raise OSError(28, "No space left on device", "impactplan.db")

    monkeypatch.setattr(restoring, "settle", fail)
    assert "No space left" in refused(site("restore", str(file), "--force"))
    assert count(site, User) == 11
    assert not list(site.folder.glob("*.restoring*"))


def test_it_is_refused_while_the_site_is_running(site: Site, file: Path) -> None:
    """On SQLite a process would go on writing to a file that is no longer there."""
    back_up(site, file)
    engine = sqlalchemy.create_engine(Settings.from_environ(site.environ).database_url)
    with engine.connect() as connection:
        connection.execute(select(Plan.id)).all()
        assert "in use" in refused(site("restore", str(file), "--force"))
    engine.dispose()
    put_back(site, file)


def test_a_database_file_that_cannot_be_read_is_replaced(site: Site, new_site: Callable[..., Site], file: Path) -> None:
    back_up(site, file)
    broken = new_site("broken", sqlite=True)
    (broken.folder / "empty.db").write_bytes(b"SQLite format 3\0" + os.urandom(8000))
    assert "--force" in refused(broken("restore", str(file)))
    put_back(broken, file)
    assert count(broken, User) == 10


@pytest.mark.parametrize("changes", [{"migration": "9999"}, {"format": 2}])
def test_one_of_a_newer_program_is_refused(site: Site, file: Path, changes: dict[str, Any]) -> None:
    back_up(site, file)
    rewrite(file, program="2.0", **changes)
    assert "newer version of the program, 2.0" in refused(site("restore", str(file), "--force"))
    assert count(site, User) == 10


def test_one_of_an_older_program_is_brought_up_to_date(
    new_site: Callable[..., Site], empty_site: Site, file: Path
) -> None:
    """Its rows go into tables as they were then, and through every migration since."""
    old = new_site("old")
    upgrade_to("0001", old.environ)
    old.sql(
        "INSERT INTO plan (id, title, organisation, language, seq, marked_seq, shared_with_group, created_at, "
        "changed_at) VALUES ('p', 'P', '', 'nl', 1, 0, false, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    )
    old.sql(
        "INSERT INTO plan_item (id, plan_id, kind, position, field_versions, filled, missing) "
        "VALUES ('u', 'p', 'outcome', 1, '{\"statement\": 1}', 1, 5)"
    )
    old.sql("INSERT INTO outcome (id, plan_id, statement) VALUES ('u', 'p', 'Durven')")
    old.sql(
        "INSERT INTO plan_item (id, plan_id, kind, position, field_versions, filled, missing) "
        "VALUES ('leeg', 'p', 'outcome', 2, '{}', 0, 6)"
    )
    old.sql("INSERT INTO outcome (id, plan_id, statement) VALUES ('leeg', 'p', '')")
    done = old("backup", str(file))
    assert "1 plans, 0 entries" in done.stdout, done.stderr
    assert "with 1 items" in done.stdout  # without the blank one, which a migration takes out and notes in the log
    assert empty_site("restore", str(file)).returncode == 0
    assert empty_site.sql("SELECT statement FROM outcome WHERE id = 'u'") == [("Durven",)]
    assert empty_site.sql("SELECT count(*) FROM revision WHERE origin = 'blank'") == [(1,)]
    assert empty_site("db", "upgrade").returncode == 0
    assert "differ" not in empty_site("db", "check").stderr


def test_tables_of_a_newer_program_are_not_left_behind(site: Site, file: Path) -> None:
    """PostgreSQL keeps a table that the program cannot name; of SQLite the whole file is replaced."""
    back_up(site, file)
    site.sql("UPDATE alembic_version SET version_num = '9999'")
    if site.url.startswith("sqlite"):
        put_back(site, file)
        assert ("9999",) not in site.sql("SELECT version_num FROM alembic_version")
    else:
        assert "A newer version" in refused(site("restore", str(file), "--force"))
        assert count(site, User) == 10


# --- pages that were open ------------------------------------------------------------------------------------


def again(site: Site, name: str, page: Script) -> Script:
    """Sign somebody in again in the page that they have open."""
    newer = site.open_page(name)
    return Script(newer.client, page.plan_id)


def test_everybody_signs_in_again(site: Site, file: Path) -> None:
    page = site.open_page("olga")
    assert page.patch("purpose/purpose/ambition", "Iedereen").status_code == 200
    back_up(site, file)
    put_back(site, file)
    assert page.patch("purpose/purpose/ambition", "Anders", 2).status_code == 401
    assert count(site, UserSession) == 0


def test_a_page_that_saw_what_was_lost_conflicts(site: Site, file: Path) -> None:
    """Even when its version has come about again in the meantime, with another text."""
    page = site.open_page("olga")
    page.patch("purpose/purpose/ambition", "Eerst")
    back_up(site, file)
    seen = page.patch("purpose/purpose/ambition", "Daarna", 2).get_json()["version"]
    put_back(site, file)
    other = site.open_page("karel")
    (shown,) = site.sql("SELECT seq FROM plan")[0]
    assert isinstance(shown, int)
    assert shown > RESTORED_SEQ
    page = again(site, "olga", page)
    answer = page.patch("purpose/purpose/ambition", "Verder", seen)
    assert answer.status_code == 412
    assert answer.get_json()["theirs"] == "Eerst"
    other.patch("purpose/purpose/ambition", "Van Karel", answer.get_json()["version"])
    assert page.patch("purpose/purpose/ambition", "Verder", seen).get_json()["theirs"] == "Van Karel"


def test_a_page_that_saw_the_same_conflicts_too(site: Site, file: Path) -> None:
    page = site.open_page("olga")
    seen = page.patch("purpose/purpose/ambition", "Eerst").get_json()["version"]
    back_up(site, file)
    put_back(site, file)
    page = again(site, "olga", page)
    assert page.patch("purpose/purpose/ambition", "Verder", seen).status_code == 412
    assert page.patch("purpose/purpose/ambition", "Eerst", seen).status_code == 200, "the same text is no conflict"


def test_a_text_that_was_not_in_the_backup_is_not_overwritten(site: Site, file: Path) -> None:
    page = site.open_page("olga")
    back_up(site, file)
    seen = page.patch("purpose/purpose/ambition", "Daarna").get_json()["version"]
    put_back(site, file)
    for number in range(seen + 1):
        site.open_page("karel").patch("purpose/purpose/area", f"Merenrijk {number}", -1)
    assert site.open_page("karel").patch("purpose/purpose/ambition", "Van Karel").status_code == 200
    assert again(site, "olga", page).patch("purpose/purpose/ambition", "Verder", seen).status_code == 412


def test_an_association_seen_from_its_other_side_is_not_overwritten(site: Site, file: Path) -> None:
    page = site.open_page("olga")
    decision = page.make("decision", question="Gaan we door?")
    actions = [page.make("action", name=text) for text in "ABC"]
    seen = page.client.get(f"/plans/{page.plan_id}/activity?since=0").get_json()["seq"]
    seen = page.patch(f"decision/{decision}/actions", actions[:1], seen).get_json()["version"]
    back_up(site, file)
    seen = page.patch(f"decision/{decision}/actions", actions[:2], seen).get_json()["version"]
    put_back(site, file)
    page = again(site, "olga", page)
    assert page.patch(f"decision/{decision}/actions", actions, seen).status_code == 412


OWN = [
    ("olga", "reflection/1/learned"),
    ("tess", "note/own/body"),
    ("tess", "draft/new.purpose/body"),
]


@pytest.mark.parametrize(("name", "where"), OWN)
@pytest.mark.parametrize("in_backup", [True, False])
def test_what_somebody_writes_for_themselves_is_not_overwritten(
    site: Site, file: Path, name: str, where: str, in_backup: bool
) -> None:
    """These count the writes of their own field, from one: the same numbers come about again."""
    page = site.open_page(name)
    seen = page.patch(where, "Eerst").get_json()["version"] if in_backup else 0
    back_up(site, file)
    seen = page.patch(where, "Daarna", seen).get_json()["version"]
    put_back(site, file)
    page = again(site, name, page)
    window = page.patch(where, "In een nieuw venster", -1 if in_backup else 0)
    if in_backup:
        assert window.status_code == 412
        window = page.patch(where, "In een nieuw venster", window.get_json()["version"])
    assert window.status_code == 200
    answer = page.patch(where, "Verder", seen)
    assert answer.status_code == 412
    assert answer.get_json()["theirs"] == "In een nieuw venster"


def test_a_request_that_comes_again_is_answered_from_its_receipt(site: Site, file: Path) -> None:
    page = site.open_page("olga")
    assert page.patch("purpose/purpose/ambition", "Iedereen", 0, key="edit-1").status_code == 200
    back_up(site, file)
    put_back(site, file)
    page = again(site, "olga", page)
    assert page.patch("purpose/purpose/ambition", "Iedereen", 0, key="edit-1").status_code == 200
    assert len(site.sql("SELECT id FROM revision WHERE kind = 'purpose' AND action = 'set'")) <= 1


def test_a_second_time_gives_other_versions(site: Site, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(site, file)
    put_back(site, file)
    page = site.open_page("olga")
    seen = page.patch("purpose/purpose/ambition", "Eerst").get_json()["version"]
    monkeypatch.setattr(settling, "now", lambda: settling.BEGAN)  # a clock that stands still
    put_back(site, file)
    assert site.open_page("karel").patch("purpose/purpose/ambition", "Van Karel").get_json()["version"] > seen


# --- what else follows ---------------------------------------------------------------------------------------


def test_the_history_says_so_and_nobody_seems_to_have_written(site: Site, file: Path) -> None:
    site.open_page("olga").patch("purpose/purpose/ambition", "Iedereen")
    back_up(site, file)
    put_back(site, file)
    page = site.open_page("karel")
    changes = page.client.get(f"/plans/{page.plan_id}/history").get_data(as_text=True)
    assert "teruggezet" in changes
    assert page.client.get(f"/plans/{page.plan_id}/activity?since=0").get_json()["who"] == "Olga"
    assert page.client.get(f"/plans/{page.plan_id}/document").status_code == 200


def test_a_plan_in_which_nobody_wrote_is_still_one(site: Site, file: Path) -> None:
    app = site.app()
    with app.app_context():
        plan_id = create_plan(find_user("vera"), "Nog leeg", "", "nl")
        db.session.commit()
    close(app)
    back_up(site, file)
    put_back(site, file)
    app = site.app()
    with app.app_context():
        assert find_untouched_plan(find_user("vera")) == plan_id
        assert db.session.scalar(select(Membership.role).where(Membership.plan_id == plan_id)) == "owner"
    close(app)


def test_mails_that_waited_are_kept_back_and_files_are_asked_for_again(site: Site, file: Path) -> None:
    """They have gone out since, most likely; whoever knows better can send them."""
    app = site.app()
    with app.app_context():
        mail = queue_mail("lena@example.org", "Dag", "tekst", "<p>tekst</p>")
        queue_job("export", {"export": "gone"})
        db.session.commit()
    close(app)
    back_up(site, file)
    put_back(site, file)
    app = site.app()
    with app.app_context():
        (row,) = db.session.scalars(select(Outbox)).all()
        assert row.id == mail
        assert row.failed_at
        assert row.error == settling.UNSENT
        assert reason_of(row.error) == "restored"
    close(app)


def test_the_log_agrees_with_the_plan_afterwards(site: Site, file: Path) -> None:
    site.open_page("olga").patch("purpose/purpose/ambition", "Iedereen")
    back_up(site, file)
    put_back(site, file)
    app = site.app()
    with app.app_context():
        assert db.session.scalar(select(func.max(Revision.seq))) == db.session.scalar(select(Plan.seq))
    close(app)
    assert site("db", "check").returncode == 0
