"""What another room hangs on the pages of a plan: tabs of the panel, marks, entries beside the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from jinja2 import BaseLoader, ChoiceLoader, DictLoader

from impactplan import create_app
from impactplan.access import OpenPlan
from impactplan.config import Settings
from impactplan.lib.holding import holds_once
from impactplan.models import User, db
from impactplan.steps import Step
from impactplan.workbook.marks import Mark, Marks, merge_marks
from impactplan.workbook.panel import PanelTab, StepPage, TabContent
from impactplan.workbook.registry import (
    SidebarEntry,
    register_marks,
    register_panel_tab,
    register_sidebar_entries,
)
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import add

TALK = '<p id="talk-text" data-live>{{ view }}</p>'

Visit = Callable[[User], PageClient]


class Room:
    """A room that a test hangs on the workbook: what it says is for the test to set, and stands in no database."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.waiting: int | None = None
        self.calls: list[tuple[str, str]] = []

    def find_marks(self, _plan: OpenPlan, step: Step | None, reader: User) -> Marks:
        holds_once()
        self.calls.append((step.key if step else "", reader.name))
        return self.marks

    def fill_tab(self, page: StepPage) -> TabContent | None:
        if self.waiting is None:
            return None
        return TabContent(f"{page.reader.name} at {page.step.key}", self.waiting)

    def find_entries(self, _plan: OpenPlan) -> Mapping[int, Sequence[SidebarEntry]]:
        return {2: [SidebarEntry(f"extra-{at}", f"Extra {at}", f"/extra/{at}", "empty") for at in (1, 2)]}


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def visit(cast: Cast, settings: Settings, room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """Let somebody in to a site that has the room."""
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    register_marks(app, room.find_marks)
    register_panel_tab(app, PanelTab("talk", _l("Save"), "workbook/_talk.html", room.fill_tab))
    register_sidebar_entries(app, room.find_entries)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"workbook/_talk.html": TALK}), *loaders_of(app)])
    yield lambda user: PageClient(app).sign_in(user)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def loaders_of(app: Flask) -> list[BaseLoader]:
    loader = app.jinja_env.loader
    assert loader is not None
    return [loader]


def address(cast: Cast, step: str = "stakeholders", row: str = "") -> str:
    return f"/plans/{cast.plan_id}/steps/{step}" + (f"?row={row}" if row else "")


# --- tabs of the panel ---


def test_a_tab_appears_only_when_it_has_content(cast: Cast, visit: Visit, room: Room) -> None:
    olga = visit(cast.olga)
    page = olga.get(address(cast)).text
    assert 'id="talk"' not in page
    assert 'data-panel="talk"' not in page
    room.waiting = 3
    page = olga.get(address(cast)).text
    assert '<section class="panel__part" id="talk" aria-labelledby="talk-title" data-count="3">' in page
    assert "Olga at stakeholders" in page
    assert 'href="#talk" data-panel="talk"' in page


def test_tabs_stand_after_those_that_are_there(cast: Cast, visit: Visit, room: Room) -> None:
    room.waiting = 0
    page = visit(cast.olga).get(address(cast)).text
    ways = [page.index(f'data-panel="{key}"') for key in ("guidance", "missing", "talk")]
    assert ways == sorted(ways)
    parts = [page.index(f'class="panel__part" id="{key}"') for key in ("talk", "missing", "guidance")]
    assert parts == sorted(parts), "without a script the guidance, which is long, stands below the others"


def test_a_reader_has_the_tabs_but_not_what_is_missing(cast: Cast, visit: Visit, room: Room) -> None:
    room.waiting = 1
    page = visit(cast.lena).get(address(cast)).text
    assert "Lena at stakeholders" in page
    assert 'id="missing"' not in page


