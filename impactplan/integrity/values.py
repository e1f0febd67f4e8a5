"""Values that no page can show: choices that are not offered, JSON of another shape, days and numbers that are none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, Table, Text, Time, cast, func, or_, select

from impactplan.extensions import db
from impactplan.integrity.database import SHOWN
from impactplan.integrity.faults import Fault
from impactplan.models import KINDS, DigestFrequency, Field, Kind
from impactplan.models.feedback import Answer, Circle, Side, ThreadState, Verdict
from impactplan.models.peers import PeerMark
from impactplan.models.reflection import VISIBILITIES
from impactplan.models.revision import ACTIONS

LANGUAGES = ("nl", "en")
CHOICES: Mapping[str, Iterable[str]] = {
    "plan.language": LANGUAGES,
    "user.language": LANGUAGES,
    "user.digest": DigestFrequency,
    "membership.role": ("owner", "coauthor", "commenter", "reader"),
    "invitation.role": ("coauthor", "commenter", "reader"),
    "revision.action": ACTIONS,
    "round_staff.role": ("trainer", "coordinator"),
    "reflection.visibility": [key for key, _label in VISIBILITIES],
    "thread.circle": Circle,
    "thread.state": ThreadState,
    "thread.begun_side": Side,
    "thread.awaits": ("", *Side),
    "remark.side": Side,
    "remark.answer": Answer,
    "review_step.verdict": Verdict,
    "peer_answer.mark": PeerMark,
    "export.state": ("queued", "running", "done", "failed"),
    "spring_question.answer": ("", "holds", "changes", "past"),
}
"""The columns, beside the fields of a plan, that hold one of a few words."""


def is_map(of: type = object) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict)
        and all(isinstance(each, of) and not (of is int and isinstance(each, bool)) for each in value.values())
    )


def is_list(value: Any) -> bool:
    return isinstance(value, list)


def is_choices(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def is_logged(value: Any) -> bool:
    """Tell whether this is what the log keeps of a value: the whole, or what changed in a text."""
    if not isinstance(value, dict) or not ({"v", "d"} & set(value)):
        return False
    change = value.get("d", [0, 0, ""])
    return isinstance(change, list) and [type(each) for each in change] == [int, int, str]


SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "course.rules": is_map(int),
    "outbox.payload": is_map(),
    "document_choice.options": is_map(),
    "export.options": is_map(),
    "feedback_draft.values": is_map(),
    "feedback_draft.versions": is_map(int),
    "feedback_draft.keys": is_map(str),
    "form_receipt.messages": is_list,
    "plan_item.field_versions": is_map(int),
    "receipt.answer": lambda _value: True,
    "reflection.versions": is_map(int),
    "reflection.keys": is_map(str),
    "revision.after": is_logged,
    **{
        f"{kind.key}.{name}": is_choices
        for kind in KINDS.values()
        for name, declared in kind.stored.items()
        if declared.type == "choices"
    },
}
"""What a column that holds JSON must look like; a test has every such column named here."""


def find_strange_values() -> Iterator[Fault]:
    for table in db.metadata.sorted_tables:
        yield from _find_mistyped(table)
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if name in CHOICES:
                yield from _find_unknown(table, column, map(str, CHOICES[name]))
            if name in SHAPES:
                yield from _find_misshapen(table, column, SHAPES[name])
    for kind in KINDS.values():
        for name, declared in kind.stored.items():
            yield from _find_unoffered(kind, name, declared)


def _name_row(table: Table, row: Any) -> str:
    return " ".join(str(row[number]) for number in range(len(table.primary_key.columns)))


def _rows(table: Table, column: Column[Any], *which: Any) -> Iterator[Fault]:
    query = select(*table.primary_key.columns, cast(column, Text)).where(*which).limit(SHOWN)
    for row in db.session.execute(query):
        yield Fault(table.name, f"{_name_row(table, row)}: {column.name} cannot be {row[-1]!r:.60}")


def _find_unknown(table: Table, column: Column[Any], known: Iterable[str]) -> Iterator[Fault]:
    yield from _rows(table, column, column.is_not(None), column.not_in(list(known)))


def _find_unoffered(kind: Kind, name: str, declared: Field) -> Iterator[Fault]:
    """Yield values of a field that are none of its choices."""
    table, column = kind.table, kind.table.c.get(name)
    if declared.type == "choice" and declared.choices and column is not None:
        yield from _rows(table, column, column.not_in(["", *(key for key, _label in declared.choices)]))
    elif declared.type == "scale" and column is not None:
        yield from _rows(table, column, or_(column < declared.low, column > declared.high))
    elif declared.type == "choices" and column is not None:
        known = {key for key, _label in declared.choices}
        yield from _find_misshapen(table, column, lambda value: not is_choices(value) or known.issuperset(value or ()))


def _find_misshapen(table: Table, column: Column[Any], fits: Callable[[Any], bool]) -> Iterator[Fault]:
    misshapen, keys = 0, list(table.primary_key.columns)
    query = select(*keys, cast(column, Text)).where(cast(column, Text).is_not(None))
    for row in db.session.execute(query.execution_options(yield_per=1000)):
        try:
            wrong = "" if fits(json.loads(row[-1])) else "is of another shape"
        except ValueError:
            wrong = "is no JSON"
        if wrong:
            misshapen += 1
            yield Fault(table.name, f"{_name_row(table, row)}: {column.name} {wrong}: {row[-1]!r:.60}")
        if misshapen == SHOWN:
            return


def _find_mistyped(table: Table) -> Iterator[Fault]:
    """Yield what SQLite keeps in a column of another type; PostgreSQL never would."""
    if db.engine.dialect.name != "sqlite":
        return
    for column in table.columns:
        type_ = getattr(column.type, "impl", column.type)
        if isinstance(type_, DateTime | Date | Time):
            parse = {DateTime: func.datetime, Date: func.date, Time: func.time}
            parsed = next(function for base, function in parse.items() if isinstance(type_, base))
            yield from _rows(table, column, column.is_not(None), parsed(cast(column, Text)).is_(None))
        elif isinstance(type_, Integer | Boolean) and not isinstance(type_, JSON):
            yield from _rows(table, column, column.is_not(None), func.typeof(column) != "integer")
