"""A format is a part: one that is registered goes all the way, and nothing else has to know it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy import func, select

from impactplan.access import Permission
from impactplan.exports.formats import CannotRenderError, Format, FormatWords, FromState, formats, register_format
from impactplan.exports.operations import file_of
from impactplan.exports.options import Options
from impactplan.exports.pdf import PDF
from impactplan.graph import PlanState
from impactplan.models import Export, Outbox, User, db
from impactplan.outbox import sweep
from impactplan.workbook.operations import set_fields
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def write_items(state: PlanState, options: Options, target: Path, _report: object) -> None:
    items = {kind: [dict(item.values) for item in state.rows(kind)] for kind in ("purpose", "stakeholder")}
    target.write_text(json.dumps({"title": state.title, "empty": options.empty, "items": items}, default=str))


def refuse(*_arguments: object) -> None:
    raise CannotRenderError("A library is missing.")


PLAIN = Format(
    key="json",
    media_type="application/json",
    extension="json",
    renderer=FromState(write_items),
    words=FormatWords(
        name="JSON",
        make=lazy_gettext("Make JSON"),
        make_part=lazy_gettext("JSON of this page"),
        heading=lazy_gettext("The plan as JSON"),
        download=lazy_gettext("Download the JSON"),
        waiting=lazy_gettext("It waits."),
        failed=lazy_gettext("It failed."),
    ),
    is_job=False,
)


@pytest.fixture
def plain(app: Flask) -> Iterator[Format]:
    register_format(app, PLAIN)
    yield PLAIN
    del formats.of(app)[PLAIN.key]


def ask(client: PageClient, cast: Cast, **form: str) -> str:
    answer = client.post(f"/plans/{cast.plan_id}/exports", data={"format": "json"} | form)
    assert answer.status_code == 303
    return str(answer.location)


def test_a_second_format_is_asked_for_kept_and_handed_over(cast: Cast, signed_in: SignIn, plain: Format) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "purpose", "purpose", {"area": "Merenrijk"}, {})
    client = signed_in(cast.olga)
    page = client.get(f"/plans/{cast.plan_id}/document").text
    assert 'name="format" value="json">Make JSON<span' in page
    assert page.index("PDF maken") < page.index("Make JSON"), "the first is the usual one"
    address = ask(client, cast, empty="1")
    assert db.session.scalar(select(func.count()).select_from(Outbox)) == 0, "nothing was left to a worker"
    export = db.session.scalars(select(Export)).one()
    assert (export.format, export.state, export.pages) == ("json", "done", None)
    assert file_of(export).suffix == ".json"
    shown = client.get(address).text
    assert "The plan as JSON" in shown
    assert "Download the JSON" in shown
    assert "inline=1" not in shown
    assert "PDF" not in shown
    with client.get(address + "/file?inline=1") as file:
        assert file.mimetype == "application/json"
        assert file.headers["Content-Disposition"].startswith("attachment; filename=digitaal-mee-")
        assert file.headers["Content-Disposition"].endswith(f"-v{export.seq}.json")
        assert file.json is not None
        assert file.json["items"]["purpose"][0]["area"] == "Merenrijk"
        assert file.json["empty"] is True


def test_each_format_is_kept_by_itself(cast: Cast, signed_in: SignIn, plain: Format) -> None:
    client = signed_in(cast.olga)
    first = ask(client, cast)
    assert ask(client, cast) == first
    usual = client.post(f"/plans/{cast.plan_id}/exports").location
    assert usual != first
    assert set(db.session.scalars(select(Export.format))) == {"json", PDF.key}


def test_what_a_format_lacks_is_stated_on_its_page(
    cast: Cast, signed_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = Format("json", "application/json", "json", FromState(refuse), PLAIN.words, is_job=False)
    monkeypatch.setitem(formats.of(app), "json", lacking)
    client = signed_in(cast.olga)
    page = client.get(ask(client, cast)).text
    assert "A library is missing." in page
    assert '<input type="hidden" name="format" value="json">' in page, "trying again asks for the same format"


def test_nobody_asks_for_what_is_not_registered(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    assert client.post(f"/plans/{cast.plan_id}/exports", data={"format": "json"}).status_code == 400


def test_a_file_of_a_format_that_is_gone_is_not_found(
    cast: Cast, signed_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(cast.olga)
    with monkeypatch.context() as patched:
        patched.setitem(formats.of(app), "json", PLAIN)
        address = ask(client, cast)
    assert client.get(address).status_code == 404
    assert client.get(address + "/file").status_code == 404


def test_every_registered_format_makes_a_file(cast: Cast, signed_in: SignIn, app: Flask) -> None:
    client = signed_in(cast.olga)
    for format_ in formats.of(app).values():
        assert len(format_.key) <= 10
        address = ask(client, cast, format=format_.key)
        if format_.is_job:
            assert sweep("export") == 1
        with client.get(address + "/file") as file:
            assert file.mimetype == format_.media_type
            assert file.data
