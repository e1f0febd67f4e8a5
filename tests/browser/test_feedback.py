"""The road of feedback in two browsers: ask, take, remark, send, answer, settle. Also on a phone, and plainly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.feedback import threads
from impactplan.feedback.anchors import Anchor
from impactplan.feedback.queries import load_turns
from impactplan.feedback.threads import Message
from impactplan.feedback.writing import writing_feedback
from impactplan.models import Outbox, Remark, Thread, ThreadReader, User, db
from impactplan.models.feedback import Circle
from tests.browser.people import Stage, sign_in
from tests.browser.steps import saved

Open = Callable[..., Page]
BUTTON = "[type=submit]"


class Talk:
    """A page of a step with its feedback, as one person uses it."""

    def __init__(self, page: Page, plan_id: str, *, scripted: bool = True) -> None:
        self.page, self.plan_id, self.scripted = page, plan_id, scripted

    def open_step(self, step: str, row: str = "", remark: str = "") -> None:
        query = "&".join(f"{name}={value}" for name, value in (("row", row), ("remark", remark)) if value)
        self.page.goto(f"/plans/{self.plan_id}")  # a change of the fragment alone would ask for nothing
        self.page.goto(f"/plans/{self.plan_id}/steps/{step}" + (f"?{query}" if query else "") + "#feedback")

    def ask(self, *steps: str, question: str = "") -> None:
        self.page.goto(f"/plans/{self.plan_id}/feedback/ask")
        if question:
            self.page.locator('[name="question"]:visible').fill(question)
        for step in steps:
            self.page.locator(f'input[name="step"][value="{step}"]').check()
        self.page.locator(f"#ask {BUTTON}").click()
        self.page.wait_for_url("**/feedback#request-*")

    def take(self, step: str) -> None:
        self.open_step(step)
        self.press(self.page.locator('form[action$="/take"]').first)

    def remark(self, step: str, place: str, body: str, row: str = "", *, asks: bool = True) -> None:
        self.open_step(step, row, place)
        form = self.page.locator(f'form[data-item="draft/new.{place}"]')
        form.locator('[name="body"]').fill(body)
        form.locator('[name="asks"]').set_checked(asks)
        self.send(form)

    def send(self, form: Locator) -> None:
        """Press the button that sends what was typed in a form, the script's or the plain one."""
        ref = (form.get_attribute("data-item") or "").removeprefix("draft/")
        body = form.locator('[name="body"]').input_value()
        button = self.page.locator(f'[form="send-{ref}"]')
        (button if button.is_visible() else form.locator('[name="then"][value="send"]')).click()
        expect(self.page.locator("#talk-turn", has_text=body).or_(self.thread(body)).first).to_be_visible()
        expect(self.page.locator(f'form[data-item="draft/{ref}"] [name="body"]').filter(has_text=body)).to_have_count(0)

    def answer(self, thread: Locator, answer: str, body: str) -> None:
        thread.locator(".thread__reply a").click()
        form = thread.locator("form[data-item]")
        form.locator(f'[name="answer"][value="{answer}"]').check()
        form.locator('[name="body"]').fill(body)
        ref = (form.get_attribute("data-item") or "").removeprefix("draft/")
        button = self.page.locator(f'[form="send-{ref}"]')
        (button if button.is_visible() else form.locator('[name="then"][value="send"]')).click()
        expect(self.page.locator(f"#{thread.get_attribute('id')} .thread__ready")).to_be_visible()

    def press(self, form: Locator) -> None:
        action = form.get_attribute("action")
        form.locator(BUTTON).click()
        expect(self.page.locator(f'form[action="{action}"]')).to_have_count(0)

    def thread(self, text: str) -> Locator:
        return self.page.locator("[data-thread]", has_text=text)


