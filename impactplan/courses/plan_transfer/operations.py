"""A plan is handed over to a colleague of the same library, or a colleague becomes a co-author of it.

The coordinator decides this without reading a word: they see names, titles, states and dates. It is limited to the
people and plans of one library in one round: the new author is a colleague who takes part, and the owner is enrolled
in the round with this plan. Nobody who coordinates the round becomes an author this way, as they would then read the
plan. The owner is notified by email who did it.

It also works for somebody who dropped out, although their plan is closed to the round: leaving the library is the
usual reason for both, and the plan was made for the library. The coordinator sees no states then, nothing is opened
to them, and the owner, who is notified, can object.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from impactplan.access import RoundPermission, lock_round
from impactplan.accounts.operations import detach_from_rounds, give_role, lock_account, stop_sharing_with_other_group
from impactplan.courses.plan_transfer.queries import Team, TeamMember, TeamPlan, load_team
from impactplan.lib.refusals import Refusal
from impactplan.models import Enrolment, Plan, User, db, membership_table, upsert


class TransferError(Refusal):
    """A transfer that is not possible; the key says why."""


def hand_over(round_id: str, actor: User, person_id: str, owner_id: int, new_owner_id: str, *, stays: bool) -> None:
    """Make a colleague the owner of somebody's plan. The former owner stays as a co-author, or leaves the plan.

    The enrolment of the new owner gets this plan; a plan that they had stays theirs, outside the round. Raises
    TransferError("changed") when ``owner_id`` is not the owner any more, or the new owner no colleague who takes part.
    """
    team = _lock_team(round_id, actor, person_id, [person_id, new_owner_id], owner_id)
    plan, new_owner = team.plan, team.find(new_owner_id)
    if plan is None or plan.owner is None or plan.owner.user_id != owner_id:
        raise TransferError("changed")
    if new_owner is None or new_owner not in team.possible_owners:
        raise TransferError("changed")
    if stays:
        _set_role(plan.id, owner_id, "coauthor")
    else:
        membership = membership_table.c.plan_id == plan.id, membership_table.c.user_id == owner_id
        db.session.execute(delete(membership_table).where(*membership))
    _add_author(plan, new_owner, "owner")
    if not stays:
        detach_from_rounds(plan.id, owner_id)


def add_coauthor(round_id: str, actor: User, person_id: str, plan_id: str) -> None:
    """Make somebody a co-author of a colleague's plan, which becomes their plan in the round."""
    team = _lock_team(round_id, actor, person_id, [person_id])
    plan = next((plan for plan in team.joinable_plans if plan.id == plan_id), None)
    if plan is None:
        raise TransferError("changed")
    _add_author(plan, team.person, "" if plan.is_by(team.person) else "coauthor")


def _lock_team(round_id: str, actor: User, person_id: str, enrolment_ids: Sequence[str], *user_ids: int) -> Team:
    """Lock a round, some accounts and the plans of a team, in the order in which closing an account locks them, and
    return the team as it is then."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    enrolled = select(Enrolment.user_id).where(Enrolment.id.in_(enrolment_ids), Enrolment.user_id.is_not(None))
    for user_id in sorted({*user_ids, *(user_id for user_id in db.session.scalars(enrolled) if user_id)}):
        lock_account(user_id)
    before = load_team(round_id, person_id)
    if before is None:
        raise TransferError("gone")
    db.session.execute(select(Plan.id).where(Plan.id.in_(before.plans)).order_by(Plan.id).with_for_update())
    team = load_team(round_id, person_id)
    if team is None:
        raise TransferError("gone")
    return team


def _add_author(plan: TeamPlan, newcomer: TeamMember, role: str) -> None:
    """Give somebody a role in a plan, and the plan to their enrolment; no peer group gets to read it unasked."""
    user = db.session.get(User, newcomer.user_id)
    if user is None:
        raise TransferError("changed")
    if role:
        _set_role(plan.id, int(user.id), role)
    give_role(user, "participant")
    stop_sharing_with_other_group(plan.id, newcomer.group_id)
    db.session.execute(update(Enrolment).where(Enrolment.id == newcomer.id).values(plan_id=plan.id))


def _set_role(plan_id: str, user_id: int, role: str) -> None:
    row = {"plan_id": plan_id, "user_id": user_id, "role": role}
    db.session.execute(upsert(membership_table, [row], ["plan_id", "user_id"]))
