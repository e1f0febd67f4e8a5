"""How often one may try. Counted per address of the network and per account, whether or not it exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask_limiter.util import get_remote_address
from flask_security import current_user
from flask_security.mail_util import EmailValidateException

from impactplan.extensions import limiter, security

View = Callable[..., Any]


def account() -> str:
    """Return a key for the account that a request is about: the one of the invitation, of the address that was
    typed, or one's own. A hash, so that no address stands in the counter."""
    if token := (request.view_args or {}).get("token"):
        return "token:" + sha256(str(token).encode()).hexdigest()[:32]
    typed = request.get_json(silent=True) if request.is_json else request.form
    email = str(typed.get("email", "")) if isinstance(typed, Mapping) else ""
    if not email and current_user.is_authenticated:
        email = str(current_user.email)
    return "account:" + sha256(_spell(email).encode(errors="replace")).hexdigest()[:32]


def _spell(email: str) -> str:
    """Return an address as it is stored, so that another spelling is no other account."""
    try:
        return str(security.mail_util.normalize(email))
    except (EmailValidateException, UnicodeError):
        return email.strip().lower()


def person() -> str:
    """Return a key for whoever is signed in, whatever they type."""
    # Not by the id of the session: that one is another as soon as they change their password.
    return f"person:{current_user.id if current_user.is_authenticated else ''}"


def _nobody() -> bool:
    return not current_user.is_authenticated


def _failed(_response: object) -> bool:
    return not current_user.is_authenticated


def _refused(response: Response) -> bool:
    return response.status_code not in {302, 303}


def on_sign_in(view: View) -> View:
    """Limit guesses of a password. Only a failed one counts towards an account, so its owner is not kept out."""
    view = limiter.limit("10 per 10 minutes", key_func=account, methods=["POST"], scope="account", deduct_when=_failed)(
        view
    )
    return on_address(view)


guesses_of_own: Callable[[View], View] = limiter.shared_limit(
    "10 per 10 minutes", "own password", key_func=person, methods=["POST"], deduct_when=_refused
)


def on_own_password(view: View) -> View:
    """Limit guesses of the password of whoever is signed in, by somebody who found their computer open."""
    view = guesses_of_own(view)
    return on_address(view)


def on_letters(view: View) -> View:
    """Limit mails that anybody can have sent to anybody."""
    view = limiter.limit("6 per hour", key_func=account, methods=["POST"])(view)
    view = limiter.limit("6 per hour", key_func=person, methods=["POST"], exempt_when=_nobody)(view)
    return on_address(view)


def on_address(view: View) -> View:
    limited: View = limiter.limit("60 per 5 minutes", key_func=get_remote_address, methods=["POST"])(view)
    return limited


def on_invitations(view: View) -> View:
    """Limit the mails that somebody sends, to whomever."""
    limited: View = limiter.limit("60 per hour", key_func=person, methods=["POST"])(view)
    return limited


def on_round_mails(view: View) -> View:
    """Limit the mails that somebody writes to a round: each goes to many."""
    limited: View = limiter.limit("20 per hour", key_func=person, methods=["POST"])(view)
    return limited
