"""The one-page story: a draft becomes one's own text, and the words are counted while one writes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Stage, sign_in
from tests.browser.steps import control, open_step, saved
from tests.browser.words import like

Open = Callable[..., Page]
DRAFT = "Zesduizend mensen zijn offline."


def test_a_draft_becomes_ones_own_text_and_its_words_are_counted(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.write(plan_id, olga, "challenge", statement=DRAFT)
    page = open_step(sign_in(open_browser(), olga), plan_id, "pitch")
    words, own = page.locator("#pitch-words"), control(page, "pitch", "challenge")
    # Given a field that is empty, its draft counts: the title, the draft, and the library as contact
    expect(words).to_contain_text("8")
    expect(own).to_be_hidden()
    # When the draft is put in the field, it can be changed and counts once
    page.locator("#pitch-draft-challenge [data-use-draft]").click()
    expect(own).to_have_value(DRAFT)
    expect(words).to_contain_text("8")
    own.fill("woord " * 400)
    expect(words).to_contain_text("△")
    expect(words).to_contain_text(like("%(count)s words too many"))
    saved(page)
    assert str(stage.sheet(plan_id, "pitch")["challenge"]).startswith("woord")
    # And when it is emptied, the draft stands there again
    own.fill("")
    saved(page)
    expect(page.locator("#pitch-draft-challenge")).to_contain_text(DRAFT)
    expect(words).to_contain_text("van hooguit")
