"""A backup is consistent, complete, closed to others, and there only if it could be put back."""

from __future__ import annotations

import io
import json
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from impactplan.backup import archive, making
from impactplan.config import DEVELOPMENT_SECRET
from impactplan.extensions import db
from impactplan.models import Plan
from impactplan.site.backup_age import last_proven_backup
from tests.database.conftest import Site, close
from tests.support.shell import refused


def read(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {member.name: content.read() for member in tar if (content := tar.extractfile(member))}


def manifest_of(file: Path) -> Any:
    return json.loads(read(file)["manifest.json"])


def test_it_says_what_came_back_and_of_what_it_is(site: Site, file: Path) -> None:
    site.open_page("olga").patch("purpose/purpose/ambition", "Waarom?")
    done = site("backup", str(file))
    assert done.returncode == 0, done.stderr
    said, apart = done.stdout.splitlines()
    assert "found the same: 1 plans, 2 entries, 10 people; opened “Digitaal Mee” with 1 items." in said
    assert "IMPACTPLAN_SECRET_KEY" in apart
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    manifest = manifest_of(file)
    assert manifest["database"] in site.url
    assert "IMPACTPLAN_SECRET_KEY" in manifest["keep_apart"]
    rows = {table["name"]: table["rows"] for table in manifest["tables"]}
    assert (rows["plan"], rows["revision"], rows["user"]) == (1, 2, 10)


def test_every_table_is_in_it_but_for_what_it_names(site: Site, file: Path) -> None:
    site("backup", str(file))
    manifest = manifest_of(file)
    assert {table["name"] for table in manifest["tables"]} == set(db.metadata.tables)
    assert {"export", "user_session"} <= set(manifest["left_out"])


def test_no_secret_and_no_session_is_in_it(site: Site, file: Path) -> None:
    site.open_page("olga")
    ((token,),) = site.sql("SELECT token_hash FROM user_session")
    site("backup", str(file))
    content = b"".join(read(file).values())
    assert DEVELOPMENT_SECRET.encode() not in content
    assert str(token).encode() not in content


def test_it_shows_one_moment_while_people_write(site: Site, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved after the first table was read is in none of them."""
    page, dump, versions = site.open_page("olga"), archive.dump_rows, [0]

    def dump_while_writing(*about: Any) -> Iterator[bytes]:
        saved = page.patch("purpose/purpose/ambition", f"Waarom {len(versions)}?", versions[-1])
        versions.append(saved.get_json()["version"])
        yield from dump(*about)

    monkeypatch.setattr(archive, "dump_rows", dump_while_writing)
    done = site("backup", str(file))
    assert done.returncode == 0, done.stderr
    tables = read(file)
    (plan,) = [json.loads(line) for line in tables["plan.jsonl"].splitlines()]
    columns = next(table["columns"] for table in manifest_of(file)["tables"] if table["name"] == "plan")
    log = tables["revision.jsonl"].splitlines()
    assert plan[columns.index("seq")] == 1, "the first save came after the moment of the backup"
    assert len(log) == 1
    assert len(versions) > 10


def test_what_cannot_be_put_back_is_no_backup(site: Site, file: Path) -> None:
    site.sql(
        "INSERT INTO membership (plan_id, user_id, role, created_at) VALUES "
        "('gone', 1, 'reader', '2026-01-01 00:00:00')",
        unchecked=True,
    )
    said = refused(site("backup", str(file)))
    assert "a row of membership refers to one of plan that is not there" in said
    assert list(file.parent.iterdir()) == []
    assert "no proven backup" in refused(site("backup", "--age"))


def test_a_plan_that_cannot_be_opened_is_no_backup(site: Site, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_about: object) -> None:
        raise making.DamagedError("a page cannot be shown")

    monkeypatch.setattr(making, "render_body", fail)
    assert "cannot be shown" in refused(site("backup", str(file)))
    assert list(file.parent.iterdir()) == []


def test_an_older_backup_stays_until_the_new_one_is_proven(
    site: Site, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site("backup", str(file))
    before = file.read_bytes()
    monkeypatch.setattr(making, "compare_counts", lambda *_about: (_ for _ in ()).throw(making.DamagedError("lost")))
    assert "lost" in refused(site("backup", str(file)))
    assert file.read_bytes() == before


def test_the_age_of_the_last_one_is_known(site: Site, file: Path) -> None:
    app = site.app()
    with app.app_context():
        assert last_proven_backup() is None
    site("backup", str(file))
    said = site("backup", "--age").stdout
    assert said.startswith("The last proven backup is 0 minutes old")
    with app.app_context():
        assert last_proven_backup()


def test_a_folder_keeps_the_newest(site: Site, file: Path) -> None:
    for day in (1, 2, 3):
        (file.parent / f"impactplan-2026-01-0{day}-030000.tar.gz").touch()
    (file.parent / "something-else.tar.gz").touch()
    assert site("backup", str(file.parent), "--keep", "2").returncode == 0
    left = sorted(path.name for path in file.parent.iterdir())
    assert left[0] == "impactplan-2026-01-03-030000.tar.gz"
    assert len(left) == 3
    assert "something-else.tar.gz" in left


@pytest.mark.parametrize("words", [(), ("/nowhere/at/all.tar.gz",), ("file", "--keep", "2")])
def test_a_wrong_word_is_one_line(site: Site, words: tuple[str, ...]) -> None:
    assert refused(site("backup", *words))


def test_an_empty_database_has_no_backup(empty_site: Site, file: Path) -> None:
    assert "empty" in refused(empty_site("backup", str(file)))
    assert not file.exists()


def damage(file: Path, how: str) -> None:
    content = read(file)
    if how == "cut off":
        file.write_bytes(file.read_bytes()[:-200])
        return
    if how == "no tar":
        file.write_bytes(b"PK\3\4 something else")
        return
    if how == "a value":
        content["user.jsonl"] = content["user.jsonl"].replace(b"olga@", b"olgo@")
    if how == "a row":
        content["revision.jsonl"] = b""
    if how == "a table":
        del content["user.jsonl"]
    if how == "the manifest":
        content["manifest.json"] = b"{}"
    with tarfile.open(file, "w:gz") as tar:
        for name, body in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))


@pytest.mark.parametrize("how", ["cut off", "no tar", "a value", "a row", "a table", "the manifest"])
def test_a_damaged_one_is_refused_before_anything_is_touched(site: Site, file: Path, how: str) -> None:
    site("backup", str(file))
    damage(file, how)
    assert str(file) in refused(site("restore", str(file), "--force"))
    app = site.app()
    with app.app_context():
        assert db.session.scalars(select(Plan.seq)).all() == [1]
    close(app)


def test_the_other_kind_of_database_reads_it(site: Site, new_site: Callable[..., Site], file: Path) -> None:
    """From SQLite into PostgreSQL and back: run on each, this begins at one of them."""
    other, back = new_site("other", sqlite=True), new_site("back")
    site.open_page("olga").patch("purpose/purpose/ambition", "Ééń “vraag” 🙂")
    assert site("backup", str(file)).returncode == 0
    assert other("restore", str(file)).returncode == 0
    again = file.with_name("again.tar.gz")
    assert other("backup", str(again)).returncode == 0
    assert back("restore", str(again)).returncode == 0
    assert back.sql("SELECT ambition FROM purpose") == [("Ééń “vraag” 🙂",)]
    assert back("db", "check").returncode == 0
    back.cast = site.cast
    assert back.open_page("olga").patch("purpose/purpose/area", "Nieuw").status_code == 200
    assert back("user", "create", "new@example.org", "--role", "trainer").returncode == 0, "ids are counted on"
