"""Accepting a place in a round: by the mailed link, or signed in with the address that it was offered to."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Table, exists, insert, select, update

from impactplan.access import AUTHORS
from impactplan.accounts.invitations import OpenInvitation
from impactplan.accounts.operations import SharingError, give_role, stop_sharing_with_other_group
from impactplan.accounts.queries import hash_token
from impactplan.courses.enrolment.invitations import PARTICIPANT, Coming, describe, load_coming
from impactplan.courses.enrolment.places import are_colleagues
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
from impactplan.workbook.plans import FIRST_SEQ, create_plan

JOINING = "joining"
"""Names the email to the owner of a plan about a colleague who joined it by accepting their enrolment."""

ACCEPTED: dict[str, Any] = {"email": None, "name": "", "token_hash": None}
"""What is emptied when somebody accepts: their account names them from then on."""


def open_places(*which: Any) -> list[OpenInvitation]:
    """Return the places in rounds that are offered and still open, as invitations. ``which`` makes conditions for a
    kind of place: participant or staff."""
    found: list[OpenInvitation] = []
    kinds: tuple[Any, ...] = (Enrolment, RoundStaff)
    for place in kinds:
        query = (
            select(place, Round.title, Course.title.label("course"))
            .join(Round, Round.id == place.round_id)
            .join(Course, Course.id == Round.course_id)
            .where(place.user_id.is_(None), place.expires_at > now(), *(condition(place) for condition in which))
            .order_by(place.invited_at)
        )
        found += [_to_invitation(row[0], row.title, row.course) for row in db.session.execute(query)]
    return found


def _to_invitation(place: Enrolment | RoundStaff, title: str, course: str) -> OpenInvitation:
    if isinstance(place, Enrolment):
        coming = load_coming(place.round_id)
        words = describe(course, title, place.organisation, place.together, PARTICIPANT, coming)
        button, accept = _("Take part and open my plan"), partial(accept_enrolment, place.id, place.token_hash or "")
    else:
        words = describe(course, title, "", False, place.role, Coming())
        button, accept = _("Accept"), partial(accept_staff, place.id, place.token_hash or "")
    return OpenInvitation(
        email=place.email or "",
        title=course,
        words=" ".join(words),
        button=button,
        accept=accept,
        name=place.name,
        organisation=place.organisation,
    )


def find_to_round(token: str) -> OpenInvitation | None:
    """Return the place in a round that a mailed link opens."""
    hashed = hash_token(token)
    return next(iter(open_places(lambda place: place.token_hash == hashed)), None)


def find_for(user: User, place_id: str) -> OpenInvitation | None:
    """Return the open place with this id, if it is offered to this user."""
    theirs = open_places(lambda place: place.id == place_id, lambda place: place.email == user.email)
    return next(iter(theirs), None)


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
    taken = _take(enrolment_table, enrolment_id, token_hash, user)
    refuse_both(user, taken.round_id, RoundStaff)
    fill_in(user, taken.name, taken.organisation)
    give_role(user, PARTICIPANT)
    plan_id = find_plan_of_colleagues(taken) if taken.together else None
    if plan_id is not None:
        stopped = stop_sharing_with_other_group(plan_id, taken.group_id)
        if join_plan(plan_id, user):
            tell_owner(plan_id, enrolment_id, stopped=stopped)
        address = url_for("workbook.show_plan", plan_id=plan_id)
    else:
        plan_id = find_untouched(user) or make_plan(user, taken.organisation)
        address = url_for("workbook.start_plan", plan_id=plan_id)
    # Whatever was announced was about an address of somebody who had not come.
    unannounced = {"announced_at": None, "delete_after": None}
    db.session.execute(
        update(enrolment_table).where(enrolment_table.c.id == enrolment_id).values(plan_id=plan_id, **unannounced)
    )
    return address


def _take(place: Table, place_id: str, token_hash: str, user: User) -> Any:
    """Use an offered place up, and return what it said. Somebody who was quicker, or a newer link, has it else."""
    open_still = place.c.id == place_id, place.c.token_hash == token_hash, place.c.user_id.is_(None)
    said = db.session.execute(select(place).where(*open_still, place.c.expires_at > now())).first()
    values = {"user_id": user.id, "accepted_at": now(), **ACCEPTED}
    taken = update(place).where(*open_still).values(values).returning(place.c.id)
    if said is None or db.session.execute(taken).first() is None:
        raise SharingError("gone")
    return said


def refuse_both(user: User, round_id: str, other: type[Enrolment] | type[RoundStaff], *more: Any) -> None:
    """Raise SharingError where somebody has another kind of place in the round, by which they would read more in it
    than either lets them. It is said when an address is entered; this is for an account whose address changed since."""
    if db.session.execute(select(other.id).where(other.round_id == round_id, other.user_id == user.id, *more)).first():
        raise SharingError("gone")


def fill_in(user: User, name: str, organisation: str) -> None:
    """Let an account that does not say it yet say who it is."""
    user.name = user.name or name
    user.organisation = user.organisation or organisation


def find_plan_of_colleagues(place: Any) -> str | None:
    """Return the plan that colleagues write who take part in the same round and write together, if there is one."""
    query = (
        select(Enrolment.plan_id, Enrolment.organisation)
        .join(Membership, (Membership.plan_id == Enrolment.plan_id) & (Membership.user_id == Enrolment.user_id))
        .where(Enrolment.round_id == place.round_id, Enrolment.id != place.id, Enrolment.together.is_(True))
        .where(Enrolment.dropped_at.is_(None), Membership.role.in_(("owner", "coauthor")))
        .order_by(Enrolment.accepted_at, Enrolment.id)
    )
    rows = db.session.execute(query)
    return next((row.plan_id for row in rows if are_colleagues(row.organisation, place.organisation)), None)


def join_plan(plan_id: str, user: User) -> bool:
    """Make somebody a co-author; a reader of the plan becomes one too. Returns whether they were no author yet."""
    mine = membership_table.c.plan_id == plan_id, membership_table.c.user_id == user.id
    role = db.session.scalar(select(membership_table.c.role).where(*mine))
    if role is None:
        row = {"plan_id": plan_id, "user_id": user.id, "role": "coauthor", "created_at": now()}
        db.session.execute(insert(membership_table), row)
    elif role not in AUTHORS:
        db.session.execute(update(membership_table).where(*mine).values(role="coauthor"))
    return role not in AUTHORS


def tell_owner(plan_id: str, enrolment_id: str, *, stopped: bool) -> None:
    """Have the owner of a plan told who came to write along: it was the coordinator who said that they are colleagues.
    The worker writes the letter, as the round is locked here."""
    owner = select(User.email).join(Membership, Membership.user_id == User.id)
    email = db.session.scalar(owner.where(Membership.plan_id == plan_id, Membership.role == "owner"))
    about = {"plan_id": plan_id, "place_id": enrolment_id, "stopped": stopped}
    queue_job("letter", {"letter": JOINING, "email": email, **about})


def find_untouched(user: User) -> str | None:
    """Return a plan that somebody made and never wrote in, that is nobody else's and in no round. What was written and
    taken out again stands in the history, which a trainer can read."""
    others = Membership.plan_id == Plan.id, Membership.user_id != user.id
    mine = Membership.plan_id == Plan.id, Membership.user_id == user.id, Membership.role == "owner"
    query = (
        select(Plan.id)
        .where(exists().where(*mine), ~exists().where(*others), ~exists().where(Enrolment.plan_id == Plan.id))
        .where(Plan.seq == FIRST_SEQ)
        .order_by(Plan.created_at.desc())
    )
    return db.session.scalar(query.limit(1))


def make_plan(user: User, organisation: str) -> str:
    """Make an empty plan that is called after the library, or else after its author."""
    library = organisation or user.organisation
    with force_locale(user.language):
        title = _("Impact plan of %(name)s", name=library or user.shown_name)
    return create_plan(user, title[:200], library, user.language)


# --- staff ---------------------------------------------------------------------------------------------------


def accept_staff(staff_id: str, token_hash: str, user: User) -> str:
    """Let somebody train or coordinate a round, and return its address."""
    db.session.flush()
    taken = _take(round_staff_table, staff_id, token_hash, user)
    refuse_both(user, taken.round_id, Enrolment)
    if taken.role == "trainer":
        refuse_both(user, taken.round_id, RoundStaff, RoundStaff.role == "coordinator")
    fill_in(user, taken.name, taken.organisation)
    give_role(user, taken.role)
    return url_for("courses.enter_round", round_id=taken.round_id)
