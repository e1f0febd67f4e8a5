"""Moments with a name: kept, read, compared with, and a source to bring fields and rows back from."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.accounts.privacy import delete_account, delete_plan
from impactplan.models import Revision, Snapshot, User, db
from impactplan.workbook import operations
from impactplan.workbook.completeness import live_values
from impactplan.workbook.queries import load_state
from impactplan.workbook.snapshots import MOST, SnapshotError, load_snapshots, take_snapshot
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.workbook.conftest import SignIn
from tests.workbook.support import Script, add, value_of


def keep(cast: Cast, name: str = "vóór het MT", by: User | None = None) -> str:
    return take_snapshot(cast.plan_id, by or cast.olga, name)


def set_(cast: Cast, kind: str, ref: str, by: User | None = None, **values: Any) -> None:
    with writing(cast.plan_id, Permission.EDIT, by or cast.olga) as write:
        operations.set_fields(write, kind, ref, values, {})


def remove(cast: Cast, kind: str, item_id: str) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        operations.delete_item(write, kind, item_id)


def names_of(cast: Cast) -> list[str]:
    db.session.rollback()
    return [one.name for one in load_snapshots(cast.plan_id)]


def test_an_author_keeps_renames_and_removes_a_moment(cast: Cast, olga: Script) -> None:
    assert olga.post("snapshots", {"name": "  vóór   het MT "}).status_code == 303
    assert names_of(cast) == ["vóór het MT"]
    (one,) = load_snapshots(cast.plan_id)
    assert (one.seq, one.made_by) == (1, "Olga")
    assert olga.post(f"snapshots/{one.id}/name", {"name": "Na het MT"}).status_code == 303
    assert names_of(cast) == ["Na het MT"]
    assert olga.post(f"snapshots/{one.id}/remove", {}).status_code == 303
    assert names_of(cast) == []
    for gone in (f"snapshots/{one.id}/name", f"snapshots/{one.id}/remove"):
        assert olga.post(gone, {"name": "Weg"}).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_that_cannot_be_kept_stands_there_again(cast: Cast, olga: Script, name: str) -> None:
    answer = olga.post("snapshots", {"name": name})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert name.strip() in answer.get_data(as_text=True)
    assert names_of(cast) == []


def test_the_same_form_keeps_a_moment_once(cast: Cast) -> None:
    first = take_snapshot(cast.plan_id, cast.olga, "Een", "key-1")
    assert take_snapshot(cast.plan_id, cast.olga, "Een", "key-1") == first
    assert names_of(cast) == ["Een"]


def test_a_plan_holds_so_many_and_no_more(cast: Cast, olga: Script) -> None:
    db.session.add_all(Snapshot(plan_id=cast.plan_id, seq=1, name=f"Moment {number}") for number in range(MOST))
    db.session.commit()
    with pytest.raises(SnapshotError):
        keep(cast)
    assert olga.post("snapshots", {"name": "Nog een"}).status_code == 422
    assert olga.client.get(f"/plans/{cast.plan_id}/snapshots", queries=6).status_code == 200


def test_typing_goes_on_in_an_entry_of_its_own_after_a_snapshot(cast: Cast) -> None:
    for text in ("I", "Ie"):
        set_(cast, "purpose", "purpose", ambition=text)
    keep(cast)
    set_(cast, "purpose", "purpose", ambition="Iedereen")
    batches = db.session.scalars(select(Revision.batch).where(Revision.field == "ambition")).all()
    assert len(set(batches)) == len(batches)


def test_a_snapshot_is_read_as_a_document_with_its_name(cast: Cast, signed_in: SignIn) -> None:
    set_(cast, "purpose", "purpose", ambition="Zo was het")
    snapshot = keep(cast)
    set_(cast, "purpose", "purpose", ambition="Zo werd het")
    page = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/document?at={snapshot}").get_data(as_text=True)
    assert "Zo was het" in page
    assert "Zo werd het" not in page
    assert page.count("vóór het MT") >= 2  # above the document, and on it
    assert "/steps/purpose" not in page.split('id="whole"')[1]
    for other in ("bestaatniet", snapshot[:-1]):
        assert signed_in(cast.lena).get(f"/plans/{cast.plan_id}/document?at={other}").status_code == 404


def restoring(olga: Script, kind: str, item_id: str, seq: int, **sent: Any) -> str:
    answer = olga.client.post(
        f"/plans/{olga.plan_id}/restore/{kind}/{item_id}",
        data={"seq": seq, **sent},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_a_field_is_brought_back(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Toen", size=2)
    seq = load_state(cast.plan_id).seq
    set_(cast, "stakeholder", row, name="Nu")
    set_(cast, "stakeholder", row, size=5)
    seen = load_state(cast.plan_id).rows("stakeholder")[0].version("name")
    page = olga.client.get(f"/plans/{cast.plan_id}/since?from=seq-{seq}").get_data(as_text=True)
    assert page.count("/restore/stakeholder/") == 3  # each of two fields, and both
    assert "Het veld is teruggezet" in restoring(olga, "stakeholder", row, seq, field="name", **{"seen-name": seen})
    db.session.rollback()
    assert (value_of(cast, "stakeholder", "name"), value_of(cast, "stakeholder", "size")) == ("Toen", 5)


def test_what_a_sheet_got_since_is_taken_out_of_it(cast: Cast, olga: Script) -> None:
    seq = load_state(cast.plan_id).seq
    set_(cast, "purpose", "purpose", ambition="Nieuw")
    sheet = load_state(cast.plan_id).sheet("purpose")
    seen = {"seen-ambition": sheet.version("ambition")}
    assert "Het veld is teruggezet" in restoring(olga, "purpose", sheet.id, seq, field="ambition", **seen)
    db.session.rollback()
    assert value_of(cast, "purpose", "ambition") is None


def test_what_was_written_since_the_page_was_read_is_left_alone(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Toen")
    seq = load_state(cast.plan_id).seq
    set_(cast, "stakeholder", row, name="Nu")
    seen = load_state(cast.plan_id).rows("stakeholder")[0].version("name")
    set_(cast, "stakeholder", row, cast.karel, name="Karel schreef dit")
    page = restoring(olga, "stakeholder", row, seq, field="name", **{"seen-name": seen})
    assert "Iemand heeft hier intussen iets geschreven" in page
    db.session.rollback()
    assert value_of(cast, "stakeholder", "name") == "Karel schreef dit"


def test_a_row_that_was_removed_comes_back_as_it_was_at_the_moment(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Toen", size=2)
    seq = load_state(cast.plan_id).seq
    set_(cast, "stakeholder", row, name="Daarna")
    remove(cast, "stakeholder", row)
    assert "De rij is teruggehaald" in restoring(olga, "stakeholder", row, seq)
    db.session.rollback()
    assert load_state(cast.plan_id).find(row) is not None
    assert value_of(cast, "stakeholder", "name") == "Toen"
    assert "niet meer zoals" in restoring(olga, "stakeholder", row, seq)  # it is back already


def test_references_to_what_is_gone_are_left_out_of_a_row(cast: Cast, olga: Script) -> None:
    one, other = (add(cast, "outcome", statement=name) for name in ("Een", "Twee"))
    link = add(cast, "link", source=one, target=other)
    seq = load_state(cast.plan_id).seq
    remove(cast, "link", link)
    remove(cast, "outcome", one)
    assert "weggelaten" in restoring(olga, "link", link, seq)
    db.session.rollback()
    state = load_state(cast.plan_id)
    back = live_values(state, state.by_id[link])
    assert (back["source"], back["target"]) == (None, other)
    set_(cast, "link", link, target=None)
    seen = load_state(cast.plan_id).by_id[link].version("source")
    page = restoring(olga, "link", link, seq, field="source", **{"seen-source": seen})
    assert "Haal eerst de rij terug" in page


def test_a_row_of_which_there_can_be_one_does_not_come_back_beside_another(cast: Cast, olga: Script) -> None:
    row = add(cast, "culture", dimension="leadership")
    seq = load_state(cast.plan_id).seq
    remove(cast, "culture", row)
    add(cast, "culture", dimension="leadership")
    assert "maar één" in restoring(olga, "culture", row, seq)
    db.session.rollback()
    assert len(load_state(cast.plan_id).rows("culture")) == 1


def test_strange_requests_are_refused(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Toen")
    address = f"/plans/{cast.plan_id}/restore/stakeholder/{row}"
    for sent in ({}, {"seq": "0"}, {"seq": "x"}, {"seq": "2", "field": "nothing"}):
        assert olga.client.post(address, data=sent).status_code == 404, sent


def test_who_leaves_leaves_their_snapshots_without_a_name_and_a_plan_takes_its_own_along(cast: Cast) -> None:
    keep(cast, by=cast.karel)
    delete_account(cast.karel, {})
    (one,) = load_snapshots(cast.plan_id)
    assert one.made_by == ""
    delete_plan(cast.plan_id)
    db.session.commit()
    assert db.session.scalars(select(Snapshot.id)).all() == []
