"""Guards about the user alone, and not about a plan or a round."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort
from flask_security import current_user

from impactplan.models import User

P = ParamSpec("P")
R = TypeVar("R")


def signed_in(user: User) -> User:
    """Return the user, or end the request with 401: whoever is signed out goes to sign-in and comes back."""
    if not user.is_authenticated:
        abort(401)
    return user


def requires(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a view that is not about one plan: requires sign-in, and one of these roles if any are given."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                abort(401)
            if roles and not current_user.has_any_role(*roles):
                abort(404)
            return view(*args, **kwargs)

        return guarded

    return guard
