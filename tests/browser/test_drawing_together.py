"""Two people draw in one plan at once, with a line that drops in between: nothing gets lost, and both see the same."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.drawing import open_drawing, typing
from tests.browser.people import Stage, sign_in
from tests.browser.steps import until, waiting

Open = Callable[..., Page]
PICTURE = """() => [...document.querySelectorAll("#drawing svg [data-box], #drawing svg [data-link]")]
    .map(part => [part.dataset.box ?? part.dataset.link, part.getAttribute("transform"), part.ariaLabel]).sort()"""
SECONDS = float(os.environ.get("DRAWING_SECONDS", "12"))
"""How long they draw; more of it with ``DRAWING_SECONDS=60``."""
COLUMNS = ("activity", "output", "short", "mid", "long", "impact")


class Person:
    """Somebody who does whatever comes to mind, and knows what they wrote."""

    def __init__(self, page: Page, name: str, seed: int) -> None:
        self.page, self.name, self.dice = page, name, random.Random(seed)
        self.written: list[str] = []
        self.count = 0

    def text(self) -> str:
        self.count += 1
        return f"Vak {self.count} van {self.name}"

    def boxes(self) -> int:
        return self.page.locator("[data-box]").count()

    def act(self) -> None:
        does = [self.add, self.add, self.add_beside, self.add_beside, self.rename, self.move, self.connect, self.undo]
        with suppress(Error):  # a box that the other one is moving or has deleted: one tries again
            self.dice.choice(does)()
        if self.page.locator("dialog[open]").count() or typing(self.page).count():
            self.page.keyboard.press("Escape")

    def keep(self, text: str) -> None:
        expect(typing(self.page)).to_be_focused(timeout=2000)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.written.append(text)

    def add(self) -> None:
        self.page.locator(f'[data-add="{self.dice.choice(COLUMNS)}"]').focus(timeout=2000)
        self.page.keyboard.press("Enter")
        self.keep(self.text())

    def focus(self) -> bool:
        if not self.boxes():
            return False
        self.page.locator("[data-box]").nth(self.dice.randrange(self.boxes())).focus(timeout=2000)
        return True

    def add_beside(self) -> None:
        if self.focus():
            self.page.keyboard.press(self.dice.choice(("Control+ArrowRight", "Control+ArrowDown")))
            if typing(self.page).count():
                self.keep(self.text())

    def rename(self) -> None:
        own = self.page.locator(f'[data-box][aria-label*=": Vak "][aria-label*=" van {self.name}"]')
        if own.count():
            own.nth(self.dice.randrange(own.count())).focus(timeout=2000)
            self.page.keyboard.press("Enter")
            expect(typing(self.page)).to_be_focused(timeout=2000)
            self.page.keyboard.press("End")
            self.page.keyboard.type("!")
            self.page.keyboard.press("Enter")

    def move(self) -> None:
        if self.focus():
            self.page.keyboard.press(
                self.dice.choice(("Alt+Shift+ArrowUp", "Alt+Shift+ArrowDown", "Alt+Shift+ArrowRight"))
            )

    def connect(self) -> None:
        if self.focus():
            self.page.keyboard.press("l")
            self.page.keyboard.press("Enter")

    def undo(self) -> None:
        """Take the last act back, and do it again: in the end it is there."""
        self.page.keyboard.press("Control+z")
        self.page.wait_for_timeout(100)
        self.page.keyboard.press("Control+Shift+z")


def settle(page: Page) -> None:
    until(
        lambda: waiting(page) == 0, page, lambda: f"waits: {page.evaluate('Object.values(localStorage)')}", seconds=60
    )


@pytest.mark.long
def test_two_people_draw_at_once(stage: Stage, open_browser: Open) -> None:
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga, karel)
    people = []
    for seed, (user, name) in enumerate(((olga, "Olga"), (karel, "Karel"))):
        people.append(Person(open_drawing(sign_in(open_browser(), user), plan_id), name, seed))
    faults: list[str] = []
    for person in people:
        person.page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
    end = time.monotonic() + SECONDS
    turn = 0
    while time.monotonic() < end:
        turn += 1
        if turn % 8 == 4:
            people[turn // 8 % 2].page.context.set_offline(True)
        for person in people:
            person.act()
        if turn % 8 == 7:
            for person in people:
                person.page.context.set_offline(False)
    for person in people:
        person.page.context.set_offline(False)
        settle(person.page)
    state = stage.state(plan_id)
    kept = {row.get("name") or row.get("statement", "") for item in state.by_id.values() for row in [item]}
    lost = [text for person in people for text in person.written if not any(one.rstrip("!") == text for one in kept)]
    assert lost == []
    assert faults == []
    pictures = []
    for person in people:
        person.page.reload()
        expect(person.page.locator("[data-add=activity]")).to_be_attached()
        person.page.wait_for_timeout(500)
        pictures.append(person.page.evaluate(PICTURE))
    assert pictures[0] == pictures[1]
    print(
        "FIG together", turn, "turns", len(pictures[0]), "parts", sum(len(person.written) for person in people), "texts"
    )
