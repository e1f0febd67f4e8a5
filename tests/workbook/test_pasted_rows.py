"""Rows from a spreadsheet or typed in lines: columns find their fields, cells are validated as in a form, and all of it
is one batch."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from impactplan.models import KINDS, Revision, User, db
from impactplan.models.revision import Origin
from impactplan.steps import BY_KEY
from impactplan.workbook.pasted_rows import MOST_COLUMNS, MOST_ROWS, Paste, RowsPlan, TooLargeError, plan_rows
from impactplan.workbook.queries import load_state
from impactplan.workbook.tables import written_fields
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.support import Script, add

SignIn = Callable[[User], PageClient]
TABLE = "Naam\tSoort\tOmvang\nOuderen\tDoelgroep\t1.300\nGemeente\tFinancier\t"


def plan(cast: Cast, kind: str, step: str, text: str, **more: Any) -> RowsPlan:
    fields = written_fields(BY_KEY[step], KINDS[kind])
    return plan_rows(load_state(cast.plan_id), KINDS[kind], fields, Paste(text, **more))


def names(planned: RowsPlan) -> list[str | None]:
    return [declared.name if declared else None for declared in planned.columns]


def stakeholders(cast: Cast) -> list[tuple[Any, ...]]:
    rows = load_state(cast.plan_id).rows("stakeholder")
    return [(row["name"], row["stakeholder_kind"], row["size"]) for row in rows]


def store(script: Script, kind: str, text: str, **sent: Any) -> TestResponse:
    """Look at a paste, and store what was looked at."""
    page = script.post(f"paste/{kind}", {"text": text, **sent}).text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return script.post(f"paste/{kind}/store", {"text": text, "seen": seen[1] if seen else "", **sent})


# --- columns ---


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Naam\tSoort\tOmvang", ["name", "stakeholder_kind", "size"]),
        ("Size\tname:\tKIND *", ["size", "name", "stakeholder_kind"]),
        ("Omvang (mensen)\tNaam", ["size", "name"]),
        ("Naam\tTelefoon", ["name", None]),
        ("Naam\tNaam", ["name", None]),
    ],
)
def test_a_heading_names_the_field_in_any_language(cast: Cast, heading: str, columns: list[str | None]) -> None:
    planned = plan(cast, "stakeholder", "stakeholders", f"{heading}\nx\ty\tz"[: len(heading) + 4])
    assert planned.has_headings
    assert names(planned) == columns
    assert len(planned.rows) == 1


def test_a_csv_file_stands_in_columns_and_cells_with_semicolons_in_one(cast: Cast) -> None:
    planned = plan(cast, "stakeholder", "stakeholders", 'Naam;Omvang\n"Ouders;\nverzorgers";40')
    assert names(planned) == ["name", "size"]
    assert planned.rows[0].values == {"name": "Ouders; verzorgers", "size": 40}
    cells = plan(cast, "stakeholder", "stakeholders", "Ouders; kinderen\t40")
    assert cells.rows[0].values["name"] == "Ouders; kinderen"
    pasted_in_table = plan(cast, "stakeholder", "stakeholders", "Ouders; kinderen\nOuderen; jongeren", start="name")
    assert names(pasted_in_table) == ["name"]


def test_without_headings_the_place_tells(cast: Cast) -> None:
    planned = plan(cast, "stakeholder", "stakeholders", "Ouderen\tDoelgroep\nJongeren\tDoelgroep")
    assert not planned.has_headings
    assert names(planned) == ["name", "stakeholder_kind"]
    order = ("name", "size", "traits")
    assert names(plan(cast, "stakeholder", "stakeholders", "1\ta", start="size", order=order)) == ["size", "traits"]


def test_columns_and_headings_can_be_chosen_otherwise(cast: Cast) -> None:
    chosen = plan(cast, "stakeholder", "stakeholders", TABLE, columns={0: "traits", 1: "leave"})
    assert names(chosen) == ["traits", None, "size"]
    assert len(plan(cast, "stakeholder", "stakeholders", TABLE, headings=False).rows) == 3


# --- lines ---


def test_a_line_is_a_row_in_the_order_of_its_parts(cast: Cast) -> None:
    rows = plan(cast, "stakeholder", "stakeholders", "Ouderen; doelgroep; 40\n\nGemeente;;1;5").rows
    assert [row.values for row in rows] == [
        {"name": "Ouderen", "stakeholder_kind": "target_group", "size": 40},
        {"name": "Gemeente", "size": 1, "influence": 5},
    ]


def test_the_parts_of_a_line_with_semicolons_are_divided_by_bars(cast: Cast) -> None:
    rows = plan(cast, "stakeholder", "stakeholders", "Ouders; verzorgers | doelgroep\nGemeente; financier").rows
    assert [row.values for row in rows] == [
        {"name": "Ouders; verzorgers", "stakeholder_kind": "target_group"},
        {"name": "Gemeente", "stakeholder_kind": "funder"},
    ]


def test_what_a_name_begins_with_will_do_if_nothing_else_begins_so(cast: Cast) -> None:
    parents, children = (add(cast, "stakeholder", name=name) for name in ("Ouders en voogden", "Ouderen"))
    text = "Café; oudere + vo\nSpreekuur; ouder\nCursus; ouders"
    rows = plan(cast, "activity", "solutions", text).rows
    assert [row.values.get("stakeholders") for row in rows] == [(children, parents), None, (parents,)]
    [error] = rows[1].errors
    assert "Ouders en voogden" in error.error
    assert "Ouderen" in error.error


def test_of_two_that_are_called_the_same_none_is_taken(cast: Cast) -> None:
    for _time in range(2):
        add(cast, "stakeholder", name="Ouderen")
    [row] = plan(cast, "activity", "solutions", "Café; ouderen").rows
    assert "Ouderen" in row.errors[0].error
    assert "stakeholders" not in row.values


def test_names_hold_what_stands_between_names(cast: Cast) -> None:
    plus, both = (add(cast, "stakeholder", name=name) for name in ("65+", "Ouders, verzorgers"))
    rows = plan(cast, "activity", "solutions", "A; 65+ + ouders, v\nB; Ouders, verzorgers\nC; 65+, ouders").rows
    assert [row.values.get("stakeholders") for row in rows] == [(plus, both), (both,), (plus, both)]


def test_a_line_may_name_those_above_it(cast: Cast, olga: Script) -> None:
    order = ["name", "depends_on"]
    assert store(olga, "action", "Ruimte huren\nOpenen; ruimte", order=order).status_code == 303
    first, second = load_state(cast.plan_id).rows("action")
    assert second["depends_on"] == (first.id,)
    [_first, [_name, waits]] = [
        row.cells for row in plan(cast, "action", "roadmap", "Boeken\nLezen; boe", order=order).rows
    ]
    assert waits
    assert waits.shown == "Boeken"
    below = plan(cast, "action", "roadmap", "Sluiten; later\nLater", order=order)
    assert "later" in below.rows[0].errors[0].error


def test_other_parts_can_be_chosen(cast: Cast) -> None:
    assert names(plan(cast, "stakeholder", "stakeholders", "Ouderen; 4", order=("name", "size"))) == ["name", "size"]


def test_what_is_typed_is_answered_without_a_page(olga: Script) -> None:
    answer = olga.post("paste/stakeholder", {"text": "Ouderen; doel; veel", "answer": "1"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Doelgroep" in answer.text
    assert "geen getal" in answer.text
    for text, said in (("", ""), ("x\n" * (MOST_ROWS + 2), "past")):
        answer = olga.post("paste/stakeholder", {"text": text, "answer": "1"})
        assert answer.status_code == 200
        assert "data-store" not in answer.text
        assert said in answer.text


# --- cells ---


def test_cells_are_validated_as_in_a_form(cast: Cast) -> None:
    planned = plan(cast, "stakeholder", "stakeholders", "Naam\tSoort\tOmvang\nOuderen\tHeelal\tveel")
    errors = {cell.declared.name: cell.error for cell in planned.rows[0].errors}
    assert "Heelal" in errors["stakeholder_kind"]
    assert "geen getal" in errors["size"]
    [wrong] = [cell for cell in planned.rows[0].errors if cell.declared.name == "stakeholder_kind"]
    assert "Doelgroep" in wrong.offered
    corrected = {wrong.key: "doelgroep", f"{planned.rows[0].key}-size": ""}
    mended = plan(
        cast, "stakeholder", "stakeholders", "Naam\tSoort\tOmvang\nOuderen\tHeelal\tveel", corrected=corrected
    )
    assert mended.faults == 0
    assert mended.rows[0].values == {"name": "Ouderen", "stakeholder_kind": "target_group"}


def test_references_are_found_by_name(cast: Cast) -> None:
    old, young = (add(cast, "stakeholder", name=name) for name in ("Ouderen", "Jongeren"))
    text = "Activiteit\tWie je bereikt\nCafé\tjongeren; OUDEREN\nSpreekuur\tOuderen\nCursus\tNiemand"
    rows = plan(cast, "activity", "solutions", text).rows
    assert [row.values.get("stakeholders") for row in rows] == [(young, old), (old,), None]
    assert "Niemand" in rows[2].errors[0].error


def test_a_cell_can_hold_lines_and_quotes(cast: Cast) -> None:
    text = 'Naam\tKenmerken\n"Een ""groep"""\t"regel 1\nregel 2"\n"Zo" heten zij\tx'
    rows = plan(cast, "stakeholder", "stakeholders", text).rows
    assert [row.values for row in rows] == [
        {"name": 'Een "groep"', "traits": "regel 1\nregel 2"},
        {"name": '"Zo" heten zij', "traits": "x"},
    ]


