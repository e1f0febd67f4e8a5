"""The one-page story for an alderman or a board (step ``pitch``)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models.fields import choice, day, prose, text
from impactplan.models.item import ItemKind, PlanItem, register

PICTURES = (
    ("theory", _l("Theory of change")),
    ("results", _l("Results")),
    ("contribution", _l("Estimate of our share")),
    ("no_picture", _l("No picture")),
)


@register
class Pitch(ItemKind, PlanItem):
    """Required is what the author alone can say; where nothing else is written, the page tells it from the plan."""

    __tablename__ = "pitch"
    kind_label = _l("One-page story")
    kind_plural = _l("One-page story")
    sheet = True
    title_field = "headline"

    headline: Mapped[str | None] = text(_l("Title"), required=True, help=_l("The message in a line."))
    challenge: Mapped[str | None] = prose(
        _l("The challenge, in their words"), help=_l("As somebody in the street would say it.")
    )
    people: Mapped[str | None] = prose(_l("For whom, and how many"))
    results: Mapped[str | None] = prose(_l("Three results: planned and actual, with the baseline"))
    story: Mapped[str | None] = prose(_l("One quote or story"), help=_l("Of somebody who consents."))
    own_share: Mapped[str | None] = prose(
        _l("Our own share, said with care"), help=_l("A range is more honest than one number.")
    )
    lessons: Mapped[str | None] = prose(_l("What did not work, and what changes"))
    cost: Mapped[str | None] = prose(_l("What it costs"))
    request: Mapped[str | None] = prose(
        _l("What we ask"), required=True, help=_l("So that the answer can be yes or no.")
    )
    request_date: Mapped[date | None] = day(_l("Decision needed by"), required=True)
    contact: Mapped[str | None] = text(_l("Contact"), limit=1000, required=True)
    picture: Mapped[str | None] = choice(_l("Picture"), PICTURES)
