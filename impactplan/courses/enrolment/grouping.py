"""The peer groups of a round: who is in which, and the writes that change it. The route commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from impactplan.access import RoundPermission, lock_round
from impactplan.accounts.operations import stop_sharing_with_other_group, stop_sharing_without_group
from impactplan.courses.enrolment.columns import name_column, state_column
from impactplan.courses.enrolment.group_proposal import spread
from impactplan.courses.enrolment.libraries import library_key
from impactplan.lib.names import name_order
from impactplan.lib.refusals import Refusal
from impactplan.lib.texts import gettext as _
from impactplan.models import Enrolment, Membership, PeerGroup, User, db, new_id
from impactplan.outbox import queue_job

GROUP_LIMIT = 50
SHARING_ENDED = "sharing_ended"
"""Names the email to the owner of a plan that is not shared with a group any more."""
NEW = "new-"
"""The prefix of the key of a group that does not exist yet."""


class GroupError(Refusal):
    """Something that cannot be done with the groups of a round; the key says what."""


@dataclass(frozen=True)
class Group:
    id: str
    title: str


@dataclass(frozen=True)
class GroupCandidate:
    """Somebody who can be in a peer group, as they are in the round, or listed or invited; and their group."""

    id: str
    name: str
    library: str
    state: str
    group_id: str | None


def load_groups(round_id: str) -> list[Group]:
    query = select(PeerGroup.id, PeerGroup.title).where(PeerGroup.round_id == round_id)
    rows = db.session.execute(query.order_by(PeerGroup.position, PeerGroup.title, PeerGroup.id))
    return [Group(row.id, row.title) for row in rows]


def load_own_groups(round_id: str, user_id: int | None) -> list[Group]:
    """Return the groups of a round that somebody is in; all of them, where nobody is named."""
    if user_id is None:
        return load_groups(round_id)
    query = (
        select(PeerGroup.id, PeerGroup.title)
        .join(Enrolment, Enrolment.group_id == PeerGroup.id)
        .where(Enrolment.round_id == round_id, Enrolment.user_id == user_id, Enrolment.dropped_at.is_(None))
    )
    return [Group(row.id, row.title) for row in db.session.execute(query)]


def load_group_candidates(round_id: str) -> list[GroupCandidate]:
    """Return everybody who can be in a group, by name: all but those who dropped out."""
    query = (
        select(Enrolment.id, name_column(Enrolment), Enrolment.organisation, state_column(), Enrolment.group_id)
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .where(Enrolment.round_id == round_id, Enrolment.dropped_at.is_(None))
    )
    people = [
        GroupCandidate(row.id, row.name or "", row.organisation, row.state, row.group_id)
        for row in db.session.execute(query)
    ]
    return sorted(people, key=lambda person: (name_order(person.name), person.id))


@dataclass(frozen=True)
class ProposedGroup:
    """A group as it would become: an existing one, or a new one, which has a key of its own."""

    key: str
    title: str
    people: Sequence[GroupCandidate]

    @property
    def is_new(self) -> bool:
        return self.key.startswith(NEW)


def propose_groups(
    groups: Sequence[Group], people: Sequence[GroupCandidate], count: int, *, only_new: bool
) -> list[ProposedGroup]:
    """Spread people over this number of groups, existing ones first, and return the groups as they would become.

    ``only_new`` leaves people in the group that they are in; those in a group beyond this number are left out.
    """
    keys = [group.id for group in groups[:count]] + [f"{NEW}{number}" for number in range(count - len(groups))]
    numbers = {group.id: number for number, group in enumerate(groups)}
    kept = {person.id: numbers[person.group_id] for person in people if only_new and person.group_id in numbers}
    libraries = {person.id: library_key(person.library) for person in people if kept.get(person.id, 0) < count}
    assigned = spread(libraries, count, kept)
    titles = name_groups(groups, count)
    members = [[person for person in people if assigned.get(person.id) == number] for number in range(count)]
    return [ProposedGroup(key, title, group) for key, title, group in zip(keys, titles, members, strict=True)]


def name_groups(groups: Sequence[Group], count: int) -> list[str]:
    """Return titles for this number of groups: those that exist, then numbered ones."""
    titles = [group.title for group in groups[:count]]
    number = len(groups)
    while len(titles) < count:
        number += 1
        title = _("Group %(number)s", number=number)
        if title not in {group.title for group in groups}:
            titles.append(title)
    return titles


# --- writes ----------------------------------------------------------------------------------------------------


def make_group(round_id: str, actor: User, title: str) -> str:
    lock_round(round_id, RoundPermission.MANAGE, actor)
    return _add_group(round_id, title, load_groups(round_id))


def _add_group(round_id: str, title: str, existing: Sequence[Group]) -> str:
    if len(existing) >= GROUP_LIMIT:
        raise GroupError("limit")
    _check_free(title, existing)
    highest = select(func.max(PeerGroup.position)).where(PeerGroup.round_id == round_id)
    position = (db.session.scalar(highest) or 0) + 1
    row = {"id": new_id(), "round_id": round_id, "title": title, "position": position}
    db.session.execute(insert(PeerGroup), row)
    return str(row["id"])


def rename_group(round_id: str, actor: User, group_id: str, title: str) -> None:
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _check_free(title, [group for group in load_groups(round_id) if group.id != group_id])
    this_group = PeerGroup.id == group_id, PeerGroup.round_id == round_id
    if db.session.scalar(update(PeerGroup).where(*this_group).values(title=title).returning(PeerGroup.id)) is None:
        raise GroupError("gone")


def delete_group(round_id: str, actor: User, group_id: str) -> None:
    """Delete a group; its people stay in the round, without a group."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    if group_id not in {group.id for group in load_groups(round_id)}:
        raise GroupError("gone")
    _assign(round_id, dict.fromkeys(db.session.scalars(select(Enrolment.id).where(Enrolment.group_id == group_id))))
    db.session.execute(update(Enrolment).where(Enrolment.group_id == group_id).values(group_id=None))
    db.session.execute(delete(PeerGroup).where(PeerGroup.id == group_id))


