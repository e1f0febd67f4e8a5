"""Columns for queries about the people of a round: their name, and how far they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case

from impactplan.models import Enrolment, RoundStaff, User


def name_column(model: type[Enrolment] | type[RoundStaff]) -> Any:
    """Return the column with the name to show of somebody: that of their account, else the name that was entered for
    them, or their address, which only those who invite see. Outer join User."""
    return case(
        (User.id.is_not(None), User.shown_name),
        (model.name != "", model.name),
        else_=model.email,
    ).label("name")


def state_column() -> Any:
    """Return the column with the state of an enrolment: listed, invited, taking_part or dropped_out."""
    return case(
        (Enrolment.dropped_at.is_not(None), "dropped_out"),
        (Enrolment.user_id.is_not(None), "taking_part"),
        (Enrolment.invited_at.is_not(None), "invited"),
        else_="listed",
    ).label("state")
