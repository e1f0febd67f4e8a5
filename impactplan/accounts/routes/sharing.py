"""Who writes and reads a plan: invite, change, withdraw, share with the peer group, hand over, leave."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select

from impactplan.access import OpenPlan, Permission, Relation, load_plan, take_plan
from impactplan.accounts import limits, operations, privacy
from impactplan.accounts.blueprint import blueprint
from impactplan.accounts.forms import DeletePlanForm, HandOverForm, InvitationForm, MemberRoleForm
from impactplan.accounts.invitations import ROLE_NAMES
from impactplan.accounts.operations import SharingError
from impactplan.accounts.queries import load_group, load_invitations, load_members, load_staff
from impactplan.emails import Email, compose_email
from impactplan.exports import remove_files
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import User, db
from impactplan.outbox import find_undelivered
from impactplan.peers.queries import questions_of
from impactplan.site.addresses import full_address

INVITES = {
    "coauthor": _l("%(name)s invites you to write along in the impact plan ‘%(title)s’."),
    "commenter": _l("%(name)s invites you to read the impact plan ‘%(title)s’ and to comment on it."),
    "reader": _l("%(name)s invites you to read the impact plan ‘%(title)s’."),
}
PROBLEMS = {
    "member": _l("This person takes part in the plan already; see the list above."),
    "invited": _l("This address is invited already. You can send that invitation again."),
    "limit": _l("There are 50 open invitations. Withdraw some first."),
    "gone": _l("That invitation is not open any more."),
    "nobody": _l("That person has no such role in this plan any more."),
    "role": _l("Choose one of the roles."),
}


@blueprint.get("/plans/<plan_id>/sharing")
def show_sharing(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.EDIT)
    return show_page(plan, InvitationForm(formdata=None))


def show_page(plan: OpenPlan, form: InvitationForm) -> str:
    groups, peers = load_group(plan.id)
    invitations = load_invitations(plan.id)
    undelivered = find_undelivered([invitation.id for invitation in invitations]) if invitations else []
    return render_template(
        "accounts/sharing.html",
        plan=plan,
        form=form,
        role_form=MemberRoleForm(formdata=None),
        members=load_members(plan.id),
        invitations=invitations,
        undelivered={mail.part_of: mail for mail in undelivered},
        groups=groups,
        peers=peers,
        staff=load_staff(plan.id),
        peer_question=questions_of(plan, int(current_user.id)).open,
        role_names=ROLE_NAMES,
    )


def redirect_back(plan_id: str, message: str, category: str = "success") -> ResponseReturnValue:
    flash(message, category)
    return redirect(url_for("accounts.show_sharing", plan_id=plan_id))


@blueprint.errorhandler(SharingError)
def show_problem(error: SharingError) -> ResponseReturnValue:
    """Show on the sharing page what could not be done."""
    db.session.rollback()
    return redirect_back((request.view_args or {})["plan_id"], str(PROBLEMS[error.reason]), "error")


@blueprint.post("/plans/<plan_id>/sharing/invitations")
@limits.on_invitations
def invite_person(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.SHARE)
    form = InvitationForm()
    if not form.validate_on_submit():
        return show_page(plan, form), 422
    token, email, role = operations.new_token(), str(form.email.data), str(form.role.data)
    invitation_email = compose_invitation(plan, email, role, token, form.message.data or "")
    try:
        invitation_id = operations.invite(plan.id, current_user, email, role, token)
    except SharingError as error:
        db.session.rollback()
        form.email.errors = [str(PROBLEMS[error.reason])]
        return show_page(plan, form), 422
    queue_invitation(plan, invitation_id, invitation_email)
    db.session.commit()
    return redirect_back(plan.id, _("We sent an invitation to %(email)s.", email=form.email.data))


@blueprint.post("/plans/<plan_id>/sharing/invitations/<invitation_id>/resend")
@limits.on_invitations
def resend_invitation(plan_id: str, invitation_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.SHARE)
    invitation = next((row for row in load_invitations(plan.id) if row.id == invitation_id), None)
    if invitation is None:
        raise SharingError("gone")
    token = operations.new_token()
    invitation_email = compose_invitation(plan, invitation.email, invitation.role, token)
    operations.renew_invitation(plan.id, current_user, invitation_id, token)
    queue_invitation(plan, invitation_id, invitation_email)
    db.session.commit()
    return redirect_back(plan.id, _("We sent a new link to %(email)s.", email=invitation.email))


def queue_invitation(plan: OpenPlan, invitation_id: str, email: Email) -> None:
    seen_at = full_address("accounts.show_sharing", plan_id=plan.id)
    replace(email, part_of=invitation_id, written_by=int(current_user.id), seen_at=seen_at).queue()


def compose_invitation(plan: OpenPlan, email: str, role: str, token: str, message: str = "") -> Email:
    """Compose the email, in the language of its recipient or else of the plan."""
    known = db.session.scalar(select(User.language).where(User.email == email))
    link = full_address("accounts.show_invitation", token=token)
    with force_locale(known or plan.language):
        words = {"name": current_user.shown_name, "title": plan.title}
        subject = _("%(name)s invites you to the plan ‘%(title)s’", **words)
        return compose_email(email, subject, "invitation", words=str(INVITES[role]) % words, message=message, link=link)


@blueprint.post("/plans/<plan_id>/sharing/invitations/<invitation_id>/withdraw")
def withdraw_invitation(plan_id: str, invitation_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.SHARE)
    operations.withdraw_invitation(plan_id, current_user, invitation_id)
    db.session.commit()
    return redirect_back(plan_id, _("The invitation is withdrawn; its link does not work any more."))


@blueprint.post("/plans/<plan_id>/sharing/members/<int:user_id>/role")
def change_member(plan_id: str, user_id: int) -> ResponseReturnValue:
    load_plan(plan_id, Permission.SHARE)
    form = MemberRoleForm()
    if not form.validate_on_submit():
        raise SharingError("role")
    operations.change_member(plan_id, current_user, user_id, form.role.data)
    db.session.commit()
    return redirect_back(plan_id, _("The role is changed."))


@blueprint.route("/plans/<plan_id>/sharing/members/<int:user_id>/remove", methods=["GET", "POST"])
def remove_member(plan_id: str, user_id: int) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.SHARE)
    if request.method == "POST":
        operations.remove_member(plan_id, current_user, user_id)
        db.session.commit()
        return redirect_back(plan_id, _("This person cannot open the plan any more."))
    member = next((row for row in load_members(plan.id) if row.id == user_id and row.role != "owner"), None)
    if member is None:
        abort(404)
    return render_template("accounts/remove_member.html", plan=plan, member=member)


@blueprint.post("/plans/<plan_id>/sharing/group")
def share_with_group(plan_id: str) -> ResponseReturnValue:
    load_plan(plan_id, Permission.SHARE)
    shared = request.form.get("shared") == "yes"
    operations.share_with_group(plan_id, current_user, shared)
    db.session.commit()
    if shared:
        return redirect_back(plan_id, _("Your peer group can read this plan and comment on it."))
    return redirect_back(plan_id, _("Your peer group cannot see this plan any more."))


@blueprint.route("/plans/<plan_id>/sharing/hand-over", methods=["GET", "POST"])
def hand_over_plan(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.HAND_OVER)
    form = HandOverForm()
    form.offer(load_members(plan.id))
    if form.validate_on_submit():
        operations.hand_over_plan(plan_id, current_user, form.member.data)
        db.session.commit()
        return redirect_back(plan_id, _("The plan is handed over. You are a co-author now."))
    return render_template("accounts/hand_over.html", plan=plan, form=form), 422 if form.errors else 200


@blueprint.route("/plans/<plan_id>/sharing/leave", methods=["GET", "POST"])
def leave_plan(plan_id: str) -> ResponseReturnValue:
    plan = load_plan(plan_id, Permission.READ)
    if not plan.relations & {Relation.COAUTHOR, Relation.COMMENTER, Relation.READER}:
        abort(403)
    if request.method == "GET":
        return render_template("accounts/leave_plan.html", plan=plan)
    operations.leave_plan(plan_id, current_user)
    db.session.commit()
    flash(_("You left the plan ‘%(title)s’.", title=plan.title), "success")
    return redirect("/")


@blueprint.route("/plans/<plan_id>/delete", methods=["GET", "POST"])
def delete_plan(plan_id: str) -> ResponseReturnValue:
    """Delete a plan for good, after its owner typed its name."""
    plan = load_plan(plan_id, Permission.DELETE)
    form = DeletePlanForm(title=plan.title)
    if not form.validate_on_submit():
        page = render_template("accounts/delete_plan.html", plan=plan, form=form, members=load_members(plan.id))
        return page, 200 if request.method == "GET" else 422
    take_plan(plan_id, Permission.DELETE, current_user)
    privacy.delete_plan(plan_id)
    db.session.commit()
    remove_files(plan_id)
    flash(_("The plan ‘%(title)s’ is deleted.", title=plan.title), "success")
    return redirect("/")
