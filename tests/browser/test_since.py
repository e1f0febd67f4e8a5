"""Since my last feedback: each trainer sees exactly what came after theirs; and an author brings a row back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from impactplan.access import Permission
from impactplan.models import User
from impactplan.models.feedback import Verdict
from impactplan.workbook import operations, undo
from impactplan.workbook.writing import writing
from tests.browser.people import Stage, sign_in
from tests.browser.words import nl
from tests.feedback.support import finish, note_answer, note_remark, send_answers, threads_of

Open = Callable[..., Page]


def expect_shown(page: Page, rows: list[str]) -> None:
    """Wait until these are the rows that the page shows, each with what became of it."""
    expect(page.locator(".change__head")).to_have_text(rows, use_inner_text=True)


def read_twice_and_changed(stage: Stage, tess: User, tom: User) -> tuple[str, str]:
    """Have two trainers look at a plan of Olga's, at different moments, and her write before, between and after them;
    return the plan and the row that stayed."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    stage.trained(plan_id, olga, tess, tom)
    kept, gone, back = (
        stage.row(plan_id, olga, "stakeholder", name=name) for name in ("Starters", "Gemeente", "Taalhuis")
    )
    stage.delete(plan_id, olga, "stakeholder", back)
    note_remark(plan_id, tess, f"stakeholders.stakeholder.{kept}.name", "Wie zijn dit?")
    finish(plan_id, tess, "Goed begin.", stakeholders=Verdict.REVISE)
    stage.write(plan_id, olga, "stakeholder", kept, name="Starters van 55 jaar en ouder")
    stage.delete(plan_id, olga, "stakeholder", gone)
    finish(plan_id, tom, "Ik las mee.", stakeholders=Verdict.AGREED)
    with writing(plan_id, Permission.EDIT, olga) as write:
        operations.restore_item(write, "stakeholder", back)
    stage.row(plan_id, olga, "stakeholder", name="Buurthuis")
    with writing(plan_id, Permission.EDIT, olga) as write:
        operations.set_fields(write, "stakeholder", kept, {"size": 3}, {})
        batch = write.batch
    with writing(plan_id, Permission.EDIT, olga) as write:
        undo.undo_batch(write, batch)
    note_answer(plan_id, olga, threads_of(plan_id)[0].id, "adopted", "Dat staat er nu bij.")
    send_answers(plan_id, olga)
    return plan_id, kept


def test_each_trainer_sees_exactly_what_was_done_since_their_feedback(stage: Stage, open_browser: Open) -> None:
    # Given a plan that two trainers looked at, at different moments
    tess, tom = stage.person("tess", "trainer"), stage.person("tom", "trainer")
    plan_id, kept = read_twice_and_changed(stage, tess, tom)
    # When Tess opens the step, and from there what changed since her feedback
    page = sign_in(open_browser(), tess)
    page.goto(f"/plans/{plan_id}/steps/stakeholders#feedback")
    page.get_by_role("link", name=nl("What changed here since your last feedback")).click()
    # Then she sees these, and the answer beside what it is about
    expect(page.locator("h1")).to_have_text(nl("Since your last feedback"))
    expect_shown(
        page,
        [
            f"△ {nl('Changed')} Starters van 55 jaar en ouder Belanghebbende",
            f"↺ {nl('Brought back')} Taalhuis Belanghebbende",
            f"+ {nl('New')} Buurthuis Belanghebbende",
            f"− {nl('Removed')} Gemeente Belanghebbende",
        ],
    )
    changed = page.locator(f"#change-stakeholders-{kept}")
    expect(changed.locator("ins")).to_contain_text("van 55 jaar en ouder")
    expect(changed.locator(".answer")).to_contain_text("Dat staat er nu bij.")
    expect(page.locator(".change--batch")).to_have_count(0)  # what was undone is told at its row, which did change
    # And Tom, who looked later, only what came after that
    page = sign_in(open_browser(), tom)
    page.goto(f"/plans/{plan_id}/since")
    expect_shown(
        page,
        [
            f"↺ {nl('Brought back')} Taalhuis Belanghebbende",
            f"+ {nl('New')} Buurthuis Belanghebbende",
        ],
    )
    expect(page.locator(".change--batch")).to_contain_text("Starters van 55 jaar")
    expect(page.locator(".answer")).to_contain_text("Dat staat er nu bij.")
    expect(page.locator(".since__steps")).to_have_count(0)


def test_an_author_keeps_a_moment_and_brings_a_row_back_from_it(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    row = stage.row(plan_id, olga, "stakeholder", name="Gemeente")
    page = sign_in(open_browser(), olga)
    page.goto(f"/plans/{plan_id}/snapshots")
    page.get_by_label(nl("Keep the plan as it is now, under this name")).fill("vóór het MT")
    page.get_by_role("button", name=nl("Keep this moment")).click()
    expect(page.locator(".snapshot__name")).to_have_text("vóór het MT")
    stage.delete(plan_id, olga, "stakeholder", row)
    page.get_by_role("link", name=nl("What changed since, and bringing back")).click()
    expect_shown(page, [f"− {nl('Removed')} Gemeente Belanghebbende"])
    page.get_by_role("button", name=nl("Bring this row back")).click()
    expect(page.locator(".empty__why")).to_be_visible()
    assert stage.state(plan_id).find(row) is not None
    page.goto(f"/plans/{plan_id}/snapshots")
    page.locator(".snapshot__ways a").first.click()
    expect(page.locator(".doc-by")).to_contain_text("vóór het MT")