def test_what_is_there_already_is_said(cast: Cast) -> None:
    add(cast, "stakeholder", name="Ouderen")
    assert [bool(row.note) for row in plan(cast, "stakeholder", "stakeholders", TABLE).rows] == [True, False]


def test_of_a_kind_with_one_row_per_value_no_second_is_made(cast: Cast) -> None:
    name = KINDS["culture"].one_per
    label = str(KINDS["culture"].fields[name].choices[0][1])
    rows = plan(cast, "culture", "culture", f"{label}\n{label}", headings=False).rows
    assert [bool(row.errors) for row in rows] == [False, True]


def test_a_row_that_is_filled_takes_no_value_of_another(cast: Cast) -> None:
    add(cast, "culture", dimension="voice")
    row = add(cast, "culture", dimension="data")
    label = KINDS["culture"].fields["dimension"].label_of("voice")
    [planned] = plan(cast, "culture", "culture", label, at=row, start="dimension", headings=False).rows
    assert "is er al" in planned.errors[0].error


def test_an_estimate_leaves_a_certainty_that_somebody_chose(cast: Cast) -> None:
    chosen = add(cast, "contribution", gross=Decimal(100), gross_certainty="high")
    add(cast, "contribution", gross=Decimal(100))
    planned = plan(cast, "contribution", "contribution", "ca. 250\nca. 250", at=chosen, start="gross", headings=False)
    assert [row.values.get("gross_certainty") for row in planned.rows] == [None, "low"]


