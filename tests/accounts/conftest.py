"""Passwords for the cast, the mails that went out, and a way to follow their links."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from impactplan.models import Outbox, User, db
from impactplan.outbox import sweep
from tests.support.cast import Cast

PASSWORD = "een zin om te onthouden"
Mail = dict[str, Any]


@pytest.fixture
def with_password(cast: Cast) -> Cast:
    """The cast, where Olga and Vera have a password."""
    cast.olga.password = cast.vera.password = hash_password(PASSWORD)
    db.session.commit()
    return cast


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[Mail]]:
    """Return a function that lets the worker write its emails and returns all emails in the order they were queued."""

    def collect() -> list[Mail]:
        sweep("letter")
        rows = select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.created_at)
        return [dict(payload) for payload in db.session.scalars(rows)]

    return collect


def link_in(mail: Mail) -> str:
    """Return the path of the first link of a mail."""
    link = re.search(r"http://localhost(/\S+)", mail["text"])
    assert link, mail["text"]
    return link[1]


def reload(user: User) -> User:
    """Read somebody again; requests have sessions of their own."""
    db.session.rollback()
    db.session.expire_all()
    fresh = db.session.get(User, user.id)
    assert fresh is not None
    return fresh
