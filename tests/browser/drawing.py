"""When: what somebody does in the drawing of a theory of change, with the mouse, with a finger, or with keys alone."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.steps import until
from tests.browser.words import nl

ACTS = "Object.keys(localStorage).filter(name => name.startsWith('impactplan.edit.')).length"
PRESSED = {"none": 0, "experience": 1, "own_data": 2, "research": 3}


def open_drawing(page: Page, plan_id: str) -> Page:
    page.goto(f"/plans/{plan_id}/steps/theory?view=drawing")
    expect(plus(page, "activity")).to_be_attached()
    return page


def named(text: str) -> re.Pattern[str]:
    """Return a pattern for the name of the box with a text: its kind comes before it, its arrows come after it."""
    return re.compile(rf"^[^:]+: {re.escape(text)}(\.|$)")


def box(page: Page, text: str) -> Locator:
    return page.locator("[data-box]").and_(page.get_by_label(named(text)))


def arrow(page: Page, source: str, target: str) -> Locator:
    ids = [box(page, text).get_attribute("data-box") for text in (source, target)]
    link = page.evaluate(
        """async ([url, ...ends]) => {
            const { links } = await (await fetch(url + "?seq=-1&have=")).json();
            return links.find(link => link.source === ends[0] && link.target === ends[1])?.id ?? "";
        }""",
        [page.locator("#drawing").get_attribute("data-drawing"), *ids],
    )
    return page.locator(f'[data-link="{link}"]')


def plus(page: Page, column: str) -> Locator:
    return page.locator(f'[data-add="{column}"]')


def typing(page: Page) -> Locator:
    return page.locator(".drawing__typing")


def notice(page: Page) -> Locator:
    return page.locator("#drawing-notice [data-notice-words]")


def sent(page: Page) -> Page:
    """Wait until the server has all that was done."""
    until(lambda: page.evaluate(ACTS) == 0, page)
    expect(page.locator(".is-sketched")).to_have_count(0)
    return page


def middle(place: Locator) -> tuple[float, float]:
    at = place.bounding_box()
    assert at is not None
    return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2


class Drawer(ABC):
    """Somebody who draws in one way, and counts what it takes: clicks, taps, drags and keys that are no text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.acts += 1

    def write(self, text: str) -> None:
        """Type a text and keep it."""
        expect(typing(self.page)).to_be_focused()
        self.page.keyboard.type(text)
        self.press("Enter")
        expect(typing(self.page)).to_have_count(0)
        expect(box(self.page, text)).to_be_focused()
        sent(self.page)

    @abstractmethod
    def add(self, column: str, text: str) -> None:
        """Add a box at the foot of a column."""

    @abstractmethod
    def add_from(self, source: str, text: str) -> None:
        """Add a box to which another leads."""

    @abstractmethod
    def add_precondition(self, target: str, text: str) -> None: ...

    @abstractmethod
    def connect(self, source: str, target: str) -> None: ...

    @abstractmethod
    def set_arrow(self, source: str, target: str, *, evidence: str, inhibits: bool = False) -> None: ...


class Mouse(Drawer):
    def click(self, place: Locator, button: str = "left") -> None:
        place.click(button=button)  # type: ignore[arg-type]  # a literal of Playwright
        self.acts += 1

    def drag(self, source: Locator, target: Locator) -> None:
        x, y = middle(source)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 10, y + 10)
        target.scroll_into_view_if_needed()  # with the wheel, where it is out of sight
        self.page.mouse.move(*middle(target), steps=4)
        self.page.mouse.up()
        self.acts += 1
        sent(self.page)

    def port(self, text: str, side: str = "right") -> Locator:
        """Return the port of a box, which is there when one is over it."""
        self.page.mouse.move(*middle(self.page.locator("h1")))  # away from the bar, which then goes
        box(self.page, text).scroll_into_view_if_needed()
        self.page.mouse.move(*middle(box(self.page, text)))
        place = self.page.locator(f'[data-port="{side}"] .handle__disc')
        expect(place).to_be_visible()
        return place

    def add(self, column: str, text: str) -> None:
        self.click(plus(self.page, column))
        self.write(text)

    def add_from(self, source: str, text: str) -> None:
        self.click(self.port(source))
        self.write(text)

    def add_precondition(self, target: str, text: str) -> None:
        self.click(box(self.page, target), "right")
        self.click(self.page.get_by_role("menuitem", name=nl("New precondition for it")))
        self.write(text)

    def connect(self, source: str, target: str) -> None:
        self.drag(self.port(source), box(self.page, target))

    def set_arrow(self, source: str, target: str, *, evidence: str, inhibits: bool = False) -> None:
        bar = self.page.locator("#drawing-bar")
        there = arrow(self.page, source, target)
        if "is-chosen" not in str(there.get_attribute("class")):
            self.page.mouse.move(*middle(self.page.locator("h1")))
            self.page.evaluate(PRESS_ON_ARROW, str(there.get_attribute("data-link")))
            x, y = self.page.evaluate(POINT_ON_ARROW, str(there.get_attribute("data-link")))
            self.page.mouse.click(x, y)
            self.acts += 1
        self.click(bar.locator(f'[data-value="{evidence}"]'))
        sent(self.page)
        if inhibits:
            self.click(bar.locator('[data-value="inhibits"]'))
            sent(self.page)


