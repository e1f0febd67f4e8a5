"""What must be in order to go on (step ``conditions``)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, choice, inverse, ref, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.theory import Precondition

CONDITION_KINDS = (
    ("mandate", _l("Mandate")),
    ("time", _l("Time")),
    ("money", _l("Money")),
    ("people", _l("People and knowledge")),
    ("data", _l("Data and IT")),
    ("process", _l("Process")),
    ("culture", _l("Culture")),
    ("partners", _l("Partners")),
)
CONDITION_STATES = (("present", _l("Present")), ("partly", _l("Partly present")), ("missing", _l("Missing")))


@register
class Condition(ItemKind, PlanItem):
    __tablename__ = "condition"
    kind_label = _l("Condition")
    kind_plural = _l("Conditions")
    kind_new = _l("New condition")
    title_field = "statement"

    condition_kind: Mapped[str | None] = choice(_l("Kind of condition"), CONDITION_KINDS, required=True)
    statement: Mapped[str | None] = text(
        _l("What must be in order"),
        limit=1000,
        in_sight=True,
        help=_l("For example: the director gives four hours a month."),
    )
    state: Mapped[str | None] = choice(_l("State"), CONDITION_STATES, required=True)
    precondition: Mapped[str | None] = ref(
        _l("Precondition in the theory of change"), Precondition, help=_l("If it is one that you named there.")
    )
    owner: Mapped[str | None] = text(_l("Owner"))
    actions: ClassVar[Field] = inverse(_l("Actions"), "action", "answers")
