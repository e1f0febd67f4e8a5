"""From the button to the file: one job, one file, kept, refreshed, refused and cleared away."""

from __future__ import annotations

import importlib.abc
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import func, select, update

from impactplan.access import Permission
from impactplan.cli.content import print_plan
from impactplan.exports import operations, remove_files, rendering
from impactplan.exports.document import build_document
from impactplan.exports.formats import FromDocument, formats
from impactplan.exports.operations import KEPT_FOR, KEPT_PER_PLAN, file_of, folder_of, remove_expired, remove_surplus
from impactplan.exports.options import Options
from impactplan.exports.pdf import PDF
from impactplan.lib.dates import today
from impactplan.models import KINDS, Export, Outbox, Plan, User, db, now
from impactplan.outbox import sweep
from impactplan.workbook.operations import create_item, set_fields
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def write(cast: Cast, area: str = "Merenrijk") -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as plan:
        set_fields(plan, "purpose", "purpose", {"area": area}, {})


def ask(client: PageClient, cast: Cast, **form: Any) -> str:
    """Ask for the PDF and return the address of its page."""
    answer = client.post(f"/plans/{cast.plan_id}/exports", data=form)
    assert answer.status_code == 303
    return str(answer.location)


def count(model: type[Any]) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def stored(address: str) -> Export:
    db.session.expire_all()
    export = db.session.get(Export, address.rpartition("/")[2])
    assert export is not None
    return export


def test_from_the_button_to_the_file(cast: Cast, signed_in: SignIn) -> None:
    write(cast)
    client = signed_in(cast.lena)
    address = ask(client, cast)
    waiting = client.get(address)
    assert "<progress" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    assert client.get(address + "/file").status_code == 404
    assert sweep("export") == 1
    ready = client.get(address, queries=6).text
    assert "<progress" not in ready
    assert f"{address}/file" in ready
    with client.get(address + "/file") as file:
        assert file.mimetype == "application/pdf"
        assert file.data[:5] == b"%PDF-"
        assert file.headers["Content-Disposition"].startswith("attachment; filename=digitaal-mee-")
        assert file.headers["Cache-Control"] == "private, no-cache"
        assert file.headers["X-Content-Type-Options"] == "nosniff"
    with client.get(address + "/file?inline=1") as shown:
        assert shown.headers["Content-Disposition"].startswith("inline")
        assert shown.headers["Content-Security-Policy"] == "frame-ancestors 'none'"  # else Chrome shows nothing
    with pikepdf.open(file_of(stored(address))) as pdf:
        assert stored(address).pages == len(pdf.pages)


def test_asking_again_answers_at_once(cast: Cast, signed_in: SignIn) -> None:
    write(cast)
    first = ask(signed_in(cast.olga), cast)
    assert ask(signed_in(cast.lena), cast) == first
    sweep("export")
    assert ask(signed_in(cast.karel), cast) == first
    assert (count(Export), count(Outbox)) == (1, 1)


