"""Nothing is written by what is not an allowed POST: every route, by every method, for everybody, with and without a
token against forgery. Every table is compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.change_email import _generate_token
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import Engine, event, select

from impactplan.access import Permission
from impactplan.accounts.emails import sign_in_token
from impactplan.accounts.operations import invite, new_token
from impactplan.courses.programme.calendar_links import load_address, renew_link
from impactplan.feedback.opting_out import opt_out_address
from impactplan.lib.dates import today
from impactplan.models import (
    Base,
    CourseContact,
    Enrolment,
    Export,
    FeedbackRequest,
    FeedbackRequestStep,
    Invitation,
    Meeting,
    Remark,
    Review,
    RoundMail,
    RoundStaff,
    Thread,
    User,
    db,
)
from impactplan.outbox import queue_mail
from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import writing
from tests.support.cast import PEOPLE, Cast
from tests.support.client import sign_in
from tests.test_permissions import (
    COURSE_ROUTES,
    EXPECTED,
    OPEN_ROUTES,
    OWN_ROUTES,
    PLAN_ROUTES,
    ROUND_EXPECTED,
    ROUND_ROUTES,
)

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
BY_MAIL = {"accounts.keep_account"}
"""What whoever comes by the link of a mail to their own account does by coming: it stays."""

BY_TOKEN = {"feedback_mail.show_opt_out", "feedback_mail.end_mails"}
"""What a mail program posts for its reader (RFC 8058): the signed token in the address allows it, and no session."""


def digests() -> dict[str, str]:
    """Return a digest of all rows of each table."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        found[table.name] = sha256("\n".join(rows).encode()).hexdigest()
    db.session.rollback()
    return found


@contextmanager
def written() -> Iterator[list[str]]:
    """Collect the statements that write."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def add_feedback(cast: Cast, item_id: str) -> dict[str, str]:
    """Add one of each that feedback is made of, and return their ids by the names that addresses have for them."""
    plan: dict[str, Any] = {"plan_id": cast.plan_id, "seq": 1}
    request = FeedbackRequest(**plan, asked_by=cast.olga.id, question="Klopt dit?")
    review = Review(**plan, trainer_id=cast.tess.id, summary="Ja")
    thread = Thread(
        **plan, step="stakeholders", kind="stakeholder", item_id=item_id, circle="readers", begun_side="trainer"
    )
    db.session.add_all([request, review, thread])
    db.session.flush()
    remark = Remark(plan_id=cast.plan_id, thread_id=thread.id, number=1, author_id=cast.tess.id, side="trainer")
    db.session.add_all([remark, FeedbackRequestStep(plan_id=cast.plan_id, request_id=request.id, step="stakeholders")])
    db.session.commit()
    return {"request_id": request.id, "review_id": review.id, "thread_id": thread.id, "remark_id": remark.id}


@pytest.fixture
def values(app: Flask, cast: Cast) -> dict[str, Any]:
    """Fill the round and the plan with one of each, and return what addresses can hold: all of it is there."""
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        item_id = create_item(write, "stakeholder", {"name": "Digistarters"})
    invitation = new_token()
    invite(cast.plan_id, cast.olga, "nieuw@example.org", "reader", invitation)
    meeting = Meeting(round_id=cast.round_id, number=1, module=1, day=today())
    contact = CourseContact(course_id=cast.course_id, name="Ans", email="ans@example.org")
    export = Export(plan_id=cast.plan_id, seq=1, format="pdf", options={}, options_hash="x", requested_by=cast.olga.id)
    mail = RoundMail(round_id=cast.round_id, to="Iedereen", subject="Dag", body="Dag", count=1, sent_by=cast.cor.id)
    db.session.add_all([meeting, contact, export, mail])
    queued = queue_mail("lena@example.org", "Dag", "Dag", "<p>Dag</p>")
    renew_link(cast.round_id, cast.olga)
    db.session.commit()
    calendar = load_address(cast.round_id, cast.olga).rpartition("/")[2].removesuffix(".ics")
    opting_out = opt_out_address(cast.olga).rpartition("/")[2]
    with app.test_request_context():
        tokens = {
            "courses.show_calendar": calendar,
            "feedback_mail.show_opt_out": opting_out,
            "feedback_mail.end_mails": opting_out,
            "accounts.use_link": sign_in_token(cast.olga, "/"),
            "accounts.confirm_email": _generate_token(cast.olga, "anders@example.org"),  # type: ignore[no-untyped-call]  # the library has no types here
            "security.change_email_confirm": _generate_token(cast.olga, "weer@example.org"),  # type: ignore[no-untyped-call]  # the library has no types here
            "security.reset_password": generate_reset_password_token(cast.olga),  # type: ignore[no-untyped-call]  # the library has no types here
        }
    return {
        "plan_id": cast.plan_id,
        "round_id": cast.round_id,
        "course_id": cast.course_id,
        "step": "purpose",
        "code": "nl",
        "digest": "000000000000",
        "kind": "stakeholder",
        "item_id": item_id,
        "ref": item_id,
        "field": "name",
        "module": 1,
        "export_id": export.id,
        "invitation_id": db.session.scalar(select(Invitation.id)),
        "user_id": cast.karel.id,
        "meeting_id": meeting.id,
        "contact_id": contact.id,
        "group_id": cast.group_id,
        "email_id": mail.id,
        "mail_id": queued,
        "seq": 1,
        "session_id": "of-another",
        "enrolment_id": db.session.scalar(select(Enrolment.id).where(Enrolment.user_id == cast.olga.id)),
        "staff_id": db.session.scalar(select(RoundStaff.id).where(RoundStaff.user_id == cast.tess.id)),
        "filename": "dist/manifest.json",
        "token": invitation,
        **add_feedback(cast, item_id),
        "tokens": tokens,
    }


def addresses(app: Flask, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of every route, with arguments that exist."""
    builder = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        arguments = {name: values[name] for name in rule.arguments}
        if rule.endpoint in values["tokens"]:
            arguments["token"] = values["tokens"][rule.endpoint]
        yield rule.endpoint, builder.build(rule.endpoint, arguments)


