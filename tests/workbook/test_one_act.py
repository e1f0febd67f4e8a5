"""Edits that say that they are one act with an earlier one are undone along with it, if nothing was done in between."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from impactplan.models import Revision, User, db, new_id
from impactplan.workbook.queries import load_state
from tests.support.cast import Cast
from tests.workbook.support import Script, add


def send(who: Script, where: str, value: Any, version: int, key: str, **more: Any) -> dict[str, Any]:
    headers = {"If-Match": str(version), "Idempotency-Key": key}
    sent = {"value": value, "typed_language": "nl", "page_language": "nl", **more}
    answer = who.client.open(f"/plans/{who.plan_id}/items/{where}", method="PATCH", json=sent, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def undo(who: Script, batch: str) -> None:
    assert who.client.post(f"/plans/{who.plan_id}/undo", json={"batch": batch}).status_code == 200


def version_of(cast: Cast, row: str) -> int:
    """Return the version that all fields of a row had when it was made."""
    item = load_state(cast.plan_id).find(row)
    assert item
    return item.versions["name"]


def scores(cast: Cast, row: str) -> tuple[Any, Any]:
    item = load_state(cast.plan_id).find(row)
    assert item
    return item["influence"], item["interest"]


def test_two_fields_that_were_filled_in_at_once_are_undone_at_once(cast: Cast, olga: Script) -> None:
    row = add(cast, "stakeholder", name="Ouders", influence=1, interest=1)
    first = send(olga, f"stakeholder/{row}/influence", "4", version_of(cast, row), "one")
    second = send(olga, f"stakeholder/{row}/interest", "5", version_of(cast, row), "two", along="one")
    assert first["batch"] == second["batch"]
    undo(olga, second["batch"])
    assert scores(cast, row) == (1, 1)


def test_typing_on_in_the_text_that_made_a_row_is_part_of_making_it(cast: Cast, olga: Script) -> None:
    row = new_id()
    first = send(olga, f"stakeholder/{row}/name", "Gem", 0, "one", new={"new": ["1"]})
    second = send(olga, f"stakeholder/{row}/name", "Gemeente", first["version"], "two", along="one")
    long = "Gemeente " + "en wijkteam " * 20
    third = send(olga, f"stakeholder/{row}/name", long, second["version"], "three", along="one")
    assert {first["batch"], second["batch"]} == {third["batch"]}
    versions = select(func.count(func.distinct(Revision.batch))).where(Revision.item_id == row)
    assert db.session.scalar(versions) == 1
    undo(olga, third["batch"])
    assert load_state(cast.plan_id).find(row) is None


@pytest.mark.parametrize("between", ["something else", "undone"])
def test_what_was_done_in_between_keeps_its_order(cast: Cast, olga: Script, between: str) -> None:
    row = add(cast, "stakeholder", name="Ouders", influence=1, interest=1)
    first = send(olga, f"stakeholder/{row}/influence", "4", version_of(cast, row), "one")
    if between == "undone":
        undo(olga, first["batch"])
    else:
        send(olga, f"stakeholder/{row}/size", "40", 0, "other")
    assert (
        send(olga, f"stakeholder/{row}/interest", "5", version_of(cast, row), "two", along="one")["batch"]
        != first["batch"]
    )


def test_nobody_joins_what_another_did_or_what_never_was(cast: Cast, olga: Script, signed_in: Any) -> None:
    row = add(cast, "stakeholder", name="Ouders", influence=1, interest=1)
    first = send(olga, f"stakeholder/{row}/influence", "4", version_of(cast, row), "one")
    karel: User = cast.karel
    of_karel = Script(signed_in(karel), cast.plan_id)
    second = send(of_karel, f"stakeholder/{row}/interest", "5", version_of(cast, row), "two", along="one")
    third = send(of_karel, f"stakeholder/{row}/interest", "4", second["version"], "three", along="nothing")
    assert len({first["batch"], second["batch"], third["batch"]}) == 3
