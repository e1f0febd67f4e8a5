"""The peer groups of a round at work: whose question is open, and who has not answered. For their members, each their
own group, and for the staff of the round."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenRound, RoundPermission, load_round
from impactplan.courses.blueprint import blueprint
from impactplan.courses.enrolment.grouping import Group, load_group_candidates, load_own_groups
from impactplan.courses.views import render_round
from impactplan.peers.groups import GroupQuestion, by_group, load_group_questions


def find_groups(round_: OpenRound) -> list[Group]:
    """Return the groups of a round that somebody may look into: their own, or all for who trains or coordinates."""
    is_staff = round_.may(RoundPermission.MANAGE) or round_.may(RoundPermission.SEE_PLANS)
    return load_own_groups(round_.id, None if is_staff else int(current_user.id))


def load_open_questions(round_: OpenRound) -> list[tuple[Group, list[GroupQuestion]]]:
    """Return the groups that somebody may look into, each with its open questions."""
    groups = find_groups(round_)
    questions = by_group(load_group_questions(int(current_user.id), [group.id for group in groups]))
    return [(group, list(questions.get(group.id, ()))) for group in groups]


@blueprint.get("/rounds/<round_id>/peers")
def show_peer_round(round_id: str) -> ResponseReturnValue:
    round_ = load_round(round_id, RoundPermission.ATTEND)
    groups = load_open_questions(round_)
    people = load_group_candidates(round_.id) if groups else []
    members = {
        group.id: [one for one in people if one.group_id == group.id and one.state == "taking_part"]
        for group, _questions in groups
    }
    staff = round_.may(RoundPermission.MANAGE) or round_.may(RoundPermission.SEE_PLANS)
    return render_round("courses/peer_round.html", round_, groups=groups, members=members, staff=staff)
