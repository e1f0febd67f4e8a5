"""Learning questions: question → rule → decision → actions, and the questions that the plan itself raises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.workbook.addresses import step_address
from impactplan.workbook.sections import Section, Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.suggestions import Suggestion
from impactplan.workbook.wording import chosen, day, joined, lowered, name_of, quoted

MOST_QUOTED = 700
"""Characters of somebody's text that go into the question made from it, which has room for 1,000."""


@dataclass(frozen=True)
class Chain:
    """What a closed row shows: four parts that follow from one another, each with a word for when it is not there."""

    question: str
    rule: str
    decision: str
    by: str
    actions: tuple[str, ...]


def taken_by(item: Item) -> str:
    """Return who decides and when: “management team, 3 March 2026”."""
    return joined([item["decided_by"], day(item, "decided_on")], ", ")


def chain(state: PlanState, item: Item) -> Chain:
    return Chain(
        question=item.get("question", ""),
        rule=item.get("rule", ""),
        decision=chosen(item, "decision"),
        by=taken_by(item),
        actions=tuple(name_of(state, action.id) for action in state.find_all(item["actions"])),
    )


def sentence(state: PlanState, item: Item) -> Sentence:
    shown = chain(state, item)
    by = joined([value("decided_by", item["decided_by"]), value("decided_on", day(item, "decided_on"))], ", ")
    decided = shown.decision and joined([value("decision", shown.decision), by and f"({by})"], " ")
    count = len(shown.actions)
    done = ngettext("%(num)s action", "%(num)s actions", count) if count else ""
    rule = value("rule", shown.rule)
    parts = [rule, decided or value("decision", _("not decided yet")), value("actions", done)]
    return Sentence(value("question", shown.question), joined(parts, " → "))


def _used(decisions: Iterable[Item]) -> set[str]:
    return {basis for item in decisions for basis in item["basis"] or ()}


def _quoted(text: str) -> str:
    short = text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1].rstrip() + "…"
    return quoted(short.rstrip("."))


def suggestions(state: PlanState) -> list[Suggestion]:
    """Return the assumptions that did not hold and the insights that no learning question rests on yet."""
    used = _used(state.rows("decision"))
    questions = []
    for link in state.rows("link"):
        if link["held"] not in {"no", "partly"} or link.id in used:
            continue
        text = link["assumption"] or name_of(state, link.id)
        broke = link["held"] == "no"
        why = _("This assumption did not hold") if broke else _("This assumption held only partly")
        ask = (
            _("The assumption %(text)s did not hold. What do we change?", text=_quoted(text))
            if broke
            else _("The assumption %(text)s held only partly. For whom not, and what do we change?", text=_quoted(text))
        )
        href = step_address(state.plan_id, "insights")
        questions.append(Suggestion(text, {"question": ask, "basis": link.id}, why, href))
    for insight in state.rows("insight"):
        if insight.id in used or not insight["finding"]:
            continue
        ask = _("What does this ask of us: %(text)s?", text=_quoted(insight["finding"]))
        href = step_address(state.plan_id, "insights", insight.id, f"row-{insight.id}")
        questions.append(Suggestion(insight["finding"], {"question": ask, "basis": insight.id}, _("An insight"), href))
    return questions


def view_decisions(state: PlanState, _section: Section) -> list[Suggestion]:
    return suggestions(state)


def decided(state: PlanState) -> list[Item]:
    """Return the questions upon which something was decided, the newest decision first and undated ones last."""
    decisions = [item for item in state.rows("decision") if item["decision"] and item["question"]]
    return sorted(decisions, key=lambda item: item.get("decided_on", date.min), reverse=True)


def said(item: Item) -> str:
    """Return a decision as one says it inside a sentence: “adapt (management team)”."""
    return joined([lowered(chosen(item, "decision")), item["decided_by"] and f"({item['decided_by']})"], " ")
