"""A database as it is after years: so many plans, with their people, rounds, groups, emails and receipts.

The plans are copies of one of the demo's, made by a few statements for all of them. Nothing in it is random.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, literal, select, text, update

from impactplan import create_app
from impactplan.accounts.operations import make_roles
from impactplan.config import Settings
from impactplan.demo import load_demo
from impactplan.models import (
    KINDS,
    Base,
    Course,
    Enrolment,
    FormReceipt,
    Membership,
    Outbox,
    PeerAnswer,
    PeerGroup,
    PeerQuestion,
    Plan,
    Receipt,
    Role,
    Round,
    RoundStaff,
    User,
    UserSession,
    db,
    now,
)
from impactplan.service.migrations import upgrade
from tests.support.databases import postgresql

TEMPLATE = "maakplaats"
IN_A_ROUND, IN_A_GROUP = 20, 5
MAILS, RECEIPTS, FORMS = 5, 10, 2
"""Of each person."""
AT_ONCE = 5000
SAID = ("feedback_request", "feedback_request_step", "review", "review_step", "thread", "remark", "feedback_event")
COPIED = ("plan", "plan_item", *KINDS, "plan_reference", "plan_step", "revision", *SAID)

copies = Table(
    "bench_copy",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("plan_id", String(16)),
    Column("suffix", String(4)),
    Column("user_id", Integer),
)


@contextmanager
def town(plans: int, database: str = "sqlite", **more: str) -> Iterator[Flask]:
    """Make the database, in a temporary folder, and the application on it."""
    with TemporaryDirectory(prefix="impactplan-town-") as folder:
        environ = {"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": folder, **more}
        if database == "sqlite":
            yield make_town(environ, plans)
            return
        with postgresql() as url:
            yield make_town(environ | {"IMPACTPLAN_DATABASE_URL": url}, plans)


def make_town(environ: dict[str, str], plans: int) -> Flask:
    app = create_app(Settings.from_environ(environ))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        upgrade()
        make_roles()
        load_demo()
        db.session.commit()
        if plans:
            add_plans(plans)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        db.session.remove()
        db.engine.dispose()
    return app


def add_plans(number: int) -> None:
    first = int(db.session.scalar(select(User.id).order_by(User.id.desc()).limit(1)) or 0) + 1
    users = range(first, first + number)
    staff = range(first + number, first + number + number // IN_A_ROUND + 1)
    add_users(users, "participant")
    add_users(staff, "coordinator")
    rows = [
        {"number": place, "plan_id": f"town-{place}", "suffix": base36(place), "user_id": user}
        for place, user in enumerate(users)
    ]
    copies.drop(db.engine, checkfirst=True)
    copies.create(db.engine)
    add(copies, rows)
    for name in COPIED:
        copy_table(Base.metadata.tables[name])
    db.session.commit()
    add_rounds(users, staff)
    add_traces(users)
    add_peer_questions(users)
    copies.drop(db.engine)
    db.session.commit()


def add(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(table), rows[start : start + AT_ONCE])
    db.session.commit()


def add_users(ids: Sequence[int], role: str) -> None:
    at, role_id = now(), db.session.scalar(select(Role.id).where(Role.name == role))
    add(
        User,
        [
            {"id": one, "email": f"town{one}@demo.example", "name": f"Inwoner {one}", "active": True}
            | {"fs_uniquifier": f"town{one}", "create_datetime": at, "update_datetime": at}
            | {"organisation": f"Bibliotheek {one % 150}"}
            for one in ids
        ],
    )
    add(Base.metadata.tables["roles_users"], [{"user_id": one, "role_id": role_id} for one in ids])
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT setval(pg_get_serial_sequence('\"user\"', 'id'), :last)"), {"last": ids[-1]})
        db.session.commit()


def copy_table(table: Table) -> None:
    """Copy what the template has in a table to all new plans, with ids and people of their own."""
    columns = [column for column in table.columns if not (column.name == "id" and isinstance(column.type, Integer))]
    values = [copied(column) for column in columns]
    of_plan = table.c.id if table.name == "plan" else table.c.plan_id
    source = select(*values).select_from(table.join(copies, literal(True))).where(of_plan == TEMPLATE)
    db.session.execute(insert(table).from_select([column.name for column in columns], source))


def copied(column: Column[Any]) -> Any:
    targets = {key.column.table.name for key in column.foreign_keys}
    if column.name == "plan_id" or (column.table.name == "plan" and column.name == "id"):
        return copies.c.plan_id
    if "user" in targets:
        return copies.c.user_id
    if targets or column.name in {"id", "item_id", "target_id", "thread_id", "subject_id", "follows_id"}:
        return column.concat(copies.c.suffix)
    return column


def base36(number: int) -> str:
    signs = ""
    for _place in range(4):
        number, sign = divmod(number, 36)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[sign] + signs
    return signs


def add_rounds(users: Sequence[int], staff: Sequence[int]) -> None:
    course = db.session.scalar(select(Course.id).limit(1))
    numbers = range((len(users) + IN_A_ROUND - 1) // IN_A_ROUND)
    groups = range((len(users) + IN_A_GROUP - 1) // IN_A_GROUP)
    add(Round, [{"id": f"town-{one}", "course_id": course, "title": f"Ronde {one}"} for one in numbers])
    add(
        PeerGroup,
        [
            {"id": f"town-{one}", "round_id": f"town-{one * IN_A_GROUP // IN_A_ROUND}", "title": f"Groep {one}"}
            for one in groups
        ],
    )
    places = [
        {"round_id": f"town-{place // IN_A_ROUND}", "group_id": f"town-{place // IN_A_GROUP}", "user_id": user}
        | {"id": f"town-{place}", "plan_id": f"town-{place}", "accepted_at": now()}
        for place, user in enumerate(users)
    ]
    add(Enrolment, places)
    add(Membership, [{"plan_id": place["plan_id"], "user_id": place["user_id"], "role": "owner"} for place in places])
    roles = [(one, role) for one in numbers for role in ("trainer", "coordinator")]
    add(
        RoundStaff,
        [
            {"id": f"t-{role[0]}-{one}", "round_id": f"town-{one}", "role": role, "user_id": staff[one]}
            | {"accepted_at": now()}
            for one, role in roles
        ],
    )


def add_traces(users: Sequence[int]) -> None:
    """Add what daily use leaves: emails that went, some that failed, receipts, and sessions."""
    at = now() - timedelta(days=3)
    mails = [(place, user, number) for place, user in enumerate(users) for number in range(MAILS)]
    add(
        Outbox,
        [
            {"id": f"m{number}-{user}", "kind": "mail", "created_at": at, "due_at": at, "attempts": 1, "error": ""}
            | {"payload": {"to": f"town{user}@demo.example", "part_of": f"town-{place // IN_A_ROUND}"}}
            | ({"failed_at": at, "done_at": None} if user % 50 == 0 else {"done_at": at, "failed_at": None})
            for place, user, number in mails
        ],
    )
    add(
        Receipt,
        [
            {"plan_id": f"town-{place}", "actor_id": user, "key": f"{number}", "payload_hash": "x" * 64, "at": at}
            | {"answer": '{"version": 1}'}
            for place, user in enumerate(users)
            for number in range(RECEIPTS)
        ],
    )
    add(
        FormReceipt,
        [
            {"user_id": user, "key": f"{number}", "payload_hash": "x" * 64, "location": "/", "messages": [], "at": at}
            for user in users
            for number in range(FORMS)
        ],
    )
    add(UserSession, [{"id": f"s-{user}", "user_id": user, "token_hash": f"{user}", "browser": "x"} for user in users])


def add_peer_questions(users: Sequence[int]) -> None:
    """Let each plan have put a question to its group, one in each group still open, and two peers have answered."""
    db.session.execute(update(Plan).where(Plan.id.startswith("town-")).values(shared_with_group=True))
    asked = [
        {"id": f"town-{place}", "plan_id": f"town-{place}", "group_id": f"town-{place // IN_A_GROUP}"}
        | {"step": "indicators", "question": "Overtuigt dit je?", "asked_by": user, "seq": 0, "key": "town"}
        | {"closed_at": now() if place % IN_A_GROUP else None, "takeaway": "Navragen."}
        for place, user in enumerate(users)
    ]
    add(PeerQuestion, asked)
    answers = [
        {"id": f"t{peer}-{place}", "question_id": f"town-{place}", "plan_id": f"town-{place}"}
        | {"author_id": users[of_group + peer], "strong": "Dit.", "unseen": "Dat.", "attempt": "Zus."}
        for place in range(len(users))
        for of_group in [place - place % IN_A_GROUP]
        for peer in (1, 2)
        if of_group + peer < len(users) and of_group + peer != place
    ]
    add(PeerAnswer, answers)
