"""The peer round in browsers: Olga asks, Pim answers and then sees what Noor said, Olga marks and closes. Also plainly,
on a phone, and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from impactplan.models import Plan, User, db
from tests.browser.people import Stage, sign_in
from tests.peers.support import answer_question

Open = Callable[..., Page]
WAIT = 20_000
"""Milliseconds: posting waits for what is typed to be saved, for the answer and for the page that follows."""


@pytest.fixture
def group(stage: Stage) -> tuple[str, User, User, User]:
    """Return a plan with its owner, shared with two peers."""
    olga, pim, noor = (stage.person(name) for name in ("olga", "pim", "noor"))
    plan_id = stage.plan(olga)
    stage.peers(plan_id, olga, pim, noor)
    db.session.get_one(Plan, plan_id).shared_with_group = True
    db.session.commit()
    return plan_id, olga, pim, noor


def press(page: Page, words: str, *, by_keyboard: bool = False) -> None:
    button = page.get_by_role("button", name=words, exact=True).locator("visible=true")
    if by_keyboard:
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()


def ask(page: Page, plan_id: str, question: str) -> str:
    """Ask from the panel of a step, and return the address of the question."""
    page.goto(f"/plans/{plan_id}/steps/theory")
    link = page.locator("#peers a[href*='/peers/ask']")
    page.goto(str(link.get_attribute("href")))
    page.locator('[name="question"]:visible').fill(question)
    press(page, "Vraag het mijn groep")
    expect(page.get_by_role("heading", level=1, name="Je vraag aan de groep")).to_be_visible(timeout=WAIT)
    return page.url.split("?")[0]


def give_answer(page: Page, words: str, *, by_keyboard: bool = False) -> None:
    for name in ("strong", "unseen", "attempt"):
        box = page.locator(f'[name="{name}"]:visible')
        if by_keyboard:
            box.focus()
            page.keyboard.type(f"{words} {name}")
        else:
            box.fill(f"{words} {name}")
    press(page, "Plaats mijn antwoord", by_keyboard=by_keyboard)
    expect(page.locator(".peer-answer--mine")).to_be_visible(timeout=WAIT)


@pytest.mark.browser
@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_from_question_to_a_row_of_the_plan(
    group: tuple[str, User, User, User], open_browser: Open, scripted: bool
) -> None:
    plan_id, olga, pim, noor = group
    author, peer = (sign_in(open_browser(javascript=scripted), user) for user in (olga, pim))
    address = ask(author, plan_id, "Overtuigt dit je?")
    answer_question(plan_id, address.rsplit("/", 1)[1], noor, "Van Noor ")

    peer.goto("/")
    peer.get_by_role("link", name="Geef antwoord").click()
    expect(peer.get_by_text("Overtuigt dit je?")).to_be_visible(timeout=WAIT)
    peer.wait_for_load_state()
    assert "Van Noor" not in peer.content()
    told = peer.locator("body").inner_text()
    assert "1 antwoord" not in told, told[max(0, told.find("1 antwoord") - 60) :][:120]
    give_answer(peer, "Van Pim")
    expect(peer.get_by_text("Van Noor strong")).to_be_visible()

    author.goto(address)
    noors = author.locator(".peer-answer").filter(has_text="Van Noor")
    noors.get_by_role("button", name="hier kan ik mee verder").click()
    expect(noors.locator('[aria-pressed="true"]')).to_have_text("✓ hier kan ik mee verder", timeout=WAIT)
    author.locator('[name="takeaway"]:visible').fill("Wat telt als thuis voelen?")
    press(author, "Sluit de vraag af")
    expect(author.get_by_role("link", name="Naar de leervraag in het plan")).to_be_visible(timeout=WAIT)
    author.get_by_role("link", name="Naar de leervraag in het plan").click()
    expect(author.get_by_text("Wat telt als thuis voelen?").first).to_be_visible(timeout=WAIT)
    author.get_by_role("link", name="uit de intervisie").first.click()
    expect(author.get_by_text("Overtuigt dit je?")).to_be_visible(timeout=WAIT)

    peer.reload()
    expect(peer.get_by_text("Wat telt als thuis voelen?")).to_be_visible()
    assert "hier kan ik mee verder" not in peer.content(), "what was said of Noor's answer is not Pim's to know"


@pytest.mark.browser
def test_by_keyboard_and_kept_meanwhile(group: tuple[str, User, User, User], open_browser: Open) -> None:
    """What is half typed stands there on another device; posting asks for all three."""
    plan_id, olga, pim, _noor = group
    address = ask(sign_in(open_browser(), olga), plan_id, "Klopt dit?")
    laptop = sign_in(open_browser(), pim)
    laptop.goto(address)
    laptop.locator('[name="strong"]:visible').focus()
    with laptop.expect_response(lambda response: "/strong" in response.url, timeout=WAIT):
        laptop.keyboard.type("Helder")
    phone = sign_in(open_browser(width=390, height=844), pim)
    phone.goto(address)
    expect(phone.locator('[name="strong"]:visible')).to_have_value("Helder")
    press(phone, "Plaats mijn antwoord")
    expect(phone.locator("[aria-invalid]")).to_have_count(2, timeout=WAIT)
    laptop.reload()
    give_answer(laptop, "Van Pim", by_keyboard=True)
    phone.reload()
    expect(phone.locator(".peer-answer--mine")).to_contain_text("Van Pim unseen")
