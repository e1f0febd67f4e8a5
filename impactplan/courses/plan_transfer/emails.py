"""The emails about a plan that passes between colleagues: who did it, and what it means for owner and newcomer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from impactplan.access import OpenRound
from impactplan.courses.plan_transfer.queries import Team, TeamMember, TeamPlan
from impactplan.emails import Email, compose_email, send_email, sign, sign_for_plans
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import Enrolment, Membership, Plan, Round, User, db
from impactplan.site.addresses import full_address


def compose_handed_over(
    round_: OpenRound,
    actor: User,
    team: Team,
    plan: TeamPlan,
    owner: TeamMember,
    new_owner: TeamMember,
    *,
    stays: bool,
) -> list[Email]:
    """Compose the emails to the former owner of a plan and to the new one."""
    words = {"actor": actor.shown_name, "round": round_.title, "title": plan.title}
    with force_locale(owner.language):
        subject = _("Your plan ‘%(title)s’ passes to %(name)s", title=plan.title, name=new_owner.name)
        what = _(
            "%(actor)s, coordinator of ‘%(round)s’, handed your plan ‘%(title)s’ over to your colleague %(name)s.",
            name=new_owner.name,
            **words,
        )
        still_author = _("You stay as a co-author: you can still read it and write in it.")
        no_author = _("You are no author of it any more and cannot open it.")
        reflections = _("Your own reflections are kept for you; you get them with your own data.")
        to_owner = _compose(
            round_,
            actor,
            owner,
            subject,
            [what, *([still_author] if stays else [no_author, reflections])],
            plan if stays else None,
        )
    with force_locale(new_owner.language):
        subject = _("The plan ‘%(title)s’ is yours from now on", title=plan.title)
        what = _(
            "%(actor)s, coordinator of ‘%(round)s’, handed the plan ‘%(title)s’ of %(name)s over to you.",
            name=owner.name,
            **words,
        )
        rights = _("You decide from now on who writes and reads it.")
        to_newcomer = _compose(
            round_, actor, new_owner, subject, [what, rights, *_about_own_plan(team, plan, new_owner)], plan
        )
    return [to_owner, to_newcomer]


def compose_coauthor_added(
    round_: OpenRound, actor: User, team: Team, plan: TeamPlan, owner: TeamMember
) -> list[Email]:
    """Compose the emails to the owner of a plan and to the colleague who becomes a co-author."""
    newcomer = team.person
    words = {"actor": actor.shown_name, "round": round_.title, "title": plan.title}
    with force_locale(owner.language):
        subject = _("%(name)s is now a co-author of your plan ‘%(title)s’", name=newcomer.name, title=plan.title)
        what = _(
            "%(actor)s, coordinator of ‘%(round)s’, made your colleague %(name)s a co-author of your plan ‘%(title)s’.",
            name=newcomer.name,
            **words,
        )
        rights = _("They can read and change everything in it. You can change that in your plan, under Sharing.")
        to_owner = _compose(round_, actor, owner, subject, [what, rights, *_about_groups(team, plan, newcomer)], plan)
    with force_locale(newcomer.language):
        subject = _("You are now a co-author of the plan ‘%(title)s’", title=plan.title)
        what = _(
            "%(actor)s, coordinator of ‘%(round)s’, added you as a co-author of the plan ‘%(title)s’ of %(name)s.",
            name=owner.name,
            **words,
        )
        to_newcomer = _compose(round_, actor, newcomer, subject, [what, *_about_own_plan(team, plan, newcomer)], plan)
    return [to_owner, to_newcomer]


def send_joined(owner: User, payload: dict[str, Any]) -> None:
    """Notify the owner of a plan, in the language in use, who became a co-author by accepting an enrolment; nothing
    is sent if they have left the plan since."""
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
            "%(name)s (%(email)s) now takes part in ‘%(round)s’ and is a co-author of your plan ‘%(title)s’.",
            **row._mapping,
        ),
        _("The coordinator of the round entered that you are colleagues who write one plan together."),
        _("They can read and change everything in it. You can change that in your plan, under Sharing."),
        *(_about_stopped_sharing(row.name) if payload["stopped"] else []),
    ]
    subject = _("%(name)s is now a co-author of your plan ‘%(title)s’", name=row.name, title=row.title)
    link = full_address("workbook.show_plan", plan_id=payload["plan_id"])
    send_email(
        str(owner.email), subject, "plan_passes", lines=lines, link=link, signature=sign_for_plans([payload["plan_id"]])
    )


def _about_own_plan(team: Team, plan: TeamPlan, newcomer: TeamMember) -> list[str]:
    own = team.plans.get(newcomer.plan_id or "")
    lines = []
    if own is not None and own.id != plan.id:
        lines.append(_("The plan that you had in this round, ‘%(title)s’, is kept.", title=own.title))
        lines.append(_("It is not your plan in this round any more."))
    return lines + _about_groups(team, plan, newcomer)


def _about_groups(team: Team, plan: TeamPlan, newcomer: TeamMember) -> list[str]:
    if not team.reaches_new_group(plan, newcomer):
        return []
    return _about_stopped_sharing(newcomer.name)


def _about_stopped_sharing(newcomer: str) -> list[str]:
    return [
        _("The plan was shared with a peer group, and %(name)s is in another one.", name=newcomer),
        _("It is shared with neither now, until its owner shares it again."),
    ]


def _compose(
    round_: OpenRound, actor: User, to: TeamMember, subject: str, lines: list[str], plan: TeamPlan | None
) -> Email:
    """Compose an email in the language in use, with a link to the plan if it can be opened. Replies go to the actor."""
    link = full_address("workbook.show_plan", plan_id=plan.id) if plan else ""
    signed = {"actor": actor.shown_name, "signature": sign(round_.course, actor)}
    email = compose_email(to.email, subject, "plan_passes", lines=lines, link=link, **signed)
    seen_at = full_address("courses.list_people", round_id=round_.id)
    return replace(email, reply_to=str(actor.email), written_by=int(actor.id), seen_at=seen_at)
