"""Whatever can be saved can be shown: no content keeps a page, the document or its print from being made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from impactplan.exports.document import build_document
from impactplan.exports.html import render_print
from impactplan.exports.options import Options
from impactplan.models import User
from impactplan.steps import STEPS
from impactplan.workbook.queries import load_state
from tests.support.anything import fill_with_anything
from tests.support.cast import Cast
from tests.support.client import PageClient

SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_content_can_be_shown(cast: Cast, signed_in: Callable[[User], PageClient], seed: int) -> None:
    fill_with_anything(cast.plan_id, seed)
    olga, plan = signed_in(cast.olga), f"/plans/{cast.plan_id}"
    state = load_state(cast.plan_id)
    for step in STEPS:
        rows = [item.id for kind in step.shown for item in state.rows(kind)]
        row = rows[seed % len(rows)] if rows else ""
        assert olga.get(f"{plan}/steps/{step.key}?row={row}").status_code == 200, step.key
    assert olga.get(f"{plan}/document?empty=1").status_code == 200
    assert render_print(build_document(state, Options(empty=True)))
