"""A page that stands open gets nothing of somebody else who signed in since."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from impactplan.models import User
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
PARTS = ("steps/theory", "drawing?seq=-1&have=", "steps/solutions/empty-forms?kind=activity", "activity?since=0")


@pytest.mark.parametrize("part", PARTS)
def test_a_page_of_another_person_gets_nothing(cast: Cast, signed_in: SignIn, part: str) -> None:
    karel, address = signed_in(cast.karel), f"/plans/{cast.plan_id}/{part}"
    refused = karel.get(address, headers={"X-Page-Of": str(cast.olga.id)})
    assert (refused.status_code, refused.json) == (409, {"other_user": True})
    assert refused.headers["X-Other-User"] == "1"
    own = karel.get(address, headers={"X-Page-Of": str(cast.karel.id)})
    assert (own.status_code, "X-Other-User" in own.headers) == (200, False)


def test_who_is_signed_out_is_told_that(cast: Cast, client: FlaskClient) -> None:
    headers = {"X-Page-Of": str(cast.olga.id), "Accept": "application/json"}
    assert client.get(f"/plans/{cast.plan_id}/drawing", headers=headers).status_code == 401


def test_a_form_of_a_page_of_another_person_does_nothing(cast: Cast, signed_in: SignIn) -> None:
    karel = signed_in(cast.karel)
    answer = karel.post(
        f"/plans/{cast.plan_id}/items/purpose/purpose",
        data={"ambition": "Van Olga", "version-ambition": "0"},
        headers={"X-Page-Of": str(cast.olga.id)},
    )
    assert answer.status_code == 409
    assert "Van Olga" not in karel.get(f"/plans/{cast.plan_id}/steps/purpose").text
