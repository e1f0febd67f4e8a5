"""What a field is called in a document, where its label speaks to the one who fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from flask_babel.speaklater import LazyString

from impactplan.lib.texts import lazy_gettext as _l
from impactplan.models import KINDS, Field

REPORT_LABELS: Mapping[tuple[str, str], LazyString] = {
    ("stakeholder", "involvement"): _l("How they are involved"),
    ("activity", "stakeholders"): _l("Whom it reaches"),
    ("audience", "name"): _l("Audience"),
    ("outcome", "measure"): _l("Choice"),
    ("link", "held"): _l("What came of it"),
    ("narrative", "story"): _l("The story"),
    ("indicator", "judged_by"): _l("According to"),
    ("indicator", "baseline_reason"): _l("Without a baseline, because"),
    ("indicator", "sources"): _l("Existing data"),
    ("indicator", "collections"): _l("Data collections"),
    ("source", "indicators"): _l("Indicators"),
    ("collection", "group"): _l("Of whom"),
    ("collection", "personal_data"): _l("Personal data"),
    ("collection", "consent_text"): _l("How consent is asked"),
    ("feasibility", "dropped"): _l("What is dropped"),
    ("insight", "confidence"): _l("Certainty"),
    ("report", "story_consent"): _l("With consent"),
    ("report", "question"): _l("Question"),
    ("valuation", "method"): _l("How it is valued"),
    ("valuation", "words"): _l("The value"),
    ("social_return", "risks"): _l("Risks considered"),
    ("task", "request"): _l("What is asked"),
}


MEANT_TO_COME = {("report", "next_date")}
"""Days of something to come: once they are past, a document says so."""


def report_label(kind: str, name: str) -> str:
    """Return what a field is called where its answer is read."""
    return str(REPORT_LABELS.get((kind, name)) or KINDS[kind].fields[name].label)


@cache
def as_reported(kind: str, name: str) -> Field:
    """Return a field under the label that it has in a document."""
    declared = KINDS[kind].fields[name]
    label = REPORT_LABELS.get((kind, name))
    return replace(declared, label=label) if label else declared
