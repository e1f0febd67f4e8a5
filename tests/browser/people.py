"""Given: people with accounts, plans with content; and how somebody signs in and finds their way."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from flask_security import hash_password
from playwright.sync_api import Page, expect
from sqlalchemy import select

from impactplan.access import Permission
from impactplan.graph import Item, PlanState
from impactplan.models import (
    Course,
    Enrolment,
    Membership,
    Outbox,
    PeerGroup,
    Revision,
    Round,
    RoundMail,
    RoundStaff,
    User,
    db,
    now,
)
from impactplan.workbook import operations
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.browser.words import nl
from tests.support.cast import make_user
from tests.support.server import Server, links_in

PASSWORD = "een heel goed wachtwoord"
_numbers = itertools.count(1)


@dataclass
class Stage:
    """What a test arranges and looks up, in the database of the running server."""

    server: Server
    number: int = field(default_factory=lambda: next(_numbers))

    def person(self, name: str, role: str = "participant") -> User:
        email = f"{name}.{self.number}@example.org"
        user = make_user(name, role, email=email, password=hash_password(PASSWORD))
        db.session.commit()
        return user

    def plan(self, owner: User, *coauthors: User, title: str = "Digitaal Mee") -> str:
        plan_id = create_plan(owner, title, "Bibliotheek Merenrijk", "nl")
        for coauthor in coauthors:
            db.session.add(Membership(plan_id=plan_id, user_id=coauthor.id, role="coauthor"))
        db.session.commit()
        return plan_id

    def join(self, plan_id: str, person: User, role: str = "coauthor") -> None:
        db.session.add(Membership(plan_id=plan_id, user_id=person.id, role=role))
        db.session.commit()

    def trained(self, plan_id: str, owner: User, *trainers: User) -> str:
        """Let the owner of a plan take part in a round of these trainers, and return the round."""
        course = Course(title="Impactmanagement")
        db.session.add(course)
        db.session.flush()
        round_ = Round(title=f"Ronde {self.number}", course_id=course.id)
        db.session.add(round_)
        db.session.flush()
        db.session.add(Enrolment(round_id=round_.id, user_id=owner.id, plan_id=plan_id, accepted_at=now()))
        for trainer in trainers:
            db.session.add(RoundStaff(round_id=round_.id, user_id=trainer.id, role="trainer", accepted_at=now()))
        db.session.commit()
        return str(round_.id)

    def peers(self, plan_id: str, owner: User, *others: User) -> None:
        """Put the owner of a plan in a peer group."""
        course = Course(title="Impactmanagement")
        db.session.add(course)
        db.session.flush()
        round_ = Round(title=f"Ronde {self.number}", course_id=course.id)
        db.session.add(round_)
        db.session.flush()
        group = PeerGroup(round_id=round_.id, title="A1")
        db.session.add(group)
        db.session.flush()
        for person, plan in ((owner, plan_id), *((other, None) for other in others)):
            db.session.add(Enrolment(round_id=round_.id, user_id=person.id, group_id=group.id, plan_id=plan))
        db.session.commit()

    def round(self, coordinator: User, title: str = "Ronde") -> str:
        """Make a round of a course of its own, and let somebody coordinate it."""
        course = Course(title="Impactmanagement")
        db.session.add(course)
        db.session.flush()
        made = Round(title=f"{title} {self.number}", course_id=course.id)
        db.session.add(made)
        db.session.flush()
        db.session.add(RoundStaff(round_id=made.id, user_id=coordinator.id, role="coordinator"))
        db.session.commit()
        return made.id

    def place(self, round_id: str, email: str, **values: Any) -> str:
        """Put somebody on the list of a round."""
        made = Enrolment(round_id=round_id, email=email or None, **values)
        db.session.add(made)
        db.session.commit()
        return made.id

    def written_to(self, round_id: str, sender: User) -> tuple[str, str]:
        """Return the ids of a group of a round, and of a mail to it that did not reach everybody."""
        group = PeerGroup(round_id=round_id, title="Zuid")
        mail = RoundMail(round_id=round_id, to="Zuid", subject="Tot dan", body="Dag", count=2)
        mail.sent_by = sender.id
        db.session.add_all([group, mail])
        db.session.flush()
        payload = {"to": "weg@example.org", "subject": "Tot dan", "part_of": mail.id}
        db.session.add(Outbox(kind="mail", payload=payload, failed_at=now()))
        db.session.commit()
        return group.id, mail.id

    def row(self, plan_id: str, author: User, kind: str, /, **values: Any) -> str:
        with writing(plan_id, Permission.EDIT, author) as write:
            return operations.create_item(write, kind, values)

    def write(self, plan_id: str, author: User, kind: str, ref: str | None = None, **values: Any) -> None:
        """Let somebody write in a sheet or a row, without a browser."""
        with writing(plan_id, Permission.EDIT, author) as write:
            operations.set_fields(write, kind, ref or kind, values, {})

    def delete(self, plan_id: str, author: User, kind: str, item_id: str) -> None:
        with writing(plan_id, Permission.EDIT, author) as write:
            operations.delete_item(write, kind, item_id)

    def state(self, plan_id: str) -> PlanState:
        db.session.rollback()
        return load_state(plan_id)

    def sheet(self, plan_id: str, kind: str) -> Item:
        return self.state(plan_id).sheet(kind)

    def edits_of(self, plan_id: str, kind: str) -> int:
        """Return how often something of a kind was written, by the log."""
        db.session.rollback()
        query = select(Revision.id).where(Revision.plan_id == plan_id, Revision.kind == kind)
        return len(db.session.execute(query).all())

    def texts_of(self, plan_id: str, kind: str, name: str) -> list[object]:
        """Return every text that a field of a kind ever held, by the log."""
        db.session.rollback()
        query = select(Revision).where(Revision.plan_id == plan_id, Revision.kind == kind).order_by(Revision.id)
        found: list[object] = []
        for entry in db.session.execute(query).scalars():
            value: Any = (entry.after or {}).get("v")
            if entry.action == "create":
                found.append(value["values"].get(name))
            elif entry.field == name:
                found.append(value)
        return found

    def letters_to(self, email: str) -> list[dict[str, Any]]:
        db.session.rollback()
        rows = db.session.execute(select(Outbox).where(Outbox.kind == "mail").order_by(Outbox.created_at)).scalars()
        return [row.payload for row in rows if row.payload["to"] == email]

    def wait_for_letter(self, email: str, page: Page) -> None:
        """Wait until the worker has written a mail."""
        for _try in range(200):
            if self.letters_to(email):
                return
            page.wait_for_timeout(50)
        raise AssertionError(f"no mail to {email}")

    def link_to(self, email: str, part: str) -> str:
        """Return the last link of a kind that was mailed to somebody, as a path."""
        text = self.letters_to(email)[-1]["text"]
        found = next(link for link in links_in(text) if part in link)
        return re.sub(r"^https?://[^/]+", "", found)


def sign_in(page: Page, user: User) -> Page:
    """Sign in past the form, which takes two pages: the browser has the session, and has opened nothing yet."""
    ask, json = page.context.request, {"Accept": "application/json"}
    token = ask.get("/session", headers=json).json()["csrf_token"]
    typed = {"email": str(user.email), "password": PASSWORD}
    answered = ask.post("/login", data=typed, headers=json | {"X-CSRFToken": token})
    assert answered.ok, answered.text()
    return page


def sign_in_by_form(page: Page, user: User) -> Page:
    """Sign in as people do, and be home."""
    page.goto("/login")
    page.get_by_label(nl("E-mail address")).fill(str(user.email))
    page.get_by_label(nl("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=nl("Sign in"), exact=True).click()
    expect(page.locator("details.account, [data-logout]").first).to_be_attached()
    return page


def sign_out(page: Page) -> None:
    page.locator(".account > summary").click()
    page.get_by_role("button", name=nl("Sign out")).click()
