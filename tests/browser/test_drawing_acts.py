"""Acts in the drawing, one by one: what is done once is there once, whatever the line, the keys and others do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from impactplan.models import User
from tests.browser.drawing import arrow, box, notice, open_drawing, plus, sent, typing
from tests.browser.looks import find_violations
from tests.browser.people import PASSWORD, Stage, sign_in
from tests.browser.steps import state_words, until
from tests.browser.words import like, nl

Open = Callable[..., Page]
Desk = tuple[str, User, Page]
BATCHES = re.compile(r"/batches$")
# What is drawn, and where: all that a picture is.
HELD = "Object.values(localStorage)"
DRAWN = """() => [...document.querySelectorAll("#drawing svg [data-box], #drawing svg [data-link]")]
    .map(node => [node.dataset.box ?? node.dataset.link, node.getAttribute("transform"), node.innerHTML]).sort()"""


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    """A plan of Olga with three boxes and a link, and its drawing open before her."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    activity = stage.row(plan_id, olga, "activity", name="Cursus")
    output = stage.row(plan_id, olga, "output", name="Afronders", activity=activity)
    outcome = stage.row(plan_id, olga, "outcome", statement="Durven meer", term="short")
    stage.row(plan_id, olga, "link", source=output, target=outcome, effect="strengthens")
    return plan_id, olga, open_drawing(sign_in(open_browser(), olga), plan_id)


def add_at(page: Page, column: str, text: str) -> None:
    plus(page, column).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def texts(stage: Stage, plan_id: str) -> list[str]:
    state = stage.state(plan_id)
    kinds = ("activity", "output", "outcome", "impact", "precondition")
    return sorted(row.get("name") or row.get("statement", "") for kind in kinds for row in state.rows(kind))


