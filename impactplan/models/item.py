"""The graph of a plan: one identity table for all items, and a typed table for each kind joined to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from flask_babel.speaklater import LazyString
from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from impactplan.models.base import Base, UtcDateTime, new_id, table_of
from impactplan.models.fields import Field
from impactplan.models.plan import Plan


class PlanItem(Base):
    """Identity, place and versions of one item. Deleting is a revision: the row stays, with ``deleted_at`` set."""

    __tablename__ = "plan_item"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id))
    kind: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(BigInteger)
    field_versions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    filled: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    later_filled: Mapped[int] = mapped_column(default=0, server_default="0")
    later_missing: Mapped[int] = mapped_column(default=0, server_default="0")
    """The same of the fields that a later step asks."""
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__: Any = {"polymorphic_on": "kind", "polymorphic_identity": "item"}
    __table_args__ = (
        UniqueConstraint("id", "plan_id"),
        Index(None, "plan_id", "kind", "deleted_at", "position"),
    )


class PlanReference(Base):
    """One place of a many-reference field. An emptied place keeps its row with no target, so that a list is
    written by a single upsert and keeps its order."""

    __tablename__ = "plan_reference"

    item_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    plan_id: Mapped[str] = mapped_column(ForeignKey(Plan.id), index=True)
    target_id: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        ForeignKeyConstraint(["item_id", "plan_id"], ["plan_item.id", "plan_item.plan_id"]),
        ForeignKeyConstraint(["target_id", "plan_id"], ["plan_item.id", "plan_item.plan_id"]),
        Index(None, "target_id"),
    )


@dataclass(frozen=True)
class Kind:
    """What the other packages know of a kind of item."""

    key: str
    table: Table
    fields: Mapping[str, Field]
    label: LazyString
    plural: LazyString
    new: LazyString
    """What making one for a choice is called, such as “New outcome”."""
    sheet: bool
    """A sheet exists once in a plan; the others are rows."""
    title_field: str
    """The field that names an item in choices, sentences and messages."""
    one_per: str = ""
    """The field of which every value has one row at most, such as the dimension of a scan."""
    lock: str = ""
    """The field that, once filled, closes the row for good."""
    needs_one_of: tuple[str, ...] = ()
    """Inverse sides of associations of which a row needs one, such as the data of an indicator."""

    @cached_property
    def columns(self) -> list[str]:
        return [name for name, declared in self.stored.items() if declared.type != "refs"]

    @cached_property
    def stored(self) -> Mapping[str, Field]:
        """The fields that an item holds itself; the others are the inverse sides of associations."""
        return {name: declared for name, declared in self.fields.items() if declared.is_stored}

    @cached_property
    def inverse(self) -> Mapping[str, Field]:
        return {name: declared for name, declared in self.fields.items() if not declared.is_stored}

    @cached_property
    def lists(self) -> list[str]:
        """The stored fields that hold several keys or ids."""
        return [name for name, declared in self.stored.items() if declared.is_list]

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The fields that name a source, by the field that rests on them."""
        return {declared.supports: name for name, declared in self.fields.items() if declared.supports}

    @cached_property
    def at_home(self) -> Mapping[str, Field]:
        """The fields shown in the step that the kind belongs to."""
        return {name: declared for name, declared in self.fields.items() if not declared.only_later}

    def shown_in(self, step: str) -> Mapping[str, Field]:
        """Return the fields that a later step asks."""
        return {name: declared for name, declared in self.fields.items() if declared.later == step}


KINDS: dict[str, Kind] = {}


class ItemKind:
    """Mixin of every kind: its own table with (id, plan_id), and foreign keys for the declared references."""

    kind_label: ClassVar[LazyString]
    kind_plural: ClassVar[LazyString]
    kind_new: ClassVar[LazyString | None] = None
    sheet: ClassVar[bool] = False
    title_field: ClassVar[str] = "name"
    one_per: ClassVar[str] = ""
    lock: ClassVar[str] = ""
    needs_one_of: ClassVar[tuple[str, ...]] = ()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # Spelled out, since a reference to any kind is a second foreign key to plan_item.
        same = (cls.id == PlanItem.id) & (cls.plan_id == PlanItem.plan_id)
        return {"polymorphic_identity": cls.__tablename__, "inherit_condition": same}  # type: ignore[attr-defined]  # as below

    @declared_attr
    def id(cls) -> Mapped[str]:
        return mapped_column(String(16), primary_key=True)

    @declared_attr
    def plan_id(cls) -> Mapped[str]:
        return mapped_column(String(16))

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        key = cls.__tablename__  # type: ignore[attr-defined]  # set by every kind, next to its columns
        constraints: list[Any] = [
            ForeignKeyConstraint(["id", "plan_id"], ["plan_item.id", "plan_item.plan_id"]),
            UniqueConstraint("id", "plan_id"),
        ]
        if cls.sheet:
            constraints.append(UniqueConstraint("plan_id"))
        for name, declared in _declared(cast(type, cls)).items():
            if declared.type == "ref":
                target = declared.targets[0] if len(declared.targets) == 1 else "plan_item"
                constraints.append(ForeignKeyConstraint([name, "plan_id"], [f"{target}.id", f"{target}.plan_id"]))
                constraints.append(Index(f"ix_{key}_{name}", name))
        return tuple(constraints)


def _declared(model: type) -> dict[str, Field]:
    """Return the declared fields of a model, in the order of its source."""
    fields: dict[str, Field] = {}
    for name, value in vars(model).items():
        declared = value if isinstance(value, Field) else _field_of_column(value)
        if declared is not None:
            fields[name] = replace(declared, name=name)
    return dict(sorted(fields.items(), key=lambda pair: pair[1].order))


def _field_of_column(value: object) -> Field | None:
    # Before mapping the attribute is a MappedColumn, afterwards an InstrumentedAttribute; both lead to the column.
    column = getattr(value, "column", None)
    if column is None:
        column = getattr(getattr(value, "property", None), "columns", [None])[0]
    info = getattr(column, "info", None)
    return info.get("field") if info else None


def register(model: type[PlanItem]) -> type[PlanItem]:
    """Class decorator: register a mapped kind under its table name."""
    key, declared = str(model.__tablename__), cast(type[ItemKind], model)
    KINDS[key] = Kind(
        key=key,
        table=table_of(model),
        fields=_declared(model),
        label=declared.kind_label,
        plural=declared.kind_plural,
        new=declared.kind_new or declared.kind_label,
        sheet=declared.sheet,
        title_field=declared.title_field,
        one_per=declared.one_per,
        lock=declared.lock,
        needs_one_of=declared.needs_one_of,
    )
    return model