class ByKeys(Talk):
    """The same, with the keyboard alone: Tab leads to what is pressed or typed in."""

    def go_to(self, where: str) -> None:
        for _press in range(400):
            if self.page.evaluate("where => document.activeElement?.matches(where) ?? false", where):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {where}")

    def push(self, where: str, key: str = "Enter") -> None:
        self.go_to(where)
        self.page.keyboard.press(key)

    def type_in(self, where: str, text: str) -> None:
        self.go_to(where)
        self.page.keyboard.type(text)

    def ask(self, *steps: str, question: str = "") -> None:
        self.page.goto(f"/plans/{self.plan_id}/feedback/ask")
        if question:
            self.type_in('[name="question"]', question)
        for step in steps:
            self.push(f'input[name="step"][value="{step}"]', "Space")
        self.push(f"#ask {BUTTON}")
        self.page.wait_for_url("**/feedback#request-*")

    def remark(self, step: str, place: str, body: str, row: str = "", *, asks: bool = True) -> None:
        self.open_step(step, row, place)
        form = f'form[data-item="draft/new.{place}"]'
        self.type_in(f'{form} [name="body"]', body)
        if not asks:
            self.push(f'{form} [name="asks"]', "Space")
        self.push(f'[form="send-new.{place}"]')
        expect(self.page.locator("#talk-turn", has_text=body)).to_be_visible()

    def answer(self, thread: Locator, answer: str, body: str) -> None:
        place = f"#{thread.get_attribute('id')}"
        self.push(f"{place} .thread__reply a")
        expect(self.page.locator(f'{place} [name="body"]')).to_be_focused()
        self.push(f'{place} [name="answer"]', "Space")
        for _step in range(["adopted", "otherwise", "declined"].index(answer)):
            self.page.keyboard.press("ArrowDown")
        expect(thread.locator(f'[name="answer"][value="{answer}"]')).to_be_checked()
        self.type_in(f'{place} [name="body"]', body)
        self.push(f"{place} .talk__send button")
        expect(self.page.locator(f"{place} .thread__ready")).to_be_visible()

    def press(self, form: Locator) -> None:
        action = form.get_attribute("action")
        self.push(f'form[action="{action}"] {BUTTON}')
        expect(self.page.locator(f'form[action="{action}"]')).to_have_count(0)


@pytest.fixture
def cast(stage: Stage) -> tuple[str, User, User, str]:
    """Return a plan with its owner and trainer, and an indicator in it."""
    olga, tess = stage.person("olga"), stage.person("tess", "trainer")
    plan_id = stage.plan(olga)
    stage.trained(plan_id, olga, tess)
    indicator = stage.row(plan_id, olga, "indicator", name="% dat zelf inlogt", target=70)
    return plan_id, olga, tess, indicator


def turns(plan_id: str) -> dict[str, str]:
    """Return whose turn it is by step."""
    db.session.rollback()
    turn = load_turns([plan_id])[plan_id]
    return {step: one.who.value for step, one in (turn.trainer | turn.authors).items()}


ROAD = [
    ("asked", {"indicators": "trainer"}),
    ("remarks that are not sent", {"indicators": "trainer"}),
    ("feedback that is sent", {"indicators": "authors"}),
    ("answers that are not sent", {"indicators": "authors"}),
    ("answers that are sent", {"indicators": "trainer"}),
    ("settled", {}),
]
"""Whose turn it is, by step, at each point of the road."""


def walk(plan_id: str, indicator: str, author: Talk, trainer: Talk) -> list[tuple[str, dict[str, str]]]:
    """Walk the whole road, and return whose turn it was after each part of it."""
    seen = []

    def note(part: str) -> None:
        seen.append((part, turns(plan_id)))

    author.ask("indicators", question="Meet ik het goede?")
    note("asked")
    trainer.take("indicators")
    trainer.remark("indicators", "indicators", "Wie meet dit?")
    trainer.remark("indicators", f"indicators.indicator.{indicator}", "Is dit niet een output?", indicator)
    trainer.remark("indicators", f"indicators.indicator.{indicator}.target", "Waarom 70?", indicator)
    author.open_step("indicators")
    expect(author.page.locator("[data-thread]")).to_have_count(0)
    note("remarks that are not sent")
    trainer.page.goto(f"/plans/{plan_id}/feedback/review")
    trainer.page.locator('[value="revise"]:visible').check()
    trainer.page.locator('[name="summary"]:visible').fill("Goed op weg.")
    if trainer.scripted:
        saved(trainer.page)
    trainer.page.locator("#finish .utrecht-button--primary-action").click()
    trainer.page.wait_for_url("**/feedback/reviews/*")
    note("feedback that is sent")
    author.open_step("indicators")
    expect(author.page.locator("[data-thread]")).to_have_count(3)
    author.answer(author.thread("Wie meet dit?"), "adopted", "Aisha meet het.")
    author.answer(author.thread("Is dit niet een output?"), "declined", "Het is een verandering.")
    author.answer(author.thread("Waarom 70?"), "otherwise", "Nu met bron.")
    note("answers that are not sent")
    author.press(author.page.locator('#talk-turn form[action$="/feedback/answers"]'))
    note("answers that are sent")
    trainer.open_step("indicators")
    for text in ("Wie meet dit?", "Is dit niet een output?", "Waarom 70?"):
        trainer.press(trainer.thread(text).locator('form[action$="/resolve"]'))
    note("settled")
    return seen


