"""To whom it is told and how, and what is said of negative effects (step ``reports``)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import Field, choice, day, flag, inverse, prose, ref, refs, scale, text
from impactplan.models.indicator import Indicator
from impactplan.models.insight import Insight
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.purpose import Audience
from impactplan.models.results import Measurement
from impactplan.models.stakeholder import Stakeholder
from impactplan.models.theory import Outcome

PUBLICITIES = (("public", _l("Public")), ("internal", _l("Internal")))
NEGATIVE_STATES = (
    ("possible", _l("Possible")),
    ("occurred", _l("Occurred")),
    ("under_control", _l("Under control")),
    ("over", _l("Over")),
)


@register
class Report(ItemKind, PlanItem):
    __tablename__ = "report"
    kind_label = _l("Report")
    kind_plural = _l("Reports")
    title_field = "message"

    audience: Mapped[str | None] = ref(_l("Audience"), Audience, required=True)
    question: Mapped[str | None] = text(
        _l("Another question this time"),
        limit=1000,
        help=_l("What they want to know stands with the audience. Fill this in only if it is something else now."),
    )
    message: Mapped[str | None] = text(
        _l("Message in one sentence"),
        limit=400,
        required=True,
        help=_l("With a number or a story in it, and no jargon."),
    )
    evidence: ClassVar[Field] = refs(_l("What it is based on"), Indicator, Measurement, Insight)
    story: Mapped[str | None] = prose(_l("Story"), help=_l("What somebody experienced, in their own words."))
    story_consent: Mapped[bool | None] = flag(_l("The person in the story consents"))
    channel: Mapped[str | None] = text(_l("Channel"), required=True, line="how", help=_l("For example: one page."))
    frequency: Mapped[str | None] = text(_l("How often"), required=True, line="how")
    next_date: Mapped[date | None] = day(_l("Next date"), required=True, line="who")
    sender: Mapped[str | None] = text(_l("Sender"), required=True, line="who")
    call_to_action: Mapped[str | None] = text(_l("Call to action"), limit=1000, help=_l("What should they do now?"))
    publicity: Mapped[str | None] = choice(_l("Public or internal"), PUBLICITIES)


@register
class NegativeEffect(ItemKind, PlanItem):
    __tablename__ = "negative_effect"
    kind_label = _l("Negative effect")
    kind_plural = _l("Negative effects")
    kind_new = _l("New negative effect")
    title_field = "description"

    description: Mapped[str | None] = text(
        _l("Negative effect"),
        limit=1000,
        required=True,
        help=_l("What can go wrong for people, though nobody means it?"),
    )
    outcome: Mapped[str | None] = ref(
        _l("Out of the theory of change"), Outcome, help=_l("Which negative effect of your theory of change is this?")
    )
    stakeholder: Mapped[str | None] = ref(_l("For whom"), Stakeholder, required=True)
    severity: Mapped[int | None] = scale(_l("Severity"), line="weight", help=_l("1 is light, 5 is serious."))
    likelihood: Mapped[int | None] = scale(_l("Likelihood"), line="weight", help=_l("1 is rare, 5 is almost certain."))
    signal: Mapped[str | None] = ref(_l("Signal"), Indicator, help=_l("Which indicator shows it in time?"))
    mitigation: Mapped[str | None] = text(
        _l("What we do about it"), limit=1000, required=True, help=_l("To prevent it, or to make it less bad.")
    )
    owner: Mapped[str | None] = text(_l("Owner"), line="who")
    told: Mapped[str | None] = text(_l("Who is told, and when"), line="who")
    wording: Mapped[str | None] = prose(_l("How we say it"), help=_l("Plainly, and without hiding it."))
    negative_state: Mapped[str | None] = choice(_l("State"), NEGATIVE_STATES)
    actions: ClassVar[Field] = inverse(_l("Actions"), "action", "answers")