@pytest.mark.parametrize(
    "text", ["x\n" * (MOST_ROWS + 2), "x\t" * (MOST_COLUMNS + 1), "x" * 200_001, "Naam\n" + "x\n" * (MOST_ROWS + 1)]
)
def test_what_is_too_much_is_refused(cast: Cast, olga: Script, text: str) -> None:
    with pytest.raises(TooLargeError):
        plan(cast, "stakeholder", "stakeholders", text)
    answer = olga.post("paste/stakeholder", {"text": text})
    assert answer.status_code == 422
    assert "past" in answer.text
    assert text[:50] in answer.text


# --- storing ---


def test_all_of_it_is_one_batch_that_one_undo_takes_back(cast: Cast, olga: Script) -> None:
    assert store(olga, "stakeholder", TABLE).status_code == 303
    assert stakeholders(cast) == [("Ouderen", "target_group", 1300), ("Gemeente", "funder", None)]
    entries = db.session.execute(select(Revision.batch, Revision.origin).where(Revision.kind == "stakeholder")).all()
    assert len(set(entries)) == 1
    assert entries[0].origin == Origin.IMPORT
    olga.post("undo", {"batch": entries[0].batch})
    assert stakeholders(cast) == []


def test_from_a_row_on_it_fills_what_is_there(cast: Cast, olga: Script) -> None:
    first = add(cast, "stakeholder", name="een", size=1)
    add(cast, "stakeholder", name="twee", size=2)
    page = olga.post("paste/stakeholder", {"text": "11\n\t\n22\n33", "at": first, "from": "size"}).text
    assert page.count("<del") == 2
    assert store(olga, "stakeholder", "11\n22\n33", at=first, **{"from": "size"}).status_code == 303
    assert stakeholders(cast) == [("een", None, 11), ("twee", None, 22), (None, None, 33)]