def test_the_whole_road_in_two_browsers(stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]) -> None:
    plan_id, olga, tess, indicator = cast
    author, trainer = sign_in(open_browser(), olga), sign_in(open_browser(), tess)
    assert walk(plan_id, indicator, Talk(author, plan_id), Talk(trainer, plan_id)) == ROAD
    asked = [job.payload["letter"] for job in db.session.scalars(select(Outbox).where(Outbox.kind == "letter"))
             if job.payload.get("plan") == plan_id]  # fmt: skip
    assert sorted(asked) == ["feedback_answers", "feedback_review"]
    assert len(db.session.scalars(select(Thread).where(Thread.plan_id == plan_id)).all()) == 3


def test_the_whole_road_by_keys(stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]) -> None:
    plan_id, olga, tess, indicator = cast
    author, trainer = sign_in(open_browser(), olga), sign_in(open_browser(), tess)
    assert walk(plan_id, indicator, ByKeys(author, plan_id), ByKeys(trainer, plan_id)) == ROAD


def test_the_whole_road_on_a_phone(stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]) -> None:
    plan_id, olga, tess, indicator = cast
    author, trainer = sign_in(open_browser(width=390), olga), sign_in(open_browser(width=390), tess)
    assert walk(plan_id, indicator, Talk(author, plan_id), Talk(trainer, plan_id)) == ROAD


def test_the_whole_road_without_a_script(stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]) -> None:
    plan_id, olga, tess, indicator = cast
    author = sign_in(open_browser(javascript=False), olga)
    trainer = sign_in(open_browser(javascript=False), tess)
    assert (
        walk(plan_id, indicator, Talk(author, plan_id, scripted=False), Talk(trainer, plan_id, scripted=False)) == ROAD
    )


def test_an_open_remark_is_not_redrawn(stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]) -> None:
    """Somebody types a remark; the page saves a field and takes over what came of it: the text and the focus stay."""
    plan_id, _olga, tess, indicator = cast
    trainer = Talk(sign_in(open_browser(), tess), plan_id)
    place = f"indicators.indicator.{indicator}"
    trainer.open_step("indicators", indicator, place)
    box = trainer.page.locator(f'form[data-item="draft/new.{place}"] [name="body"]')
    box.fill("Half ")
    saved(trainer.page)
    box.press_sequentially("af")
    trainer.page.wait_for_timeout(1200)
    saved(trainer.page)
    expect(box).to_be_focused()
    expect(box).to_have_value("Half af")
    trainer.open_step("indicators", indicator, place)
    expect(box).to_have_value("Half af")


@pytest.mark.parametrize("scripted", [True, False])
def test_the_form_of_a_new_remark_comes_when_it_is_asked_for(
    stage: Stage, open_browser: Open, cast: tuple[str, User, User, str], scripted: bool
) -> None:
    """With a script the page stays as it is, also where it shows something else than it begins with."""
    plan_id, olga, _tess, _indicator = cast
    author = Talk(sign_in(open_browser(javascript=scripted), olga), plan_id, scripted=scripted)
    author.page.goto(f"/plans/{plan_id}/steps/indicators?view=table-indicator#feedback")
    table, form = author.page.locator("[data-table]"), author.page.locator('form[data-item="draft/new.indicators"]')
    expect(form).to_have_count(0)
    author.page.locator("#talk-new a").click()
    if scripted:
        expect(form.locator('[name="body"]')).to_be_focused()
        expect(table).to_be_visible()
    form.locator('[name="body"]').fill("Is dit te meten?")
    author.send(form)
    expect(author.thread("Is dit te meten?")).to_have_count(1)
    expect(form).to_have_count(0)


def test_the_session_ended_while_writing(stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]) -> None:
    """Nothing is lost, and one copy is sent."""
    plan_id, olga, _tess, _indicator = cast
    author = Talk(sign_in(open_browser(), olga), plan_id)
    author.open_step("indicators", remark="indicators")
    author.page.context.clear_cookies()
    form = author.page.locator('form[data-item="draft/new.indicators"]')
    form.locator('[name="body"]').fill("Wat vind je van deze opzet?")
    dialog = author.page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.locator('input[type="password"]').fill("een heel goed wachtwoord")
    dialog.locator(BUTTON).click()
    expect(dialog).to_be_hidden()
    saved(author.page)
    author.send(form)
    expect(author.thread("Wat vind je van deze opzet?")).to_have_count(1)
    assert len(db.session.scalars(select(Remark).where(Remark.plan_id == plan_id)).all()) == 1


