"""After a save a page shows what one made anew would show, from what the response brought along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from impactplan.graph import PlanState
from impactplan.models import KINDS, User, db
from impactplan.steps import BY_KEY, STEPS
from impactplan.workbook.queries import load_state
from tests.support.client import PageClient, sign_in

TYPED = {"text": "Iets anders", "prose": "Iets anders, met **nadruk**", "number": "7", "integer": "7", "year": "2024"}
MADE_ANEW_EACH_TIME = {"csrf_token", "key", "form_key"}

pytestmark = pytest.mark.once  # two pages of one database are laid side by side


def texts(element: Any) -> str:
    """Return what stands in an element, without keys that are new in every page."""
    for field in element.iter("input"):
        if field.get("name") in MADE_ANEW_EACH_TIME:
            field.set("value", "")
    walker = html5lib.getTreeWalker("etree")
    inside = html5lib.serializer.HTMLSerializer(strip_whitespace=True).render(walker(element))
    return str(inside).partition(">")[2]


def parts(html: str) -> dict[str, str]:
    """Return what a page has in parts that a script takes over after a save, by what it is known by."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    found = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        ref, classes = element.get("id", ""), element.get("class", "").split()
        live = element.get("data-live") is not None or "picture" in classes or "row__heading" in classes
        if ref and (live or ref == "missing"):
            found[ref] = texts(element)
        for name, inside in (("data-step", "shape"), ("data-module", "path__count")):
            if ref := element.get(name):
                for part in element:
                    if inside in part.get("class", "").split():
                        found[f"{name} {ref}"] = texts(part)
    return {ref: text for ref, text in found.items() if not ref.startswith(("talk-", "marks-", "thread-"))}


def saves(step: str, kind: str, state: PlanState) -> Iterator[tuple[str, str, str, int]]:
    """Yield what can be typed in the first item of a kind on the page of a step: one field of each type."""
    declared = KINDS[kind]
    names = declared.at_home if kind in BY_KEY[step].kinds else declared.shown_in(step)
    rows = [item for item in state.rows(kind) if not (declared.lock and item[declared.lock])]
    item = state.sheet(kind) if declared.sheet else rows[0] if rows else None
    for type_, typed in TYPED.items():
        fitting = (name for name in names if declared.fields[name].type == type_ and not declared.fields[name].fixed)
        if item is not None and (name := next(fitting, "")):
            yield kind if declared.sheet else item.id, name, typed, item.version(name)


@pytest.mark.parametrize(("step", "kind"), [(step.key, kind) for step in STEPS for kind in step.shown])
def test_a_save_brings_what_a_page_made_anew_shows(built_app: Flask, demo: PlanState, step: str, kind: str) -> None:
    person, owner = PageClient(built_app), select(User).where(User.email == "deelnemer@demo.example")
    sign_in(person, db.session.execute(owner).unique().scalar_one())
    for ref, name, typed, version in saves(step, kind, load_state(demo.plan_id)):
        row = "" if KINDS[kind].sheet else ref
        page = f"/plans/{demo.plan_id}/steps/{step}" + (f"?row={row}" if row else "")
        before = parts(person.get(page).text)
        answer = person.patch(
            f"/plans/{demo.plan_id}/items/{kind}/{ref}/{name}",
            json={"value": typed, "page": {"step": step, "row": row}},
            headers={"If-Match": str(version), "Idempotency-Key": f"{step}-{kind}-{name}"},
        )
        assert answer.status_code == 200, (name, answer.text)
        brought, after = parts(answer.get_json()["around"]), parts(person.get(page).text)
        stale = {ref for ref in before.keys() & after.keys() if (before | brought)[ref] != after[ref]}
        assert not stale, name