def slowly(page: Page) -> None:
    def wait(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route(BATCHES, wait)


def test_one_press_makes_one_connected_box(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    slowly(page)
    box(page, "Durven meer").click()
    page.keyboard.down("Control")
    for _repeat in range(4):  # held down
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    page.keyboard.up("Control")
    expect(typing(page)).to_have_count(1)
    page.keyboard.type("Doen meer zelf")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+ArrowRight")  # the first one is still on its way
    page.keyboard.type("Hebben regie")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type(" over hun leven")
    page.keyboard.press("Enter")
    sent(page)
    page.unroute(BATCHES)
    plus(page, "activity").dblclick()
    expect(typing(page)).to_have_count(1)
    page.keyboard.type("Spreekuur")
    page.keyboard.press("Enter")
    sent(page)
    assert texts(stage, plan_id) == [
        "Afronders",
        "Cursus",
        "Doen meer zelf",
        "Durven meer",
        "Hebben regie over hun leven",
        "Spreekuur",
    ]
    assert len(stage.state(plan_id).rows("link")) == 3


def test_a_box_without_a_text_is_nowhere(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    before = stage.edits_of(plan_id, "outcome")
    box(page, "Durven meer").focus()
    for end in ("Escape", "Enter"):
        page.keyboard.press("Control+ArrowRight")
        expect(typing(page)).to_be_focused()
        page.keyboard.press(end)
        expect(typing(page)).to_have_count(0)
        expect(box(page, "Durven meer")).to_be_focused()
    plus(page, "impact").click()
    page.locator("h1").click()
    expect(typing(page)).to_have_count(0)
    expect(page.locator("[data-box]")).to_have_count(3)
    assert stage.edits_of(plan_id, "outcome") == before


def test_undoing_all_gives_the_first_picture_back(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    first, kept = page.evaluate(DRAWN), texts(stage, plan_id)
    add_at(page, "impact", "Iedereen doet mee")
    sent(page)
    page.keyboard.press("Control+ArrowLeft")
    page.keyboard.type("Voelen zich thuis")
    page.keyboard.press("Enter")
    sent(page)
    box(page, "Durven meer").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("Durven alles")
    page.keyboard.press("Enter")
    sent(page)
    page.keyboard.press("Alt+Shift+ArrowRight")  # to the next column
    page.keyboard.press("Control+d")
    sent(page)
    box(page, "Cursus").click()
    page.keyboard.press("Delete")
    sent(page)
    expect(notice(page)).to_have_text(nl("Deleted: {what}.").replace("{what}", "Cursus"))
    last, changed = page.evaluate(DRAWN), texts(stage, plan_id)
    for _act in range(6):
        page.keyboard.press("Control+z")
    sent(page)
    assert texts(stage, plan_id) == kept
    assert [part[:2] for part in page.evaluate(DRAWN)] == [part[:2] for part in first]
    for _act in range(6):
        page.keyboard.press("Control+Shift+z")
    sent(page)
    assert texts(stage, plan_id) == changed
    assert [part[:2] for part in page.evaluate(DRAWN)] == [part[:2] for part in last]


def test_without_a_line_acts_wait_and_come_once(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    page.context.set_offline(True)
    add_at(page, "activity", "Spreekuur")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.type("Gesprekken")
    page.keyboard.press("Enter")
    page.keyboard.press("l")
    page.keyboard.type("Durven")
    page.keyboard.press("Enter")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    expect(box(page, "Gesprekken")).to_be_visible()  # one goes on with it all the same
    assert texts(stage, plan_id) == ["Afronders", "Cursus", "Durven meer"]
    page.context.set_offline(False)
    sent(page)
    assert texts(stage, plan_id) == ["Afronders", "Cursus", "Durven meer", "Gesprekken", "Spreekuur"]
    expect(arrow(page, "Gesprekken", "Durven meer")).to_be_attached()


def test_an_answer_that_got_lost_is_asked_for_again(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    lost = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)  # the server did it
        return route.abort()

    page.route(BATCHES, lose)
    add_at(page, "activity", "Spreekuur")
    sent(page)
    assert lost == [201]
    assert texts(stage, plan_id) == ["Afronders", "Cursus", "Durven meer", "Spreekuur"]


def test_what_waits_when_the_page_goes_comes_with_the_next_one(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    page.route(BATCHES, lambda route: route.abort())
    add_at(page, "activity", "Spreekuur")
    expect(state_words(page)).to_have_text(nl("Not connected: kept on this device"))
    page.unroute(BATCHES)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/plans/{plan_id}/steps/purpose")  # a page without the drawing
    until(lambda: "Spreekuur" in texts(stage, plan_id), page, lambda: f"{page.url} {page.evaluate(HELD)}")


def test_who_was_signed_out_signs_in_on_the_spot(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    page.context.clear_cookies()
    add_at(page, "activity", "Spreekuur")
    expect(page.locator("#sign-in-dialog")).to_be_visible()
    page.locator("#sign-in-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-dialog")).to_be_hidden()
    sent(page)
    assert "Spreekuur" in texts(stage, plan_id)


def test_both_texts_are_shown_where_two_people_wrote(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    page.route(re.compile(r"/drawing\?"), lambda route: route.abort())  # she does not see it come
    box(page, "Durven meer").click()
    page.keyboard.press("Enter")
    stage.write(plan_id, karel, "outcome", stage.state(plan_id).rows("outcome")[0].id, statement="Durven veel")
    page.keyboard.press("Control+a")
    page.keyboard.type("Durven alles")
    page.keyboard.press("Enter")
    card = page.locator(".side .conflict")
    expect(card).to_contain_text("Durven veel")
    expect(card).to_contain_text("Karel")
    card.locator('[data-choose="mine"]').click()
    until(lambda: "Durven alles" in texts(stage, plan_id), page)


def test_undoing_names_who_changed_it_since(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    box(page, "Durven meer").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("Durven alles")
    page.keyboard.press("Enter")
    sent(page)
    stage.write(plan_id, karel, "outcome", stage.state(plan_id).rows("outcome")[0].id, statement="Durven veel")
    page.keyboard.press("Control+z")
    expect(notice(page)).to_contain_text("Karel")
    expect(box(page, "Durven veel")).to_be_visible()


def test_what_another_draws_comes_while_one_types(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    box(page, "Durven meer").dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("Durven al")
    before = typing(page).bounding_box()
    stage.row(plan_id, karel, "activity", name="Spreekuur")
    expect(box(page, "Spreekuur")).to_be_visible()
    expect(typing(page)).to_be_focused()
    expect(typing(page)).to_have_value("Durven al")
    assert typing(page).bounding_box() == before
    page.keyboard.type("les")
    page.keyboard.press("Enter")
    sent(page)
    assert "Durven alles" in texts(stage, plan_id)


def test_an_arrow_that_cannot_be_says_why_and_offers_what_can(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    box(page, "Cursus").click()
    page.keyboard.press("l")
    page.keyboard.type("Durven meer")
    page.keyboard.press("Enter")
    expect(notice(page)).to_be_visible()
    page.keyboard.press("Enter")  # what is offered has the focus
    page.keyboard.type("Deelnemers")
    page.keyboard.press("Enter")
    sent(page)
    state = stage.state(plan_id)
    between = next(row for row in state.rows("output") if row["name"] == "Deelnemers")
    assert state.by_id[between["activity"]]["name"] == "Cursus"
    assert between.id in {row["source"] for row in state.rows("link")}


def test_order_and_several_at_once(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    for text in ("Tweede", "Derde"):
        add_at(page, "activity", text)
        sent(page)
    page.keyboard.press("Alt+Shift+ArrowUp")
    sent(page)
    heights = {text: box(page, text).bounding_box()["y"] for text in ("Cursus", "Tweede", "Derde")}  # type: ignore[index]  # it is on the page
    assert heights["Cursus"] < heights["Derde"] < heights["Tweede"]
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    sent(page)
    assert texts(stage, plan_id) == ["Afronders", "Cursus", "Durven meer"]
    page.keyboard.press("Control+z")
    sent(page)
    assert len(texts(stage, plan_id)) == 5


def test_a_new_box_takes_along_what_goes_with_it(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    box(page, "Durven meer").focus()
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.type("Helpen elkaar")
    page.keyboard.press("Tab")
    page.keyboard.type("Wie durft, deelt")
    page.keyboard.press("Tab")
    page.keyboard.type("Buren")
    for _press in ("makes them", "keeps all"):
        page.keyboard.press("Enter")
    sent(page)
    expect(box(page, "Helpen elkaar")).to_be_focused()
    state = stage.state(plan_id)
    outcome = next(row for row in state.rows("outcome") if row["statement"] == "Helpen elkaar")
    assert state.by_id[outcome["stakeholder"]]["name"] == "Buren"
    assert [row.get("assumption") for row in state.rows("link") if row["target"] == outcome.id] == ["Wie durft, deelt"]
    page.keyboard.press("Control+z")
    sent(page)
    state = stage.state(plan_id)
    assert [len(state.rows(kind)) for kind in ("outcome", "link", "stakeholder")] == [1, 1, 0]


def test_how_much_is_typed_as_it_is_said(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    amount = page.locator('[data-card="amount"] input')
    box(page, "Afronders").focus()
    for typed in ("1.380 personen per jaar", "80 per maand"):
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        amount.select_text()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        sent(page)
        expect(box(page, "Afronders")).to_be_focused()
        page.keyboard.press("Enter")
        expect(amount).to_have_value(typed)
        page.keyboard.press("Escape")
    output = stage.state(plan_id).rows("output")[0]
    assert [output.get(name) for name in ("name", "quantity", "unit", "period")] == ["Afronders", 80, None, "maand"]


def test_for_whom_is_shown_to_both_who_changed_it(desk: Desk, stage: Stage) -> None:
    plan_id, olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    first, second = (stage.row(plan_id, olga, "stakeholder", name=name) for name in ("Buren", "Naasten"))
    outcome = stage.state(plan_id).rows("outcome")[0].id
    page.reload()
    page.route(re.compile(r"/drawing\?seq=[0-9]"), lambda route: route.abort())  # she does not see it come
    box(page, "Durven meer").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Buren")
    stage.write(plan_id, karel, "outcome", outcome, stakeholder=second)
    page.keyboard.press("Enter")
    card = page.locator(".side .conflict")
    expect(card).to_contain_text("Naasten")
    card.locator('[data-choose="mine"]').click()
    until(lambda: stage.state(plan_id).by_id[outcome]["stakeholder"] == first, page)


def test_axe_finds_nothing_to_mend(desk: Desk, stage: Stage, open_browser: Open) -> None:
    plan_id, olga, _page = desk
    page = open_drawing(sign_in(open_browser(bypass_csp=True), olga), plan_id)
    expect(box(page, "Durven meer")).to_be_visible()

    def look(*keys: str, **waits: Any) -> None:
        for key in keys:
            page.keyboard.press(key)
        if "wait" in waits:
            expect(page.locator(waits["wait"])).to_be_visible()
        assert find_violations(page) == [], keys

    look()
    box(page, "Durven meer").click()
    look(wait=".side form.item")
    look("Enter", wait=".drawing__typing")
    look("Escape", "Shift+F10", wait="#drawing-menu")
    look("Escape", "l", wait="#drawing-pick")
    look("Escape", "?", wait="#drawing-keys")
    page.keyboard.press("Escape")
    look("Alt+ArrowLeft", wait="#drawing-bar")
    look("Delete", wait="#drawing-notice")
    page.goto(f"/plans/{stage.plan(olga, title='Leeg')}/steps/theory?view=drawing")
    expect(plus(page, "activity")).to_be_visible()
    look()


def test_what_happened_is_said(desk: Desk) -> None:
    _plan_id, _olga, page = desk
    add_at(page, "activity", "Spreekuur")
    expect(page.locator("#announce")).to_have_text(like("Box ‘{text}’ added under {column}"))
    page.keyboard.press("Delete")
    expect(page.locator("#announce")).to_have_text(like("Deleted: {what}."))


def test_what_one_person_did_is_not_there_to_undo_for_the_next_in_the_same_tab(desk: Desk, stage: Stage) -> None:
    plan_id, _olga, page = desk
    add_at(page, "activity", "Spreekuur")
    sent(page)
    undo = page.locator('[data-tools] [data-act="undo"]')
    expect(undo).to_have_attribute("aria-disabled", "false")
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    page.context.clear_cookies()
    open_drawing(sign_in(page, karel), plan_id)
    expect(undo).to_have_attribute("aria-disabled", "true")
