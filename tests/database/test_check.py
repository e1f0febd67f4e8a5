"""``db check`` finds every kind of fault that is planted, and ``--rebuild`` claims no more than it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import JSON

from impactplan.extensions import db
from impactplan.integrity.values import CHOICES, SHAPES
from tests.database.conftest import Site
from tests.support.cast import Cast
from tests.support.shell import refused

AT = "'2026-01-01 00:00:00'"


@pytest.fixture(scope="module")
def filled() -> list[str]:
    """The address of the first site that was filled: the others are copies of it."""
    return []


@pytest.fixture
def written(new_site: Callable[..., Site], original: tuple[str, Cast], filled: list[str]) -> Site:
    """A site with a few items in its plan."""
    site = new_site("site", copy_of=filled[0] if filled else original[0])
    site.cast = original[1]
    if not filled:
        fill(site)
        if site.url.startswith("sqlite"):
            site.sql("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file has all of it
        filled.append(new_site("filled", copy_of=site.url).url)
    return site


def fill(site: Site) -> None:
    page = site.open_page("olga")
    page.patch("purpose/purpose/ambition", "Iedereen doet mee")
    page.patch("purpose/purpose/scope", "one")
    for name in ("Gemeente", "Taalhuis"):
        page.make("stakeholder", name=name)
    assert site("db", "check").stdout == "All is well.\n"


PLANTED = {
    "a reference to nobody": (
        f"INSERT INTO membership (plan_id, user_id, role, created_at) VALUES ('gone', 1, 'reader', {AT})",
        "1 rows refer by plan_id to rows of plan that are not there, such as gone 1",
    ),
    "an item without its fields": (
        "DELETE FROM stakeholder WHERE name = 'Gemeente'",
        "a stakeholder without its fields",
    ),
    "an item of no kind": ("UPDATE plan_item SET kind = 'elephant' WHERE kind = 'purpose'", "of no kind that there is"),
    "a plan without an owner": ("UPDATE membership SET role = 'reader' WHERE role = 'owner'", "has 0 owners"),
    "an unknown role": ("UPDATE membership SET role = 'king' WHERE role = 'reader'", "role cannot be 'king'"),
    "an unknown language": ("UPDATE plan SET language = 'xx'", "language cannot be 'xx'"),
    "a choice that is not offered": ("UPDATE purpose SET scope = 'elsewhere'", "scope cannot be 'elsewhere'"),
    "choices that are not offered": ("UPDATE purpose SET motives = '[\"fun\"]'", "motives is of another shape"),
    "choices that are no list": ("UPDATE purpose SET motives = '\"fun\"'", "motives is of another shape"),
    "versions of another shape": ("UPDATE plan_item SET field_versions = '[1]'", "field_versions is of another shape"),
    "versions that are no numbers": ('UPDATE plan_item SET field_versions = \'{"name": "1"}\'', "field_versions is"),
    "a log entry of another shape": ("UPDATE revision SET after = '{\"w\": 1}'", "after is of another shape"),
    "a seq below the log": ("UPDATE plan SET seq = 2", "seq 2 lies below its log"),
    "a mark beyond the seq": ("UPDATE plan SET marked_seq = 999", "marked_seq 999 lies beyond its seq"),
    "a text that nobody wrote": (
        "UPDATE stakeholder SET name = 'Anders' WHERE name = 'Gemeente'",
        "name is otherwise in",
    ),
    "a text that was lost": ("UPDATE purpose SET ambition = NULL", "ambition is otherwise in the log"),
    "a row that moved": ("UPDATE plan_item SET position = 77 WHERE kind = 'purpose'", "stands at 77, in the log at"),
    "a row that went": (f"UPDATE plan_item SET deleted_at = {AT} WHERE kind = 'purpose'", "there in the log only"),
    "a log that is lost": ("DELETE FROM revision WHERE kind = 'purpose'", "in the plan, but not in its log"),
    "a row that was never made": (
        "INSERT INTO revision (plan_id, seq, batch, action, item_id, kind, after, at) SELECT id, 2, 'b', 'create', "
        f"'lost', 'outcome', '{{\"v\": {{\"position\": 1, \"values\": {{}}}}}}', {AT} FROM plan",
        "outcome lost is in the log, but not in the plan",
    ),
    "another title": ("UPDATE plan SET title = 'Anders'", "title is otherwise in the log"),
    "a count that is off": ("UPDATE plan_step SET filled = 99 WHERE step = 'purpose'", "step purpose"),
}
MENDED = {"a seq below the log", "a mark beyond the seq", "a count that is off"}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_is_found_and_not_called_mended_unless_it_is(written: Site, fault: str) -> None:
    statement, said = PLANTED[fault]
    written.sql(statement, unchecked=True)
    checked = written("db", "check")
    assert said in checked.stdout
    line = refused(checked)
    assert ("--rebuild" in line) or fault not in MENDED
    rebuilt = written("db", "check", "--rebuild")
    if fault in MENDED:
        assert (rebuilt.returncode, rebuilt.stdout.splitlines()[-1]) == (0, "Rebuilt 1 plans.")
        assert written("db", "check").stdout == "All is well.\n"
    else:
        assert "cannot mend" in refused(rebuilt)
        assert any("not mended" in line and said in line for line in rebuilt.stdout.splitlines())
        assert said in written("db", "check").stdout


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE purpose SET motives = 'fun'", "motives is no JSON"),
        ("UPDATE purpose SET period_start = 'spring'", "period_start cannot be 'spring'"),
        ("UPDATE plan SET created_at = 'long ago'", "created_at cannot be 'long ago'"),
        (
            "UPDATE plan_item SET position = 'first'",
            "position cannot be 'first'",
        ),
    ],
)
def test_sqlite_keeps_what_is_of_no_type(written: Site, statement: str, said: str) -> None:
    """Such a value ends a page with an error; the check goes on, and says where it is."""
    if not written.url.startswith("sqlite"):
        pytest.skip("PostgreSQL refuses it")
    written.sql(statement)
    checked = written("db", "check")
    assert said in checked.stdout
    assert refused(checked)
    assert refused(written("db", "check", "--rebuild"))


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_damaged_file_is_one_line(written: Site, where: str) -> None:
    if not written.url.startswith("sqlite"):
        pytest.skip("PostgreSQL looks after its files itself")
    file = Path(written.folder / "empty.db")
    content = bytearray(file.read_bytes())
    at = 0 if where == "head" else 4096 * (len(content) // 4096 // 2)
    content[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    for words in (("db", "check"), ("db", "check", "--rebuild")):
        said = refused(written(*words))
        assert "damaged" in said
        assert "impactplan restore" in said


def test_the_check_changes_nothing(written: Site) -> None:
    written.sql("UPDATE plan_step SET filled = 99 WHERE step = 'purpose'")
    assert refused(written("db", "check"))
    assert written.sql("SELECT filled FROM plan_step WHERE step = 'purpose'") == [(99,)]


def test_every_column_of_json_has_a_shape() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, JSON)
    }
    assert columns <= set(SHAPES)
    named = {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}
    assert set(CHOICES) | set(SHAPES) <= named
