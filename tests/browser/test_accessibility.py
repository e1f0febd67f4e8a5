"""axe finds nothing to mend on any page, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest
from playwright.sync_api import Page

from impactplan.config import ROOT
from tests.browser.everywhere import Place, World, page_templates
from tests.browser.people import Stage, sign_in
from tests.browser.words import squash

Open = Callable[..., Page]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 390)


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


# In a picture the words of a link are broken into lines and hyphenated, and its label has them whole. axe compares
# them letter by letter; ``test_links_in_pictures_are_called_what_they_show`` does it as people read.
FIND = """async options => {
    const found = await axe.run(document, options);
    const drawn = (rule, { target }) =>
        rule === "label-content-name-mismatch" && document.querySelector(target[0]).closest("svg");
    return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.filter(node => !drawn(id, node)).map(node => `${id}: ${help}: ${node.html.slice(0, 200)}`));
}"""


def find_violations(page: Page) -> list[str]:
    """Run axe, and say each violation in a line."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FIND, {"runOnly": RULES, "resultTypes": ["violations"]})
    return found


def check(page: Page, places: list[Place]) -> Iterator[str]:
    for place in places:
        place.visit(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            yield from (f"{place} ({width} px): {violation}" for violation in find_violations(page))
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def expect_none(violations: Iterable[str]) -> None:
    found = list(violations)
    assert not found, "\n".join(found)


def test_pages_of_the_signed_out(world: World, open_browser: Open) -> None:
    page = open_browser(bypass_csp=True)
    expect_none(check(page, world.signed_out()))


def test_pages_of_the_owner(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(bypass_csp=True), world.olga)
    expect_none(check(page, world.of_the_owner()))


def test_pages_of_those_who_write_along_and_read(world: World, open_browser: Open) -> None:
    for person, places in world.of_others().items():
        page = sign_in(open_browser(bypass_csp=True), person)
        expect_none(check(page, places))


def test_dialogs(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(bypass_csp=True), world.olga)
    page.goto(f"/plans/{world.full}/steps/solutions?row={world.first('activity')}")
    page.locator("[data-make]").first.click()
    page.locator("#make-dialog [data-field]").first.wait_for()
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("a[data-panel=missing]:visible").first.click()
    page.locator("#panel-dialog").wait_for()
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    page.context.clear_cookies()
    page.locator("[data-field=frequency] input[name=frequency]").fill("vaak")
    page.locator("#sign-in-dialog").wait_for()
    assert find_violations(page) == []


def test_links_in_pictures_are_called_what_they_show(world: World, open_browser: Open) -> None:
    page = sign_in(open_browser(), world.olga)
    for step in ("stakeholders", "theory", "results"):
        page.goto(f"/plans/{world.full}/steps/{step}")
        links = page.locator("svg a")
        assert links.count() > 3
        for link in links.all():
            label = squash(str(link.get_attribute("aria-label")))
            for line in link.locator("text").all_text_contents():
                assert squash(line.rstrip("…")) in label


def test_no_page_is_forgotten(world: World) -> None:
    places = [*world.signed_out(), *world.of_the_owner()]
    places += [place for found in world.of_others().values() for place in found]
    assert {place.template for place in places} == page_templates()
