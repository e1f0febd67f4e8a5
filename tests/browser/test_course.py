"""A course from nothing: a coordinator makes a round, gets people into it, and they reach their plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from impactplan.lib.dates import today
from impactplan.models import db
from tests.browser.people import PASSWORD, Stage
from tests.browser.words import nl
from tests.support.server import running

Open = Callable[..., Page]
CORA = "cora@example.org"
LIBRARIES = ("Bibliotheek Oost", "Bibliotheek West", "Bibliotheek Merenrijk", "Bibliotheek Kustlijn")
WRONG = (
    "\tAnouk Zonder Adres\tBibliotheek Oost",
    "bas.example.org\tBas Zonder Apenstaart\tBibliotheek West",
    f"{CORA}\tCora zelf\tBibliotheek West",
    f"daan@example.org\t{'D' * 201}\tBibliotheek Oost",
)
PROBLEMS = {
    12: "There is no e-mail address in this line.",
    13: "This is not an e-mail address. Check it for typing errors.",
    14: "This is a trainer or coordinator of this round already.",
    15: "The name is too long: at most %(limit)d characters.",
}
"""By the number of the line that has it."""


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An installation with nothing in it but the account of a coordinator."""
    with running(tmp_path_factory.mktemp("empty")) as server:
        server.command("user", "create", CORA, "--role", "coordinator", "--password-stdin", text=PASSWORD)
        app = server.app()
        with app.app_context():
            yield Stage(server)
            db.session.remove()
            db.engine.dispose()


def paste() -> str:
    """Return thirty lines as they come from a spreadsheet; four of them cannot be right."""
    lines = [f"deelnemer{at}@example.org\tDeelnemer {at}\t{LIBRARIES[at % 4]}" for at in range(26)]
    return "\r\n".join(["E-mailadres\tNaam\tBibliotheek", *lines[:10], *WRONG, *lines[10:]])


def begin_course(page: Page) -> str:
    """Sign in as the coordinator, make a course with a round, and return the round's address."""
    page.goto("/login")
    page.get_by_label(nl("E-mail address")).fill(CORA)
    page.get_by_label(nl("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=nl("Sign in"), exact=True).click()
    page.locator("a[href='/courses/new']").first.click()
    page.locator("#title").fill("Impactmanagement")
    page.locator("#round_title").fill("Najaar")
    page.get_by_role("button", name=nl("Make the course")).click()
    page.wait_for_url(re.compile(r"/rounds/\w+/planning$"))
    return re.sub(r"/planning$", "", page.url)


def date_first_meeting(page: Page) -> None:
    day = today() + timedelta(days=30)
    page.get_by_role("link", name=nl("Back without saving")).click()
    page.locator("a[href*='/meetings/']").first.click()
    for field, value in {
        "day": f"{day.day}-{day.month}-{day.year}",
        "starts": "10:00",
        "ends": "15:00",
        "place": "Bibliotheek Oost, grote zaal",
        "link": "https://vergaderen.example/najaar",
    }.items():
        page.locator(f"#{field}").fill(value)
    page.get_by_role("button", name=nl("Save the meeting")).click()
    expect(page.get_by_text("grote zaal").first).to_be_visible()


def accept(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=nl("Take part and open my plan")).click()
    page.wait_for_url(re.compile(r"/plans/\w+/"))


def paste_and_mend(page: Page) -> None:
    """Paste thirty people, see which four are wrong, mend two of them, and invite."""
    page.get_by_role("link", name=nl("People"), exact=True).click()
    page.get_by_role("link", name=nl("Paste a list of people")).click()
    page.locator("#text").fill(paste())
    page.get_by_role("button", name=nl("Look at the lines")).click()
    wrong = page.locator(".correct__line--wrong")
    expect(wrong).to_have_count(4)
    for line, problem in PROBLEMS.items():
        expect(wrong.filter(has_text=f"{nl('Line %(num)s') % {'num': line}}")).to_contain_text(nl(problem, limit=200))
    wrong.nth(0).locator("input[name^=email]").fill("anouk@example.org")
    wrong.nth(1).locator("input[name^=email]").fill("bas@example.org")
    page.get_by_role("button", name=nl("Check again")).first.click()
    expect(wrong).to_have_count(2)
    page.get_by_role("button", name=nl("Put on the list and invite")).click()
    expect(page.get_by_role("status").first).to_contain_text("28")
    expect(wrong).to_have_count(2)


def move_first_meeting_online(page: Page, round_: str) -> None:
    page.goto(f"{round_}/meetings")
    page.locator("a[href*='/meetings/']").first.click()
    page.get_by_text(nl("Move it online")).first.click()
    page.get_by_role("button", name=nl("Move it online")).click()
    expect(page.get_by_role("link", name=nl("Online: to the meeting"))).to_have_count(1)


def test_from_an_empty_installation_to_a_plan_and_a_meeting_that_moves_online(empty: Stage, open_browser: Open) -> None:
    # Given a coordinator who makes a course with its first round, and dates its first meeting
    cora = open_browser(base_url=empty.server.base_url)
    round_ = begin_course(cora)
    date_first_meeting(cora)
    # When they paste thirty people, and mend two of four that are wrong
    paste_and_mend(cora)
    # Then twenty-eight are invited, each with a link of their own, and the two that are wrong are left
    links = {
        name: empty.link_to(f"{name}@example.org", "/invitations/") for name in ("deelnemer0", "deelnemer4", "bas")
    }
    assert len(set(links.values())) == 3
    assert len(empty.letters_to("deelnemer0@example.org")) == 1  # and none before they were invited
    assert empty.letters_to("daan@example.org") == []

    # When three of them open their link, in browsers of their own and without a password
    people = {name: open_browser(base_url=empty.server.base_url, width=390) for name in links}
    for name, page in people.items():
        accept(page, links[name])
    # Then each is at a plan: two colleagues of one library at the same one
    plans = {name: re.sub(r".*/plans/(\w+)/.*", r"\1", page.url) for name, page in people.items()}
    assert plans["deelnemer0"] == plans["deelnemer4"] != plans["bas"]
    expect(people["bas"].locator("#whom")).to_be_visible()
    # And the coordinator sees who takes part, and who never signed in
    for state, count in (("taking_part", 3), ("never", 25)):
        cora.goto(f"{round_}/people?state={state}")
        expect(cora.locator("tbody tr")).to_have_count(count)

    # When the first meeting moves online
    move_first_meeting_online(cora, round_)
    # Then all who are in the round are told, and those who take part see it
    for name in ("deelnemer0", "bas", "deelnemer25"):
        assert "https://vergaderen.example/najaar" in empty.letters_to(f"{name}@example.org")[-1]["text"]
    people["bas"].goto(f"{round_}/meetings")
    joined = people["bas"].get_by_role("link", name=nl("Online: to the meeting"))
    expect(joined).to_have_attribute("href", "https://vergaderen.example/najaar")
