"""What the tests of the workbook share: the browser's side of saving, and a look into the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from impactplan.access import Permission
from impactplan.models import new_id
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient


class Script:
    """The browser's side of autosave, one person's."""

    language = "nl"
    """Of the open page."""

    def __init__(self, client: PageClient, plan_id: str) -> None:
        self.client, self.plan_id = client, plan_id

    def patch(
        self,
        where: str,
        value: Any,
        version: int = 0,
        key: str = "",
        queries: int | None = None,
        page: dict[str, str] | None = None,
    ) -> TestResponse:
        """Save a field; ``page`` is the open one, of which the answer then brings what has changed."""
        headers = {"If-Match": str(version)} | ({"Idempotency-Key": key} if key else {})
        sent = {"value": value, "typed_language": self.language, "page_language": self.language}
        sent |= {"page": page} if page else {}
        address = f"/plans/{self.plan_id}/items/{where}"
        return self.client.open(address, method="PATCH", json=sent, headers=headers, queries=queries)

    def make(self, kind: str, given: Mapping[str, str] | None = None, /, **first: Any) -> str:
        """Make a row as its page does: by its first value, along with what its button gave."""
        [(name, value)] = first.items()
        begins = {"new": [kind], **{f"set-{field}": [text] for field, text in (given or {}).items()}}
        sent = {"value": value, "new": begins, "typed_language": self.language, "page_language": self.language}
        address = f"/plans/{self.plan_id}/items/{kind}/{new_id()}/{name}"
        answer = self.client.open(address, method="PATCH", json=sent, headers={"If-Match": "0"})
        assert answer.status_code == 200, answer.text
        return str(answer.get_json()["ref"])

    def post(self, where: str, data: dict[str, Any], **more: Any) -> TestResponse:
        sent = {"page_language": self.language, **data}
        return self.client.post(f"/plans/{self.plan_id}/{where}", data=sent, **more)


def add(cast: Cast, kind: str, **values: Any) -> str:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        return operations.create_item(write, kind, values)


def value_of(cast: Cast, kind: str, name: str) -> Any:
    state = load_state(cast.plan_id)
    return state.rows(kind)[0][name] if state.rows(kind) else None
