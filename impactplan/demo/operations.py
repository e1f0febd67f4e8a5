"""Loading the demo into a database. Loading it again adds only what is missing; what people changed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_security.utils import hash_password
from sqlalchemy import insert, select, update

from impactplan.access import Permission
from impactplan.demo import digitaal_mee, samen_lezen, taal_aan_zee
from impactplan.demo.accounts import ACCOUNTS, HEUVELSTROOM, KUSTLIJN, MERENRIJK, DemoAccount
from impactplan.demo.course import make_course, make_plans
from impactplan.demo.digitaal_mee.reflections import REFLECTIONS
from impactplan.demo.feedback import keep_remarks, make_digests, make_feedback, make_peer_round
from impactplan.demo.rows import LaterAnswers, Rows, Sheets
from impactplan.demo.timeline import Timeline
from impactplan.demo.writing import days_ago, reflect, spread_moments, write_rows, write_sheets
from impactplan.lib.dates import today
from impactplan.models import ROLES, Membership, Plan, Role, User, db, new_id, now
from impactplan.workbook.operations import delete_item
from impactplan.workbook.plans import create_plan
from impactplan.workbook.writing import writing

PASSWORD = "impactplan-demo"  # noqa: S105  # a demo account is meant to be opened


def load_demo() -> list[DemoAccount]:
    """Create what is missing of the demo, and return the accounts that are worth a look."""
    people = _make_people()
    day = today()
    mee, lezen, zee = digitaal_mee, samen_lezen, taal_aan_zee
    moved = Timeline.until(day).move
    if ids := _make_plan(
        "digitaal-mee", people["deelnemer"], "Digitaal Mee", MERENRIJK, moved(mee.SHEETS), moved(mee.WRITTEN), mee.LAST
    ):
        _share_digitaal_mee(people)
        _write_last("digitaal-mee", people, moved(mee.SHEETS), ids, mee.LAST, 85)
    sheets, rows = moved(lezen.SHEETS), moved(lezen.ROWS)
    if ids := _make_plan("samen-lezen", people["intervisie"], "Samen lezen", HEUVELSTROOM, sheets, rows, lezen.LAST):
        _write_last("samen-lezen", people, sheets, ids, lezen.LAST, 80)
    if _make_plan("taal-aan-zee", people["ander"], "Taal aan zee", KUSTLIJN, zee.SHEETS, zee.ROWS):
        spread_moments("taal-aan-zee", 6, 2)
    make_plans(people, day)
    make_course(people, day)
    make_feedback(people)
    make_peer_round(people)
    keep_remarks(people["trainer"])
    make_digests(people)
    return [account for account in ACCOUNTS if account.does]


def _make_people() -> dict[str, User]:
    for name in ROLES:
        if db.session.execute(select(Role.id).where(Role.name == name)).scalar() is None:
            db.session.add(Role(name=name))
    db.session.commit()
    roles = {role.name: role for role in db.session.execute(select(Role)).scalars()}
    existing = {user.email: user for user in db.session.execute(select(User).where(User.is_demo)).unique().scalars()}
    missing = [account for account in ACCOUNTS if account.email not in existing]
    hashed = hash_password(PASSWORD) if missing else ""  # only once: hashing is slow, and the password is public anyway
    for account in missing:
        existing[account.email] = _make_account(account, roles, hashed)
    db.session.commit()
    return {account.account: existing[account.email] for account in ACCOUNTS}


def _make_account(account: DemoAccount, roles: Mapping[str, Role], hashed: str) -> User:
    user = User(
        email=account.email,
        name=account.name,
        organisation=account.organisation,
        password=hashed,
        active=True,
        confirmed_at=now().replace(tzinfo=None),
        fs_uniquifier=new_id() + new_id(),
        is_demo=True,
        roles=[roles[account.role]] if account.role else [],
    )
    if account.seen is not None:
        user.last_login_at = days_ago(account.seen + 7).replace(tzinfo=None)
        user.current_login_at = days_ago(account.seen).replace(tzinfo=None)
        user.login_count = 5
    db.session.add(user)
    return user


def _make_plan(
    plan_id: str,
    owner: User,
    title: str,
    organisation: str,
    sheets: Sheets,
    rows: Mapping[str, Rows],
    last: Sequence[LaterAnswers] = (),
) -> dict[str, str]:
    """Create a plan, kind by kind and without the answers that come last, and return the ids of its rows; none if it
    exists already."""
    if db.session.execute(select(Plan.id).where(Plan.id == plan_id)).scalar() is not None:
        return {}
    create_plan(owner, title, organisation, "nl", plan_id=plan_id)
    db.session.commit()
    ids: dict[str, str] = {}
    early = {kind: sheets[kind] for kind in ("purpose", "challenge") if kind in sheets}
    for kind in (*early, *rows, *(kind for kind in sheets if kind not in early)):
        with writing(plan_id, Permission.EDIT, owner) as write:
            write_rows(write, {kind: rows[kind]} if kind in rows else {}, ids)
            write_sheets(write, {kind: sheets[kind]} if kind in sheets else {}, without=last)
    return ids


def _write_last(
    plan_id: str,
    people: Mapping[str, User],
    sheets: Sheets,
    ids: Mapping[str, str],
    last: Sequence[LaterAnswers],
    begun: float,
) -> None:
    """Write the last answers in a plan that was begun so many days ago, each on its own day."""
    spread_moments(plan_id, begun, 2 * last[0].days_ago)
    for answers in last:
        with writing(plan_id, Permission.EDIT, people[answers.account]) as write:
            write_sheets(write, answers.of(sheets))
            for kind, name in answers.deleted:
                delete_item(write, kind, ids[name])
        spread_moments(plan_id, begun, answers.days_ago, after=write.seq - 1)


def _share_digitaal_mee(people: Mapping[str, User]) -> None:
    """Share the plan with a co-author, a reader and the peer group, and add two reflections of its owner."""
    plan_id = "digitaal-mee"
    for account, role in (("collega", "coauthor"), ("lezer", "reader")):
        db.session.execute(insert(Membership), {"plan_id": plan_id, "user_id": people[account].id, "role": role})
    db.session.execute(update(Plan).where(Plan.id == plan_id).values(shared_with_group=True))
    db.session.commit()
    for module, when in ((1, 51), (2, 23)):
        reflect(plan_id, people["deelnemer"], module, REFLECTIONS[module], when)
