"""The fields of what is typed for others, declared as those of a plan are: forms and autosave read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel.speaklater import LazyString

from impactplan.access import OpenPlan
from impactplan.feedback.purposes import purpose_of
from impactplan.feedback.visibility import OFFERED, side_of
from impactplan.lib.texts import lazy_gettext as _l
from impactplan.lib.texts import lazy_pgettext
from impactplan.models import Draft, Field
from impactplan.models.feedback import Answer, Circle, Side, Verdict
from impactplan.workbook.fieldviews import FieldView, Option, OptionGroup
from impactplan.workbook.forms import parse

BODY_LIMIT = 20_000
ANSWER_LIMIT = 5_000

ANSWERS: tuple[tuple[str, LazyString], ...] = (
    (Answer.ADOPTED, _l("Taken over")),
    (Answer.OTHERWISE, _l("Solved otherwise")),
    (Answer.DECLINED, _l("Not, because …")),
)
VERDICTS: tuple[tuple[str, LazyString], ...] = (
    (Verdict.AGREED, lazy_pgettext("feedback", "Agreed")),
    (Verdict.REVISE, _l("To be revised")),
    ("remarks", _l("Remarks only")),
    ("later", _l("Not looked at yet")),
)
LANDS: tuple[tuple[str, LazyString], ...] = (
    ("decision", _l("A learning question (module 4)")),
    ("action", _l("An action (module 5)")),
)
"""What the author of a question to the peer group makes of the answers: the kind of the row that it becomes."""
CIRCLES: dict[Circle, LazyString] = {
    Circle.TRAINERS: _l("Authors and trainers"),
    Circle.READERS: _l("Also readers who comment, and the peer group"),
    Circle.AUTHORS: _l("Authors only"),
}


PLAIN = {"reflection": ("body",), "colleague": ("body",)}
"""What is said about a reflection, and to a colleague about their unsent feedback, is text and no more."""


def _named(**declared: Field) -> Mapping[str, Field]:
    return {name: replace(field, name=name) for name, field in declared.items()}


FIELDS = _named(
    body=Field("prose", _l("Your remark"), limit=BODY_LIMIT),
    asks=Field("flag", _l("Asks for an answer")),
    answer=Field("choice", _l("What did you do with it?"), choices=ANSWERS),
    circle=Field("choice", _l("Who sees this"), choices=tuple((key, label) for key, label in CIRCLES.items())),
    summary=Field("prose", _l("Your feedback in short"), limit=BODY_LIMIT),
    verdict=Field("choice", _l("Your judgement"), choices=VERDICTS),
    question=Field("prose", _l("What do you want to ask?"), limit=2_000),
    strong=Field("prose", _l("What is strong?"), limit=ANSWER_LIMIT),
    unseen=Field("prose", _l("What do I not see yet?"), limit=ANSWER_LIMIT),
    attempt=Field("prose", _l("What would I try?"), limit=ANSWER_LIMIT),
    takeaway=Field("text", _l("What I take along"), limit=1_000),
    lands=Field("choice", _l("What does it become?"), choices=LANDS),
)
"""Also those of the rooms above that type by way of drafts."""


def read_value(name: str, typed: str) -> Any:
    """Return the value of what was typed in a field, or raise ValueError with a message for its writer."""
    value = parse(FIELDS[name], [typed])
    return bool(value) if FIELDS[name].type == "flag" else value or ""


def _find_errors(name: str, raw: str) -> Sequence[str]:
    """Say of a text that is kept but cannot be sent why not."""
    try:
        read_value(name, raw)
    except ValueError as error:
        return [str(error)]
    return ()


def fields_of(plan: OpenPlan, ref: str) -> tuple[str, ...]:
    """Return which fields a draft has, by what it is and who writes it."""
    purpose, side = ref.partition(".")[0], side_of(plan)
    if of_room := purpose_of(ref):
        return tuple(of_room.fields)
    if purpose in {"new", "ready"}:
        return {Side.AUTHOR: ("body", "asks", "circle"), Side.TRAINER: ("body", "asks", "circle")}.get(
            side or Side.READER, ("body",)
        )
    if purpose == "reply":
        said = ("body",) if side is Side.READER else ("body", "asks")
        return ("answer", *said) if side is Side.AUTHOR else said
    return {"summary": ("summary",), "verdict": ("verdict",), "request": ("question",), "edit": ("body",), **PLAIN}.get(
        purpose, ()
    )


def view_draft(
    plan: OpenPlan,
    ref: str,
    draft: Draft | None,
    *,
    names: Sequence[str] | None = None,
    defaults: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> list[FieldView]:
    """Return the fields of a draft as a form shows them; what nobody typed yet holds its default."""
    side = side_of(plan) or Side.READER
    usual = {"asks": "1" if side is Side.TRAINER else "", "circle": OFFERED[side][0], **(defaults or {})}
    views = []
    for name in names if names is not None else fields_of(plan, ref):
        declared = FIELDS[name]
        raw = (draft.values if draft else {}).get(name, usual.get(name, "")) or ""
        raw = "1" if raw is True else str(raw)
        offered = declared.choices
        if name == "circle":
            offered = tuple((circle, CIRCLES[circle]) for circle in OFFERED[side])
        groups = (OptionGroup("", tuple(Option(key, str(label), key == raw) for key, label in offered)),)
        views.append(
            FieldView(
                kind="draft",
                ref=f"draft-{ref}",
                name=name,
                declared=declared,
                required=True,
                version=(draft.versions if draft else {}).get(name, 0),
                raw=raw,
                value=raw,
                groups=groups if offered else (),
                errors=(errors or {}).get(name) or (_find_errors(name, raw) if declared.is_text else ()),
                always=name in {"circle", "verdict", "lands"},
            )
        )
    return views
