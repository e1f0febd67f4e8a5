"""The step pages of module 3: rows open in their place, what is still to do has its button, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from impactplan.access import Permission
from impactplan.blocks import Block, Entries, Listing, Table
from impactplan.exports.document import build_document
from impactplan.exports.options import Options
from impactplan.models import User
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.new_rows import offered
from tests.workbook.support import Script

D = Decimal
SignIn = Callable[[User], PageClient]


class Plan:
    def __init__(self, cast: Cast, client: PageClient) -> None:
        self.cast, self.client, self.ids = cast, client, dict[str, str]()

    def add(self, kind: str, alias: str = "", **values: Any) -> str:
        with writing(self.cast.plan_id, Permission.EDIT, self.cast.olga) as write:
            self.ids[alias or kind] = operations.create_item(write, kind, values)
        return self.ids[alias or kind]

    def page(self, step: str, row: str = "") -> str:
        address = f"/plans/{self.cast.plan_id}/steps/{step}" + (f"?row={row}" if row else "")
        answer = self.client.get(address, queries=10)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def blocks(self, step: str) -> list[Block]:
        document = build_document(load_state(self.cast.plan_id), Options.of([step]))
        sections = [section for chapter in document.chapters for section in chapter.sections]
        return [block for section in sections if section.step == step for block in section.blocks]


@pytest.fixture
def plan(cast: Cast, signed_in: SignIn) -> Plan:
    return Plan(cast, signed_in(cast.olga))


@pytest.fixture
def full(plan: Plan) -> Plan:
    """A plan with an outcome, its indicator and two measurements of it."""
    outcome = plan.add("outcome", statement="Cursisten durven meer")
    known = {"baseline": D(45), "target": D(70), "minimum": D(55), "unit": "%", "direction": "up"}
    indicator = plan.add("indicator", name="Inloggen", outcome=outcome, **known)
    plan.add("measurement", "first", indicator=indicator, measured_on=date(2021, 6, 18), value=D(54), wave="voorjaar")
    plan.add("measurement", "last", indicator=indicator, measured_on=date(2022, 6, 18), value=D(60), n=90)
    return plan


def test_without_indicators_the_way_leads_to_them(plan: Plan) -> None:
    page = plan.page("results")
    assert "die is er nog niet" in page
    assert f"/plans/{plan.cast.plan_id}/steps/indicators" in page
    assert "<table" not in page
    assert 'data-structural="add"' not in page
    assert "upload" not in page
    assert f'id="add-measurement" href="/plans/{plan.cast.plan_id}/steps/indicators"' in page


@pytest.mark.parametrize("step", ["results", "contribution"])
def test_a_picture_without_anything_in_it_is_left_out(plan: Plan, step: str) -> None:
    assert not re.search(r'class="picture[" ]', plan.page(step))


def test_each_measurement_stands_in_its_cell_and_opens_there(full: Plan) -> None:
    page = full.page("results")
    for name in ("first", "last"):
        assert page.count(f'id="row-{full.ids[name]}"') == 1
    assert "minimum niet gehaald" in page
    assert "voortgang 0,60" in page
    opened = full.page("results", full.ids["last"])
    assert opened.count(f'id="row-{full.ids["last"]}"') == 1
    inside = opened.split('class="results__open"')[1]
    assert f'data-item="measurement/{full.ids["last"]}"' in inside
    assert opened.index("results__open") < opened.index("</table>")


def test_an_indicator_opens_with_what_this_step_asks_of_it(full: Plan) -> None:
    opened = full.page("results", full.ids["indicator"])
    asked = re.findall(rf'id="{full.ids["indicator"]}-(\w+)-below"', opened)
    assert set(asked) == {"minimum", "target", "judged_by"}
    assert '<input type="hidden" name="step" value="results">' in opened


def test_an_empty_cell_adds_a_measurement_of_its_moment(full: Plan) -> None:
    other = full.add("indicator", "other", name="Ander")
    page = full.page("results")
    row = page.split(f'id="results-{other}"')[1].split("</tr>")[0]
    form = offered(row)[0]
    assert form == {"indicator": other, "measured_on": "2021-06-18", "wave": "voorjaar"}
    Script(full.client, full.cast.plan_id).make("measurement", form, value="5")
    made = load_state(full.cast.plan_id).rows("measurement")[-1]
    assert (made["indicator"], made["measured_on"], made["wave"]) == (other, date(2021, 6, 18), "voorjaar")


def test_a_measurement_without_a_place_is_a_row_below(full: Plan) -> None:
    loose = full.add("measurement", "loose", value=D(5))
    page = full.page("results")
    assert page.index("</table>") < page.index(f'id="row-{loose}"')
    assert f'data-item="measurement/{loose}"' in full.page("results", loose)


def test_who_only_reads_sees_the_grid_without_buttons(full: Plan, signed_in: SignIn) -> None:
    reader = signed_in(full.cast.lena)
    page = reader.get(f"/plans/{full.cast.plan_id}/steps/results").get_data(as_text=True)
    assert "60\u00a0%" in page
    assert "/items/measurement" not in page
    assert not offered(page)
    assert "/results/upload" not in page


@pytest.mark.parametrize(("step", "kind"), [("contribution", "contribution"), ("valuation", "valuation")])
def test_outcomes_without_a_row_have_a_button_that_begins_it(full: Plan, step: str, kind: str) -> None:
    full.add("outcome", "left", statement="Niet gemeten", measure="not")
    page = full.page(step)
    listed = page.split(f'id="suggestions-{kind}"')[1].split("</ul>")[0]
    assert offered(listed) == [{"outcome": full.ids["outcome"]}]
    assert "Niet gemeten" not in listed
    assert "1 effect staat hier niet bij" in page
    full.add(kind, outcome=full.ids["outcome"])
    assert f'id="suggestions-{kind}"' not in full.page(step)


def test_the_arithmetic_stands_with_the_open_form(full: Plan) -> None:
    values = {"gross": D(126), "deadweight": D(30), "displacement": D(5), "own_share": D(60), "duration": 1}
    row = full.add("contribution", outcome=full.ids["outcome"], **values)
    page = full.page("contribution", row)
    assert "83,79 × 60" in page
    assert "ongeveer 50 mensen" in page
    assert 'class="calculation__how" open' in page


def test_the_return_appears_once_something_is_valued_in_euros(full: Plan) -> None:
    assert "figures-return" not in full.page("valuation")
    full.add("valuation", outcome=full.ids["outcome"], method="monetary", unit_price=D(850))
    page = full.page("valuation")
    assert "figures-return" in page
    assert "bruto verandering nodig" in page


def test_an_assumption_that_did_not_hold_becomes_a_learning_question(full: Plan) -> None:
    ends = {"source": full.ids["outcome"], "target": full.add("outcome", "later", statement="Regelt het zelf")}
    link = full.add("link", **ends, assumption="Iedereen oefent thuis", held="no")
    page = full.page("insights")
    assert "✕" in page
    [form] = offered(page.split('id="questions-lessons"')[1])
    assert "Iedereen oefent thuis" in form["question"]
    assert form["basis"] == link
    Script(full.client, full.cast.plan_id).make("decision", form, question=form["question"])
    [made] = load_state(full.cast.plan_id).rows("decision")
    assert list(made["basis"]) == [link]
    assert "Maak er een leervraag van" not in full.page("insights")


def test_an_assumption_is_asked_as_a_question(full: Plan) -> None:
    ends = {"source": full.ids["outcome"], "target": full.add("outcome", "later", statement="Regelt het zelf")}
    link = full.add("link", **ends, assumption="Iedereen oefent thuis")
    page = full.page("insights", link)
    asked = set(re.findall(rf'id="{link}-(\w+)-below"', page))
    assert asked == {"held", "held_because"}
    assert "0 van de 1 beantwoord" in page


def test_reports_stand_with_their_audience_and_who_is_told_nothing_is_named(plan: Plan) -> None:
    told = plan.add("audience", name="Wethouder")
    untold = plan.add("audience", name="Deelnemers", question="Wat doen jullie ermee?")
    plan.add("report", audience=told, message="Vijftig mensen")
    plan.add("report", message="Voor niemand")
    page = plan.page("reports")
    assert page.index("Wethouder") < page.index("Vijftig mensen") < page.index("Nog voor niemand")
    listed = page.split('id="suggestions-report"')[1].split("</ul>")[0]
    assert offered(listed) == [{"audience": untold}]
    assert told not in listed
    assert "Wat doen jullie ermee?" in listed  # it is theirs already, and not asked twice


def test_the_heaviest_negative_effect_comes_first_and_says_so_in_words(plan: Plan) -> None:
    light = plan.add("negative_effect", "light", description="Licht", severity=2, likelihood=2)
    heavy = plan.add(
        "negative_effect", "heavy", description="Zwaar", severity=4, likelihood=3, negative_state="occurred"
    )
    page = plan.page("reports")
    assert page.index(f'id="row-{heavy}"') < page.index(f'id="row-{light}"')
    row = page.split(f'id="row-{heavy}"')[1].split("</li>")[0]
    assert "■" in row
    assert "ernstig" in row
    assert "Opgetreden" in row
    assert "ernstig" not in page.split(f'id="row-{light}"')[1].split("</li>")[0]


def test_a_negative_effect_of_the_theory_of_change_is_offered_until_it_is_taken_up(plan: Plan) -> None:
    group = plan.add("stakeholder", name="Cursisten", stakeholder_kind="target_group")
    foreseen = plan.add("outcome", statement="Vaker opgelicht", direction="negative", stakeholder=group)
    signal = plan.add("indicator", name="Opgelicht", outcome=foreseen)
    plan.add("outcome", statement="Durven meer", direction="positive")
    listed = plan.page("reports").split('id="suggestions-negative_effect"')[1].split("</ul>")[0]
    preset = {"outcome": foreseen, "stakeholder": group, "signal": signal, "description": "Vaker opgelicht"}
    assert offered(listed) == [preset]
    assert "Durven meer" not in listed
    plan.add("negative_effect", description="Vaker opgelicht", outcome=foreseen)
    assert 'id="suggestions-negative_effect"' not in plan.page("reports")


def test_the_document_holds_the_results_as_a_grid_with_bands_in_words(full: Plan) -> None:
    tables = [block for block in full.blocks("results") if isinstance(block, Table)]
    against, grid = tables
    assert [cell.text for cell in against.rows[0].cells][1:5] == [
        "45 → 70\u00a0%",
        "55\u00a0%",
        "△ 60\u00a0% (tussen minimum en streefwaarde)",
        "0,60",
    ]
    assert [column.label for column in grid.columns[1:]] == ["voorjaar, 18 juni 2021", "18 juni 2022"]
    assert [cell.text for cell in grid.rows[0].cells] == [
        "Inloggen",
        "■\u00a054\u00a0%",
        "△\u00a060\u00a0%\u00a0(n = 90)",
    ]


def test_many_moments_become_a_list_in_the_document(full: Plan) -> None:
    for year in range(2010, 2016):
        full.add("measurement", indicator=full.ids["indicator"], measured_on=date(year, 1, 1), value=D(5), note="x")
    listed = [block for block in full.blocks("results") if isinstance(block, Table)][1]
    assert len(listed.rows) == 8
    assert len(listed.columns) == 5
    assert listed.rows[0].under[0].value.text == "x"


def test_the_document_cites_what_each_correction_rests_on(full: Plan) -> None:
    values = {"gross": D(126), "deadweight": D(30), "own_share": D(60), "own_share_low": D(40), "duration": 3}
    full.add("contribution", outcome=full.ids["outcome"], deadweight_source="wachtlijst", **values)
    blocks = full.blocks("contribution")
    [entries] = [block for block in blocks if isinstance(block, Entries)]
    figures = {fact.label: fact.value for fact in entries.entries[0].blocks[0].facts}
    assert figures["Was ook zonder ons gebeurd"].marks == (1,)
    assert figures["Eigen aandeel"].text == "60\u00a0% (40\u00a0%)"
    assert any("mensen" in value.text for value in figures.values())


def test_the_document_never_shows_a_ratio_alone(full: Plan) -> None:
    values = {"gross": D(126), "deadweight": D(30), "own_share": D(60), "duration": 3}
    full.add("contribution", outcome=full.ids["outcome"], **values)
    full.add("valuation", outcome=full.ids["outcome"], method="monetary", unit_price=D(850))
    full.add("input", name="Personeel", euros=D(68000))
    blocks = full.blocks("valuation")
    [keep] = [block for block in blocks if isinstance(block, Listing)]
    assert any("nooit zonder" in text.text for text in keep.items)
    assert not any(
        "Wat als" in column.label for block in blocks if isinstance(block, Table) for column in block.columns
    )
