"""The whole road: from an invitation by mail, through all steps of the five modules, to a PDF in one's hands."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from impactplan.steps import STEPS
from tests.browser import module_one, modules
from tests.browser.people import PASSWORD, Stage, sign_in_by_form
from tests.browser.steps import expect_rows, expect_text, path_state
from tests.browser.words import nl, squash

Open = Callable[..., Page]


@pytest.mark.long
def test_from_an_invitation_to_a_pdf(stage: Stage, open_browser: Open, tmp_path: Path) -> None:
    # Given an owner who invites a colleague that nobody here knows yet
    olga = stage.person("olga")
    plan_id = stage.plan(olga, title="Digitaal Mee in Merenrijk")
    email = f"nieuw{stage.number}@example.org"
    invite(sign_in_by_form(open_browser(), olga), plan_id, email)
    # When the colleague opens the link elsewhere, and fills in every step
    page = open_browser()
    accept(page, stage.link_to(email, "/invitations/"), "Nadia Nieuw", plan_id)
    fill_module_one(page)
    fill_the_other_modules(page)
    # Then everything is there: in a fresh page, in the document, and in the PDF
    page.reload()
    expect_text(page, "pitch", "headline", modules.PITCH["headline"])
    page.locator("#path [data-module='1']").click()
    page.locator("#path").get_by_role("link", name=nl("Theory of change")).click()
    expect_text(page, "narrative", "story", module_one.STORY)
    page.locator("[data-way=list]").click()
    expect_rows(page, "outcome", [module_one.OUTCOME["statement"]])
    page.locator(".path-button > summary").click()
    page.locator("#path").get_by_role("link", name=nl("The plan as a document")).click()
    read_document(page)
    pdf = make_pdf(page, tmp_path)
    assert missing_from(text_of(pdf)) == []
    look_at_pages(pdf)


def invite(page: Page, plan_id: str, email: str) -> None:
    page.goto(f"/plans/{plan_id}/")
    page.get_by_role("link", name=nl("Invite somebody, or change who takes part")).click()
    page.get_by_label(nl("E-mail address")).fill(email)
    page.get_by_label(nl("Co-author: writes along")).check()
    page.get_by_role("button", name=nl("Send the invitation")).click()
    expect(page.get_by_role("status")).to_contain_text(email)


def accept(page: Page, link: str, name: str, plan_id: str) -> None:
    page.goto(link)
    page.get_by_label(nl("Your name")).fill(name)
    page.get_by_label(nl("Password (optional)")).fill(PASSWORD)
    page.get_by_role("button", name=nl("Accept and open the plan")).click()
    expect(page).to_have_url(re.compile(rf"/plans/{plan_id}/$"))


def fill_module_one(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name=nl("Why and for whom")).click()
    for step in STEPS:
        expect(path_state(page, step.key)).not_to_contain_text(nl("complete"))
    module_one.fill_purpose(page)
    module_one.go_on(page, "challenge")
    module_one.fill_challenge(page)
    module_one.go_on(page, "stakeholders")
    module_one.fill_stakeholders(page)
    module_one.go_on(page, "solutions")
    module_one.fill_solutions(page)
    module_one.go_on(page, "theory")
    module_one.fill_theory(page)


def fill_the_other_modules(page: Page) -> None:
    for step in STEPS:
        if step.module > 1:
            module_one.go_on(page, step.key)
            modules.fill(page, step.key)
    for step in STEPS:
        expect(path_state(page, step.key)).to_contain_text(nl("complete"))
    expect(page.locator("#missing")).to_have_attribute("data-count", "0")
    expect(page.get_by_role("main").get_by_role("link", name=nl("Read the whole plan"))).to_be_visible()


def read_document(page: Page) -> None:
    article = page.get_by_role("article")
    expect(article).to_contain_text("Nadia Nieuw")
    page.wait_for_load_state()
    page.emulate_media(media="print")  # on the screen it is turned part by part
    assert missing_from(article.inner_text()) == []
    page.emulate_media(media="screen")
    assert article.locator("svg").count() >= 6  # of every module at least one picture


def make_pdf(page: Page, folder: Path) -> Path:
    page.locator(".cover-card--chosen").get_by_role("button", name=nl("Make PDF")).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    download = page.get_by_role("link", name=nl("Download the PDF"))
    expect(download).to_be_visible(timeout=60_000)
    told = re.search(r"\d+", page.locator("[data-progress]").inner_text())
    with page.expect_download() as handed:
        download.click()
    assert re.fullmatch(r"digitaal-mee-in-merenrijk-\d{4}-\d\d-\d\d-v\d+\.pdf", handed.value.suggested_filename)
    path = folder / "plan.pdf"
    handed.value.save_as(path)
    with pikepdf.open(path) as pdf:
        assert told is not None
        assert len(pdf.pages) == int(told[0])
    return path


def look_at_pages(path: Path) -> None:
    """A cover, contents that name every step with its page, and no page without text."""
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
        assert 15 <= count <= 45
        with pdf.open_outline() as outline:
            titles = list(titles_of(outline.root))
    pages = [text_of(path, number) for number in range(1, count + 1)]
    contents = "".join(pages[1:3])
    assert "digitaalmeeinmerenrijk" in pages[0]
    for step in STEPS:
        assert str(step.title) in titles
        assert re.search(re.escape(squash(str(step.title))) + r"\d+", contents)
    assert all(len(page) > 20 for page in pages)
    assert all(str(number) in page for number, page in enumerate(pages[1:], 2))


def titles_of(items: Iterable[pikepdf.OutlineItem]) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from titles_of(item.children)


def text_of(path: Path, page: int | None = None) -> str:
    limits = ["-f", str(page), "-l", str(page)] if page else []
    command = ["pdftotext", "-raw", *limits, str(path), "-"]
    return squash(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def missing_from(text: str) -> list[str]:
    squashed = squash(text)
    return [typed for typed in (*module_one.typed(), *modules.typed()) if squash(typed) not in squashed]


def test_the_four_questions_make_a_first_theory_of_change(stage: Stage, open_browser: Open) -> None:
    # Given somebody without a plan
    page = sign_in_by_form(open_browser(), stage.person("pien"))
    # When they make one and answer the four questions
    page.get_by_label(nl("Name of the plan")).fill("Samen lezen")
    page.get_by_role("button", name=nl("Make the plan")).click()
    page.get_by_label(nl("For whom do you do it?")).fill("Kleuters")
    page.get_by_label(nl("What do you do?")).fill("Voorlezen")
    page.get_by_label(nl("What changes for them?")).fill("Ze hebben plezier in boeken")
    page.get_by_label(nl("What does that lead to?")).fill("Elk kind groeit op met taal")
    page.get_by_role("button", name=nl("Make my theory of change")).click()
    # Then it stands there, drawn, and linked, and the guide asks on
    expect(page.locator("#guide-drawing")).to_contain_text("plezier in boeken")
    page.locator(".path-button > summary").click()
    page.locator("#path").get_by_role("link", name=nl("Theory of change")).click()
    page.locator("[data-way=list]").click()
    expect_rows(page, "outcome", ["Ze hebben plezier in boeken"])
    expect(page.locator('[data-row][data-kind="link"]')).to_contain_text("Elk kind groeit op met taal")
    expect(path_state(page, "stakeholders")).to_contain_text(nl("complete"))


def test_somebody_invited_who_has_an_account_gives_the_password(stage: Stage, open_browser: Open) -> None:
    # Given an invitation to somebody who is known here
    olga, karel = stage.person("olga"), stage.person("karel")
    plan_id = stage.plan(olga)
    invite(sign_in_by_form(open_browser(), olga), plan_id, str(karel.email))
    # When they open it and give their password
    page = open_browser()
    page.goto(stage.link_to(str(karel.email), "/invitations/"))
    page.get_by_label(nl("Your password")).fill(PASSWORD)
    page.get_by_role("button", name=nl("Accept and open the plan")).click()
    # Then they are in, and the link works once
    expect(page.get_by_role("heading", level=1)).to_have_text("Digitaal Mee")
    page.goto(stage.link_to(str(karel.email), "/invitations/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("This invitation does not work any more"))


def test_a_sign_in_link_by_mail_leads_back_to_where_one_was(stage: Stage, open_browser: Open) -> None:
    # Given somebody signed out, who follows a link to a step
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_browser()
    page.goto(f"/plans/{plan_id}/steps/challenge")
    # When they have a sign-in link mailed and open it
    page.get_by_role("button", name=nl("Mail me a sign-in link")).click()
    page.get_by_label(nl("E-mail address")).fill(str(olga.email))
    page.get_by_role("button", name=nl("Mail me a sign-in link")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("Look in your mailbox"))
    stage.wait_for_letter(str(olga.email), page)
    page.goto(stage.link_to(str(olga.email), "/login/link/"))
    page.get_by_role("button", name=nl("Sign in"), exact=True).click()
    # Then the step is there
    expect(page.locator("#main")).to_have_attribute("data-step", "challenge")