def test_what_was_changed_or_chosen_otherwise_is_made_anew(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    found = {ask(client, cast), ask(client, cast, empty="1"), ask(client, cast, part=["theory"])}
    write(cast)
    assert len(found | {ask(client, cast)}) == 4


def test_a_file_shows_the_plan_as_it_was_when_it_was_asked_for(cast: Cast, signed_in: SignIn) -> None:
    write(cast, "Eerst")
    address = ask(signed_in(cast.olga), cast)
    write(cast, "Daarna")
    state = rendering.load_exactly(cast.plan_id, stored(address).seq)
    assert state.sheet("purpose")["area"] == "Eerst"
    assert sweep("export") == 1


def test_the_state_is_exact_also_when_somebody_writes_during_the_reading(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(cast, "Eerst")
    seq = load_state(cast.plan_id).seq
    reads: list[int | None] = []

    def read_late(plan_id: str, *, at: int | None = None) -> Any:
        if not reads:  # as if the write came in the middle of the first reading
            write(cast, "Daarna")
            reads.append(at)
            return load_state(plan_id)
        return load_state(plan_id, at=at)

    monkeypatch.setattr(rendering, "load_state", read_late)
    state = rendering.load_exactly(cast.plan_id, seq)
    assert (state.seq, state.sheet("purpose")["area"]) == (seq, "Eerst")


def test_doing_a_job_twice_changes_nothing(cast: Cast, signed_in: SignIn) -> None:
    address = ask(signed_in(cast.olga), cast)
    sweep("export")
    made = file_of(stored(address)).stat().st_mtime_ns
    db.session.execute(update(Outbox).values(done_at=None, due_at=now()))
    db.session.commit()
    assert sweep("export") == 1
    assert file_of(stored(address)).stat().st_mtime_ns == made


def test_a_killed_worker_s_job_is_taken_up_again(cast: Cast, signed_in: SignIn) -> None:
    address = ask(signed_in(cast.olga), cast)
    db.session.execute(update(Export).values(state="running", stage="pages", progress=40))
    db.session.execute(update(Outbox).values(attempts=1, due_at=now() - timedelta(seconds=1)))
    db.session.commit()
    assert sweep("export") == 1
    assert stored(address).state == "done"


def test_a_failure_is_said_and_can_be_tried_again(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)

    def fail(*_words: Any) -> int:
        raise RuntimeError("a text of the plan that must not be shown")

    with monkeypatch.context() as patched:
        patched.setitem(formats.current, "pdf", replace(PDF, renderer=FromDocument(fail)))
        assert sweep("export") == 0
    page = client.get(address).text
    assert "niet gelukt" in page
    assert "must not be shown" not in page
    assert ask(client, cast) == address
    assert sweep("export") == 1
    assert stored(address).state == "done"


class NoPango(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, *_more: Any) -> None:
        if name == "impactplan.exports.printing":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_only_the_pdf_says_what_is_missing(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "impactplan.exports.printing", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    client = signed_in(cast.olga)
    address = ask(client, cast)
    assert sweep("export") == 0
    assert "libpango-1.0-0" in client.get(address).text
    assert client.get(f"/plans/{cast.plan_id}/document").status_code == 200


def test_a_file_that_vanished_is_made_anew(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    address = ask(client, cast)
    sweep("export")
    file_of(stored(address)).unlink()
    assert "niet gelukt" in client.get(address).text
    assert client.get(address + "/file").status_code == 404
    assert ask(client, cast) == address
    sweep("export")
    with client.get(address + "/file") as file:
        assert file.status_code == 200


def test_an_export_is_found_in_its_own_plan_only(cast: Cast, signed_in: SignIn) -> None:
    address = ask(signed_in(cast.olga), cast)
    other = create_plan(cast.vera, "Ander plan", "", "nl")
    db.session.commit()
    export_id = address.rpartition("/")[2]
    client = signed_in(cast.vera)
    for path in ("", "/file"):
        assert client.get(f"/plans/{other}/exports/{export_id}{path}").status_code == 404
        assert client.get(f"/plans/{cast.plan_id}/exports/{export_id}{path}").status_code == 404


def test_old_files_are_cleared_away(cast: Cast, signed_in: SignIn) -> None:
    folder = folder_of(cast.plan_id)
    folder.mkdir(parents=True)
    for number in range(KEPT_PER_PLAN + 3):
        age = timedelta(minutes=number) if number else KEPT_FOR + timedelta(days=1)
        export = Export(
            plan_id=cast.plan_id,
            seq=number,
            format="pdf",
            options={},
            options_hash="x",
            state="done",
            created_at=now() - age,
        )
        db.session.add(export)
        db.session.flush()
        file_of(export).write_bytes(b"%PDF-")
    db.session.commit()
    remove_expired(today())
    assert count(Export) == KEPT_PER_PLAN + 2 == len(list(folder.iterdir()))
    remove_surplus(cast.plan_id)
    assert count(Export) == KEPT_PER_PLAN == len(list(folder.iterdir()))
    assert db.session.execute(select(func.max(Export.seq))).scalar_one() == KEPT_PER_PLAN


def test_the_files_of_a_plan_go_with_it(cast: Cast, signed_in: SignIn) -> None:
    address = ask(signed_in(cast.olga), cast)
    sweep("export")
    assert file_of(stored(address)).is_file()
    remove_files(cast.plan_id)
    assert not folder_of(cast.plan_id).exists()


def test_progress_is_told_while_pages_are_made(cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "NOTE_EVERY", 0)
    told: list[tuple[str, int]] = []
    note = rendering.ExportProgress.note

    def listen(self: rendering.ExportProgress, stage: str, **values: Any) -> None:
        note(self, stage, **values)
        told.append((stage, db.session.execute(select(Export.progress)).scalar_one()))

    monkeypatch.setattr(rendering.ExportProgress, "note", listen)
    ask(signed_in(cast.olga), cast)
    sweep("export")
    assert told[0][0] == "reading"
    assert {"reading", "pages", "writing", ""} == {stage for stage, _share in told}
    shares = [share for _stage, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 100


@pytest.mark.parametrize("rows", [3, 60])
def test_the_reading_view_takes_as_many_queries_whatever_the_size(cast: Cast, signed_in: SignIn, rows: int) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as plan:
        group = create_item(plan, "stakeholder", {"name": "Starters"})
        for number in range(rows):
            create_item(plan, "activity", {"name": f"Cursus {number}", "stakeholders": [group]})
    page = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/document?empty=1", queries=len(KINDS) + 6)
    assert page.text.count("Cursus ") >= rows


def test_authors_find_the_way_back_to_each_step_and_readers_do_not(cast: Cast, signed_in: SignIn) -> None:
    write(cast)
    path = f"/plans/{cast.plan_id}/document"
    step = f"/plans/{cast.plan_id}/steps/purpose"
    assert step in signed_in(cast.karel).get(path).text
    assert step not in signed_in(cast.lena).get(path).text


def test_the_page_passes_its_options_on_to_the_file(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/document?part=theory&part=purpose&empty=1").text
    assert '<input type="hidden" name="part" value="theory">' in page
    assert '<input type="hidden" name="empty" value="1">' in page
    assert "Waarom en voor wie" in page


def test_the_command_line_writes_the_same(
    cast: Cast, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(cast)
    pages = operations.write_plan(cast.plan_id, PDF, Options.of(), tmp_path / "plan.pdf")
    with pikepdf.open(tmp_path / "plan.pdf") as pdf:
        assert len(pdf.pages) == pages
    print_plan(cast.plan_id, PDF, Options.of())
    assert capsysbinary.readouterr().out[:5] == b"%PDF-"
    with pytest.raises(LookupError):
        operations.write_plan("nothing", PDF, Options.of(), tmp_path / "x.pdf")


def test_a_plan_in_english_is_a_document_in_english(cast: Cast, signed_in: SignIn) -> None:
    write(cast)
    db.session.execute(update(Plan).values(language="en"))
    db.session.commit()
    assert build_document(load_state(cast.plan_id), Options.of()).chapters[0].title == "Impact strategy"
    page = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/document").text
    assert 'id="whole" lang="en">' in page
    assert "PDF maken" in page


def test_one_module_is_chosen_in_one_go(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.olga)
    shown = client.get(f"/plans/{cast.plan_id}/document?part=integration").get_data(as_text=True)
    chosen = re.findall(r'value="(\w+)"\s+id="part-\1"\s+checked', shown)
    assert chosen == ["conditions", "tasks", "roadmap", "pitch"]
    assert f'href="/plans/{cast.plan_id}/document?part=framework&amp;depth=all"' in shown
