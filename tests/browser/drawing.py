"""When: what somebody does in the drawing of a theory of change, with the mouse, with a finger, or with keys alone."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

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


@dataclass(frozen=True)
class More:
    """What a box says besides its text, and the arrow that comes along with it."""

    whom: str = ""
    amount: str = ""
    assumption: str = ""
    evidence: str = ""
    inhibits: bool = False


NOTHING = More()
TONES = {
    "negative": ("n", "Negative or positive"),
    "unintended": ("u", "Unintended or intended"),
    "above": ("c", "Above the ceiling, or not"),
}


class Drawer(ABC):
    """Somebody who draws in one way, and counts what it takes: clicks, taps, drags and keys that are no text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts = 0
        self.bar = page.locator("#drawing-bar")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.acts += 1

    @abstractmethod
    def go_to_field(self, name: str) -> None:
        """Go from the text of a box to a field of the card under it."""

    def write(self, text: str, more: More = NOTHING) -> None:
        """Type a text and what goes with it, and keep it."""
        expect(typing(self.page)).to_be_focused()
        self.page.keyboard.type(text)
        self.fill_card(more)
        self.keep(text)

    def fill_card(self, more: More) -> None:
        for name, words in (("assumption", more.assumption), ("stakeholder", more.whom), ("amount", more.amount)):
            if not words:
                continue
            self.go_to_field(name)
            field = self.page.locator(f'[data-card="{name}"] :is(input, textarea)').last
            expect(field).to_be_focused()
            self.page.keyboard.type(words)
            expect(field).to_have_value(words)
            if name == "stakeholder":
                chosen = self.page.get_by_role("option", name=words, exact=True)
                expect(chosen).to_have_attribute("aria-selected", "true")

    def keep(self, text: str) -> None:
        self.press("Enter")
        expect(typing(self.page)).to_have_count(0)
        expect(box(self.page, text)).to_be_focused()
        sent(self.page)

    def add_pair(self, column: str, text: str, next_text: str, more: More) -> None:
        """Add a box at the foot of a column, and one to which it leads."""
        self.add(column, text)
        self.add_from(text, next_text, more)

    @abstractmethod
    def add(self, column: str, text: str, more: More = NOTHING) -> None:
        """Add a box at the foot of a column."""

    @abstractmethod
    def add_from(self, source: str, text: str, more: More) -> None:
        """Add a box to which another leads."""

    @abstractmethod
    def add_before(self, target: str, text: str, more: More) -> None:
        """Add a box that leads to another."""

    @abstractmethod
    def add_precondition(self, target: str, text: str, more: More) -> None: ...

    @abstractmethod
    def connect(self, source: str, target: str, more: More) -> None:
        """Draw an arrow between two boxes, with its assumption and its evidence."""

    @abstractmethod
    def set_tone(self, text: str, tone: str) -> None: ...


class Pointer(Drawer):
    """Somebody who presses on things; a text that is typed is kept by pressing on what comes next."""

    @abstractmethod
    def hit(self, place: Locator) -> None:
        """Press on something."""

    @abstractmethod
    def choose_from_menu(self, text: str, entry: str) -> None: ...

    def go_to_field(self, name: str) -> None:
        self.hit(self.page.locator(f'[data-card="{name}"] :is(input, textarea)').last)

    def say_assumption(self, words: str) -> None:
        self.hit(self.bar.locator('[data-bar="assumption"]'))
        expect(typing(self.page)).to_be_focused()
        self.page.keyboard.type(words)

    def say_evidence(self, more: More) -> None:
        self.hit(self.bar.locator(f'[data-value="{more.evidence}"]'))
        expect(typing(self.page)).to_have_count(0)
        sent(self.page)
        if more.inhibits:
            self.hit(self.bar.locator('[data-value="inhibits"]'))
            sent(self.page)

    def add(self, column: str, text: str, more: More = NOTHING) -> None:
        self.hit(plus(self.page, column))
        self.write(text, more)

    def add_precondition(self, target: str, text: str, more: More) -> None:
        self.choose_from_menu(target, "New precondition for it")
        self.write(text, more)
        self.show_arrow(text, target)
        self.say_evidence(more)

    def add_from(self, source: str, text: str, more: More) -> None:
        self.hit_port(source, "right")
        self.write(text, more)
        if more.evidence:
            self.show_arrow(source, text)
            self.say_evidence(more)

    def add_before(self, target: str, text: str, more: More) -> None:
        self.hit_port(target, "left")
        self.write(text, more)
        self.show_arrow(text, target)
        self.say_evidence(more)

    @abstractmethod
    def hit_port(self, text: str, side: str) -> None:
        """Press on the port of a box, which adds one on that side."""

    @abstractmethod
    def show_arrow(self, source: str, target: str) -> None:
        """Bring up the bar of an arrow that came with a box."""

    def set_tone(self, text: str, tone: str) -> None:
        self.choose_from_menu(text, TONES[tone][1])
        sent(self.page)


