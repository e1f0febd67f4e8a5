"""A plan without measure is refused by its size, before the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from impactplan.exports import routes
from impactplan.models import User
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.rows import fill

SignIn = Callable[[User], PageClient]


def never(*_args: Any, **_more: Any) -> str:
    raise AssertionError("this is the work that is not to be begun")


def test_a_plan_too_long_to_read_at_once_is_read_in_parts(
    cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cast.plan_id, 120)
    olga, address = signed_in(cast.olga), f"/plans/{cast.plan_id}/document"
    with monkeypatch.context() as refused:
        refused.setattr(routes, "render_body", never)
        page = olga.get(address).text
    assert "te lang om op één pagina te tonen" in page
    assert len(page) < 100_000
    part = olga.get(f"{address}?part=stakeholders").text
    assert "te lang om op één pagina te tonen" not in part
    assert "doc-chapter" in part or len(part) > 50_000


def test_one_of_any_usual_size_is_shown_whole(cast: Cast, signed_in: SignIn) -> None:
    fill(cast.plan_id, 20)
    page = signed_in(cast.olga).get(f"/plans/{cast.plan_id}/document").text
    assert "te lang om op één pagina te tonen" not in page