def test_a_thread_on_a_deleted_row_is_found_by_its_link(
    stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]
) -> None:
    plan_id, olga, tess, indicator = cast
    trainer = Talk(sign_in(open_browser(), tess), plan_id)
    trainer.remark("indicators", f"indicators.indicator.{indicator}", "Is dit niet een output?", indicator)
    trainer.page.goto(f"/plans/{plan_id}/feedback/review")
    trainer.page.locator("#finish .utrecht-button--primary-action").click()
    trainer.page.wait_for_url("**/feedback/reviews/*")
    stage.delete(plan_id, olga, "indicator", indicator)
    db.session.rollback()
    thread = db.session.scalars(select(Thread).where(Thread.plan_id == plan_id)).one()
    author = Talk(sign_in(open_browser(), olga), plan_id)
    author.page.goto(f"/plans/{plan_id}/feedback/threads/{thread.id}")
    expect(author.thread("Is dit niet een output?")).to_be_visible()


def say(plan_id: str, writer: User, body: str, count: int = 1) -> list[str]:
    """Let somebody begin so many threads on the indicators, and return their ids."""
    ids = []
    for number in range(count):
        with writing_feedback(plan_id, Permission.COMMENT, writer) as write:
            message = Message(f"{body} {number}" if count > 1 else body, key=f"{body[:20]}-{number}")
            anchor = Anchor("indicators")
            thread = threads.begin_thread(write, anchor, Circle.TRAINERS, message, seq=write.plan.seq, quote="")
            ids.append(str(thread.id))
    return ids


def test_a_thread_that_stands_as_a_line_opens_at_a_click(
    stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]
) -> None:
    plan_id, olga, tess, _indicator = cast
    ids = say(plan_id, olga, "Gesprek", 8)
    page = sign_in(open_browser(), tess)
    page.goto(f"/plans/{plan_id}/steps/indicators#feedback")
    folded = page.locator(".thread--folded")
    expect(folded).to_have_count(3)
    thread = page.locator(f"#thread-{ids[-1]}")
    thread.locator("a").first.click()
    expect(thread.locator(".remark__text")).to_have_text("Gesprek 7")
    expect(thread).to_be_focused()


def test_a_remark_longer_than_the_screen_is_noted_as_read(
    stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]
) -> None:
    plan_id, olga, tess, _indicator = cast
    say(plan_id, tess, "Een lang verhaal. " * 1_000)
    page = sign_in(open_browser(width=390), olga)
    (thread_id,) = db.session.scalars(select(Thread.id).where(Thread.plan_id == plan_id))
    db.session.rollback()
    with page.expect_response("**/feedback/read"):
        page.goto(f"/plans/{plan_id}/feedback/threads/{thread_id}")
    read = select(ThreadReader.number).where(ThreadReader.thread_id == thread_id, ThreadReader.user_id == olga.id)
    assert db.session.scalar(read) == 1


def test_what_is_too_long_is_not_sent_in_part(
    stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]
) -> None:
    """The text that fitted was saved a moment before; what was typed since is refused, so nothing goes."""
    plan_id, olga, _tess, _indicator = cast
    page = Talk(sign_in(open_browser(), olga), plan_id)
    page.open_step("indicators", remark="indicators")
    form = page.page.locator('form[data-item="draft/new.indicators"]')
    form.locator('[name="body"]').fill("a" * 19_999)
    saved(page.page)
    form.locator('[name="body"]').fill("a" * 20_001)
    page.page.locator('[form="send-new.indicators"]').click()
    expect(form.locator('[data-field="body"] .field__error')).to_contain_text("één teken te lang")
    expect(form.locator('[name="body"]')).to_be_focused()
    assert db.session.scalars(select(Thread).where(Thread.plan_id == plan_id)).all() == []
    db.session.rollback()
    form.locator('[name="body"]').fill("Kort genoeg.")
    page.send(form)
    assert [thread.step for thread in db.session.scalars(select(Thread).where(Thread.plan_id == plan_id))] == [
        "indicators"
    ]


def test_the_session_ended_while_a_remark_was_changed(
    stage: Stage, open_browser: Open, cast: tuple[str, User, User, str]
) -> None:
    plan_id, olga, _tess, _indicator = cast
    (thread_id,) = say(plan_id, olga, "Eerste woorden")
    page = sign_in(open_browser(), olga)
    page.goto(f"/plans/{plan_id}/steps/indicators#feedback")
    thread = page.locator(f"#thread-{thread_id}")
    thread.locator(".remark__change a").click()
    box = thread.locator('.remark__own [name="body"]')
    expect(box).to_be_focused()
    page.context.clear_cookies()
    box.fill("Tweede woorden")
    dialog = page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.locator('input[type="password"]').fill("een heel goed wachtwoord")
    dialog.locator(BUTTON).click()
    saved(page)
    thread.locator(".remark__own .talk__send button:visible").click()
    expect(thread.locator(".remark__text")).to_have_text("Tweede woorden")
    expect(thread.locator(".remark__own")).to_have_count(0)