def may_post(name: str, endpoint: str) -> bool:
    """Tell whether somebody may write by a route: then what it does is for its own tests."""
    if endpoint in OPEN_ROUTES:
        return True
    if name == "nobody":
        return False
    if endpoint in PLAN_ROUTES:
        return name in EXPECTED[PLAN_ROUTES[endpoint]]
    if endpoint in ROUND_ROUTES:
        return name in ROUND_EXPECTED[ROUND_ROUTES[endpoint]]
    return name == "cor" if endpoint in COURSE_ROUTES else endpoint in OWN_ROUTES


def visitor(app: Flask, user: User | None) -> FlaskClient:
    client = FlaskClient(app)
    if user is not None:
        sign_in(client, user)
    return client


def ask(client: FlaskClient, address: str, method: str, token: str = "") -> int:
    with client.application.app_context():
        headers = {"X-CSRFToken": token} if token else {}
        with client.open(address, method=method, headers=headers, data={} if method in UNSAFE else None) as answer:
            return answer.status_code


@pytest.mark.long
def test_only_an_allowed_post_writes(
    app: Flask, cast: Cast, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr("flask.templating._render", lambda *_args: "")  # views write, templates do not
    routes = list(addresses(app, values))
    asked = 0
    visitors = {name: visitor(app, getattr(cast, name, None)) for name in (*PEOPLE, "nobody")}
    before = digests()
    for name, client in visitors.items():
        with app.app_context():
            token = client.get("/session").get_json()["csrf_token"]
        for endpoint, address in routes:
            if endpoint in BY_MAIL:
                continue
            asking = [(method, "") for method in (SAFE if endpoint in BY_TOKEN else (*SAFE, *UNSAFE))]
            if endpoint not in BY_TOKEN and not may_post(name, endpoint):
                asking += [(method, token) for method in UNSAFE]
            for method, with_token in asking:
                asked += 1
                with written() as statements:
                    status = ask(client, address, method, with_token)
                assert status < 500, f"{method} {endpoint} answers {name} {status}"
                if statements:
                    changed = {key for key, value in digests().items() if value != before[key]}
                    assert not changed, f"{method} {endpoint} by {name} writes {changed}"
                if method in UNSAFE and endpoint not in OPEN_ROUTES:
                    assert status >= 300, f"{method} {endpoint} answers {name} {status}"
    assert digests() == before
    assert asked > 10_000


def test_a_head_has_the_headers_of_the_page_and_no_body(app: Flask, client: FlaskClient) -> None:
    page, head = client.get("/login"), client.head("/login")
    assert head.status_code == page.status_code == 200
    assert head.content_type == page.content_type
    assert head.data == b""
