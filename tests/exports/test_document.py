"""What the neutral document says, before anything is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, g
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from impactplan.blocks import (
    Block,
    Document,
    Entries,
    Facts,
    Figure,
    Heading,
    Listing,
    Prose,
    Reference,
    SetAside,
    Table,
)
from impactplan.exports.choices import READY, ReadyDocument
from impactplan.exports.columns import fit_columns
from impactplan.exports.document import build_document
from impactplan.exports.html import render_print
from impactplan.exports.options import Depth, Options
from impactplan.models.fields import Field
from impactplan.steps import MODULES, STEPS
from impactplan.workbook.parts import DRAWN_UP_TO
from tests.exports.plans import full_state
from tests.support.states import make_state

pytestmark = pytest.mark.usefixtures("without_database")


def build(items: dict[str, list[dict[str, Any]]], *, empty: bool = False, **more: Any) -> Document:
    return build_document(make_state(items, **more), Options.of(empty=empty))


def blocks_of(document: Document, step: str) -> tuple[Block, ...]:
    return next(s.blocks for chapter in document.chapters for s in chapter.sections if s.step == step)


def annex_of(document: Document, key: str) -> tuple[Any, ...]:
    return next(annex.blocks for annex in document.annexes if annex.id == f"annex-{key}")


def front_of(document: Document, key: str) -> tuple[Any, ...]:
    return next(section.blocks for section in document.front if section.id == f"front-{key}")


def only(document: Document, step: str, kind: type[Any]) -> Any:
    (found,) = [block for block in blocks_of(document, step) if isinstance(block, kind)]
    return found


def facts_of(document: Document, step: str) -> dict[str, str]:
    return {fact.label: fact.value.text for fact in only(document, step, Facts).facts}


CHALLENGE = {"statement": "Te **veel**", "size": Decimal(6000), "size_unit": "volwassenen", "size_year": 2020}


def test_neighbours_that_read_as_one_are_one_fact() -> None:
    document = build(
        {
            "challenge": [CHALLENGE],
            "purpose": [{"period_start": date(2021, 4, 1), "period_end": date(2022, 12, 31)}],
        }
    )
    assert facts_of(document, "challenge") == {"Omvang": "6.000\u00a0volwassenen (2020)"}
    assert facts_of(document, "purpose") == {"Periode": "1 april 2021 – 31 december 2022"}


def test_half_of_what_reads_as_one_is_not_lost() -> None:
    document = build(
        {
            "challenge": [{"size_unit": "volwassenen", "size_year": 2020}],
            "purpose": [{"period_end": date(2022, 12, 31)}],
        }
    )
    assert facts_of(document, "challenge") == {"Eenheid": "volwassenen", "Jaar": "2020"}
    assert list(facts_of(document, "purpose").values()) == ["31 december 2022"]


def test_prose_keeps_its_notation_and_stands_under_its_label() -> None:
    prose = only(build({"challenge": [CHALLENGE]}), "challenge", Prose)
    assert (prose.label, prose.text.text, prose.text.markdown) == ("Opgave", "Te **veel**", True)


def test_a_source_is_a_number_in_the_text_and_stands_in_the_list_once() -> None:
    links = [{"assumption": a, "evidence": "research", "evidence_reference": "Evaluatie 2019"} for a in ("Een", "Twee")]
    document = build({"challenge": [CHALLENGE | {"size_source": "CBS, 2020"}], "link": links})
    assert [(source.number, source.text) for source in document.sources] == [(1, "CBS, 2020"), (2, "Evaluatie 2019")]
    assert document.sources[1].where == ("Theory of change",)
    assert only(document, "challenge", Facts).facts[0].value.marks == (1,)
    (links,) = annex_of(document, "links")
    assert [cell.marks for row in links.rows for cell in row.cells if cell.marks] == [(2,)] * 2


def test_a_source_of_nothing_is_shown_where_it_was_typed() -> None:
    assert facts_of(build({"challenge": [{"size_source": "CBS"}]}), "challenge") == {"Bron": "CBS"}


def test_references_read_as_names() -> None:
    document = build(
        {
            "stakeholder": [{"name": "Starters"}, {"name": "Gemeente"}],
            "activity": [{"name": "Cursus", "stakeholders": ("stakeholder1", "stakeholder2", "gone")}],
        }
    )
    (row,) = only(document, "solutions", Table).rows
    assert [cell.text for cell in row.cells] == ["Cursus", "Starters; Gemeente"]


def test_an_item_or_a_name_is_one_column() -> None:
    audiences = [{"stakeholder": "stakeholder1", "question": "Wat?"}, {"name": "De wethouder", "question": "Hoe?"}]
    document = build({"stakeholder": [{"name": "Starters"}], "audience": audiences})
    table = only(document, "purpose", Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Starters", "Wat?"], ["De wethouder", "Hoe?"]]
    assert all(not row.under for row in table.rows)


def test_short_answers_are_columns_and_long_ones_run_below() -> None:
    row = {"name": "Starters", "size": 4200, "traits": "Veel *tekst*", "influence": 2}
    table = only(build({"stakeholder": [row]}), "stakeholders", Table)
    assert [column.label for column in table.columns] == ["Naam", "Omvang", "Invloed"]
    assert [column.numeric for column in table.columns] == [False, True, True]
    assert [cell.text for cell in table.rows[0].cells] == ["Starters", "4.200", "2"]
    assert [(fact.label, fact.value.text) for fact in table.rows[0].under] == [("Kenmerken", "Veel *tekst*")]
    assert sum(column.width for column in table.columns) == pytest.approx(100, abs=0.1)


def test_items_of_one_text_are_a_list() -> None:
    listing = only(build({"activity": [{"name": "Een plek"}, {"name": "Een coach"}]}), "solutions", Listing)
    assert [item.text for item in listing.items] == ["Een plek", "Een coach"]


def test_a_table_of_amounts_has_a_total() -> None:
    rows = [
        {"name": "Personeel", "euros": Decimal(42000), "hours": Decimal(840)},
        {"name": "Vrijwilligers", "euros": Decimal(16000)},
    ]
    table = only(build({"input": rows}), "solutions", Table)
    assert [cell.text for cell in table.total.cells] == ["Samen", "58.000", "840"]
    assert only(build({"input": rows[1:]}), "solutions", Table).total is None
    assert (
        only(build({"stakeholder": [{"name": "A", "size": 4}, {"name": "B", "size": 5}]}), "stakeholders", Table).total
        is None
    )


def test_a_row_in_which_nothing_is_written_is_left_out() -> None:
    table = only(build({"input": [{"name": "Geld", "euros": Decimal(5)}, {}]}), "solutions", Table)
    assert len(table.rows) == 1


def test_what_asks_more_room_than_a_page_runs_below_the_row_and_what_asks_more_still_becomes_entries() -> None:
    def fields(count: int) -> list[Field]:
        return [Field("text", _l("Name"), limit=300, name=f"f{n}") for n in range(count)]

    assert len(fit_columns(fields(5), "f0")) == 5
    assert len(fit_columns(fields(8), "f0")) == 5
    assert fit_columns(fields(12), "f0") == ()


def test_every_column_of_a_full_plan_fits() -> None:
    document = build_document(full_state(lambda kind, _field, number: f"{kind} {number}"), Options.of())
    strategy = document.chapters[0]
    assert not any(isinstance(block, Entries) for section in strategy.sections for block in section.blocks)


def test_a_picture_that_nobody_could_read_is_not_drawn() -> None:
    many = [{"statement": f"Effect {number}"} for number in range(DRAWN_UP_TO + 1)]
    blocks = front_of(build({"outcome": many}), "theory")
    assert not any(isinstance(block, Figure) for block in blocks)
    assert any(isinstance(block, Prose) and str(DRAWN_UP_TO + 1) in block.text.text for block in blocks)


def test_the_drawing_stands_at_the_front_and_all_links_behind_the_modules() -> None:
    items: dict[str, list[dict[str, Any]]] = {
        "outcome": [{"id": "o", "statement": "Durven", "term": "short"}],
        "impact": [{"id": "i", "statement": "Meedoen"}],
        "link": [{"source": "o", "target": "i", "assumption": "Wie durft, doet mee", "held": "partly"}],
        "narrative": [{"story": "Eerst dit"}],
    }
    document = build(items)
    assert [type(block) for block in blocks_of(document, "theory")] == [Prose, Reference, Table, Facts, Reference]
    assert [type(block) for block in front_of(document, "theory")] == [Figure, Listing]
    (links,) = annex_of(document, "links")
    assert [cell.text for cell in links.rows[0].cells] == ["Durven → Meedoen", "Wie durft, doet mee", "", "Deels"]
    assert [annex.title[:10] for annex in document.annexes] == ["Bijlage A:"]
    pointed = [block.text for block in blocks_of(document, "theory") if isinstance(block, Reference)]
    assert pointed == ["In het kort: Theory of change", document.annexes[0].title]
    assert next(part.anchor for part in document.parts) == "front"


def test_by_itself_a_step_has_everything_where_it_belongs() -> None:
    items = {"outcome": [{"id": "o", "statement": "Durven"}], "link": [{"source": "o", "assumption": "Zo is het"}]}
    document = build_document(make_state(items), Options.of(["theory"]))
    assert not (document.front)
    assert not (document.annexes)
    assert not (document.has_cover)
    assert [type(block) for block in blocks_of(document, "theory")] == [Figure, Table, Heading, Table]


def test_a_short_document_leaves_out_what_is_long_and_a_shorter_one_the_modules() -> None:
    items = {
        "outcome": [{"id": "o", "statement": "Durven"}],
        "link": [{"source": "o", "assumption": "Zo is het", "evidence": "research", "evidence_reference": "CBS"}],
    }
    body, front = (build_document(make_state(items), Options.of(depth=depth)) for depth in (Depth.BODY, Depth.FRONT))
    assert body.chapters
    assert body.has_cover
    assert body.flows
    assert not (body.annexes)
    assert not (body.sources)
    assert not any(isinstance(block, Reference) and "annex" in block.anchor for block in blocks_of(body, "theory"))
    assert [section.id for section in front.front] == ["front-theory"]
    assert not (front.chapters)
    assert not (front.annexes)
    assert not (front.sources)
    assert not (front.has_cover)


def test_steps_set_aside_are_told_in_one_place_with_what_they_had() -> None:
    aside = [{"step": "results", "reason": "Na de zomer"}, {"step": "challenge", "reason": "Eerst een jaar cijfers"}]
    document = build({"challenge": [{"causes": "Angst"}], "set_aside": aside})
    assert document.set_aside == (
        SetAside("Maatschappelijke opgave", "Eerst een jaar cijfers"),
        SetAside("Resultaten", "Na de zomer"),
    )
    assert isinstance(blocks_of(document, "challenge")[0], Prose)
    assert "results" not in [step.step for chapter in document.chapters for step in chapter.pending]


def test_what_was_to_come_and_is_past_is_told_as_past() -> None:
    reports = [
        {"message": "Eerst", "channel": "A4", "sender": "Bo", "next_date": date(2021, 6, 24)},
        {"message": "Straks", "next_date": date(2022, 6, 24)},
    ]
    actions = [
        {"name": "Te laat", "end": date(2021, 3, 31), "action_state": "running"},
        {"name": "Klaar", "end": date(2021, 3, 1), "action_state": "done"},
    ]
    state = replace(make_state({"report": reports, "action": actions}), shown_on=date(2021, 12, 1))
    said = repr(build_document(state, Options.of()))
    assert "was 24 juni 2021" in said
    assert "'24 juni 2022'" in said
    assert said.count("had op 31 maart 2021 klaar moeten zijn") == 2  # in the table, and where the module is answered


def test_an_empty_plan_says_what_it_will_tell() -> None:
    document = build({})
    assert document.is_empty
    pending = [step for chapter in document.chapters for step in chapter.pending]
    assert [step.step for step in pending] == [step.key for step in STEPS]
    assert all(step.question.endswith("?") for step in pending)


@pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.key)
def test_each_ready_document_of_an_empty_plan_says_that_it_is(without_database: Flask, ready: ReadyDocument) -> None:
    page = render_print(build_document(make_state({}), ready.options))
    assert ("nog niets ingevuld" in page) == (ready.key == "alderman")
    assert ("Dit deel is nog leeg" in page) == (ready.key != "alderman")


def test_an_empty_plan_shows_its_questions_when_asked() -> None:
    document = build({}, empty=True)
    assert [s.step for c in document.chapters for s in c.sections] == [step.key for step in STEPS]
    assert set(facts_of(document, "purpose").values()) == {""}
    assert "Ambitie" in facts_of(document, "purpose")


def test_empty_answers_are_left_out_unless_asked_for() -> None:
    items: dict[str, list[dict[str, Any]]] = {"purpose": [{"area": "Merenrijk"}]}
    assert facts_of(build(items), "purpose") == {"Gebied": "Merenrijk"}
    assert len(facts_of(build(items, empty=True), "purpose")) > 1


def test_it_speaks_the_language_of_the_plan_whoever_reads_it() -> None:
    g.language = "nl"
    document = build({"purpose": [{"area": "Merenrijk", "period_start": date(2021, 4, 1)}]}, language="en")
    assert facts_of(document, "purpose") == {"Period from": "1 April 2021", "Area": "Merenrijk"}
    assert document.chapters[0].title == "Impact strategy"
    assert g.language == "nl"


def test_it_has_only_the_parts_that_were_asked_for() -> None:
    document = build_document(make_state({}), Options.of(["theory", "purpose"], empty=True))
    assert [s.step for c in document.chapters for s in c.sections] == ["purpose", "theory"]


def test_options_are_the_same_however_they_were_given() -> None:
    form = MultiDict([("part", "theory"), ("part", "purpose"), ("part", "nonsense"), ("empty", "1")])
    options = Options.from_form(form)
    assert options == Options.of(("purpose", "theory"), empty=True) == Options.from_json(options.to_json())
    modules = [module.key for module in MODULES]
    assert Options.of(modules) == Options.of([step.key for step in STEPS]) == Options.of()
    assert Options.of(["strategy"]) == Options.of([step.key for step in STEPS if step.module == 1]) != Options.of()
    assert options.digest("x") == Options.from_json(options.to_json()).digest("x") != options.digest("y")
    assert options.digest() != Options.of().digest()


def test_the_cover_names_who_and_when() -> None:
    document = build_document(make_state({}), Options.of(), ["Anna", "Bo"])
    assert (document.title, document.organisation) == ("Digitaal Mee", "Bibliotheek Merenrijk")
    assert (document.authors, document.seq) == (("Anna", "Bo"), 7)