class Mouse(Pointer):
    def hit(self, place: Locator) -> None:
        self.click(place)

    def click(self, place: Locator, button: str = "left") -> None:
        place.click(button=button)  # type: ignore[arg-type]  # a literal of Playwright
        self.acts += 1

    def choose_from_menu(self, text: str, entry: str) -> None:
        self.see_fields()
        self.click(box(self.page, text), "right")
        self.click(self.page.get_by_role("menuitem", name=nl(entry)).first)

    def see_fields(self) -> None:
        """Wait for the fields beside the drawing, which take their room from it."""
        chosen = str(self.page.locator(".is-chosen").evaluate("node => node.dataset.box ?? node.dataset.link"))
        expect(self.page.locator(f'[data-side] [data-item$="/{chosen}"]')).to_be_visible()

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

    def hit_port(self, text: str, side: str) -> None:
        self.click(self.port(text, side))

    def connect(self, source: str, target: str, more: More) -> None:
        self.drag(self.port(source), box(self.page, target))
        self.say_assumption(more.assumption)
        self.say_evidence(more)

    def show_arrow(self, source: str, target: str) -> None:
        there = str(arrow(self.page, source, target).get_attribute("data-link"))
        self.page.mouse.move(*middle(self.page.locator("h1")))
        self.page.evaluate(PRESS_ON_ARROW, there)
        self.page.mouse.click(*self.page.evaluate(POINT_ON_ARROW, there))
        self.acts += 1


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


class Finger(Pointer):
    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.screen: CDPSession = page.context.new_cdp_session(page)

    def hit(self, place: Locator) -> None:
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
        self.hit(self.page.get_by_role("menuitem", name=nl(entry)).first)

    def hit_port(self, text: str, side: str) -> None:
        if "is-chosen" not in str(box(self.page, text).get_attribute("class")):
            self.hit(box(self.page, text))
        self.hit(self.page.locator(f'[data-port="{side}"] .handle__disc'))

    def connect(self, source: str, target: str, more: More) -> None:
        self.choose_from_menu(source, "Leads to …")
        self.page.locator("#drawing-pick input").fill(target)
        self.hit(self.page.get_by_role("option").filter(has_text=target).first)
        sent(self.page)
        self.show_arrow(source, target)
        self.say_assumption(more.assumption)
        self.say_evidence(more)

    def show_arrow(self, source: str, target: str) -> None:
        """The arrow that was just made has its bar at the foot of the screen already."""
        ends = (re.escape(text[:30]) for text in (source, target))
        expect(self.bar).to_have_attribute("aria-label", re.compile(".*→ ".join(ends)))
        expect(self.bar).to_be_visible()


