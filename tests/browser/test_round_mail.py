"""A coordinator writes to a round: nothing typed is lost on the way, and impatience sends nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from impactplan.models import RoundMail, db
from tests.browser.people import Stage, sign_in
from tests.browser.words import nl

Open = Callable[..., Page]


def test_a_mail_is_kept_until_it_is_sent_and_sent_once(stage: Stage, open_browser: Open) -> None:
    # Given a coordinator who leaves the page halfway through a mail
    cor = stage.person("cor", "coordinator")
    round_id = stage.round(cor)
    page = sign_in(open_browser(), cor)
    page.goto(f"/rounds/{round_id}/mails/new")
    page.locator("#subject").fill("Tot donderdag")
    page.locator("#body").fill("Neem je **plan** mee.")
    page.goto("/profile")
    # When they come back, the mail is there
    page.goto(f"/rounds/{round_id}/mails/new")
    expect(page.locator("#body")).to_have_value("Neem je **plan** mee.")
    # When they look at it, go back, look again, and press twice
    look, change = nl("Look at the mail"), nl("Back, to change it")
    page.get_by_role("button", name=look).click()
    expect(page.locator("main strong")).to_have_text("plan")
    page.get_by_role("button", name=change).click()
    expect(page.locator("#subject")).to_have_value("Tot donderdag")
    page.get_by_role("button", name=look).click()
    page.locator("main form .utrecht-button--primary-action").dblclick()
    # Then it went out once, and the next mail begins empty
    expect(page.locator(".mail-paper")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tot donderdag")
    page.goto(f"/rounds/{round_id}/mails/new")
    expect(page.locator("#body")).to_have_value("")
    db.session.rollback()
    sent = select(func.count()).where(RoundMail.round_id == round_id)
    assert db.session.scalar(sent) == 1
