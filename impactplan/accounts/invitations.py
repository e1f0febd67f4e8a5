"""Invitations that an emailed link opens: to a plan, and to whatever other rooms invite to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from impactplan.accounts.operations import accept_invitation
from impactplan.accounts.queries import find_invitation
from impactplan.extensions import PerApp
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import lazy_gettext as _l
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
    """Uses it up for an account and returns the address to go to; raises SharingError("gone") when it was used
    already. The account may be new: flush before its id is needed. The caller commits."""
    name: str = ""
    """What the inviter calls them."""
    organisation: str = ""
    """The library that a new account belongs to."""


Finder = Callable[[str], OpenInvitation | None]
"""Looks up a token among the invitations of one room."""

_finders: PerApp[list[Finder]] = PerApp("invitations", list)


def register_invitations(app: Flask, find: Finder) -> None:
    """Register how the invitations of a room are found by their token."""
    _finders.of(app).append(find)


def find_open_invitation(token: str) -> OpenInvitation | None:
    """Return the invitation that a token opens, whatever it is to."""
    for find in _finders.current:
        if (invitation := find(token)) is not None:
            return invitation
    return None


def find_plan_invitation(token: str) -> OpenInvitation | None:
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


def welcome_message(invitation: OpenInvitation) -> str:
    """Tell whoever just accepted what they take part in now, and where to find it."""
    return _("Welcome to ‘%(title)s’. You find it again on your home page.", title=invitation.title)
