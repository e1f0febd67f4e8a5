"""How often one may try. Counted per address of the network and per account, whether or not it exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from flask import request
from flask_limiter.util import get_remote_address
from flask_security import current_user

from impactplan.extensions import limiter

View = Callable[..., Any]


def account() -> str:
    """Return a key for the account that a request is about; a hash, so that no address stands in the counter."""
    typed = request.get_json(silent=True) if request.is_json else request.form
    email = str(typed.get("email", "")) if isinstance(typed, Mapping) else ""
    if not email and current_user.is_authenticated:
        email = str(current_user.email)
    return "account:" + sha256(email.strip().lower().encode()).hexdigest()[:32]


def _failed(_response: object) -> bool:
    return not current_user.is_authenticated


def on_sign_in(view: View) -> View:
    """Limit guesses of a password. Only a failed one counts towards an account, so its owner is not kept out."""
    view = limiter.limit("10 per 10 minutes", key_func=account, methods=["POST"], scope="account", deduct_when=_failed)(
        view
    )
    return on_address(view)


def on_letters(view: View) -> View:
    """Limit mails that anybody can have sent to anybody."""
    view = limiter.limit("6 per hour", key_func=account, methods=["POST"])(view)
    return on_address(view)


def on_address(view: View) -> View:
    limited: View = limiter.limit("60 per 5 minutes", key_func=get_remote_address, methods=["POST"])(view)
    return limited


def on_invitations(view: View) -> View:
    limited: View = limiter.limit("60 per hour", key_func=account, methods=["POST"])(view)
    return limited
