"""Invitations that a mailed link opens: to a plan, and to whatever other rooms offer by mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from impactplan.accounts.operations import accept_invitation
from impactplan.accounts.queries import find_invitation
from impactplan.models import User

ROLE_NAMES = {
    "owner": _l("Owner"),
    "coauthor": _l("Co-author"),
    "commenter": _l("Reader who comments"),
    "reader": _l("Reader"),
}


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation whose link still works, in the words of the page where it is accepted."""

    email: str
    title: str
    words: str
    button: str
    accept: Callable[[User], str]
    """Uses it up for an account and returns the address to go to; raises SharingError("gone") when somebody was
    quicker. The account may be new: flush before its id is needed. The caller commits."""
    name: str = ""
    """What the inviter calls them."""
    organisation: str = ""
    """The library that a new account belongs to."""


FINDERS: list[Callable[[str], OpenInvitation | None]] = []


def register_invitations(find: Callable[[str], OpenInvitation | None]) -> None:
    """Say how a token is looked up among the invitations of a room."""
    if find not in FINDERS:
        FINDERS.append(find)


def find_open(token: str) -> OpenInvitation | None:
    """Return the invitation that a token opens, whatever it is to."""
    return next((found for find in FINDERS if (found := find(token)) is not None), None)


def find_to_plan(token: str) -> OpenInvitation | None:
    row = find_invitation(token)
    if row is None:
        return None
    if row.inviter and row.organisation:
        words = _(
            "%(name)s of %(library)s invites you to this impact plan.", name=row.inviter, library=row.organisation
        )
    elif row.inviter:
        words = _("%(name)s invites you to this impact plan.", name=row.inviter)
    else:
        words = _("You are invited to this impact plan.")
    words += " " + _("Your role: %(role)s.", role=str(ROLE_NAMES[row.role]).lower())
    invitation_id = row.id

    def accept(user: User) -> str:
        return f"/plans/{accept_invitation(invitation_id, user)}/"

    return OpenInvitation(row.email, row.title, words, _("Accept and open the plan"), accept)


def say_welcome(invitation: OpenInvitation) -> str:
    """Say to whoever just accepted what they are in now, and where they find it again."""
    return _("Welcome to ‘%(title)s’. You find it again on your home page.", title=invitation.title)
