"""Seeing the theory of change: as a drawing or as a list, larger and smaller, lit along its paths, sifted; on paper,
without a script, and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import User
from tests.browser.drawing import box, open_drawing
from tests.browser.everywhere import World
from tests.browser.looks import find_too_wide, find_violations
from tests.browser.people import Stage, sign_in, sign_in_by_form
from tests.browser.steps import until
from tests.browser.words import nl

Open = Callable[..., Page]
COLUMNS = ("activity", "output", "short", "mid", "long", "impact")


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


@pytest.fixture
def drawing(world: World, open_browser: Open) -> Page:
    return open_drawing(sign_in(open_browser(), world.olga), world.full)


def tool(page: Page, act: str) -> Locator:
    return page.locator(f'[data-tools] [data-act="{act}"]')


def scale(page: Page) -> int:
    return int(page.locator("[data-scale]").inner_text().rstrip("%"))


def ids(page: Page, selector: str, name: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(f"parts => parts.map(part => part.dataset.{name})")
    return found


def grow(stage: Stage, plan_id: str, olga: User, count: int) -> None:
    """Make a plan so full that its drawing does not fit."""
    for number in range(count):
        stage.row(plan_id, olga, "outcome", statement=f"Effect nummer {number} voor wie meedoet", term="short")


def test_the_list_is_the_drawing_in_the_same_order(drawing: Page) -> None:
    drawn = ids(drawing, "#drawing [data-box]", "box")
    arrows = ids(drawing, "#drawing [data-link]", "link")
    drawing.locator("[data-way=list]").click()
    expect(drawing.locator("#theory-list")).to_be_visible()
    assert ids(drawing, "[data-item-of]", "itemOf") == drawn
    assert sorted(ids(drawing, "[data-leads]", "leads")) == sorted(arrows)
    assert ids(drawing, "[data-column]", "column") == list(COLUMNS)
    assert find_violations(drawing) == []
    drawing.locator("[data-way=drawing]").click()
    expect(drawing.locator("#drawing")).to_be_visible()
    assert find_violations(drawing) == []


def test_a_phone_begins_with_the_list(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(width=390, height=844), world.olga)
    page.goto(f"/plans/{world.full}/steps/theory")
    expect(page.locator("#theory-list")).to_be_visible()
    assert find_too_wide(page) == []
    page.locator("[data-way=drawing]").click()
    expect(page.locator("#drawing [data-box]").first).to_be_visible()
    assert find_too_wide(page) == []
    assert scale(page) == 100  # the letters are read; the rest scrolls


def test_a_small_window_begins_where_a_box_is(world: World, stage: Stage, open_browser: Open) -> None:
    plan_id = stage.plan(world.olga)
    grow(stage, plan_id, world.olga, 14)
    stage.row(plan_id, world.olga, "activity", name="Inloopspreekuur")
    page = open_drawing(sign_in(open_browser(width=390, height=844), world.olga), plan_id)
    frame, place = page.locator("[data-stage]").bounding_box(), box(page, "Inloopspreekuur").bounding_box()
    assert frame is not None
    assert place is not None
    assert frame["y"] < place["y"] < frame["y"] + frame["height"] / 2


def test_larger_smaller_and_all_of_it(drawing: Page) -> None:
    stage = drawing.locator("[data-stage]")
    begun = scale(drawing)
    tool(drawing, "zoom-in").click()
    assert scale(drawing) == pytest.approx(begun * 1.25, abs=1)
    stage.hover()
    drawing.keyboard.down("Control")
    drawing.mouse.wheel(0, 200)
    drawing.keyboard.up("Control")
    until(lambda: scale(drawing) < begun * 1.25 - 1, drawing)
    drawing.keyboard.press("+")
    drawing.keyboard.press("-")
    drawing.keyboard.press("0")
    overflow = stage.evaluate(
        "stage => [stage.scrollWidth - stage.clientWidth, stage.scrollHeight - stage.clientHeight]"
    )
    assert max(overflow) <= 1
    drawing.keyboard.press("0")
    assert scale(drawing) >= 85


def test_what_one_looks_at_stays_under_the_pointer(drawing: Page) -> None:
    place = box(drawing, "Cursisten durven meer zelf online te doen").bounding_box()
    assert place
    x, y = place["x"] + 20, place["y"] + 20
    drawing.mouse.move(x, y)
    drawing.keyboard.down("Control")
    for _time in range(4):
        drawing.mouse.wheel(0, -100)
    drawing.keyboard.up("Control")
    until(lambda: scale(drawing) > 130, drawing)
    below = drawing.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.closest('[data-box]')?.ariaLabel ?? ''", [x, y]
    )
    assert "Cursisten durven meer" in below


def test_a_small_map_shows_the_way(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    grow(stage, plan_id, olga, 24)
    page = open_drawing(sign_in(open_browser(), olga), plan_id)
    small, frame = page.locator("[data-map]"), page.locator("[data-stage]")
    expect(small).to_be_visible()
    expect(page.locator(".map__box")).to_have_count(24)
    at = small.bounding_box()
    assert at
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] - 6)
    until(lambda: frame.evaluate("stage => stage.scrollTop") > 200, page)
    page.keyboard.press("0")
    expect(small).to_be_hidden()


def test_over_the_whole_screen_and_back(drawing: Page) -> None:
    tool(drawing, "full").click()
    expect(drawing.locator(".bar")).to_be_hidden()
    title = drawing.locator("#drawing-title")
    expect(title).to_be_visible()
    room = drawing.locator("[data-stage]").bounding_box()
    assert room
    assert room["height"] > 700
    box(drawing, "IDO-spreekuur").click()
    expect(drawing.locator("[data-side]")).to_be_visible()
    tool(drawing, "full").click()
    expect(drawing.locator(".bar")).to_be_visible()


def test_the_paths_of_what_is_chosen_are_lit(drawing: Page) -> None:
    box(drawing, "Cursisten herkennen nepberichten").click()
    expect(drawing.locator("svg.has-light")).to_have_count(1)
    lit = drawing.locator("[data-box].is-lit")
    expect(lit).to_have_count(4)  # from its activity, by its output, to what it must prevent
    assert drawing.locator('[data-part="light"] path').count() == 3
    drawing.keyboard.press("Escape")
    expect(drawing.locator("svg.has-light")).to_have_count(0)


def test_what_is_quiet_can_still_be_read(drawing: Page) -> None:
    box(drawing, "Cursisten herkennen nepberichten").click()
    expect(drawing.locator("svg.has-light")).to_have_count(1)
    colours = drawing.evaluate("""() => {
        const paint = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
        const quiet = part => `.has-light [data-${part}]:not(.is-lit)`;
        return [
            paint(`${quiet("box")} text`, "fill"),
            paint(`${quiet("link")} path:not([stroke-opacity])`, "stroke"),
        ];
    }""")
    assert [contrast(colour) >= 3 for colour in colours] == [True, True], colours


def contrast(colour: str) -> float:
    """Return the contrast of a colour, as a browser says it, with white."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_sifting_makes_the_rest_quiet_and_says_how_many(drawing: Page) -> None:
    tool(drawing, "filter").click()
    sieve = drawing.locator("[data-sift]")
    sieve.locator("select").select_option(label="Digistarters 55+")
    says = sieve.locator("[data-sift-says]")
    expect(says).to_contain_text("van 22 vakken")
    quiet = drawing.locator("[data-box].is-sifted-out")
    assert 0 < quiet.count() < 22
    drawing.get_by_role("button", name=nl("Show everything")).click()
    expect(quiet).to_have_count(0)
    sieve.get_by_label("Onderzoek").check()
    expect(drawing.locator("[data-link]:not(.is-sifted-out)")).not_to_have_count(0)
    assert find_violations(drawing) == []
    drawing.keyboard.press("Escape")
    expect(sieve).to_be_hidden()


