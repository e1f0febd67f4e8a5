"""Signing in somebody who proved who they are in another way than by their password."""

from __future__ import annotations

from flask_security import current_user, login_user, logout_user

from impactplan.models import User


def sign_in(user: User, way: str, *, remember: bool = False) -> None:
    """Begin a session for somebody who proved who they are; whoever was signed in before is signed out."""
    if current_user.is_authenticated and current_user.id != user.id:
        logout_user()
    login_user(user, remember=remember, authn_via=[way])
