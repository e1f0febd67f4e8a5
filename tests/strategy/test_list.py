"""The theory of change as a list: the same as the drawing, in the same order, and all of it by plain forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import html5lib
import pytest

from impactplan.demo import digitaal_mee
from impactplan.demo.operations import _make_plan
from impactplan.demo.timeline import Timeline
from impactplan.diagram.drawing import draw
from impactplan.lib.dates import today
from impactplan.models import new_id
from impactplan.strategy.pictures import theory_spec
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.queries import load_state
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.workbook.conftest import karel, olga
from tests.workbook.support import Script, add

__all__ = ["karel", "olga"]

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"


def theory(who: Script, query: str = "view=list", **more: Any) -> str:
    page = who.client.get(f"/plans/{who.plan_id}/steps/theory?{query}", queries=10, **more)
    return page.get_data(as_text=True)


@pytest.fixture
def demo(cast: Cast, olga: Script) -> Script:
    """Return the hands of Olga in the plan of the demo."""
    plan_id = new_id()
    sheets, rows = Timeline.until(today()).move((digitaal_mee.SHEETS, digitaal_mee.ROWS))
    _make_plan(plan_id, cast.olga, "Digitaal Mee", "Merenrijk", sheets, rows)
    return Script(olga.client, plan_id)


def test_the_list_holds_what_the_drawing_holds_in_the_same_order(demo: Script) -> None:
    state = load_state(demo.plan_id)
    spec = theory_spec(state)
    drawing = draw(spec, measure=measure())
    page = html5lib.parse(theory(demo), namespaceHTMLElements=False)
    columns = {
        section.get("data-column"): [
            item.get("data-item-of") for item in section.iter("li") if item.get("data-item-of")
        ]
        for section in page.iter("section")
        if section.get("data-column")
    }
    assert columns == {
        column.key: [box.key for box in drawing.boxes if box.column == column.key] for column in drawing.columns
    }
    items = {item.get("data-item-of"): item for item in page.iter("li") if item.get("data-item-of")}
    words = {node.key: (node.text, node.note, node.whom) for node in spec.nodes}
    for box, item in items.items():
        text = " ".join("".join(item.itertext()).split())
        assert all(" ".join(part.split()) in text for part in words[box] if part), box
    led = {
        (box, leads.get("data-leads"), leads.get("data-to"))
        for box, item in items.items()
        for leads in item.iter("li")
        if leads.get("data-leads")
    }
    assert led == {(link.source, link.key, link.target) for link in drawing.links}
    said = {leads.get("data-leads"): "".join(leads.itertext()) for leads in page.iter("li") if leads.get("data-leads")}
    assert all(link.note in said[link.key] for link in drawing.links)
    evidence = {link.key: spec.words.evidence[link.evidence] for link in spec.links if link.evidence}
    assert all(words in said[key] for key, words in evidence.items())


def test_a_phone_gets_the_list_first_and_a_row_opens_in_it(olga: Script, cast: Cast) -> None:
    outcome = add(cast, "outcome", statement="Ouders lezen voor")
    assert 'data-view="drawing"' in theory(olga, "")
    assert 'data-view="list"' in theory(olga, "", headers={"User-Agent": PHONE})
    assert 'data-view="drawing"' in theory(olga, "view=drawing", headers={"User-Agent": PHONE})
    opened = theory(olga, f"row={outcome}")
    assert 'data-view="list"' in opened
    assert f'data-item="outcome/{outcome}"' in opened


def test_a_box_is_made_behind_another_and_joined_to_it(olga: Script, cast: Cast) -> None:
    activity = add(cast, "activity", name="Voorlezen")
    output = make_behind(olga, activity, "output", "name", "Uren")
    outcome = make_behind(olga, output, "outcome", "statement", "Ouders lezen voor")
    impact = make_behind(olga, outcome, "impact", "statement", "Taal")
    state = load_state(cast.plan_id)
    assert [(item.id, item["activity"]) for item in state.rows("output")] == [(output, activity)]
    assert [(item["source"], item["target"]) for item in state.rows("link")] == [(output, outcome), (outcome, impact)]
    assert (state.find(outcome) or {})["term"] == "short"
    assert not behind(olga, impact)


def behind(who: Script, box: str) -> dict[str, str]:
    """Return the ways to what can be made behind a box, by kind."""
    page = theory(who, f"row={box}")
    return {kind: unescape(way) for way, kind in re.findall(rf'href="([^"]*new=(\w+)&amp;follows={box}[^"]*)"', page)}


def make_behind(who: Script, box: str, kind: str, name: str, text: str) -> str:
    """Make a box behind another one, as a browser without scripts does; sent twice it is one box."""
    page = who.client.get(behind(who, box)[kind]).get_data(as_text=True)
    form = page.partition('id="new"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    sent = {key: text for key, text in sent.items() if not key.startswith("version-")} | {f"version-{name}": "0"}
    address = re.findall(rf'action="/plans/\w+/(items/{kind}/\w+)"', page.partition('id="new"')[0][-600:] + form)[0]
    for _twice in range(2):
        assert who.post(address, {**sent, name: text}).status_code == 303
    return str(address.rpartition("/")[2])


def row_of(address: str | None) -> str:
    match = re.search(r"[?&]row=(\w+)", address or "")
    assert match, address
    return match.group(1)


def test_a_box_leads_to_one_that_is_there(olga: Script, cast: Cast) -> None:
    activity, other = add(cast, "activity", name="Voorlezen"), add(cast, "activity", name="Bellen")
    output = add(cast, "output", name="Uren", activity=activity)
    outcome = add(cast, "outcome", statement="Ouders lezen voor")
    link = row_of(olga.post(f"theory/boxes/{output}/links", {"target": outcome}).location)
    olga.post(f"theory/boxes/{other}/links", {"target": output})
    refused = olga.post(f"theory/boxes/{activity}/links", {"target": outcome})
    assert row_of(refused.location) == activity
    state = load_state(cast.plan_id)
    assert [(item.id, item["source"], item["target"]) for item in state.rows("link")] == [(link, output, outcome)]
    assert state.rows("output")[0]["activity"] == other
    opened = theory(olga, f"row={output}")
    assert f'<option value="{outcome}"' not in opened  # it leads there already


def test_boxes_of_two_kinds_change_places_in_their_column(olga: Script, cast: Cast) -> None:
    output = add(cast, "output", name="Uren")
    short = add(cast, "outcome", statement="Kort", term="short")
    needed = add(cast, "precondition", statement="Een zaal")
    for source in (output, needed):
        add(cast, "link", source=source, target=short)
    olga.post(f"items/precondition/{needed}/move", {"after": output})
    boxes = column(olga, "output")
    moved = olga.post(f"items/precondition/{needed}/move", {"after": "", "step": "theory", "view": "list"})
    assert moved.location.endswith("/steps/theory?view=list#section-precondition")
    assert (boxes, column(olga, "output")) == ([output, needed], [needed, output])
    form = {"then": "down", "after-down": output, "version-statement": "1", "statement": "Een zaal", "view": "list"}
    olga.post(f"items/precondition/{needed}", form)
    assert column(olga, "output") == [output, needed]
    assert olga.post(f"items/output/{output}/move", {"after": "weg"}).status_code == 404


def column(who: Script, key: str) -> list[str]:
    page = theory(who).partition(f'data-column="{key}"')[2].partition("</section>")[0]
    return re.findall(r'data-item-of="(\w+)"', page)


def test_activities_are_made_and_deleted_in_the_list(olga: Script, cast: Cast) -> None:
    row = olga.make("activity", name="Spreekuur")
    page = theory(olga, f"row={row}")
    assert 'name="frequency"' in page
    deleted = olga.post(f"items/activity/{row}/delete", {"step": "theory", "view": "list", "confirmed": "1"})
    assert "view=list" in str(deleted.location)
    assert not load_state(cast.plan_id).rows("activity")


def test_others_do_not_write_in_the_list(cast: Cast, olga: Script, signed_in: Any) -> None:
    outcome = add(cast, "outcome", statement="Ouders lezen voor")
    for who, status in ((cast.vera, 404), (cast.tess, 403)):
        client: PageClient = signed_in(who)
        answer = Script(client, cast.plan_id).post(f"theory/boxes/{outcome}/links", {"target": outcome})
        assert answer.status_code == status
    page = signed_in(cast.tess).get(f"/plans/{cast.plan_id}/steps/theory?view=list").get_data(as_text=True)
    assert "Ouders lezen voor" in page
    assert 'id="add-outcome"' not in page
