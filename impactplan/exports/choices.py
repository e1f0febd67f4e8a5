"""The ready documents of a plan: for whom each is, and what is in it unless the authors of a plan chose otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from sqlalchemy import select

from impactplan.exports.options import Depth, Options
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import DocumentChoice, db, now, upsert
from impactplan.models.base import table_of


@dataclass(frozen=True)
class ReadyDocument:
    key: str
    name: LazyString
    holds: LazyString
    """What is in it, in a line."""
    length: LazyString
    options: Options


READY = (
    ReadyDocument(
        "alderman",
        _l("For the alderman"),
        _l("The one page, the theory of change and the results in pictures"),
        _l("2 or 3 pages"),
        Options.of(["theory", "results", "contribution", "pitch"], depth=Depth.FRONT),
    ),
    ReadyDocument(
        "management",
        _l("For the management team"),
        _l("Also what we measure, what it told us, what we decided and what we do next"),
        _l("about 12 pages"),
        Options.of(
            [
                *("theory", "priorities", "results", "contribution", "insights"),
                *("decisions", "conditions", "roadmap", "pitch"),
            ],
            depth=Depth.BODY,
        ),
    ),
    ReadyDocument(
        "all",
        _l("Everything"),
        _l("The whole plan, with annexes: all links, all measurements, definitions and sources"),
        _l("30 pages or more"),
        Options.of(),
    ),
)
BY_KEY: Mapping[str, ReadyDocument] = {ready.key: ready for ready in READY}
WHOLE = READY[-1]


@dataclass(frozen=True)
class Choice:
    """A ready document of one plan."""

    ready: ReadyDocument
    options: Options
    is_own: bool
    """Whether its authors chose what is in it."""


def load_choices(plan_id: str) -> dict[str, Choice]:
    """Return the ready documents of a plan, in their order."""
    query = select(DocumentChoice.key, DocumentChoice.options).where(DocumentChoice.plan_id == plan_id)
    own = {key: Options.from_json(options) for key, options in db.session.execute(query)}
    return {ready.key: Choice(ready, own.get(ready.key, ready.options), ready.key in own) for ready in READY}


def keep_choice(plan_id: str, ready: ReadyDocument, options: Options) -> None:
    """Keep what the authors of a plan want in a ready document. What is personal is asked for each time: who makes the
    next file need not know that it was chosen."""
    row = {"plan_id": plan_id, "key": ready.key, "options": options.kept.to_json(), "changed_at": now()}
    db.session.rollback()  # ends the read transaction; the write comes at once
    db.session.execute(upsert(table_of(DocumentChoice), [row], ["plan_id", "key"]))
    db.session.commit()
