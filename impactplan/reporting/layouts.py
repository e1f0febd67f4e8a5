"""How the sections of module 3 are shown: per outcome, per audience, by weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.reporting.grid import view_grid
from impactplan.reporting.sentences import is_serious, score, score_words
from impactplan.workbook.groups import Group, Heading, in_groups
from impactplan.workbook.sections import Layout, RowView, Section
from impactplan.workbook.suggestions import Suggestion
from impactplan.workbook.wording import chosen, joined, name_of

UNASSIGNED = "none"
MOST_QUOTED = 700
"""Characters of an assumption that go into the question made from it."""


@dataclass(frozen=True)
class PerOutcome:
    rows: Sequence[RowView]
    suggestions: Sequence[Suggestion]
    left_out: int
    """Outcomes that the plan chose not to measure."""


def view_per_outcome(state: PlanState, section: Section) -> PerOutcome:
    """Return the rows, and the outcomes that have none; what is not measured is not asked for."""
    taken = {row.item["outcome"] for row in section.rows}
    outcomes = [item for item in state.rows("outcome") if item.id not in taken and item["statement"]]
    suggestions = [item for item in outcomes if item["measure"] != "not"]
    first = sorted(suggestions, key=lambda item: item["measure"] == "later")
    return PerOutcome(
        section.rows,
        tuple(Suggestion(item["statement"], {"outcome": item.id}, _about(state, item)) for item in first),
        len(outcomes) - len(suggestions),
    )


def _about(state: PlanState, item: Item) -> str:
    negative = chosen(item, "direction").lower() if item["direction"] == "negative" else ""
    return joined([name_of(state, item["stakeholder"]), negative])


@dataclass(frozen=True)
class PerAudience:
    groups: Sequence[Group]
    suggestions: Sequence[Suggestion]


def view_per_audience(state: PlanState, section: Section) -> PerAudience:
    """Return the reports per audience, and the audiences that are told nothing yet."""
    audiences = state.rows("audience")
    headings = [Heading(item.id, name_of(state, item.id) or "…") for item in audiences]
    headings.append(Heading(UNASSIGNED, _("For nobody yet")))
    informed = {row.item["audience"] for row in section.rows}
    suggestions = [
        Suggestion(name_of(state, item.id), {"audience": item.id}, item.get("question", ""))
        for item in audiences
        if item.id not in informed and name_of(state, item.id)
    ]
    return PerAudience(in_groups(section.rows, _audience_of, headings), tuple(suggestions))


def _audience_of(item: Item) -> str:
    return str(item.get("audience", UNASSIGNED))


@dataclass(frozen=True)
class Weight:
    """How heavy a negative effect weighs, as its closed row shows it."""

    score: int | None
    words: str
    serious: bool
    state: str
    occurred: bool
    whom: str
    mitigation: str


def show_weight(state: PlanState, item: Item) -> Weight:
    return Weight(
        score=score(item),
        words=score_words(state, item),
        serious=is_serious(state, item),
        state=chosen(item, "negative_state"),
        occurred=item["negative_state"] == "occurred",
        whom=name_of(state, item["stakeholder"]),
        mitigation=item.get("mitigation", ""),
    )


@dataclass(frozen=True)
class NegativeEffects:
    rows: Sequence[RowView]
    suggestions: Sequence[Suggestion]
    """The negative outcomes of the theory of change that are not taken up here."""


def by_weight(state: PlanState, section: Section) -> NegativeEffects:
    """Return the negative effects, the heaviest first; what has no score yet stands on top, to be given one."""
    rows = sorted(section.rows, key=lambda row: -(score(row.item) or 100))
    taken = {row.item["outcome"] for row in section.rows}
    foreseen = [item for item in state.rows("outcome") if item["direction"] == "negative" and item["statement"]]
    return NegativeEffects(rows, [_foreseen(state, item) for item in foreseen if item.id not in taken])


def _foreseen(state: PlanState, outcome: Item) -> Suggestion:
    """Return a negative outcome with what a row about it begins with: for whom it is, and what shows it."""
    signal = state.first_with("indicator", "outcome", outcome.id)
    preset = {"description": outcome["statement"], "outcome": outcome.id, "stakeholder": outcome["stakeholder"] or ""}
    preset["signal"] = signal.id if signal else ""
    why = name_of(state, outcome["stakeholder"])
    return Suggestion(outcome["statement"], {name: value for name, value in preset.items() if value}, why)


@dataclass(frozen=True)
class Held:
    """How an assumption turned out, as its closed row shows it."""

    key: str
    shape: str
    words: str


HELD_SHAPES = {"yes": "✓", "partly": "≈", "no": "✕", "unknown": "?"}


def show_held(_state: PlanState, item: Item) -> Held:
    key = str(item.get("held", ""))
    return Held(key, HELD_SHAPES.get(key, "?"), chosen(item, "held") or _("Did it hold?"))


@dataclass(frozen=True)
class Insights:
    rows: Sequence[RowView]
    questions: Section
    """The assumptions."""
    asked: int
    answered: int
    lessons: Sequence[Suggestion]
    """Assumptions that did not hold, and of which module 4 has no learning question yet."""


def view_insights(state: PlanState, section: Section) -> Insights:
    links = section.inside["link"]
    assumed = [row.item for row in links.rows if row.item["assumption"]]
    taken_up = {source for row in state.rows("decision") for source in row.get("basis", ())}
    return Insights(
        rows=section.rows,
        questions=links,
        asked=len(assumed),
        answered=sum(item["held"] in {"yes", "partly", "no"} for item in assumed),
        lessons=[_lesson(item) for item in assumed if item["held"] == "no" and item.id not in taken_up],
    )


def _lesson(link: Item) -> Suggestion:
    text = link["assumption"]
    short = text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1].rstrip() + "…"
    question = _("What do we do differently, now that this did not hold: “%(assumption)s”?", assumption=short)
    return Suggestion(text, {"question": question, "basis": link.id}, _("did not hold"))


def alone(item: Item) -> str:
    """Let each row stand in a group of its own: its place says nothing, so it is not moved."""
    return item.id


MEASUREMENTS = Layout("reporting/_results.html", view_grid, includes=("indicator",), group=alone)
JUDGED_INDICATORS = Layout(group=alone)
CONTRIBUTIONS = Layout("reporting/_per_outcome.html", view_per_outcome)
VALUATIONS = Layout("reporting/_per_outcome.html", view_per_outcome)
SOCIAL_RETURN = Layout("reporting/_social_return.html")
INSIGHTS = Layout("reporting/_insights.html", view_insights, includes=("link",))
ASSUMPTIONS = Layout(closed="reporting/_assumption.html", show=show_held, group=alone)
REPORTS = Layout("reporting/_per_audience.html", view_per_audience, group=_audience_of)
NEGATIVE_EFFECTS = Layout(
    "reporting/_effects.html", by_weight, closed="reporting/_effect.html", show=show_weight, group=alone
)