# A point on an arrow that nothing lies over, as somebody would find it by eye.
PRESS_ON_ARROW = """id => document.querySelector(`[data-link="${id}"]`).scrollIntoView({ block: "center" })"""
POINT_ON_ARROW = """id => {
    const link = document.querySelector(`[data-link="${id}"]`);
    for (const path of link.querySelectorAll("path")) {
        const length = path.getTotalLength();
        for (const part of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.15, 0.85]) {
            const point = path.getPointAtLength(length * part).matrixTransform(path.getScreenCTM());
            if (document.elementFromPoint(point.x, point.y)?.closest("[data-link]") === link) return [point.x, point.y];
        }
    }
    throw new Error("nowhere to press on " + id);
}"""


class Finger(Drawer):
    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.screen: CDPSession = page.context.new_cdp_session(page)

    def tap(self, place: Locator) -> None:
        place.tap()
        self.acts += 1

    def touch(self, kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        self.screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def hold(self, place: Locator) -> None:
        """Press and hold, until the menu opens."""
        place.scroll_into_view_if_needed()
        self.touch("touchStart", *middle(place))
        expect(self.page.get_by_role("menu")).to_be_visible()
        self.touch("touchEnd")
        self.acts += 1

    def choose_from_menu(self, text: str, entry: str) -> None:
        self.hold(box(self.page, text))
        self.tap(self.page.get_by_role("menuitem", name=nl(entry)).first)

    def choose(self, place: Locator) -> None:
        if "is-chosen" not in str(place.get_attribute("class")):
            self.tap(place)

    def add(self, column: str, text: str) -> None:
        self.tap(plus(self.page, column))
        self.write(text)

    def add_from(self, source: str, text: str) -> None:
        self.choose(box(self.page, source))
        self.tap(self.page.locator('[data-port="right"] .handle__disc'))
        self.write(text)

    def add_precondition(self, target: str, text: str) -> None:
        self.choose_from_menu(target, "New precondition for it")
        self.write(text)

    def connect(self, source: str, target: str) -> None:
        self.choose_from_menu(source, "Leads to …")
        self.page.locator("#drawing-pick input").fill(target)
        self.tap(self.page.get_by_role("option").filter(has_text=target).first)
        sent(self.page)

    def set_arrow(self, source: str, target: str, *, evidence: str, inhibits: bool = False) -> None:
        bar = self.page.locator("#drawing-bar")
        there = str(arrow(self.page, source, target).get_attribute("data-link"))
        self.page.evaluate(PRESS_ON_ARROW, there)
        x, y = self.page.evaluate(POINT_ON_ARROW, there)
        self.page.touchscreen.tap(x, y)
        self.acts += 1
        self.tap(bar.locator(f'[data-value="{evidence}"]'))
        sent(self.page)
        if inhibits:
            self.tap(bar.locator('[data-value="inhibits"]'))
            sent(self.page)


class Keys(Drawer):
    """Keys alone; the first Tab into the drawing counts too."""

    just_made: tuple[str, ...] = ()
    """The ends of the arrow that was made last: its evidence is set from there."""

    def enter(self) -> None:
        self.page.locator('[data-tools] [data-act="keys"]').focus()
        while not self.page.evaluate("document.activeElement.closest('[data-box], [data-add]') !== null"):
            self.press("Tab")

    def go_to(self, text: str) -> None:
        if not box(self.page, text).evaluate("node => node === document.activeElement"):
            self.press("/")
            self.choose(text)
        expect(box(self.page, text)).to_be_focused()

    def choose(self, text: str) -> None:
        expect(self.page.locator("#drawing-pick input")).to_be_focused()
        self.page.keyboard.type(text)
        self.press("Enter")

    def add(self, column: str, text: str) -> None:
        """Walk to the foot of the column, and type."""
        for _step in range(40):
            here = self.page.evaluate("document.activeElement.dataset.add ?? ''")
            if here == column:
                break
            self.press(self._way_to(column))
        self.page.keyboard.type(text[0])  # a capital begins a text
        expect(typing(self.page)).to_have_value(text[0])
        self.write_rest(text)

    def write_rest(self, text: str) -> None:
        self.page.keyboard.type(text[1:])
        self.press("Enter")
        expect(box(self.page, text)).to_be_focused()
        sent(self.page)

    def _way_to(self, column: str) -> str:
        columns = ["activity", "output", "short", "mid", "long", "impact"]
        here = self.page.evaluate(
            """() => {
                const { add, box } = document.activeElement.dataset;
                if (add) return add;
                const left = document.activeElement.getBoundingClientRect().left;
                const pluses = [...document.querySelectorAll("[data-add]")];
                const off = node => Math.abs(node.getBoundingClientRect().left - left);
                return pluses.sort((one, other) => off(one) - off(other))[0].dataset.add;
            }"""
        )
        if here == column:
            return "End"
        return "ArrowRight" if columns.index(here) < columns.index(column) else "ArrowLeft"

    def add_from(self, source: str, text: str) -> None:
        self.go_to(source)
        self.press("Control+ArrowRight")
        self.write(text)
        self.just_made = (source, text)

    def add_precondition(self, target: str, text: str) -> None:
        self.go_to(target)
        self.press("Control+Shift+ArrowLeft")
        self.write(text)
        self.just_made = (text, target)

    def connect(self, source: str, target: str) -> None:
        self.go_to(source)
        self.press("l")
        self.choose(target)
        sent(self.page)
        self.just_made = (source, target)

    def set_arrow(self, source: str, target: str, *, evidence: str, inhibits: bool = False) -> None:
        if (source, target) != self.just_made:
            there = arrow(self.page, source, target)
            self.go_to(source)
            self.press("Alt+ArrowRight")
            for _arrow in range(12):
                if there.evaluate("node => node === document.activeElement"):
                    break
                self.press("ArrowDown")
            expect(there).to_be_focused()
        self.press(str(1 + PRESSED[evidence]))
        sent(self.page)
        if inhibits:
            self.press("r")
            sent(self.page)
