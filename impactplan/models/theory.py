"""The theory of change: what changes for whom, what that leads to, and why we believe so (step ``theory``)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import lazy_pgettext as _p
from impactplan.models.fields import Field, choice, flag, inverse, prose, ref, scale, text
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.solutions import Output
from impactplan.models.stakeholder import Stakeholder

BOX_KINDS = ("activity", "output", "outcome", "impact", "precondition")
"""The boxes of the theory of change. Kinds share its columns, so the positions of all boxes are compared."""
TERMS = (("short", _l("Short")), ("mid", _l("Medium")), ("long", _l("Long")))
OUTCOME_KINDS = (
    ("knowledge", _l("Knowledge")),
    ("skill", _l("Skill")),
    ("attitude", _l("Attitude")),
    ("confidence", _l("Confidence")),
    ("behaviour", _l("Behaviour")),
    ("situation", _l("Situation")),
)
DIRECTIONS = (("positive", _l("Positive")), ("negative", _l("Negative")))
INTENTIONS = (("intended", _l("Intended")), ("unintended", _l("Unintended")))
EFFECTS = (("strengthens", _l("Strengthens")), ("inhibits", _l("Inhibits")))
MEASURES = (("now", _l("Now")), ("later", _l("Later")), ("not", _l("Not")))
HELD = (
    ("yes", _l("It held")),
    ("partly", _l("Partly")),
    ("no", _l("It did not hold")),
    ("unknown", _l("Not known yet")),
)
EVIDENCE = (
    ("none", _l("None yet")),
    ("experience", _l("Experience")),
    ("own_data", _l("Own data")),
    ("research", _l("Research")),
)


@register
class Outcome(ItemKind, PlanItem):
    __tablename__ = "outcome"
    kind_label = _l("Outcome")
    kind_plural = _l("Outcomes")
    kind_new = _l("New outcome")
    title_field = "statement"

    statement: Mapped[str | None] = text(
        _l("Outcome"),
        limit=1000,
        required=True,
        help=_l("Who + change + in what: “Learners log in with DigiD by themselves”."),
    )
    stakeholder: Mapped[str | None] = ref(_l("For whom"), Stakeholder, required=True)
    term: Mapped[str | None] = choice(
        _l("Term"),
        TERMS,
        required=True,
        line="kind",
        help=_l("In years: short is up to {short_term}, medium up to {long_term}, long is more."),
    )
    outcome_kind: Mapped[str | None] = choice(_l("What changes"), OUTCOME_KINDS, required=True, line="kind")
    direction: Mapped[str | None] = choice(_l("Positive or negative"), DIRECTIONS, required=True, line="sign")
    intention: Mapped[str | None] = choice(_l("Intended or not"), INTENTIONS, required=True, line="sign")
    importance: Mapped[int | None] = scale(
        _l("Importance to them"),
        line="importance",
        help=_l("How much does it matter to the people concerned? Ask them. 1 is little, 5 is much."),
    )
    importance_by: Mapped[str | None] = text(_l("According to whom"), line="importance")
    measure: Mapped[str | None] = choice(
        _l("Measure it"), MEASURES, later="priorities", later_required=True, only_later=True
    )
    measure_reason: Mapped[str | None] = text(
        _l("Because"),
        limit=1000,
        later="priorities",
        later_required=True,
        only_later=True,
        help=_l("Which decision depends on it, or why can it wait?"),
    )
    relevance: Mapped[int | None] = scale(
        _l("Relevance"),
        line="materiality",
        later="priorities",
        only_later=True,
        in_sight=True,
        help=_l(
            "How much do others need to know this: does policy, a funder or your own mission depend on it? "
            "1 is little, 5 is much."
        ),
    )
    significance: Mapped[int | None] = scale(
        _l("Significance"),
        line="materiality",
        later="priorities",
        only_later=True,
        help=_l("How large is the change, for how many people and for how long? 1 is little, 5 is much."),
    )


@register
class Impact(ItemKind, PlanItem):
    __tablename__ = "impact"
    kind_label = _l("Impact")
    kind_plural = _l("Impacts")
    kind_new = _l("New impact")
    title_field = "statement"

    statement: Mapped[str | None] = text(
        _l("Impact"),
        limit=1000,
        required=True,
        help=_l("The long-term change in society that you contribute to."),
    )
    above_ceiling: Mapped[bool | None] = flag(
        _l("Above the accountability ceiling"),
        in_sight=True,
        help=_l("You name it, but do not claim it as your own result."),
    )


@register
class Precondition(ItemKind, PlanItem):
    __tablename__ = "precondition"
    kind_label = _l("Precondition")
    kind_plural = _l("Preconditions")
    kind_new = _l("New precondition")
    title_field = "statement"

    statement: Mapped[str | None] = text(
        _l("Precondition"),
        limit=1000,
        required=True,
        help=_l("What must still be brought about before this can work. What you only believe is an assumption."),
    )
    conditions: ClassVar[Field] = inverse(
        _l("Conditions for going on"), "condition", "precondition", help=_l("Module 5 says how far each of them is.")
    )


@register
class CausalLink(ItemKind, PlanItem):
    __tablename__ = "link"
    kind_label = _l("Causal link")
    kind_plural = _l("Links")
    kind_new = _l("New causal link")
    title_field = "assumption"

    source: Mapped[str | None] = ref(
        _l("From"), Output, Outcome, Precondition, required=True, line="ends", goes_along=True, apart_from="target"
    )
    target: Mapped[str | None] = ref(
        _p("end of a link", "To"),
        Outcome,
        Impact,
        required=True,
        line="ends",
        goes_along=True,
        apart_from="source",
    )
    effect: Mapped[str | None] = choice(_l("Effect"), EFFECTS, required=True, line="effect")
    evidence: Mapped[str | None] = choice(_l("Evidence"), EVIDENCE, required=True, line="effect")
    assumption: Mapped[str | None] = text(
        _l("Assumption"),
        limit=1000,
        required=True,
        help=_l("Why do you believe that the one leads to the other?"),
    )
    evidence_reference: Mapped[str | None] = text(
        _l("Reference"), supports="evidence", limit=1000, help=_l("Which research, which data?")
    )
    risk: Mapped[str | None] = prose(_l("Risk if it fails"))
    held: Mapped[str | None] = choice(_l("Did the assumption hold?"), HELD, later="insights", only_later=True)
    held_because: Mapped[str | None] = text(_l("What shows that"), limit=1000, later="insights", only_later=True)


@register
class Narrative(ItemKind, PlanItem):
    __tablename__ = "narrative"
    kind_label = _l("Narrative")
    kind_plural = _l("Narrative")
    sheet = True
    title_field = "story"

    story: Mapped[str | None] = prose(
        _l("Your theory of change as a story"),
        help=_l("Tell in your own words how your activities lead to the impact."),
    )
