"""What a place in a round says of who has it: their name, how far they are, and who their colleagues are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case

from impactplan.lib.names import fold
from impactplan.models import Enrolment, RoundStaff, User


def library_key(name: str) -> str:
    """Return what is equal for two spellings that a reader takes for the same: they are one library."""
    return fold(name)


def are_colleagues(one: str, other: str) -> bool:
    """Tell whether two people are of one library, as it was entered; without a name one has no colleagues."""
    return library_key(one) != "" and library_key(one) == library_key(other)


def place_name(place: type[Enrolment] | type[RoundStaff]) -> Any:
    """Return the column that names who has a place: as their account does, else as they were invited. Join User."""
    return case(
        (User.name != "", User.name),
        (User.email.is_not(None), User.email),
        (place.name != "", place.name),
        else_=place.email,
    ).label("name")


def place_state() -> Any:
    """Return the column that says how far a participant is: listed, invited, taking_part or dropped_out."""
    return case(
        (Enrolment.dropped_at.is_not(None), "dropped_out"),
        (Enrolment.user_id.is_not(None), "taking_part"),
        (Enrolment.invited_at.is_not(None), "invited"),
        else_="listed",
    ).label("state")