def test_what_builds_on_a_box_is_counted_and_reached(drawing: Page) -> None:
    expect(drawing.locator(".count--builds").first).to_be_visible()
    box(drawing, "Cursisten loggen zelfstandig in met DigiD").click()
    side = drawing.locator("[data-side]")
    expect(side.get_by_role("heading", name=nl("What builds on this"))).to_be_visible()
    assert "/steps/indicators" in str(side.locator(".builds a").first.get_attribute("href"))


def test_an_empty_drawing_asks(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    page = open_drawing(sign_in(open_browser(), olga), stage.plan(olga))
    expect(page.locator(".ghost__question")).not_to_have_count(0)
    expect(page.locator('[data-add="impact"]')).to_contain_text("Waar leidt het toe?")
    page.locator('[data-add="impact"]').click()
    page.locator(".drawing__typing").fill("Iedereen doet mee")
    page.keyboard.press("Enter")
    expect(page.locator('[data-add="impact"] .ghost__question')).to_have_count(0)
    expect(page.locator('[data-add="mid"] .ghost__question')).not_to_have_count(0)


def test_the_panel_is_docked_and_folds_away(drawing: Page) -> None:
    panel = drawing.locator("#panel")
    expect(panel).to_be_hidden()
    drawing.locator("a[data-panel=guidance]:visible").click()
    expect(panel).to_be_visible()
    assert drawing.locator("dialog[open]").count() == 0
    beside, frame = panel.bounding_box(), drawing.locator("[data-stage]").bounding_box()
    assert beside
    assert frame
    assert frame["x"] + frame["width"] <= beside["x"]
    panel.get_by_role("button", name=nl("Close")).click()
    expect(panel).to_be_hidden()


def test_on_paper_the_drawing_comes_with_its_links_in_words(drawing: Page) -> None:
    drawing.evaluate("dispatchEvent(new Event('beforeprint'))")
    drawing.emulate_media(media="print")
    whole = drawing.locator("[data-whole-step]")
    expect(whole.locator("figure svg").first).to_be_visible()
    expect(whole.get_by_role("heading", name="Alle verbanden en hun aannames")).to_be_visible()
    expect(drawing.locator(".bar")).to_be_hidden()
    expect(drawing.locator("#drawing")).to_be_hidden()
    # Where it cannot be had, the drawing itself is printed.
    drawing.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(drawing.locator("#drawing svg [data-box]").first).to_be_visible()


def test_without_a_script_the_boxes_lead_to_their_rows(world: World, open_browser: Open) -> None:
    page = sign_in_by_form(open_browser(javascript=False), world.olga)
    page.goto(f"/plans/{world.full}/steps/theory")
    page.locator("#drawing svg a").first.click()
    expect(page.locator("#theory-list .row--open form[data-item]")).to_be_visible()
    page.get_by_role("link", name=nl("Follows from this: %(kind)s").replace("%(kind)s", "prestatie")).click()
    expect(page.locator('.row--open form[data-item^="output/"]')).to_be_visible()
    page.locator('.row--open [name="name"]').fill("Een nieuwe prestatie")
    page.locator(".row--open [data-done]").click()
    expect(page.locator("#theory-list")).to_contain_text("Een nieuwe prestatie")
    page.get_by_role("button", name=nl("Tidy up")).click()
    expect(page.locator("#theory-list")).to_be_visible()


def test_who_reads_chooses_boxes_and_reads_their_fields(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(), world.lena)
    page.goto(f"/plans/{world.full}/steps/theory?view=drawing")
    expect(page.locator('#drawing [data-box][tabindex="0"]')).to_be_attached()
    first = page.locator("#drawing [data-box]").first
    first.click()
    expect(page.locator("[data-side] .row__heading")).to_be_visible()
    expect(page.locator("[data-side] form")).to_have_count(0)
    page.keyboard.press("Delete")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#drawing-bar")).to_have_count(0)
    expect(first).to_be_visible()
    assert find_violations(page) == []