def test_after_a_save_the_tabs_that_writing_changes_come_along(cast: Cast, visit: Visit, room: Room) -> None:
    room.waiting = 2
    answer = visit(cast.olga).patch(
        f"/plans/{cast.plan_id}/items/purpose/purpose/ambition",
        json={"value": "Iedereen doet mee", "page": {"step": "purpose", "row": ""}},
        headers={"If-Match": "0", "Idempotency-Key": "one"},
    )
    around = answer.get_json()["around"]
    assert 'id="talk"' in around
    assert 'id="missing"' in around
    assert 'id="guidance"' not in around


# --- marks ---


def mark(text: str) -> list[Mark]:
    return [Mark(text, "◆", f"/talk/{text}", "talk")]


def test_a_step_has_its_marks_wherever_the_path_stands(cast: Cast, visit: Visit, room: Room) -> None:
    room.marks = Marks(steps={"indicators": mark("two-open")})
    olga = visit(cast.olga)
    pages = [
        address(cast),
        f"/plans/{cast.plan_id}/",
        f"/plans/{cast.plan_id}/modules/1",
        f"/plans/{cast.plan_id}/reflections/1",
    ]
    for page in pages:
        assert '<a class="mark mark--talk" href="/talk/two-open">' in olga.get(page).text, page
    assert room.calls == [("stakeholders", "Olga"), ("", "Olga"), ("", "Olga"), ("", "Olga")], "asked once a page"


def test_a_row_has_its_marks_closed_and_open(cast: Cast, visit: Visit, room: Room) -> None:
    row = add(cast, "stakeholder", name="Learners")
    room.marks = Marks(items={row: mark("on-row")})
    for user in (cast.olga, cast.lena):
        client = visit(user)
        for page in (address(cast), address(cast, row=row)):
            assert client.get(page).text.count("/talk/on-row") == 1


@pytest.mark.parametrize(
    ("step", "kind", "values"),
    [
        ("results", "indicator", {"name": "Share"}),
        ("ledger", "ledger_line", {"period": 2026}),
        ("insights", "link", {"assumption": "It works"}),
        ("reports", "negative_effect", {"description": "Fraud"}),
        ("roadmap", "action", {"name": "Begin"}),
        ("feasibility", "capacity", {"year": 2026, "quarter": "1"}),
    ],
)
def test_a_layout_of_its_own_shows_the_marks_of_its_rows(
    cast: Cast, visit: Visit, room: Room, step: str, kind: str, values: Mapping[str, object]
) -> None:
    row = add(cast, kind, **values)
    room.marks = Marks(items={row: mark("on-row")})
    assert visit(cast.olga).get(address(cast, step)).text.count("/talk/on-row") == 1


def test_a_field_has_its_marks_also_of_a_sheet_that_nobody_wrote_in(cast: Cast, visit: Visit, room: Room) -> None:
    row = add(cast, "stakeholder", name="Learners")
    room.marks = Marks(fields={(row, "name"): mark("on-name"), ("challenge", "statement"): mark("on-sheet")})
    for user in (cast.olga, cast.lena):
        client = visit(user)
        assert client.get(address(cast, row=row)).text.count("/talk/on-name") == 1
        assert "/talk/on-name" not in client.get(address(cast)).text
        assert client.get(address(cast, "challenge")).text.count("/talk/on-sheet") == 1


def test_marks_of_several_rooms_stand_together() -> None:
    one, other = Marks(steps={"theory": mark("a")}), Marks(steps={"theory": mark("b"), "purpose": mark("c")})
    merged = merge_marks([one, other])
    assert [shown.text for shown in merged.steps["theory"]] == ["a", "b"]
    assert [shown.text for shown in merged.steps["purpose"]] == ["c"]
    assert merge_marks([]) == Marks()
    assert merge_marks([one]) is one


# --- entries beside the steps ---


def test_any_number_of_entries_stand_beside_the_steps_of_a_module(cast: Cast, visit: Visit) -> None:
    page = visit(cast.olga).get(f"/plans/{cast.plan_id}/reflections/2").text
    assert all(f'href="/extra/{at}"' in page for at in (1, 2))
    current = 'data-step="reflection-2" aria-current="page"'
    assert " ".join(page.split()).count(current) == 1
