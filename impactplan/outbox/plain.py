"""Messages of the queue as plain JSON: whoever can write to the queue can wake the worker, and run nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer

PLAIN = (str, int, float, bool, type(None))
MOMENTS = ("eta", "expires_resolved")


class StrangeMessageError(ValueError):
    """This is no message of ours."""


class PlainSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """Writes a task as the name of it and plain arguments. What else a message can hold, ours do not use."""

    def _serialize(self, data: Any) -> bytes:
        fields = data._asdict() if isinstance(data, Message) else {"data": data}
        return json.dumps(fields, default=_write_moment).encode()

    def _deserialize(self, data: bytes) -> Any:
        try:
            fields = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise StrangeMessageError("not JSON") from error
        if not isinstance(fields, dict):
            raise StrangeMessageError("not an object")
        if set(fields) == {"data"}:
            return fields["data"]
        return _read_message(fields)


def _write_moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise StrangeMessageError(f"{type(value).__name__} is not plain")


def _read_message(fields: dict[str, Any]) -> Message:
    if not {"id", "name"} <= set(fields) <= set(Message._fields):
        raise StrangeMessageError("not a task")
    for name in MOMENTS:
        if fields.get(name) is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    fields["args"] = tuple(fields.get("args") or ())
    fields["kwargs"] = dict(fields.get("kwargs") or {})
    if not all(isinstance(value, PLAIN) for value in (*fields["args"], *fields["kwargs"].values())):
        raise StrangeMessageError("arguments are plain")
    if any(fields.get(name) is not None for name in ("on_complete", "on_error", "chord_config")):
        raise StrangeMessageError("a task leads to no other")
    return Message(**fields)
