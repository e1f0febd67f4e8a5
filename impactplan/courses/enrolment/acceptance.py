"""Accepting an enrolment or a staff role in a round: by the mailed link, or signed in with the invited address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import force_locale
from sqlalchemy import Table, exists, insert, select, update

from impactplan.access import AUTHORS
from impactplan.accounts.invitations import OpenInvitation
from impactplan.accounts.operations import SharingError, give_role, stop_sharing_with_other_group
from impactplan.accounts.queries import hash_token
from impactplan.courses.enrolment.invitations import (
    PARTICIPANT,
    NextMeeting,
    describe_invitation,
    load_next_meeting,
)
from impactplan.courses.enrolment.libraries import are_colleagues
from impactplan.lib.texts import gettext as _
from impactplan.models import (
    Course,
    Enrolment,
    Membership,
    Plan,
    Round,
    RoundStaff,
    User,
    db,
    enrolment_table,
    membership_table,
    now,
    round_staff_table,
)
from impactplan.outbox import queue_job
from impactplan.workbook.plans import create_plan, is_written_in

JOINING = "joining"
"""Names the email to the owner of a plan about a colleague who joined it by accepting their enrolment."""

CLEARED: dict[str, Any] = {"email": None, "name": "", "token_hash": None}
"""Emptied on acceptance: from then on the account says who somebody is."""


def find_open_invitations(*conditions: Callable[[Any], Any]) -> list[OpenInvitation]:
    """Return the invitations to rounds that are still open. Each condition makes a clause from the model that it is
    given: Enrolment or RoundStaff."""
    invitations: list[OpenInvitation] = []
    models: tuple[Any, ...] = (Enrolment, RoundStaff)
    for model in models:
        query = (
            select(model, Round.title, Course.title.label("course"))
            .join(Round, Round.id == model.round_id)
            .join(Course, Course.id == Round.course_id)
            .where(model.user_id.is_(None), model.expires_at > now(), *(condition(model) for condition in conditions))
            .order_by(model.invited_at)
        )
        invitations += [_to_invitation(row[0], row.title, row.course) for row in db.session.execute(query)]
    return invitations


def _to_invitation(invited: Enrolment | RoundStaff, title: str, course: str) -> OpenInvitation:
    token_hash = invited.token_hash or ""
    if isinstance(invited, Enrolment):
        meeting = load_next_meeting(invited.round_id)
        words = describe_invitation(course, title, invited.organisation, invited.together, PARTICIPANT, meeting)
        button, accept = _("Take part and open my plan"), partial(accept_enrolment, invited.id, token_hash)
    else:
        words = describe_invitation(course, title, "", False, invited.role, NextMeeting())
        button, accept = _("Accept"), partial(accept_staff, invited.id, token_hash)
    return OpenInvitation(
        email=invited.email or "",
        title=course,
        words=" ".join(words),
        button=button,
        accept=accept,
        name=invited.name,
        organisation=invited.organisation,
    )


def find_by_token(token: str) -> OpenInvitation | None:
    """Return the invitation to a round that a mailed link opens."""
    token_hash = hash_token(token)
    return next(iter(find_open_invitations(lambda model: model.token_hash == token_hash)), None)


def find_for_user(user: User, enrolment_id: str) -> OpenInvitation | None:
    """Return the open invitation with this id, if it was sent to this user's address."""
    invitations = find_open_invitations(lambda model: model.id == enrolment_id, lambda model: model.email == user.email)
    return next(iter(invitations), None)


# --- participants --------------------------------------------------------------------------------------------


