"""Every page that there is: where it is, who may see it, and which template makes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from flask_security.recoverable import generate_reset_password_token
from playwright.sync_api import Page, expect
from sqlalchemy import select

from impactplan.accounts import operations as accounts
from impactplan.accounts.emails import sign_in_token
from impactplan.config import ROOT
from impactplan.courses.programme.meeting_operations import add_first_meetings, load_meetings
from impactplan.demo import digitaal_mee
from impactplan.demo.operations import _make_plan
from impactplan.demo.timeline import Timeline
from impactplan.feedback.notes import save_note
from impactplan.feedback.opting_out import opt_out_address
from impactplan.lib.dates import today
from impactplan.models import (
    KINDS,
    CourseContact,
    DraftReader,
    Enrolment,
    Outbox,
    Plan,
    Reflection,
    Round,
    RoundStaff,
    SpringQuestion,
    User,
    db,
    new_id,
    now,
)
from impactplan.models.feedback import Verdict
from impactplan.peers.operations import Closing, close_question
from impactplan.steps import STEPS
from impactplan.workbook.snapshots import load_snapshots, take_snapshot
from tests.browser.people import Stage
from tests.feedback.support import ask, begin, finish, note_remark
from tests.peers.support import answer_question, ask_group

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Place:
    """A page: its template, its address, and what is done there before it is looked at."""

    template: str
    path: str
    act: Act | None = None

    def visit(self, page: Page) -> None:
        page.goto(self.path)
        if self.act is not None:
            self.act(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    def __str__(self) -> str:
        return f"{self.template} at {self.path}"


def page_templates() -> set[str]:
    """Return the templates that are pages by themselves, and no frame for others."""
    folder = ROOT / "templates"
    found = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    frames = {name for text in found.values() for name in re.findall(r'{% extends "([^"]+)" %}', text)}
    # Macros, the PDF, and what is shown without a database: site/test_failures.py looks at that.
    apart = frames | {"accounts/people.html", "exports/print.html", "site/failure.html"}
    return {name for name in found.keys() - apart if not name.startswith(("components/", "mail/")) and "/_" not in name}


@dataclass
class World:
    """Olga with a full plan, an empty one, and people about her."""

    stage: Stage
    olga: User
    karel: User
    lena: User
    full: str
    empty: str
    cor: User
    round: str

    @classmethod
    def make(cls, stage: Stage) -> World:
        olga, karel, lena, pim = (stage.person(name) for name in ("olga", "karel", "lena", "pim"))
        full = new_id()
        sheets, rows = Timeline.until(today()).move((digitaal_mee.SHEETS, digitaal_mee.ROWS))
        _make_plan(full, olga, "Digitaal Mee", "Bibliotheek Merenrijk", sheets, rows)
        stage.join(full, karel)
        stage.join(full, lena, "reader")
        stage.peers(full, olga, pim)
        take_snapshot(full, olga, "Zoals ingeleverd bij de gemeente en de samenwerkingspartners in de regio")
        text = "Iedereen in Merenrijk regelt zaken online zelf, ook met hulp van de dienstverleningsovereenkomst."
        stage.write(full, olga, "purpose", ambition=text, scope=None)
        cor = stage.person("cor", "coordinator")
        return cls(stage, olga, karel, lena, full, stage.plan(olga, title="Samen lezen"), cor, stage.round(cor))

    def invitation(self) -> str:
        token = accounts.new_token()
        accounts.invite(self.full, self.olga, f"nieuw{self.stage.number}@example.org", "coauthor", token)
        db.session.commit()
        return token

    def first(self, kind: str) -> str:
        return self.stage.state(self.full).rows(kind)[0].id

    def locked_line(self) -> str:
        lines = self.stage.state(self.full).rows("ledger_line")
        return next(line.id for line in lines if line["locked_on"])

    def snapshot(self) -> str:
        return load_snapshots(self.full)[0].id

    def mail(self) -> str:
        found = Outbox(kind="mail", payload={"to": "x@example.org", "subject": "Een brief", "text": "Dag", "html": ""})
        db.session.add(found)
        db.session.commit()
        return str(db.session.execute(select(Outbox.id).where(Outbox.kind == "mail")).scalars().first())

    def signed_out(self) -> list[Place]:
        return [
            Place("security/login_user.html", "/login"),
            Place("security/login_user.html", "/login", fail_to_sign_in),
            Place("accounts/ask_link.html", "/login/link"),
            Place("accounts/email_sent.html", "/login/link", ask_link),
            Place("accounts/use_link.html", f"/login/link/{sign_in_token(self.lena, '/')}"),
            Place("accounts/link_unusable.html", "/login/link/nee"),
            Place("security/forgot_password.html", "/reset"),
            Place("security/reset_password.html", f"/reset/{generate_reset_password_token(self.lena)}"),
            Place("accounts/invitation.html", f"/invitations/{self.invitation()}"),
            Place("accounts/invitation_unusable.html", "/invitations/nee"),
            Place("accounts/goodbye.html", "/goodbye"),
            Place("feedback/opt_out.html", opt_out_address(self.lena).removeprefix(self.stage.server.base_url)),
            Place("feedback/opt_out.html", "/feedback-mail/nee"),
            Place("site/error.html", "/is-er-niet"),
        ]

    def of_the_owner(self) -> list[Place]:
        return [*self.steps(), *self.of_the_plan(), *self.of_the_account()]

    def steps(self) -> list[Place]:
        """Every step: with a row that stands open where it has rows, and empty."""
        full, empty = f"/plans/{self.full}", f"/plans/{self.empty}"
        opened = {step.key: next((kind for kind in step.shown if not KINDS[kind].sheet), "") for step in STEPS}
        opened |= {"purpose": "audience", "solutions": "activity", "theory": "link"}
        paths = [f"{full}/steps/{step}" + (f"?row={self.first(kind)}" if kind else "") for step, kind in opened.items()]
        return [
            *(Place("workbook/step.html", path) for path in paths),
            *(Place("workbook/step.html", f"{empty}/steps/{step.key}") for step in STEPS),
            *(
                Place("workbook/step.html", f"{path}/steps/theory?view={way}")
                for path, way in product((full, empty), ("drawing", "list"))
            ),
            Place("workbook/step.html", f"{full}/steps/indicators?view=table-indicator", type_no_number_in_a_cell),
            Place("workbook/step.html", f"{full}/steps/solutions?view=table-activity", open_a_cell),
            Place("workbook/step.html", f"{full}/steps/indicators?view=cards"),
            Place("workbook/step.html", f"{empty}/steps/challenge", type_no_number),
            Place("workbook/conflict.html", f"{full}/steps/challenge", meet_a_conflict),
        ]

    def of_the_plan(self) -> list[Place]:
        full, empty = f"/plans/{self.full}", f"/plans/{self.empty}"
        db.session.add(SpringQuestion(plan_id=self.full, year=today().year))
        db.session.commit()
        return [
            Place("workbook/plan.html", f"{full}/"),
            Place("workbook/plan.html", f"{empty}/"),
            *(Place("courses/show_module.html", f"{path}/modules/3") for path in (full, empty)),
            Place("reflections/show_reflection.html", f"{full}/reflections/1"),
            Place("accounts/sharing.html", f"{full}/sharing"),
            Place("accounts/hand_over.html", f"{full}/sharing/hand-over"),
            Place("accounts/remove_member.html", f"{full}/sharing/members/{self.karel.id}/remove"),
            Place("accounts/delete_plan.html", f"{full}/delete"),
            Place("courses/spring.html", f"{full}/spring"),
            *self.of_writing(),
            *self.of_reading_back(),
        ]

    def of_writing(self) -> list[Place]:
        """Return the pages where one writes in a plan otherwise than in a step."""
        full, empty = f"/plans/{self.full}", f"/plans/{self.empty}"
        wish = f"activity:{self.first('activity')}:stakeholders"
        open_year = max(line["period"] for line in self.stage.state(self.full).rows("ledger_line"))
        return [
            Place("workbook/start.html", f"{empty}/start"),
            Place("workbook/start.html", f"{empty}/start", answer_nothing),
            Place("strategy/guide.html", f"{empty}/guide/forwards"),
            Place("strategy/guide.html", f"{empty}/guide/backwards", answer_no_question),
            Place("strategy/guide.html", f"{full}/guide/forwards?at={self.first('outcome')}"),
            Place("strategy/guide.html", f"{full}/guide/backwards?at={self.first('outcome')}"),
            Place("strategy/guide.html", f"{full}/guide/forwards?at={self.first('link')}"),
            Place("strategy/guide.html", f"{full}/guide/forwards?at=end"),
            Place("workbook/paste.html", f"{empty}/paste/stakeholder"),
            Place("workbook/paste.html", f"{empty}/paste/stakeholder", type_lines),
            Place("workbook/paste.html", f"{full}/paste/activity", paste_cells),
            Place("strategy/paste.html", f"{empty}/theory/paste", paste_no_list),
            Place("strategy/paste.html", f"{full}/theory/paste", paste_a_list),
            Place("workbook/make_item.html", f"{full}/new/stakeholder?for={wish}"),
            Place("learning/lock.html", f"{full}/ledger/lock?period={open_year}"),
            Place("learning/correct.html", f"{full}/ledger/{self.locked_line()}/correct"),
            Place("reporting/upload.html", f"{full}/results/upload"),
            Place("reporting/upload.html", f"{full}/results/upload", choose_no_table),
            Place("reporting/preview.html", f"{full}/results/upload", choose_table),
        ]

    def of_reading_back(self) -> list[Place]:
        """Return the pages that show a plan as a document, as it was, and what changed in it."""
        full, empty = f"/plans/{self.full}", f"/plans/{self.empty}"
        stakeholder = self.first("stakeholder")
        return [
            Place("workbook/history.html", f"{full}/items/stakeholder/{stakeholder}/name/history"),
            Place("workbook/changes.html", f"{full}/history"),
            Place("exports/show_document.html", f"{full}/document"),
            Place("exports/show_document.html", f"{empty}/document?empty=1"),
            Place("exports/show_export.html", f"{full}/document", make_pdf),
            Place("exports/show_step_at.html", f"{full}/feedback/at/1/purpose"),
            Place("feedback/overview.html", f"{full}/feedback"),
            Place("feedback/overview.html", f"{empty}/feedback"),
            Place("feedback/ask.html", f"{full}/feedback/ask"),
            Place("workbook/snapshots.html", f"{full}/snapshots"),
            Place("workbook/snapshots.html", f"{full}/snapshots", name_no_moment),
            Place("workbook/snapshots.html", f"{empty}/snapshots"),
            Place("exports/show_document.html", f"{full}/document?part=purpose&at={self.snapshot()}"),
            Place("feedback/since.html", f"{full}/since?from=snapshot-{self.snapshot()}"),
            Place("feedback/since.html", f"{full}/since?from_day=gisteren"),
            Place("feedback/since.html", f"{full}/since"),
            Place("feedback/since.html", f"{empty}/since"),
            Place("feedback/since.html", f"{full}/since?from=start&step=theory"),
        ]

    def of_the_account(self) -> list[Place]:
        return [
            Place("home/home.html", "/"),
            Place("accounts/profile.html", "/profile"),
            Place("accounts/sessions.html", "/profile/sessions"),
            Place("accounts/delete_profile.html", "/profile/delete"),
            Place("accounts/account_kept.html", "/profile/keep"),
            Place("security/change_email.html", "/profile/email"),
            Place("security/confirm_email.html", "/profile/new-email/used-up"),
            Place("security/change_password.html", "/profile/password"),
            Place("security/logout_user.html", "/logout"),
            Place("outbox/mail.html", f"/dev/mail/{self.mail()}"),
            Place("outbox/mails.html", "/dev/mail"),
            Place("site/error.html", "/plans/is-er-niet/"),
        ]

    def of_the_coordinator(self) -> list[Place]:
        people, staff = f"/rounds/{self.round}/people", f"/rounds/{self.round}/staff"
        moment = now()
        listed = self.stage.place(self.round, "op-de-lijst@example.org", name="Noor", organisation="Bibliotheek Oost")
        takes_part = self.stage.place(self.round, "", user_id=self.karel.id, accepted_at=moment)
        sent = {"invited_at": moment, "expires_at": moment + timedelta(days=30)}
        invited = self.stage.place(self.round, "uitgenodigd@example.org", **sent)
        trainer = RoundStaff(round_id=self.round, email="trainer@example.org", role="trainer", **sent)
        db.session.add(trainer)
        db.session.commit()
        return [
            Place("courses/list_people.html", people),
            Place("courses/list_people.html", people, add_nobody),
            Place("courses/paste_people.html", f"{people}/paste"),
            Place("courses/paste_people.html", f"{people}/paste", paste_nothing),
            Place("courses/preview_people.html", f"{people}/paste", paste_people),
            *(Place("courses/edit_person.html", f"{people}/{place}") for place in (listed, takes_part, invited)),
            Place("courses/drop_out.html", f"{people}/{takes_part}/drop-out"),
            Place("courses/list_staff.html", staff),
            Place("courses/edit_staff.html", f"{staff}/{trainer.id}"),
            Place("courses/remove_staff.html", f"{staff}/{trainer.id}/remove"),
            Place("courses/retention.html", f"/rounds/{self.round}/privacy"),
            Place("courses/retention.html", f"/rounds/{self.round}/privacy", hold_without_reason),
            Place("accounts/sessions.html", "/profile/sessions"),
            Place("accounts/delete_profile.html", "/profile/delete"),
        ]

    def of_the_groups(self) -> list[Place]:
        """Return the pages of a coordinator about groups, mail and the plans of one library."""
        round_, (group, mail) = f"/rounds/{self.round}", self.stage.written_to(self.round, self.cor)
        place = {"organisation": "Bibliotheek Oost", "group_id": group}
        owner = self.stage.place(self.round, "", user_id=self.olga.id, plan_id=self.full, **place)
        colleague = self.stage.place(self.round, "", user_id=self.lena.id, **place)
        return [
            Place("courses/groups.html", f"{round_}/groups"),
            Place("courses/group.html", f"{round_}/groups/{group}"),
            Place("courses/delete_group.html", f"{round_}/groups/{group}/delete"),
            Place("courses/assign_people.html", f"{round_}/groups/people"),
            Place("courses/spread.html", f"{round_}/groups/spread?groups=2"),
            Place("courses/spread.html", f"{round_}/groups/spread?groups=99"),
            Place("courses/emails.html", f"{round_}/mails"),
            Place("courses/email.html", f"{round_}/mails/{mail}"),
            Place("courses/write_email.html", f"{round_}/mails/new"),
            Place("courses/preview_email.html", f"{round_}/mails/new", look_at_mail),
            Place("courses/person.html", f"{round_}/people/{owner}/plan"),
            Place("courses/hand_over_plan.html", f"{round_}/people/{owner}/hand-over"),
            Place("courses/add_coauthor.html", f"{round_}/people/{colleague}/write-along"),
        ]

    def of_the_programme(self) -> list[Place]:
        """Return the pages of a coordinator about a course, its rounds and their meetings."""
        round_ = f"/rounds/{self.round}"
        add_first_meetings(self.round)
        db.session.commit()
        meeting = load_meetings(self.round)[0]
        course_id = db.session.scalars(select(Round.course_id).where(Round.id == self.round)).one()
        contact = CourseContact(course_id=course_id, name="Els", about="Alles", email="els@example.org")
        db.session.add(contact)
        db.session.commit()
        course = f"/courses/{course_id}"
        return [
            Place("courses/meetings.html", f"{round_}/meetings"),
            Place("courses/meetings.html", f"{round_}/meetings", make_calendar_address),
            Place("courses/meeting.html", f"{round_}/meetings/{meeting.id}"),
            Place("courses/meeting.html", f"{round_}/meetings/{meeting.id}", type_no_time),
            Place("courses/planning.html", f"{round_}/planning"),
            Place("courses/switch_round.html", f"{round_}/switch?to=online"),
            Place("courses/switch_round.html", f"{round_}/switch?to=location"),
            Place("courses/edit_round.html", f"{round_}/settings"),
            Place("courses/new_course.html", "/courses/new"),
            Place("courses/new_round.html", f"{course}/rounds/new"),
            Place("courses/course.html", course),
            Place("courses/contact.html", f"{course}/contacts"),
            Place("courses/contact.html", f"{course}/contacts/{contact.id}"),
            Place("courses/assignment.html", f"{course}/modules/3"),
            Place("courses/rules.html", f"{course}/rules"),
            Place("courses/coordination.html", "/coordination"),
            Place("courses/show_round.html", f"{round_}/overview"),
            Place("courses/feedback_figures.html", f"{round_}/feedback"),
        ]

    def of_the_homes(self) -> dict[User, list[Place]]:
        """Return the homes of a trainer with a place that is offered, of an administrator, and of who has nothing."""
        tess, bea, nina = (
            self.stage.person(*who) for who in (("tess", "trainer"), ("bea", "administrator"), ("nina", ""))
        )
        offered = {"email": str(tess.email), "invited_at": now(), "expires_at": now() + timedelta(days=30)}
        db.session.add(RoundStaff(round_id=self.round, user_id=tess.id, role="trainer"))
        db.session.add(RoundStaff(round_id=self.round, role="coordinator", **offered))
        db.session.commit()
        return {
            tess: [*self.of_the_desk(), Place("home/home.html", "/?role=participant")],
            bea: [Place("home/administrator.html", "/")],
            nina: [Place("home/home.html", "/"), Place("home/home.html", "/", name_nothing)],
        }

    def of_the_desk(self) -> list[Place]:
        return [
            Place("desk/queue.html", "/training"),
            Place("desk/grid.html", "/training/plans"),
            Place("desk/snippets.html", "/training/remarks"),
        ]

    def of_others(self) -> dict[User, list[Place]]:
        """Return pages that look otherwise to a co-author and to a reader."""
        full = f"/plans/{self.full}"
        return {
            self.cor: [*self.of_the_coordinator(), *self.of_the_groups(), *self.of_the_programme()],
            self.karel: [
                Place("accounts/leave_plan.html", f"{full}/sharing/leave"),
                Place("accounts/sharing.html", f"{full}/sharing"),
            ],
            self.lena: [
                Place("home/home.html", "/"),
                Place("workbook/plan.html", f"{full}/"),
                Place("workbook/step.html", f"{full}/steps/theory"),
                Place("site/error.html", f"{full}/sharing"),
            ],
            **self.of_the_homes(),
            **self.of_feedback(),
            **self.of_the_peer_round(),
        }

    def of_the_peer_round(self) -> dict[User, list[Place]]:
        """Return the pages of a question to a group: to its author, to a peer who has not answered, and to one who has,
        when it is closed too."""
        otto, pien, noor = (self.stage.person(name) for name in ("otto", "pien", "noor"))
        plan, closed = (self.stage.plan(otto, title=title) for title in ("Samen aan tafel", "Voorlezen"))
        for plan_id in (plan, closed):
            self.stage.peers(plan_id, otto, pien, noor)
            db.session.get_one(Plan, plan_id).shared_with_group = True
        db.session.commit()
        open_id, closed_id = (ask_group(plan_id, otto, "Overtuigt **dit** je?") for plan_id in (plan, closed))
        for plan_id, question_id in ((plan, open_id), (closed, closed_id)):
            answer_question(plan_id, question_id, pien)
        close_question(closed, otto, closed_id, Closing("Wat telt als thuis?", "decision"), new_id())
        open_page, closed_page = f"/plans/{plan}/peers/{open_id}", f"/plans/{closed}/peers/{closed_id}"
        round_id = str(db.session.scalar(select(Enrolment.round_id).where(Enrolment.plan_id == plan)))
        return {
            otto: [
                Place("peers/question.html", open_page),
                Place("peers/question.html", closed_page),
                Place("peers/questions.html", f"/plans/{closed}/peers/"),
                Place("peers/ask.html", f"/plans/{plan}/peers/ask"),
                Place("peers/ask.html", f"/plans/{closed}/peers/ask?step=theory"),
                Place("workbook/step.html", f"/plans/{plan}/steps/theory"),
                Place("workbook/step.html", f"/plans/{closed}/steps/decisions"),
            ],
            pien: [
                Place("peers/question.html", open_page),
                Place("peers/question.html", f"{open_page}?edit=1"),
                Place("peers/question.html", closed_page),
                Place("peers/own_answers.html", "/peer-answers"),
            ],
            noor: [
                Place("peers/question.html", open_page),
                Place("peers/question.html", f"{open_page}?edit=1&error=empty"),
                Place("peers/own_answers.html", "/peer-answers"),
                Place("courses/peer_round.html", f"/rounds/{round_id}/peers"),
                Place("home/home.html", "/"),
            ],
        }

    def of_feedback(self) -> dict[User, list[Place]]:
        """Return the pages of feedback to a trainer with an unsent review, and to a colleague who reads it first."""
        theo, tilda = (self.stage.person(name, "trainer") for name in ("theo", "tilda"))
        round_ = self.stage.round(self.cor)
        self.stage.place(round_, "", user_id=self.olga.id, plan_id=self.full, accepted_at=now())
        db.session.add_all(RoundStaff(round_id=round_, user_id=user.id, role="trainer") for user in (theo, tilda))
        db.session.commit()
        ask(self.full, self.olga, "indicators", "theory", question="Meten we het **goede**?")
        note_remark(self.full, theo, "indicators", "Wie meet dit?")
        sent = finish(self.full, theo, "Sterk begin.", indicators=Verdict.REVISE)
        begin(self.full, self.karel, "theory", "Wat vind je van de pijlen?")
        note_remark(self.full, theo, "theory", "Klopt deze pijl?")
        save_note(self.full, theo, "Bel Olga.", 0)
        db.session.add(
            DraftReader(plan_id=self.full, writer_id=theo.id, reader_id=tilda.id, note="Mooi.", read_at=now())
        )
        reflection = {"plan_id": self.full, "user_id": self.olga.id, "module": 2, "visibility": "trainer"}
        db.session.add(Reflection(**reflection, question="Hoe nu verder?", versions={}, keys={}))
        db.session.commit()
        feedback = f"/plans/{self.full}/feedback"
        return {
            theo: [
                Place("feedback/overview.html", feedback),
                Place("desk/review.html", f"{feedback}/review"),
                Place("feedback/since.html", f"/plans/{self.full}/since"),
                Place("feedback/finished.html", f"{feedback}/reviews/{sent.review.id}"),
                Place("workbook/step.html", f"/plans/{self.full}/steps/theory"),
                Place("reflections/show_reflection.html", f"/plans/{self.full}/reflections/2"),
            ],
            tilda: [
                Place("feedback/overview.html", feedback),
                Place("feedback/second_reading.html", f"{feedback}/review/of/{theo.id}"),
            ],
        }


def name_nothing(page: Page) -> None:
    page.locator(".new-plan__form button").click()
    expect(page.locator(".new-plan__form [aria-invalid]")).to_be_visible()


def make_calendar_address(page: Page) -> None:
    page.locator("#calendar form:has([value=renew]) button").click()
    expect(page.locator("#calendar-address")).to_be_visible()


def type_no_time(page: Page) -> None:
    page.locator("#starts").fill("half twee")
    page.locator("form.setting .actions button").click()
    expect(page.locator("#starts-error")).to_be_visible()


def fail_to_sign_in(page: Page) -> None:
    page.locator("#email").fill("niemand@example.org")
    page.locator("#password").fill("dit is het niet")
    page.locator("form.card button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()


def ask_link(page: Page) -> None:
    page.locator("#email").fill("niemand@example.org")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator("main li")).to_have_count(3)


def name_no_moment(page: Page) -> None:
    page.locator(".snapshot-new button").click()
    expect(page.locator(".snapshot-new [aria-invalid]")).to_be_visible()


def answer_no_question(page: Page) -> None:
    page.locator(".guided__actions button").first.click()
    expect(page.locator("#work .field__error")).to_be_visible()


def paste_no_list(page: Page) -> None:
    page.locator("[data-paste] button").click()
    expect(page.locator("#work .field__error")).to_be_visible()


def paste_cells(page: Page) -> None:
    """Paste cells that are right, wrong, chosen from a list, and in no column."""
    rows = ["activiteit\twie je bereikt\thoe vaak\ttelefoon", "Digitaal café\tNiemand\t1 uur\t06", f"x\t\t{'x' * 301}"]
    page.locator("[data-pasted]").fill("\n".join(rows))
    expect(page.locator(".pasted-cell--wrong").first).to_be_visible()


def type_lines(page: Page) -> None:
    """Type lines, one of them wrong, and go on to a part in which one chooses."""
    page.locator(".pasted__example > summary").click()
    page.locator("[data-pasted]").fill("Ouderen; doel; 1.300\nJongeren; heelal; veel\nGemeente; ")
    expect(page.locator(".pasted-cell--wrong").first).to_be_visible()
    expect(page.locator("[data-hint-names] button").first).to_be_visible()


def paste_a_list(page: Page) -> None:
    """Paste what is there already, what is new, what has no link and what cannot be taken."""
    lines = [
        "Digitaal café",
        "  60 samenwerkingsovereenkomsten",
        "    Zij durven het",
        "  Zij durven het ook",
        "x" * 301,
        "•",
    ]
    page.locator("[data-pasted]").fill("\n".join([*lines, "Aannames", "Iedereen komt", *lines[:1]]))
    page.locator("[data-paste] button").click()
    expect(page.locator(".pasted__line").first).to_be_visible()


def answer_nothing(page: Page) -> None:
    page.locator("form.start button[type=submit]").click()
    expect(page.locator("[aria-invalid]").first).to_be_visible()


def type_no_number(page: Page) -> None:
    page.locator("#challenge-size").fill("enkele duizenden")
    expect(page.locator("#challenge-size-below .field__error")).to_be_visible()


def write_in_a_cell(page: Page, name: str) -> None:
    expect(page.locator("[data-table][role=grid]")).to_be_visible()
    heading = page.locator(f'[data-table] th[data-column="{name}"]')
    column = heading.evaluate("heading => heading.cellIndex")
    page.locator("[data-table] tbody tr").nth(1).locator("th, td").nth(column).click()
    page.keyboard.press("Enter")


def open_a_cell(page: Page) -> None:
    """Write in the cell of a list to choose from."""
    write_in_a_cell(page, "stakeholders")
    expect(page.locator(".cell--open [data-field]")).to_be_visible()


def type_no_number_in_a_cell(page: Page) -> None:
    write_in_a_cell(page, "target")
    page.keyboard.type("veel")
    page.keyboard.press("Enter")
    expect(page.locator(".cell--held .field__error")).to_be_visible()


def meet_a_conflict(page: Page) -> None:
    """Send the form of the page as without a script, as if it had been open since yesterday."""
    page.locator("#challenge-statement").evaluate(
        """(area) => {
            area.closest("[data-field]").querySelector('[name^="version-"]').value = 0;
            area.value = "Een andere tekst";
            area.form.submit();
        }"""
    )
    expect(page.locator("[name=choice-statement]").first).to_be_attached()


def choose_file(page: Page, text: str) -> None:
    page.locator("#upload-file").set_input_files(
        {"name": "metingen.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.locator("form:has(#upload-file) button[type=submit]").click()


def choose_no_table(page: Page) -> None:
    choose_file(page, "naam;getal")
    expect(page.locator("#upload-error p")).to_be_visible()


def choose_table(page: Page) -> None:
    choose_file(page, "indicator;datum;waarde\nOnbekend;31-2-2022;veel\n")
    expect(page.locator(".upload__problem").first).to_be_visible()


def hold_without_reason(page: Page) -> None:
    page.locator("form[action$='/hold'] button[type=submit]").click()


def add_nobody(page: Page) -> None:
    page.locator("details.new-plan > summary").click()
    page.locator("#email").evaluate("field => field.form.noValidate = true")
    page.locator("details.new-plan button[value=invite]").click()
    expect(page.locator("#email-error")).to_be_visible()


def paste_nothing(page: Page) -> None:
    page.locator("form.paste button[type=submit]").click()
    expect(page.locator("#text-error")).to_be_visible()


def paste_people(page: Page) -> None:
    page.locator("#text").fill(
        "noor@gmial.com\tNoor\tBibliotheek Oost\ngeen adres\tBo\tbibliotheek oost\nlies@example.org\tLies\tBieb West\n"
        "op-de-lijst@example.org\tNoor\tBibliotheek Oost"
    )
    page.locator("form.paste button[type=submit]").click()
    expect(page.locator(".correct__line--wrong")).to_have_count(1)
    page.locator("details > summary").evaluate_all("all => all.forEach(one => one.parentElement.open = true)")


def look_at_mail(page: Page) -> None:
    page.locator("#subject").fill("Tot donderdag")
    page.locator("#body").fill("Neem je **plan** mee.")
    page.locator("form.mail-form button[type=submit]").click()
    page.locator(".mail-to > summary").click()


def make_pdf(page: Page) -> None:
    page.locator(".cover-card--chosen form.document__make button").first.click()
    expect(page.locator("[data-progress=done]")).to_be_visible(timeout=60_000)
