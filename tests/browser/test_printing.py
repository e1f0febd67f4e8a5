"""What comes on paper when somebody presses Ctrl+P: everything that was typed, and nothing that one presses."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from impactplan.graph import PlanState
from impactplan.models import KINDS
from impactplan.steps import BY_KEY, STEPS, Step
from tests.browser.everywhere import World
from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, control, open_step
from tests.browser.words import nl

Open = Callable[..., Page]
LONG = "\n".join(f"Regel {number} van een lange tekst." for number in range(1, 121))
CONTROLS = ("Save", "Done", "Add to my feedback", "Type or paste rows", "Set this step aside", "Sign out")


def squash(text: str) -> str:
    """Return a text without its spaces, hyphens and signs of formatting, as lines break elsewhere on paper."""
    text = re.sub(r"\]\([^)]*\)|^\s*\d+\.\s", "", text, flags=re.MULTILINE)
    return re.sub(r"[\W_]", "", text).lower()


@pytest.fixture
def world(stage: Stage) -> World:
    return World.make(stage)


@pytest.fixture
def printed(tmp_path: Path) -> Callable[[Page], str]:
    """Print a page and return what can be read on the paper."""

    def print_page(page: Page) -> str:
        path = tmp_path / "page.pdf"
        page.pdf(path=path, format="A4")
        return subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode()

    return print_page


def typed_in(state: PlanState, step: Step) -> Iterator[str]:
    """Yield each text of the items of a step, as far as this step asks for it."""
    for kind in step.kinds:
        declared = KINDS[kind]
        items = [state.sheet(kind)] if declared.sheet else state.rows(kind)
        for item in items:
            for name, field in declared.fields.items():
                if field.is_text and not field.only_later and item.get(name):
                    yield str(item[name])


def missing_from(text: str, expected: Iterator[str] | list[str]) -> list[str]:
    squashed = squash(text)
    return [one for one in expected if squash(one) not in squashed]


def controls_in(text: str) -> list[str]:
    lines = {line.strip() for line in text.splitlines()}
    return [nl(one) for one in CONTROLS if nl(one) in lines]


@pytest.mark.once
def test_every_step_is_printed_whole(world: World, open_browser: Open, printed: Callable[[Page], str]) -> None:
    page, state = sign_in(open_browser(), world.olga), world.stage.state(world.full)
    faults = {}
    for step in STEPS:
        text = printed(open_step(page, world.full, step.key))
        missing, controls = missing_from(text, typed_in(state, step)), controls_in(text)
        if missing or controls or "Digitaal Mee" not in text or squash(str(step.title)) not in squash(text):
            faults[step.key] = (missing, controls)
    assert faults == {}


@pytest.mark.once
def test_what_is_typed_and_not_saved_yet_is_printed(
    world: World, open_browser: Open, printed: Callable[[Page], str]
) -> None:
    page = open_step(sign_in(open_browser(), world.olga), world.full, "challenge")
    page.route("**/items/**", lambda route: route.abort())
    answer(page, "challenge", causes=LONG)
    text = printed(page)
    assert missing_from(text, LONG.splitlines()) == []
    assert nl("Typed, and not saved yet") in text
    # What was put there for the paper is gone again, and the field is as it was.
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".paper-text, [data-printed], [data-whole-step]")).to_have_count(0)
    expect(control(page, "challenge", "causes")).to_be_visible()
    # Without a line, the page itself is printed, and it says where the rest is.
    open_step(page, world.full, "indicators", world.first("indicator"))
    control(page, "indicator", "definition").fill(LONG)
    page.context.set_offline(True)
    text = printed(page)
    assert missing_from(text, [*LONG.splitlines(), f"/plans/{world.full}/document?part=indicators"]) == []


@pytest.mark.once
def test_every_other_page_is_printed_as_text(world: World, open_browser: Open, printed: Callable[[Page], str]) -> None:
    cor, olga, plain = (open_browser(javascript=script) for script in (True, True, False))
    sign_in(cor, world.cor).goto(f"/rounds/{world.round}/mails/new")
    cor.get_by_label(nl("Text"), exact=True).fill(LONG)
    cor.get_by_label(nl("Subject")).fill("Een onderwerp " * 12)
    text = printed(cor)
    assert missing_from(text, [*LONG.splitlines(), "Een onderwerp " * 12]) == []
    assert nl("Peer groups") not in text  # the ways to other pages of a round stay on the screen
    sign_in(olga, world.olga).goto(f"/plans/{world.full}/reflections/1")
    olga.locator("textarea").first.fill(LONG)
    assert missing_from(printed(olga), LONG.splitlines()) == []
    olga.goto(f"/plans/{world.full}/steps/indicators?view=table-indicator")
    state = world.stage.state(world.full)
    assert missing_from(printed(olga), typed_in(state, BY_KEY["indicators"])) == []
    # Without a script the page is printed as far as it goes, and says where all of it is.
    open_step(sign_in(plain, world.olga), world.full, "indicators", world.first("indicator"))
    opened = state.rows("indicator")[0]
    text = printed(plain)
    where = f"/plans/{world.full}/document?part=indicators"
    assert missing_from(text, [str(opened["name"]), str(opened["definition"]), where]) == []
    assert controls_in(text) == []
    plain.get_by_role("link", name=nl("Read or print this step whole")).click()
    assert missing_from(printed(plain), typed_in(state, BY_KEY["indicators"])) == []
