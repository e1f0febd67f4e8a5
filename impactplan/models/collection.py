"""How data will be collected, from whom, with what, and lawfully (step ``collection``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import (
    Field,
    Fold,
    Values,
    choice,
    day,
    euros,
    flag,
    integer,
    number,
    prose,
    ref,
    refs,
    text,
)
from impactplan.models.indicator import Indicator
from impactplan.models.item import ItemKind, PlanItem, register
from impactplan.models.stakeholder import Stakeholder

METHODS = (
    ("survey", _l("Survey")),
    ("interview", _l("Interview")),
    ("focus_group", _l("Focus group")),
    ("observation", _l("Observation")),
    ("test", _l("Test or assignment")),
    ("registration", _l("Registration")),
    ("desk_research", _l("Desk research")),
    ("other_method", _l("Another method")),
)
ORIGINS = (("primary", _l("Primary")), ("existing", _l("Existing")), ("secondary", _l("Secondary")))
SAMPLINGS = (
    ("census", _l("Census: everybody")),
    ("random", _l("Random")),
    ("stratified", _l("Stratified")),
    ("quota", _l("Quota")),
    ("convenience", _l("Convenience: whoever is there")),
    ("purposive", _l("Purposive: chosen on purpose")),
)
PERFORMERS = (
    ("self", _l("Our own staff")),
    ("volunteer", _l("Volunteers")),
    ("teacher", _l("Teachers of the course")),
    ("student", _l("A student or trainee")),
    ("partner", _l("A partner")),
    ("external", _l("A research agency")),
)
YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
LAWFUL_BASES = (
    ("consent", _l("Consent")),
    ("contract", _l("Contract")),
    ("legal_obligation", _l("Legal obligation")),
    ("vital_interests", _l("Vital interests")),
    ("public_task", _l("Public task")),
    ("legitimate_interests", _l("Legitimate interests")),
    ("none", _l("None: no personal data")),
)
EXCEPTIONS = (
    ("explicit_consent", _l("Explicit consent")),
    ("made_public", _l("People made it public themselves")),
    ("research", _l("Research or statistics, where asking consent is impossible")),
    ("other_exception", _l("Another one: ask your privacy officer")),
)
"""When special category data may be used: those of GDPR art. 9(2) that a library can meet."""
HANDLERS = (
    ("nobody", _l("Nobody")),
    ("processor", _l("On our behalf: a survey tool, an agency")),
    ("joint", _l("Deciding with us: a university, a partner")),
)
PRIVACY = Fold("privacy", _l("What the privacy law asks (GDPR)"), ("personal_data", "yes"))


def _asks_people(values: Values) -> bool:
    return values.get("origin") != "secondary"


def _has_personal_data(values: Values) -> bool:
    return values.get("personal_data") == "yes"


@register
class Collection(ItemKind, PlanItem):
    __tablename__ = "collection"
    kind_label = _l("Data collection")
    kind_plural = _l("Data collections")
    kind_new = _l("New data collection")

    name: Mapped[str | None] = text(
        _l("In a few words"),
        in_sight=True,
        heading=_l("What, and how?"),
        help=_l("For example: before and after the course."),
    )
    indicators: ClassVar[Field] = refs(_l("Indicators"), Indicator, required=True)
    method: Mapped[str | None] = choice(_l("Method"), METHODS, required=True, line="how")
    origin: Mapped[str | None] = choice(
        _l("Origin"),
        ORIGINS,
        required=True,
        line="how",
        help=_l("Primary: you collect it. Existing: you have it already. Secondary: others collected it."),
    )
    group: Mapped[str | None] = ref(_l("Who is asked"), Stakeholder, line="whom", heading=_l("Who, and how many?"))
    population: Mapped[int | None] = integer(
        _l("Population"),
        unit=_l("people"),
        required=_asks_people,
        line="whom",
        help=_l("How many are there in all? Without this no sample size can be computed."),
    )
    sampling: Mapped[str | None] = choice(
        _l("Sampling"), SAMPLINGS, required=_asks_people, help=_l("How do you choose whom you ask?")
    )
    invited: Mapped[int | None] = integer(_l("Invited"), unit=_l("people"), line="answers")
    response: Mapped[Decimal | None] = number(_l("Expected response"), unit=_l("%"), high=100, line="answers")
    minutes: Mapped[Decimal | None] = number(_l("Minutes each"), unit=_l("minutes"), high=1000, line="effort")
    waves: Mapped[int | None] = integer(
        _l("Waves"), low=1, high=100, line="effort", help=_l("How often each is asked.")
    )
    start: Mapped[date | None] = day(
        _l("From"), required=True, line="period", month="first", heading=_l("When, and what does it take?")
    )
    end: Mapped[date | None] = day(_l("Until"), required=True, line="period", month="last")
    staff_hours: Mapped[Decimal | None] = number(_l("Own hours"), unit=_l("hours"), required=True, line="costs")
    cost: Mapped[Decimal | None] = euros(_l("Cost"), required=True, line="costs")
    performed_by: Mapped[str | None] = choice(_l("Done by"), PERFORMERS, required=True)
    performer_reason: Mapped[str | None] = text(
        _l("Why this choice"), limit=1000, help=_l("For example: learners speak more freely to an outsider.")
    )
    bias: Mapped[str | None] = prose(
        _l("Possible bias"),
        help=_l("Grateful learners say kind things; teachers who help fill in forms steer the answers."),
    )
    personal_data: Mapped[str | None] = choice(
        _l("Does it hold personal data?"),
        YES_NO,
        required=True,
        heading=_l("Is it fair, and is it allowed?"),
        help=_l("A phone number for a follow-up call counts too."),
    )
    special_category: Mapped[bool | None] = flag(
        _l("Special category data"), fold=PRIVACY, help=_l("Such as health, origin or belief.")
    )
    special_exception: Mapped[str | None] = choice(
        _l("Exception for special category data"),
        EXCEPTIONS,
        fold=PRIVACY,
        help=_l(
            "Article 9 of the GDPR: without an exception such data may not be used. Usually it is explicit consent."
        ),
    )
    minors: Mapped[bool | None] = flag(
        _l("Children under 16 take part"),
        fold=PRIVACY,
        help=_l("Is your basis consent? Then a parent or guardian gives it for them."),
    )
    lawful_basis: Mapped[str | None] = choice(
        _l("Lawful basis"),
        LAWFUL_BASES,
        required=_has_personal_data,
        fold=PRIVACY,
        help=_l("Choose one, before you begin, and write down why."),
    )
    retention: Mapped[int | None] = integer(
        _l("Kept for"), unit=_l("months"), high=1200, required=_has_personal_data, fold=PRIVACY
    )
    consent_text: Mapped[str | None] = prose(_l("Text of the consent"), fold=PRIVACY)
    informed: Mapped[bool | None] = flag(
        _l("People are told what happens with their data"),
        fold=PRIVACY,
        help=_l(
            "Who you are, what for, on which basis, for how long, and their rights. Also where you ask no consent."
        ),
    )
    handled_by: Mapped[str | None] = choice(
        _l("Who else handles the data"),
        HANDLERS,
        fold=PRIVACY,
        help=_l("The maker of a survey tool does too."),
    )
    pseudonymised: Mapped[bool | None] = flag(_l("Pseudonymised"), fold=PRIVACY, line="measures")
    processor_agreement: Mapped[bool | None] = flag(_l("Agreement with them in writing"), fold=PRIVACY, line="measures")
    impact_assessment: Mapped[bool | None] = flag(
        _l("Data protection impact assessment"),
        fold=PRIVACY,
        line="measures",
        help=_l(
            "Needed where many people or a vulnerable group run a high risk (article 35). Ask your privacy officer."
        ),
    )
