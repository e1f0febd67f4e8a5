"""Choosing from many things: with the pointer, by keyboard alone, and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import User
from tests.browser.people import Stage, sign_in, sign_in_by_form
from tests.browser.steps import field, item, make_on_the_spot, open_step, saved
from tests.browser.words import nl

Open = Callable[..., Page]
LONG = "Een lange naam die over meer dan één regel loopt, zoals namen van indicatoren en aannames dat plegen te doen"
NAMES = ["Afspraak maken", "Beleid schrijven", "Cursus geven", "Docenten werven", "Évaluatie houden", LONG]


@pytest.fixture
def plan(stage: Stage) -> tuple[str, User, dict[str, str]]:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    return plan_id, olga, {name: stage.row(plan_id, olga, "action", name=name) for name in NAMES}


def open_action(page: Page, plan_id: str, row: str) -> Locator:
    """Return the field in which one says what an action waits for, its fold open."""
    open_step(page, plan_id, "roadmap", row)
    item(page, "action").locator("[data-fold=later] > summary").click()
    return field(page, "action", "depends_on")


def waits_for(stage: Stage, plan_id: str, row: str) -> tuple[str, ...]:
    return tuple(stage.state(plan_id).by_id[row]["depends_on"] or ())


def chips(place: Locator) -> list[str]:
    return place.locator(".picker__chip > span").all_inner_texts()


def test_what_was_chosen_stands_first_and_the_rest_is_searched(
    stage: Stage, open_browser: Open, plan: tuple[str, User, dict[str, str]]
) -> None:
    plan_id, olga, ids = plan
    page = sign_in(open_browser(), olga)
    place = open_action(page, plan_id, ids["Cursus geven"])
    box = place.get_by_role("combobox")
    assert chips(place) == []
    box.click()
    # Oneself is not among them; what can be made comes last
    offered = [*(name for name in NAMES if name != "Cursus geven"), f"+ {nl('New action')}"]
    expect(place.get_by_role("option")).to_have_text(offered, use_inner_text=True)
    box.fill("evaluatie")  # accents make no difference
    place.get_by_role("option", name="Évaluatie houden").click()
    place.get_by_role("option", name=LONG).click()
    expect(place.locator(".picker__chip > span")).to_have_text(["Évaluatie houden", LONG])
    expect(place.get_by_role("option", name="Évaluatie houden")).to_have_count(0)
    saved(page)
    assert waits_for(stage, plan_id, ids["Cursus geven"]) == (ids["Évaluatie houden"], ids[LONG])
    place.get_by_role("button", name=nl("Take out: {name}").format(name="Évaluatie houden")).click()
    saved(page)
    assert waits_for(stage, plan_id, ids["Cursus geven"]) == (ids[LONG],)
    # It stands there when one comes back, in a fold that is open
    open_step(page, plan_id, "roadmap", ids["Cursus geven"])
    expect(field(page, "action", "depends_on").locator(".picker__chip > span")).to_have_text([LONG])


def test_by_keyboard_alone(stage: Stage, open_browser: Open, plan: tuple[str, User, dict[str, str]]) -> None:
    plan_id, olga, ids = plan
    page = sign_in(open_browser(), olga)
    place = open_action(page, plan_id, ids["Cursus geven"])
    box = place.get_by_role("combobox")
    box.focus()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    first = place.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("ArrowUp")  # round to the last
    expect(place.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.type("docent")
    page.keyboard.press("Enter")
    expect(place.locator(".picker__chip > span")).to_have_text(["Docenten werven"])
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(place.get_by_role("listbox")).to_have_count(0)
    expect(item(page, "action")).to_be_visible()
    page.keyboard.type("zzz")
    expect(place.locator(".picker__none")).to_have_text(nl("Nothing found."))
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.keyboard.type("ab")
    for _press in range(4):
        page.keyboard.down("Backspace")  # held down, it empties the search alone
    page.keyboard.up("Backspace")
    expect(place.locator(".picker__chip")).to_have_count(1)
    page.keyboard.press("Backspace")  # takes the last one back
    expect(place.locator(".picker__chip")).to_have_count(0)
    page.keyboard.type("beleid")
    page.keyboard.press("Shift+Tab")  # going back chooses nothing
    expect(page.locator("choice-picker:focus-within")).to_have_count(0)
    expect(box).to_have_value("")
    saved(page)
    assert not waits_for(stage, plan_id, ids["Cursus geven"])


def test_one_is_chosen_in_the_place_of_another(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    ids = {
        name: stage.row(plan_id, olga, "activity", name=name) for name in ("Les", "Spreekuur", "Inloop", "Café", "Reis")
    }
    row = stage.row(plan_id, olga, "output", name="Afgeronde cursus", activity=ids["Les"])
    page = open_step(sign_in(open_browser(), olga), plan_id, "solutions", row)
    place = field(page, "output", "activity")
    assert chips(place) == ["Les"]
    page.locator(f'[id="{row}-activity"]').fill("spreek")  # the label leads to it
    page.keyboard.press("Enter")
    expect(place.locator(".picker__chip > span")).to_have_text(["Spreekuur"])
    saved(page)
    assert stage.state(plan_id).by_id[row]["activity"] == ids["Spreekuur"]
    # And what is not there is made under the name that was typed
    place.get_by_role("combobox").fill("Taalmaatjes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("[name=name]")).to_have_value("Taalmaatjes")
    page.get_by_role("button", name=nl("Make and choose")).click()
    expect(field(page, "output", "activity").locator(".picker__chip > span")).to_have_text(["Taalmaatjes"])
    expect(field(page, "output", "activity").get_by_role("combobox")).to_be_focused()


def test_few_things_stand_in_sight(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    row = stage.row(plan_id, olga, "output", name="Afgeronde cursus")
    page = open_step(sign_in(open_browser(), olga), plan_id, "solutions", row)
    place = field(page, "output", "activity")
    expect(place.locator(".field__none")).to_be_visible()
    make_on_the_spot(page, "output", "activity", "activity", name="Les")
    expect(place.get_by_label("Les", exact=True)).to_be_checked()
    assert place.get_by_role("combobox").count() == 0


def test_it_fits_on_a_telephone(open_browser: Open, plan: tuple[str, User, dict[str, str]]) -> None:
    plan_id, olga, ids = plan
    page = sign_in(open_browser(width=390, height=844), olga)
    place = open_action(page, plan_id, ids["Cursus geven"])
    place.get_by_role("combobox").fill("lange")
    place.get_by_role("option", name=LONG).click()
    expect(place.locator(".picker__chip")).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    box, chip = place.bounding_box(), place.locator(".picker__chip").bounding_box()
    assert box
    assert chip
    assert chip["x"] + chip["width"] <= box["x"] + box["width"]
    assert (place.locator(".picker__remove").bounding_box() or {"height": 0})["height"] >= 24


def test_without_a_script_there_are_boxes_to_tick(
    stage: Stage, open_browser: Open, plan: tuple[str, User, dict[str, str]]
) -> None:
    plan_id, olga, ids = plan
    page = sign_in_by_form(open_browser(javascript=False), olga)
    place = open_action(page, plan_id, ids["Cursus geven"])
    assert place.get_by_role("checkbox").count() == len(NAMES) - 1
    place.get_by_label("Docenten werven", exact=True).check()
    with page.expect_navigation():
        item(page, "action").locator("[data-done]").click()
    assert waits_for(stage, plan_id, ids["Cursus geven"]) == (ids["Docenten werven"],)
    open_step(page, plan_id, "roadmap", ids["Cursus geven"])
    expect(item(page, "action").locator("[data-fold=later][open]")).to_be_visible()


def test_going_on_takes_what_was_searched_and_the_next_row_shows_the_same_parts(
    stage: Stage, open_browser: Open, plan: tuple[str, User, dict[str, str]]
) -> None:
    plan_id, olga, ids = plan
    page = sign_in(open_browser(), olga)
    place = open_action(page, plan_id, ids["Cursus geven"])
    box = place.get_by_role("combobox")
    box.fill("evaluatie")
    box.press("Tab")
    expect(box).not_to_be_focused()
    expect(place.locator(".picker__chip > span")).to_have_text(["Évaluatie houden"])
    # Going back leaves what was searched, and making something new is never done on the way
    box.fill("beleid")
    box.press("Shift+Tab")
    box.fill("bestaat niet")
    box.press("Tab")
    expect(page.locator("#make-dialog")).to_be_hidden()
    # Ctrl and Enter take it too, and the next row has the fold open that was open here
    box.fill("docenten")
    box.press("Control+Enter")
    expect(page.locator("form[data-new] [data-fold=later]")).to_have_attribute("open", "")
    assert set(waits_for(stage, plan_id, ids["Cursus geven"])) == {ids["Évaluatie houden"], ids["Docenten werven"]}
