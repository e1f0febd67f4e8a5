"""The peer groups of a round: who is in which, and the writes that change it. The route commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select, update

from impactplan.access import RoundPermission, lock_round
from impactplan.courses.enrolment.group_proposal import spread
from impactplan.courses.enrolment.places import library_key, place_name, place_state
from impactplan.lib.names import name_order
from impactplan.lib.refusals import Refusal
from impactplan.models import Enrolment, PeerGroup, User, db, new_id

GROUP_LIMIT = 50
NEW = "new-"
"""What the key of a group begins with that is yet to be made."""


class GroupError(Refusal):
    """Something that cannot be done with the groups of a round; the key says what."""


@dataclass(frozen=True)
class Group:
    id: str
    title: str


@dataclass(frozen=True)
class Grouped:
    """Somebody who is in the round, or listed or invited to be, and their group."""

    id: str
    name: str
    organisation: str
    state: str
    group_id: str | None


def load_groups(round_id: str) -> list[Group]:
    query = select(PeerGroup.id, PeerGroup.title).where(PeerGroup.round_id == round_id)
    rows = db.session.execute(query.order_by(PeerGroup.position, PeerGroup.title, PeerGroup.id))
    return [Group(row.id, row.title) for row in rows]


def load_grouped(round_id: str) -> list[Grouped]:
    """Return everybody who can be in a group, by name: all but who dropped out."""
    query = (
        select(Enrolment.id, place_name(Enrolment), Enrolment.organisation, place_state(), Enrolment.group_id)
        .join(User, User.id == Enrolment.user_id, isouter=True)
        .where(Enrolment.round_id == round_id, Enrolment.dropped_at.is_(None))
    )
    people = [
        Grouped(row.id, row.name or "", row.organisation, row.state, row.group_id) for row in db.session.execute(query)
    ]
    return sorted(people, key=lambda person: (name_order(person.name), person.id))


@dataclass(frozen=True)
class Proposed:
    """A group as it would become: one that is there, or one to make, whose key says so."""

    key: str
    title: str
    people: Sequence[Grouped]

    @property
    def is_new(self) -> bool:
        return self.key.startswith(NEW)


def propose(groups: Sequence[Group], people: Sequence[Grouped], count: int, *, only_new: bool) -> list[Proposed]:
    """Spread people over so many groups, the present ones first, and return what would become of those.

    ``only_new`` lets who is in a group stay there; who is in a group beyond these is left out of it.
    """
    keys = [group.id for group in groups[:count]] + [f"{NEW}{number}" for number in range(count - len(groups))]
    numbers = {group.id: number for number, group in enumerate(groups)}
    kept = {one.id: numbers[one.group_id] for one in people if only_new and one.group_id in numbers}
    libraries = {one.id: library_key(one.organisation) for one in people if kept.get(one.id, 0) < count}
    placed = spread(libraries, count, kept)
    titles = name_groups(groups, count)
    members = [[one for one in people if placed.get(one.id) == number] for number in range(count)]
    return [Proposed(key, title, there) for key, title, there in zip(keys, titles, members, strict=True)]


def name_groups(groups: Sequence[Group], count: int) -> list[str]:
    """Return the titles of so many groups: those there are, then numbered ones."""
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


def _add_group(round_id: str, title: str, there: Sequence[Group]) -> str:
    if len(there) >= GROUP_LIMIT:
        raise GroupError("limit")
    _check_free(title, there)
    highest = select(func.max(PeerGroup.position)).where(PeerGroup.round_id == round_id)
    position = (db.session.scalar(highest) or 0) + 1
    row = {"id": new_id(), "round_id": round_id, "title": title, "position": position}
    db.session.execute(insert(PeerGroup), row)
    return str(row["id"])


def rename_group(round_id: str, actor: User, group_id: str, title: str) -> None:
    lock_round(round_id, RoundPermission.MANAGE, actor)
    _check_free(title, [group for group in load_groups(round_id) if group.id != group_id])
    here = PeerGroup.id == group_id, PeerGroup.round_id == round_id
    if db.session.scalar(update(PeerGroup).where(*here).values(title=title).returning(PeerGroup.id)) is None:
        raise GroupError("gone")


def delete_group(round_id: str, actor: User, group_id: str) -> None:
    """Delete a group; its people stay in the round, without a group."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    if group_id not in {group.id for group in load_groups(round_id)}:
        raise GroupError("gone")
    db.session.execute(update(Enrolment).where(Enrolment.group_id == group_id).values(group_id=None))
    db.session.execute(delete(PeerGroup).where(PeerGroup.id == group_id))


def place_people(round_id: str, actor: User, wanted: Mapping[str, str | None]) -> int:
    """Put people in groups, or in none, and return how many were there to be put.

    Who left the round meanwhile is passed over; a group that is gone is an error, and then nobody is moved.
    """
    lock_round(round_id, RoundPermission.MANAGE, actor)
    if not {group for group in wanted.values() if group} <= {group.id for group in load_groups(round_id)}:
        raise GroupError("gone")
    return _place(round_id, wanted)


def store_proposal(round_id: str, actor: User, wanted: Mapping[str, str]) -> int:
    """Put people in the groups with these keys, as was proposed, and make those that are to be made."""
    lock_round(round_id, RoundPermission.MANAGE, actor)
    groups = load_groups(round_id)
    new = sorted({key for key in wanted.values() if key.startswith(NEW)})
    if len(groups) + len(new) > GROUP_LIMIT:
        raise GroupError("limit")
    ids = {group.id: group.id for group in groups}
    for key, title in zip(new, name_groups(groups, len(groups) + len(new))[len(groups) :], strict=True):
        ids[key] = _add_group(round_id, title, load_groups(round_id))
    if not set(wanted.values()) <= ids.keys():
        raise GroupError("gone")
    return _place(round_id, {person: ids[key] for person, key in wanted.items()})


def _place(round_id: str, wanted: Mapping[str, str | None]) -> int:
    here = select(Enrolment.id).where(Enrolment.round_id == round_id, Enrolment.dropped_at.is_(None))
    placed = {person: wanted[person] for person in db.session.scalars(here) if person in wanted}
    for group_id in set(placed.values()):
        people = [person for person, group in placed.items() if group == group_id]
        db.session.execute(update(Enrolment).where(Enrolment.id.in_(people)).values(group_id=group_id))
    return len(placed)


def _check_free(title: str, there: Sequence[Group]) -> None:
    if library_key(title) in {library_key(group.title) for group in there}:
        raise GroupError("taken")
