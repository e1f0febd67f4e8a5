"""A long list as a table: when it is offered and shown, in which columns, and what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from impactplan.access import Permission
from impactplan.lib.dates import today
from impactplan.models import KINDS, User
from impactplan.steps import STEPS
from impactplan.workbook.operations import set_fields
from impactplan.workbook.queries import load_state
from impactplan.workbook.tables import LONG, without_signs
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill
from tests.workbook.support import Script, add

SignIn = Callable[[User], PageClient]
TABLES = [(step.key, key) for step in STEPS for key in (*step.shown, *step.draws) if not KINDS[key].sheet]


def table(client: PageClient, plan_id: str, step: str, query: str = "") -> Any:
    page = client.get(f"/plans/{plan_id}/steps/{step}{query}").get_data(as_text=True)
    return next(iter(html.fromstring(page).xpath("//table[@data-table]")), None)


def headings(shown: Any) -> list[str]:
    return [str(cell.get("data-column")) for cell in shown.xpath(".//thead//th")[1:]]


def rows(shown: Any) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in shown.xpath("./tbody/tr")]


@pytest.mark.once  # of empty steps, which are read as any
def test_every_list_can_be_read_as_a_table(cast: Cast, signed_in: SignIn) -> None:
    fill(cast.plan_id, LONG + 1)
    for user in (cast.olga, cast.tess):
        client = signed_in(user)
        for step, kind in TABLES:
            shown = table(client, cast.plan_id, step, f"?view=table-{kind}")
            assert [len(row) for row in rows(shown)] == [len(headings(shown)) + 1] * (LONG + 1), kind


def test_only_a_long_list_offers_it(cast: Cast, olga: Script) -> None:
    offer = "view=table-stakeholder"
    for number in range(LONG):
        add(cast, "stakeholder", name=f"Groep {number}")
    page = f"/plans/{cast.plan_id}/steps/stakeholders"
    assert offer not in olga.client.get(page).text
    add(cast, "stakeholder", name="Nog een")
    assert offer in olga.client.get(page).text


def test_what_is_required_comes_first_and_what_names_the_row_before_it(cast: Cast, olga: Script) -> None:
    fill(cast.plan_id, 2)
    shown = table(olga.client, cast.plan_id, "indicators", "?view=table-indicator")
    assert headings(shown)[:3] == ["name", "outcome", "unit"]
    assert len(headings(shown)) <= 8
    assert "impact_risk" not in headings(shown)


def test_columns_can_be_chosen_and_are_remembered(cast: Cast, olga: Script) -> None:
    fill(cast.plan_id, 2)
    asked = "?view=table-indicator&columns=owner&columns=impact_risk&columns=nonsense"
    for query in (asked, "", "?view=table-indicator"):
        shown = table(olga.client, cast.plan_id, "indicators", query)
        assert headings(shown) == ["name", "owner", "impact_risk"]


def test_the_way_is_remembered_until_another_one_is_chosen(cast: Cast, olga: Script) -> None:
    fill(cast.plan_id, 2)
    assert table(olga.client, cast.plan_id, "stakeholders") is None
    assert table(olga.client, cast.plan_id, "stakeholders", "?view=table-stakeholder") is not None
    assert table(olga.client, cast.plan_id, "stakeholders") is not None
    assert table(olga.client, cast.plan_id, "sources") is None
    row = load_state(cast.plan_id).rows("stakeholder")[0].id
    assert table(olga.client, cast.plan_id, "stakeholders", f"?row={row}") is None
    assert table(olga.client, cast.plan_id, "stakeholders", f"?view=table-stakeholder&row={row}") is None
    assert table(olga.client, cast.plan_id, "stakeholders") is not None
    assert table(olga.client, cast.plan_id, "stakeholders", "?view=cards") is None
    assert table(olga.client, cast.plan_id, "stakeholders") is None


def test_a_phone_and_the_drawing_show_a_table_only_when_it_is_asked_for(cast: Cast, olga: Script) -> None:
    fill(cast.plan_id, 2)
    page = f"/plans/{cast.plan_id}/steps/stakeholders"
    assert "data-table" in olga.client.get(f"{page}?view=table-stakeholder").text
    assert "data-table" not in olga.client.get(page, headers={"User-Agent": "Mobile Mobi"}).text
    assert table(olga.client, cast.plan_id, "theory", "?view=table-link") is not None
    assert table(olga.client, cast.plan_id, "theory") is None
    assert table(olga.client, cast.plan_id, "theory", "?view=list") is None


@pytest.mark.parametrize("way", ["table-", "table-purpose", "table-user", "table-source", "tabel", "table-audience-"])
def test_what_is_no_table_of_the_step_is_the_page_as_ever(cast: Cast, olga: Script, way: str) -> None:
    fill(cast.plan_id, 2)
    assert table(olga.client, cast.plan_id, "purpose", f"?view={way}") is None


def test_a_cell_says_what_is_chosen_in_words_and_by_its_key(cast: Cast, olga: Script) -> None:
    group = add(cast, "stakeholder", name="Ouderen", stakeholder_kind="target_group", size=1300)
    add(cast, "activity", name="Café", stakeholders=(group,))
    query = "?view=table-stakeholder&columns=stakeholder_kind&columns=size"
    shown = table(olga.client, cast.plan_id, "stakeholders", query)
    assert rows(shown)[0] == ["Open rij 1", "Ouderen", "Doelgroep", "1.300"]
    assert shown.xpath(".//td[@data-k]")[0].get("data-k") == "target_group"
    shown = table(olga.client, cast.plan_id, "solutions", "?view=table-activity")
    cell = shown.xpath(".//td[@data-k]")[0]
    assert (cell.text_content(), cell.get("data-k")) == ("Ouderen", group)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("een **vet** woord", "een vet woord"),
        ("*schuin* en 3 * 4 * 5", "schuin en 3 * 4 * 5"),
        ("- een\n- [twee](https://example.org)", "• een\n• twee"),
        ("2*3*4 en snake_case_naam", "2*3*4 en snake_case_naam"),
        ("gewoon", "gewoon"),
    ],
)
def test_a_formatted_text_is_shown_without_its_signs(typed: str, shown: str) -> None:
    assert without_signs(typed) == shown


def test_what_was_typed_goes_along_with_what_is_shown(cast: Cast, olga: Script) -> None:
    add(cast, "stakeholder", name="Ouderen", traits="een **vet** woord")
    shown = table(olga.client, cast.plan_id, "stakeholders", "?view=table-stakeholder&columns=traits")
    assert rows(shown)[0][2] == "een vet woord"
    assert shown.xpath(".//td[@data-typed]")[0].get("data-typed") == "een **vet** woord"


def test_without_a_script_a_cell_leads_to_its_field(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Ouderen")
    shown = table(olga.client, cast.plan_id, "stakeholders", "?view=table-stakeholder")
    links = [str(link.get("href")) for link in shown.xpath("./tbody//a")]
    assert f"?row={row}#{row}-name" in links
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/stakeholders?row={row}").text
    assert all(f'id="{link.partition("#")[2]}"' in page for link in links)


def test_who_only_reads_gets_no_controls(cast: Cast, signed_in: SignIn) -> None:
    add(cast, "stakeholder", name="Ouderen")
    page = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/steps/stakeholders?view=table-stakeholder").text
    assert "Ouderen" in page
    assert "data-control" not in page
    assert "data-editable" not in page
    assert not re.search(r"\?row=\w+#\w+-name", page)


def test_what_a_later_step_borrows_is_named_and_not_written_there(cast: Cast, olga: Script) -> None:
    fill(cast.plan_id, LONG + 1)
    page = olga.client.get(f"/plans/{cast.plan_id}/steps/priorities?view=table-outcome").text
    assert 'data-column="statement"' in page
    assert 'data-control="statement"' not in page
    assert 'data-control="measure"' in page
    assert 'id="add-outcome"' not in page


def test_a_locked_row_says_so(cast: Cast, olga: Script) -> None:
    fill(cast.plan_id, 2)
    row = load_state(cast.plan_id).rows("ledger_line")[0].id
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        set_fields(write, "ledger_line", row, {"locked_on": today()}, {})
    shown = table(olga.client, cast.plan_id, "ledger", "?view=table-ledger_line")
    assert [line.get("data-locked") is not None for line in shown.xpath("./tbody/tr")] == [True, False]


def test_a_save_from_a_table_brings_nothing_of_the_cards(cast: Cast, olga: Script) -> None:
    row = add(cast, "indicator", name="Deelnemers")
    page = {"step": "indicators", "row": "", "table": "indicator"}
    seq = load_state(cast.plan_id).seq
    around = olga.patch(f"indicator/{row}/name", "Bezoekers", seq, page=page).get_json()["around"]
    assert 'data-step="indicators"' in around
    assert "section-indicator" not in around
    del page["table"]
    assert "section-indicator" in olga.patch(f"indicator/{row}/name", "Anders", seq + 1, page=page).get_json()["around"]
