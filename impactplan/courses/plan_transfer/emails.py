"""What owners and newcomers are told when a coordinator lets a plan pass: who did it, and what it means for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from impactplan.access import OpenRound
from impactplan.courses.plan_transfer.operations import Place, Team, TeamPlan
from impactplan.emails import Email, compose_email, send_email
from impactplan.models import Enrolment, Membership, Plan, Round, User, db
from impactplan.site.addresses import full_address


def write_hand_over(
    found: OpenRound, actor: User, team: Team, plan: TeamPlan, owner: Place, heir: Place, *, stays: bool
) -> list[Email]:
    """Tell the former owner of a plan and the new one."""
    words = {"actor": actor.shown_name, "round": found.title, "title": plan.title}
    with force_locale(owner.language):
        subject = _("Your plan ‘%(title)s’ passes to %(name)s", title=plan.title, name=heir.name)
        said = _(
            "%(actor)s, coordinator of ‘%(round)s’, handed your plan ‘%(title)s’ over to your colleague %(name)s.",
            name=heir.name,
            **words,
        )
        stay = _("You stay as a co-author: you can still read it and write in it.")
        leave = _("You are no author of it any more and cannot open it.")
        kept = _("Your own reflections are kept for you; you get them with your own data.")
        mine = _write(actor, owner, subject, [said, *([stay] if stays else [leave, kept])], plan if stays else None)
    with force_locale(heir.language):
        subject = _("The plan ‘%(title)s’ is yours from now on", title=plan.title)
        said = _(
            "%(actor)s, coordinator of ‘%(round)s’, handed the plan ‘%(title)s’ of %(name)s over to you.",
            name=owner.name,
            **words,
        )
        decide = _("You decide from now on who writes and reads it.")
        theirs = _write(actor, heir, subject, [said, decide, *_tell_newcomer(team, plan, heir)], plan)
    return [mine, theirs]


def write_writing_along(found: OpenRound, actor: User, team: Team, plan: TeamPlan, owner: Place) -> list[Email]:
    """Tell the owner of a plan and the colleague who comes to write along in it."""
    newcomer = team.person
    words = {"actor": actor.shown_name, "round": found.title, "title": plan.title}
    with force_locale(owner.language):
        subject = _("%(name)s writes along in your plan ‘%(title)s’", name=newcomer.name, title=plan.title)
        said = _(
            "%(actor)s, coordinator of ‘%(round)s’, lets your colleague %(name)s write along in your plan ‘%(title)s’.",
            name=newcomer.name,
            **words,
        )
        means = _("They can read and change everything in it. You can change that in your plan, under Sharing.")
        mine = _write(actor, owner, subject, [said, means, *_tell_of_group(team, plan, newcomer)], plan)
    with force_locale(newcomer.language):
        subject = _("You write along in the plan ‘%(title)s’", title=plan.title)
        said = _(
            "%(actor)s, coordinator of ‘%(round)s’, lets you write along in the plan ‘%(title)s’ of %(name)s.",
            name=owner.name,
            **words,
        )
        theirs = _write(actor, newcomer, subject, [said, *_tell_newcomer(team, plan, newcomer)], plan)
    return [mine, theirs]


def write_joining(owner: User, payload: dict[str, Any]) -> None:
    """Tell the owner of a plan who came to write along in it by accepting a place in the round, if they are there
    still. In the language in use."""
    query = (
        select(Plan.title, Round.title.label("round"), User.shown_name.label("name"), User.email)
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .join(Round, Round.id == Enrolment.round_id)
        .join(Membership, (Membership.user_id == User.id) & (Membership.plan_id == Enrolment.plan_id))
        .join(Plan, Plan.id == Membership.plan_id)
    )
    row = db.session.execute(query.where(Enrolment.id == payload["place_id"], Plan.id == payload["plan_id"])).first()
    if row is None:
        return
    lines = [
        _(
            "%(name)s (%(email)s) takes part in ‘%(round)s’ now and writes along in your plan ‘%(title)s’.",
            **row._mapping,
        ),
        _("The coordinator of the round entered that you are colleagues who write one plan together."),
        _("They can read and change everything in it. You can change that in your plan, under Sharing."),
        *(_say_stopped(row.name) if payload["stopped"] else []),
    ]
    subject = _("%(name)s writes along in your plan ‘%(title)s’", name=row.name, title=row.title)
    link = full_address("workbook.show_plan", plan_id=payload["plan_id"])
    send_email(str(owner.email), subject, "plan_passes", lines=lines, link=link)


def _tell_newcomer(team: Team, plan: TeamPlan, newcomer: Place) -> list[str]:
    own = team.plans.get(newcomer.plan_id or "")
    lines = []
    if own is not None and own.id != plan.id:
        lines.append(_("The plan that you had in this round, ‘%(title)s’, is kept.", title=own.title))
        lines.append(_("It is not your plan in this round any more."))
    return lines + _tell_of_group(team, plan, newcomer)


def _tell_of_group(team: Team, plan: TeamPlan, newcomer: Place) -> list[str]:
    if not team.opens_to(plan, newcomer):
        return []
    return _say_stopped(newcomer.name)


def _say_stopped(newcomer: str) -> list[str]:
    return [
        _("The plan was shared with a peer group, and %(name)s is in another one.", name=newcomer),
        _("It is shared with neither now, until its owner shares it again."),
    ]


def _write(actor: User, to: Place, subject: str, lines: list[str], plan: TeamPlan | None) -> Email:
    """Write a letter in the language in use, with a way to the plan for who can open it. Answers go to the actor."""
    link = full_address("workbook.show_plan", plan_id=plan.id) if plan else ""
    letter = compose_email(to.email, subject, "plan_passes", lines=lines, link=link, actor=actor.shown_name)
    return replace(letter, reply_to=str(actor.email))