def test_an_empty_cell_leaves_what_is_there(cast: Cast, olga: Script) -> None:
    first = add(cast, "stakeholder", name="een", size=1)
    store(olga, "stakeholder", "\tPartner\t", at=first, **{"from": "name"})
    assert stakeholders(cast) == [("een", "partner", 1)]


def test_with_a_fault_nothing_is_stored_and_nothing_lost(cast: Cast, olga: Script) -> None:
    answer = store(olga, "stakeholder", "Naam\tOmvang\nOuderen\tveel\nJongeren\t3")
    assert answer.status_code == 422
    assert "veel" in answer.text
    assert stakeholders(cast) == []
    key = re.search(r'name="(cell-\w+-size)"', answer.text)
    assert key
    store(olga, "stakeholder", "Naam\tOmvang\nOuderen\tveel\nJongeren\t3", **{key[1]: "5"})
    assert stakeholders(cast) == [("Ouderen", None, 5), ("Jongeren", None, 3)]


def test_a_row_can_be_left_out(cast: Cast, olga: Script) -> None:
    page = olga.post("paste/stakeholder", {"text": "Ouderen\nJongeren"}).text
    keys = re.findall(r'name="leave" value="(\w+)"', page)
    store(olga, "stakeholder", "Ouderen\nJongeren", leave=keys[0])
    assert stakeholders(cast) == [("Jongeren", None, None)]


def test_what_changed_since_is_looked_at_again(cast: Cast, olga: Script, karel: Script) -> None:
    first = add(cast, "stakeholder", name="een", size=1)
    sent = {"text": "11", "at": first, "from": "size"}
    seen = re.search(r'name="seen" value="(\w+)"', olga.post("paste/stakeholder", sent).text)
    assert seen
    karel.patch(f"stakeholder/{first}/size", "7", load_state(cast.plan_id).seq)
    answer = olga.post("paste/stakeholder/store", {**sent, "seen": seen[1]})
    assert answer.status_code == 422
    assert stakeholders(cast) == [("een", None, 7)]


def test_it_is_stored_once_however_often_it_is_sent(cast: Cast, olga: Script) -> None:
    for _time in range(2):
        store(olga, "stakeholder", "Ouderen", key="a" * 32)
    assert len(stakeholders(cast)) == 1


def test_rows_of_an_earlier_step_are_filled_and_not_made(cast: Cast, olga: Script) -> None:
    first = add(cast, "outcome", statement="Zij durven het")
    sent = {"step": "priorities", "at": first, "from": "measure_reason"}
    store(olga, "outcome", "daarom\nnog een", **sent)
    [row] = load_state(cast.plan_id).rows("outcome")
    assert row["measure_reason"] == "daarom"


def test_more_than_fits_is_not_stored_in_part(cast: Cast, olga: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impactplan.workbook.operations.ROW_LIMIT", 1)
    answer = store(olga, "stakeholder", TABLE)
    assert answer.status_code == 422
    assert "500" in answer.text
    assert stakeholders(cast) == []


def test_an_estimate_is_of_low_certainty(cast: Cast) -> None:
    kind = next(kind for kind in KINDS.values() if any(declared.certainty for declared in kind.fields.values()))
    declared = next(declared for declared in kind.fields.values() if declared.certainty)
    planned = plan_rows(load_state(cast.plan_id), kind, [declared], Paste("ca. 25"))
    assert planned.rows[0].values == {declared.name: Decimal(25), declared.certainty: "low"}


@pytest.mark.parametrize("text", ["", "  \n\t\n"])
def test_nothing_is_said_to_be_nothing(olga: Script, text: str) -> None:
    answer = olga.post("paste/stakeholder", {"text": text})
    assert answer.status_code == 422
    assert "niets" in answer.text


@pytest.mark.parametrize("kind", ["purpose", "user", "nonsense"])
def test_only_lists_can_be_pasted_into(olga: Script, kind: str) -> None:
    assert olga.client.get(f"/plans/{olga.plan_id}/paste/{kind}").status_code == 404
    assert olga.post(f"paste/{kind}/store", {"text": "x"}).status_code == 404


def test_who_only_reads_cannot(cast: Cast, signed_in: SignIn) -> None:
    for user in (cast.tess, cast.vera):
        script = Script(signed_in(user), cast.plan_id)
        assert script.client.get(f"/plans/{cast.plan_id}/paste/stakeholder").status_code in {403, 404}
        assert store(script, "stakeholder", TABLE).status_code in {403, 404}
    assert stakeholders(cast) == []
