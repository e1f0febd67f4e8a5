"""Without a script the same pages work with plain forms: nothing is lost there either."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from impactplan.models import User
from tests.browser.people import Stage, sign_in_by_form
from tests.browser.steps import (
    add,
    answer,
    control,
    done,
    errors,
    expect_rows,
    expect_text,
    field,
    item,
    open_row,
    open_step,
    path_state,
)
from tests.browser.words import like, nl

Open = Callable[..., Page]
Desk = tuple[str, User, Page]


@pytest.fixture
def desk(stage: Stage, open_browser: Open) -> Desk:
    olga = stage.person("olga")
    return stage.plan(olga), olga, sign_in_by_form(open_browser(javascript=False), olga)


def send(page: Page, button: Locator) -> None:
    """Press a button that sends a form, and wait for the page that answers: until then the old one is read."""
    with page.expect_navigation():
        button.click()


def save(page: Page, kind: str) -> None:
    send(page, item(page, kind).locator("[data-done]"))


def test_a_sheet_is_filled_in_and_saved(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "purpose")
    answer(page, "purpose", ambition="Iedereen doet mee", motives=["learn", "choose"], scope="programme")
    answer(page, "purpose", period_start="1 mei 2026", area="Noord")
    save(page, "purpose")
    expect(page.locator("#main")).to_have_attribute("data-step", "purpose")
    expect(page.locator("[data-saved-words]")).to_have_text(like("Saved %(time)s"))
    expect_text(page, "purpose", "period_start", "01-05-2026")
    assert stage.sheet(plan_id, "purpose")["motives"] == ("learn", "choose")
    # And emptied again
    for motive in ("learn", "choose"):
        field(page, "purpose", "motives").locator(f"[value={motive}]").uncheck()
    field(page, "purpose", "scope").get_by_label(nl("none")).check()
    save(page, "purpose")
    sheet = stage.sheet(plan_id, "purpose")
    assert (sheet["motives"], sheet["scope"], sheet["area"]) == ((), None, "Noord")


def test_rows_are_added_opened_moved_copied_and_deleted(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "stakeholders")
    for name in ("een", "twee"):
        add(page, "stakeholder")
        answer(page, "stakeholder", name=name, stakeholder_kind="partner", influence=3)
        done(page, "stakeholder")
    expect_rows(page, "stakeholder", ["een", "twee"])
    # Up and down, while the row stays open
    open_row(page, "stakeholder", "twee").get_by_role("button", name=nl("Up")).click()
    expect(page.locator("[data-rows=stakeholder] > .row").first.locator("form[data-item]")).to_be_visible()
    item(page, "stakeholder").get_by_role("button", name=nl("Down")).click()
    expect(page.locator("[data-rows=stakeholder] > .row").last.locator("form[data-item]")).to_be_visible()
    # A copy behind the row
    item(page, "stakeholder").get_by_role("button", name=nl("Duplicate")).click()
    expect(page.locator("[data-rows=stakeholder] > .row")).to_have_count(3)
    answer(page, "stakeholder", name="drie")
    done(page, "stakeholder")
    expect_rows(page, "stakeholder", ["een", "twee", "drie"])
    # Deleted, and brought back
    open_row(page, "stakeholder", "twee").get_by_role("button", name=nl("Delete")).click()
    expect_rows(page, "stakeholder", ["een", "drie"])
    send(page, page.get_by_role("button", name=nl("Bring it back")))
    assert [row["name"] for row in stage.state(plan_id).rows("stakeholder")] == ["een", "twee", "drie"]


@pytest.mark.parametrize("action", ["Up", "Duplicate", "Delete"])
def test_a_row_button_does_not_lose_what_was_typed_before_it(stage: Stage, desk: Desk, action: str) -> None:
    """The buttons under an open row send a form of their own; what stands in the row is not in it."""
    plan_id, olga, page = desk
    for name in ("een", "twee"):
        stage.row(plan_id, olga, "stakeholder", name=name)
    open_step(page, plan_id, "stakeholders")
    open_row(page, "stakeholder", "twee")
    answer(page, "stakeholder", name="tweede")
    send(page, item(page, "stakeholder").get_by_role("button", name=nl(action)))
    log = stage.texts_of(plan_id, "stakeholder", "name")
    assert "tweede" in log


def test_a_refused_value_comes_back_with_its_reason(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "challenge")
    answer(page, "challenge", group_concerned="Volwassenen", size="enkele duizenden", causes="x" * 20_001)
    save(page, "challenge")
    expect_text(page, "challenge", "size", "enkele duizenden")
    expect_text(page, "challenge", "causes", "x" * 20_001)
    expect(errors(page, "challenge", "size")).to_have_count(1)
    expect(errors(page, "challenge", "causes")).to_have_count(1)
    # What could be kept is kept; mended, the rest is too
    assert stage.sheet(plan_id, "challenge")["group_concerned"] == "Volwassenen"
    answer(page, "challenge", size="6.000", causes="weinig oefening")
    save(page, "challenge")
    sheet = stage.sheet(plan_id, "challenge")
    assert (sheet["size"], sheet["causes"]) == (6000, "weinig oefening")


def test_an_earlier_item_is_made_on_a_page_of_its_own(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    row = stage.row(plan_id, olga, "activity", name="Cursus")
    open_step(page, plan_id, "solutions", row)
    answer(page, "activity", frequency="elke week")
    field(page, "activity", "stakeholders").locator("[name=then]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("New stakeholder"))
    page.get_by_label(nl("Name")).fill("Starters")
    page.get_by_role("button", name=nl("Make and choose")).click()
    expect(field(page, "activity", "stakeholders").get_by_label("Starters")).to_be_checked()
    activity = stage.state(plan_id).rows("activity")[0]
    assert (len(activity["stakeholders"]), activity["frequency"]) == (1, "elke week")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Van Olga"), ("theirs", "Van Karel"), ("combined", "Samen")])
def test_two_people_in_one_field_choose_on_a_page(stage: Stage, desk: Desk, choice: str, kept: str) -> None:
    plan_id, _olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    open_step(page, plan_id, "challenge")
    stage.write(plan_id, karel, "challenge", statement="Van Karel")
    answer(page, "challenge", statement="Van Olga", group_concerned="Volwassenen")
    save(page, "challenge")
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("Two people wrote here"))
    for text in ("Van Olga", "Van Karel"):
        expect(page.locator(".conflicted__text").filter(has_text=text).first).to_be_visible()
    sheet = stage.sheet(plan_id, "challenge")
    assert (sheet["statement"], sheet["group_concerned"]) == ("Van Karel", "Volwassenen")
    page.locator(f"[name=choice-statement][value={choice}]").check()
    if choice == "combined":
        page.locator("[name=combined-statement]").fill("Samen")
    send(page, page.get_by_role("button", name=nl("Save my choice")))
    expect_text(page, "challenge", "statement", kept)
    assert stage.sheet(plan_id, "challenge")["statement"] == kept


def test_the_history_brings_a_text_back(stage: Stage, desk: Desk) -> None:
    plan_id, olga, page = desk
    karel = stage.person("karel")
    stage.join(plan_id, karel)
    stage.write(plan_id, olga, "challenge", statement="Eerst")
    stage.write(plan_id, karel, "challenge", statement="Later")
    open_step(page, plan_id, "challenge")
    page.locator('[data-field="statement"] .field__history').click()
    send(page, page.get_by_role("button", name=nl("Bring this back")))
    expect_text(page, "challenge", "statement", "Eerst")


def test_a_step_is_set_aside(desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "stakeholders")
    page.get_by_text(nl("Set this step aside")).click()
    page.get_by_label(nl("Not now, because")).fill("Pas na de verbouwing")
    page.get_by_role("button", name=nl("Set aside"), exact=True).click()
    expect(page.get_by_text("Pas na de verbouwing")).to_be_visible()
    expect(path_state(page, "stakeholders")).to_contain_text(nl("set aside"))
    page.get_by_role("button", name=nl("Take this step up again")).click()
    expect(page.get_by_text("Pas na de verbouwing")).to_have_count(0)


def test_a_form_that_is_sent_twice_is_saved_once(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "stakeholders")
    form = add(page, "stakeholder")
    answer(page, "stakeholder", name="Ouders")
    sent = {name: form.locator(f"[name={name}]").input_value() for name in ("csrf_token", "key", "new", "name")}
    for _time in range(2):
        page.request.post(
            str(form.get_attribute("action")), form={**sent, "version-name": "0"}, headers={"Referer": page.url}
        )
    assert [item["name"] for item in stage.state(plan_id).rows("stakeholder")] == ["Ouders"]


def test_the_pdf_page_renews_itself(stage: Stage, desk: Desk) -> None:
    plan_id, _olga, page = desk
    page.goto(f"/plans/{plan_id}/document")
    page.locator(".cover-card--chosen").get_by_role("button", name=nl("Make PDF")).click()
    expect(page.get_by_role("link", name=nl("Download the PDF"))).to_be_visible(timeout=60_000)


def test_the_panel_and_the_path_are_in_the_page(desk: Desk) -> None:
    plan_id, _olga, page = desk
    open_step(page, plan_id, "challenge")
    expect(page.get_by_role("heading", name=nl("Still missing"))).to_be_visible()
    expect(page.get_by_role("heading", name=nl("Guidance"))).to_be_visible()
    page.locator("#missing").get_by_role("link", name=nl("Group concerned")).click()
    expect(page).to_have_url(re.compile("#challenge-group_concerned$"))
    expect(control(page, "challenge", "group_concerned")).to_be_in_viewport()
