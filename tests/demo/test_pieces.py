"""A page of which pieces are kept is the page made anew: for each step and reader, in both languages, after an edit."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from jinja2 import nodes
from sqlalchemy import select, update

from impactplan.graph import PlanState
from impactplan.models import User, db
from impactplan.site.pieces import PIECES
from impactplan.steps import STEPS
from tests.support.client import PageClient, sign_in

ONE_TIME = re.compile(r'(name="(?:key|form_key)" value=")[^"]*|[\w=.-]{85,}')
PLAN = "/plans/digitaal-mee"
PAGES = [f"{PLAN}/steps/{step.key}" for step in STEPS] + ["/", "/training", f"{PLAN}/document", f"{PLAN}/modules/1"]
OF_A_MOMENT = {"request", "session", "g", "current_user", "get_flashed_messages", "homes", "config"}

pytestmark = pytest.mark.once  # two pages of one database are laid side by side


def open_as(app: Flask, reader: str) -> PageClient:
    client = PageClient(app)
    sign_in(client, db.session.scalars(select(User).where(User.email == f"{reader}@demo.example")).unique().one())
    return client


def look(client: PageClient, address: str) -> str:
    return without_keys(client.get(address, follow_redirects=True).get_data(as_text=True))


def without_keys(page: str) -> str:
    """Take out of a page what is of one response alone."""
    return ONE_TIME.sub(lambda found: found[1] or "", page)


@pytest.mark.parametrize(("reader", "language"), [("deelnemer", "nl"), ("trainer", "en"), ("intervisie", "nl")])
def test_what_is_kept_shows_as_made_anew(built_app: Flask, demo: PlanState, reader: str, language: str) -> None:
    db.session.execute(update(User).values(language=language))
    db.session.commit()
    client = open_as(built_app, reader)
    pieces = PIECES.of(built_app)
    anew = {}
    for address in PAGES:
        pieces.forget_all()
        anew[address] = look(client, address)
    for address in PAGES + PAGES:  # with what other pages left, and then with all of its own
        assert look(client, address) == anew[address], address


def test_a_page_after_an_edit_shows_it(built_app: Flask, demo: PlanState) -> None:
    client = open_as(built_app, "deelnemer")
    address = f"{PLAN}/steps/challenge"
    page = look(client, address)
    version = re.search(r'name="version-causes" value="(\d+)"', page)
    assert version
    answer = client.patch(
        f"{PLAN}/items/challenge/challenge/causes",
        json={"value": "Iets heel anders"},
        headers={"If-Match": version[1], "Idempotency-Key": "pieces-1"},
    )
    assert answer.status_code == 200
    warm = look(client, address)
    assert "Iets heel anders" in warm
    assert warm != page
    PIECES.of(built_app).forget_all()
    assert look(client, address) == warm


def test_what_is_kept_is_bound_to_no_reader(built_app: Flask) -> None:
    """Templates with macros that are kept read nothing of the request, nor of who made it."""
    env = built_app.jinja_env
    assert env.loader
    named = re.compile(r"\bkept\((\w+),")
    checked = 0
    for name in env.list_templates(extensions=["html"]):
        source = env.loader.get_source(env, name)[0]
        for macro in named.findall(source):
            tree = env.parse(env.loader.get_source(env, _home_of(source, macro, name))[0])
            body = next(node for node in tree.find_all(nodes.Macro) if node.name == macro)
            read = {one.name for one in body.find_all(nodes.Name) if one.ctx == "load"}
            assert not read & OF_A_MOMENT, (name, macro)
            checked += 1
    assert checked >= 10


def _home_of(source: str, macro: str, name: str) -> str:
    """Return the template that a macro comes from: the one that imports it says so, else it is its own."""
    found = re.search(rf'{{% from "([^"]+)" import [^%]*\b{macro}\b[^%]*%}}', source)
    if found:
        assert "with context" not in found[0], (name, macro)
    return found[1] if found else name


def test_no_page_has_a_mark_left(built_app: Flask, demo: PlanState) -> None:
    client = open_as(built_app, "deelnemer")
    page = client.get(f"{PLAN}/steps/challenge").get_data(as_text=True)
    assert "@token-" not in page
    assert "@key-" not in page
    keys = re.findall(r'name="(?:form_)?key" value="([^"]+)"', page)
    assert len(keys) == len(set(keys)) > 3
