"""What the pages of a plan weigh, before they are compressed: whoever reads on a telephone pays for each byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from impactplan.graph import PlanState
from impactplan.models import User, db
from impactplan.steps import STEPS
from tests.support.client import PageClient, sign_in

pytestmark = pytest.mark.once  # a page is as heavy on each database
HEAVIEST = 90_000
ALL_STEPS = 1_090_000


@pytest.fixture
def author(built_app: Flask, demo: PlanState) -> Iterator[PageClient]:
    client, owner = PageClient(built_app), select(User).where(User.email == "deelnemer@demo.example")
    sign_in(client, db.session.execute(owner).unique().scalar_one())
    built_app.config["WTF_CSRF_ENABLED"] = True  # so that the forms hold their tokens
    yield client
    built_app.config["WTF_CSRF_ENABLED"] = False


def test_a_page_of_eleven_fields_weighs_little(author: PageClient, demo: PlanState) -> None:
    page = author.get(f"/plans/{demo.plan_id}/steps/challenge").text
    assert page.count("data-field=") == 11
    assert len(page.encode()) < 38_000


def test_all_steps(author: PageClient, demo: PlanState) -> None:
    weights = {step.key: len(author.get(f"/plans/{demo.plan_id}/steps/{step.key}").data) for step in STEPS}
    assert max(weights.values()) < HEAVIEST, weights
    assert sum(weights.values()) < ALL_STEPS, weights
