"""The reading view is kept: it changes with all that it shows, and nobody gets what is of another reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from impactplan.access import Permission
from impactplan.exports import reading_view
from impactplan.exports.reading_view import READINGS
from impactplan.models import User, db, now
from impactplan.workbook import operations
from impactplan.workbook.snapshots import take_snapshot
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


@pytest.fixture
def made(built_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect of which plans a document is made."""
    plans: list[str] = []
    build = reading_view.build_document
    monkeypatch.setattr(
        reading_view, "build_document", lambda state, *more: [plans.append(state.plan_id), build(state, *more)][1]
    )
    READINGS.of(built_app).forget_all()
    yield plans
    READINGS.of(built_app).forget_all()


def add(cast: Cast, text: str) -> None:
    db.session.rollback()
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.create_item(write, "activity", {"name": text})


def read(client: PageClient, cast: Cast, more: str = "") -> str:
    """Return the document itself: what stands around it is made at each visit."""
    page = client.get(f"/plans/{cast.plan_id}/document{more}").get_data(as_text=True)
    return re.sub(r".*<article", "<article", page, count=1, flags=re.DOTALL)


def test_it_is_made_once_until_the_plan_is_written_in(cast: Cast, signed_in: SignIn, made: list[str]) -> None:
    add(cast, "Cursus")
    client = signed_in(cast.olga)
    first = read(client, cast)
    assert "Cursus" in first
    assert read(client, cast) == first
    assert len(made) == 1
    add(cast, "Spreekuur")
    assert "Spreekuur" in read(client, cast)
    assert len(made) == 2


def test_who_only_reads_has_no_way_to_edit(cast: Cast, signed_in: SignIn, made: list[str]) -> None:
    add(cast, "Cursus")
    address = f"/plans/{cast.plan_id}/steps/solutions"
    assert address in read(signed_in(cast.karel), cast)
    reader = read(signed_in(cast.lena), cast)
    assert "Cursus" in reader
    assert address not in reader
    assert address in read(signed_in(cast.olga), cast)
    assert len(made) == 2, "authors share it"


def test_it_is_another_one_with_other_parts_at_another_moment_and_on_another_day(
    cast: Cast, signed_in: SignIn, made: list[str]
) -> None:
    add(cast, "Cursus")
    snapshot = take_snapshot(cast.plan_id, cast.olga, "Voor de zomer")
    add(cast, "Spreekuur")
    client = signed_in(cast.olga)
    assert "Spreekuur" in read(client, cast)
    assert "Spreekuur" not in read(client, cast, f"?at={snapshot}")
    assert "Spreekuur" not in read(client, cast, "?part=results")
    assert len(made) == 3
    with time_machine.travel(now() + timedelta(days=1)):
        read(client, cast)
    assert len(made) == 4, "what is late follows from the day"


def test_it_follows_the_name_of_its_writers(cast: Cast, signed_in: SignIn, made: list[str]) -> None:
    client = signed_in(cast.olga)
    assert "Olga Nieuw" not in read(client, cast)
    db.session.execute(update(User).where(User.id == cast.olga.id).values(name="Olga Nieuw"))
    db.session.commit()
    assert "Olga Nieuw" in read(client, cast)


def test_what_each_reader_has_their_own_of_is_made_each_time(cast: Cast, signed_in: SignIn, made: list[str]) -> None:
    client = signed_in(cast.olga)
    for _time in range(2):
        read(client, cast, "?reflections=1")
    assert len(made) == 2
