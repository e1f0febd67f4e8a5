"""Mails with a link. The worker writes them, as it alone looks whether the address belongs to an account.

Links are built on the setting of the site's address, never on what a request claims to be for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security.change_email import _send_instructions
from flask_security.recoverable import send_reset_password_instructions
from flask_security.utils import check_and_get_token_status
from sqlalchemy import select

from impactplan.extensions import security
from impactplan.models import User, db
from impactplan.outbox import Job, poke, queue_mail
from impactplan.site.addresses import own_address


def find_user(email: str) -> User | None:
    user: User | None = db.session.scalar(select(User).where(User.email == email))
    return user


def sign_in_token(user: User, address: str) -> str:
    """Make a token that works once: signing in, by whatever way, raises the count that it holds."""
    return str(security.login_serializer.dumps([user.fs_uniquifier, user.login_count or 0, address]))


def read_sign_in_token(token: str) -> tuple[User | None, str]:
    """Return whom a token signs in, or nobody, and where they wanted to go."""
    expired, invalid, data = check_and_get_token_status(token, "login", current_app.config["SECURITY_LOGIN_WITHIN"])
    if expired or invalid or not isinstance(data, list) or len(data) != 3:
        return None, "/"
    user = db.session.scalar(select(User).where(User.fs_uniquifier == str(data[0])))
    if user is None or not user.active or (user.login_count or 0) != data[1]:
        return None, "/"
    return user, own_address(data[2])


def write_letter(job: Job) -> None:
    """Write the mail that was asked for, if there is such an account; it is committed with the job being done."""
    payload = dict(job.payload)
    user = find_user(payload["email"])
    if user is None or not user.active:
        return
    # In the language of its receiver, said outright: the one in use is remembered from letter to letter.
    with (
        current_app.test_request_context(base_url=current_app.config["BASE_URL"]),
        force_locale(user.language),
    ):
        LETTERS[payload["letter"]](user, payload)
    poke("mail")


def write_sign_in_link(user: User, payload: dict[str, Any]) -> None:
    token = sign_in_token(user, own_address(payload.get("next")))
    link = url_for("accounts.use_link", token=token, _external=True)
    send_mail(str(user.email), _("Your link to sign in"), "sign_in_link", user=user, link=link)


def write_reset(user: User, _payload: dict[str, Any]) -> None:
    send_reset_password_instructions(user)  # type: ignore[no-untyped-call]  # the library has no types here


def write_change_of_email(user: User, payload: dict[str, Any]) -> None:
    """Send the link to the new address, unless that has an account: whoever reads there already has one."""
    new_email = payload["new_email"]
    if find_user(new_email) is None:
        _send_instructions(user, new_email)  # type: ignore[no-untyped-call]  # nor here
    link = url_for("accounts.show_profile", _external=True)
    send_mail(str(user.email), _("Your e-mail address will change"), "email_will_change", user=user, link=link)


LETTERS: dict[str, Callable[[User, dict[str, Any]], None]] = {
    "sign_in_link": write_sign_in_link,
    "reset": write_reset,
    "change_email": write_change_of_email,
}


def register_letter(name: str, write: Callable[[User, dict[str, Any]], None]) -> None:
    """Say how another room writes a letter; it is asked for by a job "letter" that holds this name and an address."""
    LETTERS[name] = write


@dataclass(frozen=True)
class Letter:
    """A mail that is written but not queued: rendering takes long, so it comes before the write."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    part_of: str = ""
    forgotten: bool = False

    def queue(self) -> str:
        return queue_mail(
            self.to,
            self.subject,
            self.text,
            self.html,
            reply_to=self.reply_to,
            part_of=self.part_of,
            forgotten=self.forgotten,
        )


def compose(to: str, subject: str, name: str, **values: Any) -> Letter:
    """Render a mail of ours, as text and as HTML, in the language in use."""
    text = render_template(f"mail/{name}.txt", **values)
    return Letter(to, subject, text, render_template(f"mail/{name}.html", subject=subject, **values))


def send_mail(to: str, subject: str, name: str, **values: Any) -> str:
    """Compose a mail and queue it in the current transaction."""
    return compose(to, subject, name, **values).queue()