def accept_enrolment(enrolment_id: str, token_hash: str, user: User) -> str:
    """Let somebody take part, give them their plan, and return its address. Colleagues who write together and accept
    at once wait for each other here, so that the second finds the plan of the first."""
    round_id = select(Enrolment.round_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    db.session.execute(
        update(Round).where(Round.id == round_id).values(title=Round.title),
        execution_options={"synchronize_session": False},
    )
    db.session.flush()  # gives a new account its id
    enrolment = _claim(enrolment_table, enrolment_id, token_hash, user)
    refuse_second_role(user, enrolment.round_id, RoundStaff)
    complete_account(user, enrolment.name, enrolment.organisation)
    give_role(user, PARTICIPANT)
    plan_id = find_plan_of_colleagues(enrolment) if enrolment.together else None
    if plan_id is not None:
        stopped = stop_sharing_with_other_group(plan_id, enrolment.group_id)
        if join_plan(plan_id, user):
            notify_owner(plan_id, enrolment_id, stopped=stopped)
        address = url_for("workbook.show_plan", plan_id=plan_id)
    else:
        plan_id = find_untouched_plan(user) or make_plan(user, enrolment.organisation)
        address = url_for("workbook.start_plan", plan_id=plan_id)
    # A deletion that was announced concerned the address of somebody who had not come yet.
    unannounced = {"announced_at": None, "delete_after": None}
    db.session.execute(
        update(enrolment_table).where(enrolment_table.c.id == enrolment_id).values(plan_id=plan_id, **unannounced)
    )
    return address


def _claim(table: Table, row_id: str, token_hash: str, user: User) -> Any:
    """Use an open invitation up for a user, and return its row as it was. Raises SharingError if it is gone: accepted
    already, or replaced by a newer link."""
    still_open = table.c.id == row_id, table.c.token_hash == token_hash, table.c.user_id.is_(None)
    before = db.session.execute(select(table).where(*still_open, table.c.expires_at > now())).first()
    values = {"user_id": user.id, "accepted_at": now(), **CLEARED}
    claimed = update(table).where(*still_open).values(values).returning(table.c.id)
    if before is None or db.session.execute(claimed).first() is None:
        raise SharingError("gone")
    return before


def refuse_second_role(user: User, round_id: str, other: type[Enrolment] | type[RoundStaff], *conditions: Any) -> None:
    """Raise SharingError where somebody is something else in the round already, as together they could read more than
    either allows. Inviting an address checks this too; here it concerns an account whose address changed since."""
    same_user = other.round_id == round_id, other.user_id == user.id
    if db.session.execute(select(other.id).where(*same_user, *conditions)).first():
        raise SharingError("gone")


def complete_account(user: User, name: str, library: str) -> None:
    """Fill in the name and library of an account that has none yet."""
    user.name = user.name or name
    user.organisation = user.organisation or library


def find_plan_of_colleagues(enrolment: Any) -> str | None:
    """Return the plan of colleagues who take part in the same round and write together, if there is one."""
    query = (
        select(Enrolment.plan_id, Enrolment.organisation)
        .join(Membership, (Membership.plan_id == Enrolment.plan_id) & (Membership.user_id == Enrolment.user_id))
        .where(Enrolment.round_id == enrolment.round_id, Enrolment.id != enrolment.id, Enrolment.together.is_(True))
        .where(Enrolment.dropped_at.is_(None), Membership.role.in_(("owner", "coauthor")))
        .order_by(Enrolment.accepted_at, Enrolment.id)
    )
    rows = db.session.execute(query)
    return next((row.plan_id for row in rows if are_colleagues(row.organisation, enrolment.organisation)), None)


def join_plan(plan_id: str, user: User) -> bool:
    """Make somebody a co-author; a reader of the plan becomes one too. Returns whether they were no author yet."""
    own_membership = membership_table.c.plan_id == plan_id, membership_table.c.user_id == user.id
    role = db.session.scalar(select(membership_table.c.role).where(*own_membership))
    if role is None:
        row = {"plan_id": plan_id, "user_id": user.id, "role": "coauthor", "created_at": now()}
        db.session.execute(insert(membership_table), row)
    elif role not in AUTHORS:
        db.session.execute(update(membership_table).where(*own_membership).values(role="coauthor"))
    return role not in AUTHORS


def notify_owner(plan_id: str, enrolment_id: str, *, stopped: bool) -> None:
    """Notify the owner of a plan that a co-author joined: it was the coordinator who entered that they are colleagues.
    The worker composes the email, as the round is locked here."""
    owner = select(User.email).join(Membership, Membership.user_id == User.id)
    email = db.session.scalar(owner.where(Membership.plan_id == plan_id, Membership.role == "owner"))
    details = {"plan_id": plan_id, "place_id": enrolment_id, "stopped": stopped}
    queue_job("letter", {"letter": JOINING, "email": email, **details})


def find_untouched_plan(user: User) -> str | None:
    """Return a plan that somebody made and never wrote in, that has no other members and is in no round. A plan whose
    text was removed again does not count: a trainer could read it in the history."""
    others = Membership.plan_id == Plan.id, Membership.user_id != user.id
    own = Membership.plan_id == Plan.id, Membership.user_id == user.id, Membership.role == "owner"
    query = (
        select(Plan.id)
        .where(exists().where(*own), ~exists().where(*others), ~exists().where(Enrolment.plan_id == Plan.id))
        .where(~is_written_in(Plan.id))
        .order_by(Plan.created_at.desc())
    )
    return db.session.scalar(query.limit(1))


def make_plan(user: User, library: str) -> str:
    """Make an empty plan that is called after the library, or else after its author."""
    library = library or user.organisation
    with force_locale(user.language):
        title = _("Impact plan of %(name)s", name=library or user.shown_name)
    return create_plan(user, title[:200], library, user.language)


# --- staff ---------------------------------------------------------------------------------------------------


def accept_staff(staff_id: str, token_hash: str, user: User) -> str:
    """Let somebody train or coordinate a round, and return its address."""
    db.session.flush()
    staff_member = _claim(round_staff_table, staff_id, token_hash, user)
    refuse_second_role(user, staff_member.round_id, Enrolment)
    if staff_member.role == "trainer":
        refuse_second_role(user, staff_member.round_id, RoundStaff, RoundStaff.role == "coordinator")
    complete_account(user, staff_member.name, staff_member.organisation)
    give_role(user, staff_member.role)
    return url_for("courses.enter_round", round_id=staff_member.round_id)