class Keys(Drawer):
    """Keys alone; the first Tab into the drawing counts too."""

    def enter(self) -> None:
        self.page.locator('[data-tools] [data-act="keys"]').focus()
        while not self.page.evaluate("document.activeElement.closest('[data-box], [data-add]') !== null"):
            self.press("Tab")

    def go_to_field(self, name: str) -> None:  # the fields that are not wanted lie behind
        self.press("Tab")

    def go_to(self, text: str) -> None:
        """Walk to a box that is one step away, and search one that is further."""
        there = box(self.page, text)
        way = str(there.evaluate(ONE_STEP))
        if way == "search":
            self.press("/")
            self.choose(text, "Enter")
        elif way:
            self.press(way)
        expect(there).to_be_focused()

    def choose(self, text: str, key: str) -> None:
        expect(self.page.locator("#drawing-pick input")).to_be_focused()
        self.page.keyboard.type(text)
        self.press(key)

    def add(self, column: str, text: str, more: More = NOTHING) -> None:
        self.begin(column, text)
        self.fill_card(more)
        self.keep(text)

    def begin(self, column: str, text: str) -> None:
        """Walk to the foot of the column, and type: a capital begins a text."""
        for _step in range(40):
            here = self.page.evaluate("document.activeElement.dataset.add ?? ''")
            if here == column:
                break
            self.press(self._way_to(column))
        self.page.keyboard.type(text[0])
        expect(typing(self.page)).to_have_value(text[0])
        self.page.keyboard.type(text[1:])

    def add_pair(self, column: str, text: str, next_text: str, more: More) -> None:
        self.begin(column, text)
        self.press("Control+ArrowRight")  # at the end of the text it goes on at once
        expect(typing(self.page)).to_have_value("")
        self.write(next_text, more)

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

    def add_from(self, source: str, text: str, more: More) -> None:
        self.add_by("Control+ArrowRight", source, text, more)

    def add_before(self, target: str, text: str, more: More) -> None:
        self.add_by("Control+ArrowLeft", target, text, more)

    def add_precondition(self, target: str, text: str, more: More) -> None:
        self.add_by("Control+Shift+ArrowLeft", target, text, more)

    def add_by(self, key: str, start: str, text: str, more: More) -> None:
        self.go_to(start)
        self.press(key)
        self.write(text, more)
        self.say_evidence(more)

    def say_evidence(self, more: More) -> None:
        """At the end of the arrow that was made last."""
        if more.evidence:
            self.press(str(1 + PRESSED[more.evidence]))
            sent(self.page)
        if more.inhibits:
            self.press("r")
            sent(self.page)

    def connect(self, source: str, target: str, more: More) -> None:
        self.go_to(source)
        self.press("l")
        self.choose(target, "Tab")  # goes on to the assumption
        expect(typing(self.page)).to_be_focused()
        self.page.keyboard.type(more.assumption)
        self.keep(source)
        self.say_evidence(more)

    def set_tone(self, text: str, tone: str) -> None:
        self.go_to(text)
        self.press(TONES[tone][0])
        sent(self.page)


# Return the arrow key that leads from where one is to this box, "search" when it takes more than one.
ONE_STEP = r"""there => {
    const here = document.activeElement;
    if (here === there) return "";
    const place = node => {
        const [x, y] = node.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
        return { node, x, middle: y + node.getBBox().height / 2 };
    };
    if (!here.dataset.box) return "search";
    const boxes = [...document.querySelectorAll("[data-box]")].map(place);
    const [from, to] = [here, there].map(place);
    const byHeight = (one, other) => one.middle - other.middle;
    const column = boxes.filter(({ x }) => x === from.x).sort(byHeight).map(({ node }) => node);
    const steps = column.indexOf(there) - column.indexOf(here);
    if (to.x === from.x) return { 1: "ArrowDown", "-1": "ArrowUp" }[steps] ?? "search";
    const pluses = [...document.querySelectorAll("[data-add]")].map(place);
    const columns = pluses.map(({ x }) => x).sort((one, other) => one - other);
    const aside = columns.indexOf(to.x) - columns.indexOf(from.x);
    if (Math.abs(aside) !== 1) return "search";
    const off = ({ middle }) => Math.abs(middle - from.middle);
    const nearest = boxes.filter(({ x }) => x === to.x).sort((one, other) => off(one) - off(other));
    const sure = nearest[0].node === there && (nearest.length < 2 || off(nearest[1]) > off(nearest[0]) + 1);
    return sure ? (aside > 0 ? "ArrowRight" : "ArrowLeft") : "search";
}"""
