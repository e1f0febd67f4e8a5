"""How often one may try.

All people of a hall come from one address of the network. So what is limited closely is how often somebody fails, at
one account from one address; all of an address may do far more, and who succeeds counts for nothing. An account is the
same whether or not it exists.

Keys are hashes: no address, of a person or of their network, stands in a counter or in a log.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any

import structlog
from flask import Response, abort, current_app, make_response, request
from flask_security import current_user
from flask_security.mail_util import EmailValidateException
from limits import RateLimitItem, parse

from impactplan.accounts.counters import FileStorage
from impactplan.extensions import limiter, security

__all__ = ["FileStorage"]  # imported, it is known to Flask-Limiter by its scheme

View = Callable[..., Any]
Limit = tuple[RateLimitItem, str, Callable[[], str]]
"""How often, a name for what is counted, and by what it is told apart."""
GUESSES = parse("10 per 10 minutes")
"""At one account, from one address of the network."""
GUESSES_EVERYWHERE = parse("100 per hour")
"""At one account, from wherever: an attacker has many addresses, and must not keep its owner out by one of them."""
GUESSES_OF_ADDRESS = parse("150 per 10 minutes")
"""At whichever accounts, from one address: a hall in which everybody mistypes three times."""
REQUESTS_OF_ADDRESS = "600 per 5 minutes"
IPV6_PREFIX = 64
"""What one subscriber has of addresses."""

log = structlog.get_logger()


def _keyed(kind: str, value: str) -> str:
    key = str(current_app.secret_key).encode()
    return f"{kind}:" + hmac.new(key, value.encode(errors="replace"), sha256).hexdigest()[:32]


def visitor() -> str:
    """Return a key for where a request comes from in the network."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return _keyed("visitor", request.remote_addr or "")
    if address.version == 6:
        return _keyed("visitor", str(ip_network((address, IPV6_PREFIX), strict=False)))
    return _keyed("visitor", str(address))


def account() -> str:
    """Return a key for the account that a request is about: the one of the invitation, of the address that was
    typed, or one's own. A hash, so that no address stands in the counter."""
    if token := (request.view_args or {}).get("token"):
        return _keyed("token", str(token))
    typed = request.get_json(silent=True) if request.is_json else request.form
    email = typed.get("email", "") if isinstance(typed, Mapping) else ""
    if not isinstance(email, str):
        abort(400)
    if not email and current_user.is_authenticated:
        email = str(current_user.email)
    return _keyed("account", _spell(email))


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


def _is_signed_in(_response: Response) -> bool:
    return bool(current_user.is_authenticated)


def _is_accepted(response: Response) -> bool:
    return response.status_code in {302, 303}


def count(limit: RateLimitItem, *key: str, cost: int = 1) -> bool:
    """Count a try and return whether it is within the limit; without the store, by this process alone."""
    for _store in range(2):
        strategy = limiter.limiter
        try:
            number = strategy.storage.incr(limit.key_for(*key), limit.get_expiry(), cost)
        except Exception as error:  # whatever a store raises that is away
            if limiter._storage_dead:
                raise
            log.warning("counters unreachable", error=type(error).__name__)
            limiter._storage_dead = True
        else:
            return number <= limit.amount
    return False


def limit_guesses(succeeded: Callable[[Response], bool], *limits: Limit) -> Callable[[View], View]:
    """Limit failed tries. A try counts before it is made, or many at once would all be within the limit; one that
    succeeds is taken off again, so that who knows their password is not kept out by using it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if request.method != "POST" or not limiter.enabled:
                return view(*args, **kwargs)
            counted = [(amount, (scope, key())) for amount, scope, key in limits]
            for amount, about in counted:
                if not count(amount, *about):
                    abort(429)
            response = make_response(view(*args, **kwargs))
            if succeeded(response):
                for amount, about in counted:
                    count(amount, *about, cost=-1)
            return response

        return limited

    return decorate


def on_sign_in(view: View) -> View:
    """Limit guesses of a password."""
    limits: tuple[Limit, ...] = (
        (GUESSES, "account and address", lambda: account() + visitor()),
        (GUESSES_EVERYWHERE, "account", account),
        (GUESSES_OF_ADDRESS, "address", visitor),
    )
    return on_address(limit_guesses(_is_signed_in, *limits)(view))


def on_own_password(view: View) -> View:
    """Limit guesses of the password of whoever is signed in, by somebody who found their computer open."""
    return on_address(limit_guesses(_is_accepted, (GUESSES, "own password", person))(view))


def on_emails(view: View) -> View:
    """Limit mails that anybody can have sent to anybody."""
    view = limiter.limit("6 per hour", key_func=account, methods=["POST"])(view)
    view = limiter.limit("6 per hour", key_func=person, methods=["POST"], exempt_when=_nobody)(view)
    return on_address(view)


def on_address(view: View) -> View:
    limited: View = limiter.limit(REQUESTS_OF_ADDRESS, key_func=visitor, methods=["POST"])(view)
    return limited


def on_invitations(view: View) -> View:
    """Limit the mails that somebody sends, to whomever."""
    limited: View = limiter.limit("60 per hour", key_func=person, methods=["POST"])(view)
    return limited


def on_round_mails(view: View) -> View:
    """Limit the mails that somebody writes to a round: each goes to many."""
    limited: View = limiter.limit("20 per hour", key_func=person, methods=["POST"])(view)
    return limited
