"""Long histories come a page at a time, linked without JavaScript; nothing is left out between two pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from sqlalchemy import insert, select, update

from impactplan.models import Plan, PlanItem, Revision, db, now
from impactplan.workbook.changes import CHANGES_SHOWN, VERSIONS_SHOWN
from impactplan.workbook.queries import load_field_history, load_state
from tests.support.cast import Cast
from tests.workbook.support import Script, add, value_of

LONG = "Mensen die niet mee kunnen doen. " * 12


def add_versions(cast: Cast, item_id: str, number: int, first: str = "versie") -> None:
    """Let Olga and Karel have written in turn, as the log keeps it."""
    seq = load_state(cast.plan_id).seq
    start = now() - timedelta(days=30)
    rows = [
        {"plan_id": cast.plan_id, "seq": seq + at, "batch": f"b{seq + at}", "action": "set", "item_id": item_id}
        | {"kind": "challenge", "field": "statement", "after": {"v": f"{first} {at}"}, "at": start}
        | {"actor_id": (cast.olga, cast.karel)[at % 2].id}
        for at in range(1, number + 1)
    ]
    db.session.execute(insert(Revision), rows)
    db.session.execute(update(Plan).where(Plan.id == cast.plan_id).values(seq=seq + number))
    db.session.commit()


def walk(olga: Script, address: str) -> list[str]:
    """Follow the links to what is older, and return the pages."""
    pages: list[str] = []
    while address:
        pages.append(olga.client.get(address, queries=10).get_data(as_text=True))
        link = re.search(r'rel="next"\s+href="([^"]+)"', pages[-1])
        address = unescape(link[1]) if link else ""
    return pages


def statement_of(cast: Cast, olga: Script) -> tuple[str, str]:
    olga.patch("challenge/challenge/statement", "versie 0")
    return load_state(cast.plan_id).sheet("challenge").id, f"/plans/{cast.plan_id}/items/challenge/challenge/statement"


def test_a_field_with_very_many_versions_has_pages(cast: Cast, olga: Script) -> None:
    item_id, address = statement_of(cast, olga)
    add_versions(cast, item_id, 2 * VERSIONS_SHOWN + 7)
    pages = walk(olga, f"{address}/history")
    assert len(pages) == 3
    assert [page.count('class="version__head"') for page in pages] == [VERSIONS_SHOWN, VERSIONS_SHOWN, 8]
    added = [int(number) for page in pages for number in re.findall(r"<ins[^>]*>\D*(\d+)\D*?</ins>", page)]
    assert added == list(range(2 * VERSIONS_SHOWN + 7, 0, -1)), "each differs from the one before, over the border too"
    assert [("version--current" in page) for page in pages] == [True, False, False]
    assert 'rel="prev"' not in pages[0]
    assert 'rel="prev"' in pages[2]


def test_a_version_of_an_older_page_comes_back(cast: Cast, olga: Script) -> None:
    item_id, address = statement_of(cast, olga)
    add_versions(cast, item_id, VERSIONS_SHOWN + 2)
    versions = load_field_history(cast.plan_id, item_id, "statement")
    page = walk(olga, f"{address}/history")[1]
    form = dict(re.findall(r'name="(seq|seen)" value="(\d+)"', page))
    assert int(form["seen"]) == versions[0].seq, "not the newest of this page"
    old = next(version for version in versions if version.seq == int(form["seq"]))
    assert old.value == "versie 0"
    db.session.execute(
        update(PlanItem).where(PlanItem.id == item_id).values(field_versions={"statement": versions[0].seq})
    )
    db.session.commit()
    olga.client.post(f"{address}/history", data=form)
    assert value_of(cast, "challenge", "statement") == "versie 0"


def test_typing_that_is_logged_as_what_changed_is_read_at_the_border_of_a_page(cast: Cast, olga: Script) -> None:
    item_id, address = statement_of(cast, olga)
    version = load_state(cast.plan_id).seq
    for end in ("een", "een twee", "een twee drie"):
        version = olga.patch("challenge/challenge/statement", LONG + end, version).get_json()["version"]
    entries = db.session.scalars(select(Revision.after).where(Revision.item_id == item_id)).all()
    assert any("d" in after for after in entries), "the last ones tell what changed only"
    add_versions(cast, item_id, VERSIONS_SHOWN)
    page = walk(olga, f"{address}/history")[1]
    assert "een twee drie" in page


def test_all_that_was_done_has_pages(cast: Cast, olga: Script) -> None:
    names = [f"Groep {number}." for number in range(CHANGES_SHOWN + 20)]
    for name in names:
        add(cast, "stakeholder", name=name)
    pages = walk(olga, f"/plans/{cast.plan_id}/history")
    assert len(pages) == 2
    seen = [re.findall(r"Groep \d+\.", re.sub(r'<span class="unseen">.*?</span>', "", page)) for page in pages]
    assert [*seen[0], *seen[1]] == names[::-1]
    assert 'name="next" value="/plans/' in pages[1]
    assert "page=2" in pages[1].split('name="next"')[1][:120], "undoing leads back to the same page"


def test_a_page_that_there_is_not_is_empty_and_no_error(cast: Cast, olga: Script) -> None:
    for page in ("0", "-3", "x", "99999999999999999999"):
        assert olga.client.get(f"/plans/{cast.plan_id}/history?page={page}").status_code == 200