def assign_people(round_id: str, actor: User, assignments: Mapping[str, str | None]) -> int:
    """Put people in groups, or in none, and return how many.

    Those who left the round in the meantime are skipped; if a group is gone, GroupError is raised and nobody moves.
    """
    lock_round(round_id, RoundPermission.MANAGE, actor)
    if not {group for group in assignments.values() if group} <= {group.id for group in load_groups(round_id)}:
        raise GroupError("gone")
    return _assign(round_id, assignments)


def store_proposal(round_id: str, actor: User, assignments: Mapping[str, str]) -> int:
    """Put people in the groups with these keys, as proposed, and create the new ones."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    groups = load_groups(round_id)
    new = sorted({key for key in assignments.values() if key.startswith(NEW)})
    if len(groups) + len(new) > GROUP_LIMIT:
        raise GroupError("limit")
    ids = {group.id: group.id for group in groups}
    for key, title in zip(new, name_groups(groups, len(groups) + len(new))[len(groups) :], strict=True):
        ids[key] = _add_group(round_id, title, load_groups(round_id))
    if not set(assignments.values()) <= ids.keys():
        raise GroupError("gone")
    return _assign(round_id, {person: ids[key] for person, key in assignments.items()})


def _assign(round_id: str, assignments: Mapping[str, str | None]) -> int:
    present = select(Enrolment.id).where(Enrolment.round_id == round_id, Enrolment.dropped_at.is_(None))
    assigned = {person: assignments[person] for person in db.session.scalars(present) if person in assignments}
    leaving = find_plans_that_leave(assigned)
    stopped = {plan for plan, group in leaving if group and stop_sharing_with_other_group(plan, group)}
    for group_id in set(assigned.values()):
        people = [person for person, group in assigned.items() if group == group_id]
        db.session.execute(update(Enrolment).where(Enrolment.id.in_(people)).values(group_id=group_id))
    stopped |= {plan for plan, _group in leaving if stop_sharing_without_group(plan)}
    tell_owners(round_id, stopped)
    return len(assigned)


def find_plans_that_leave(assignments: Mapping[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the plan of whoever leaves their group, and where they go: it was shared with those they sat with."""
    moving = select(Enrolment.id, Enrolment.group_id, Enrolment.plan_id).where(
        Enrolment.id.in_(assignments), Enrolment.plan_id.is_not(None), Enrolment.group_id.is_not(None)
    )
    rows = db.session.execute(moving).all()
    return [(row.plan_id, assignments[row.id]) for row in rows if assignments[row.id] != row.group_id]


def tell_owners(round_id: str, plan_ids: Iterable[str]) -> None:
    """Have the owners of plans that are not shared any more get an email, in the current transaction."""
    owners = select(Membership.plan_id, User.email).join(User, User.id == Membership.user_id)
    for row in db.session.execute(owners.where(Membership.plan_id.in_(plan_ids), Membership.role == "owner")).all():
        about = {"plan_id": row.plan_id, "round_id": round_id}
        queue_job("letter", {"letter": SHARING_ENDED, "email": row.email, **about})


def _check_free(title: str, existing: Sequence[Group]) -> None:
    if library_key(title) in {library_key(group.title) for group in existing}:
        raise GroupError("taken")
