"""How heavily an outcome weighs: relevance × significance, and how its choice to measure reads."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models.theory import MEASURES

LEVELS = ("much", "some", "little")


def materiality(outcome: Item) -> int | None:
    """Return relevance × significance, from 1 to 25, or None while either is lacking."""
    relevance, significance = outcome["relevance"], outcome["significance"]
    return relevance * significance if relevance and significance else None


def weight(state: PlanState, outcome: Item | None) -> str:
    """Return how heavily an outcome weighs (one of LEVELS): by materiality, else by importance; empty if unknown."""
    if outcome is None:
        return ""
    score = materiality(outcome)
    if score is None and outcome["importance"]:
        score = outcome["importance"] * 3  # 4 and 5 weigh heavily, 2 and 3 somewhat
    if score is None:
        return ""
    if score >= state.rules.much_materiality:
        return "much"
    return "some" if score >= state.rules.some_materiality else "little"


def show_materiality(outcome: Item) -> str:
    """Return the computation: “3 × 4 = 12”."""
    score = materiality(outcome)
    return f"{outcome['relevance']} × {outcome['significance']} = {score}" if score is not None else ""


def measure_word(measure: str | None) -> str:
    words = {"now": _("Measure now"), "later": _("Measure later"), "not": _("Do not measure")}
    return words.get(measure or "", _("Not chosen yet"))


@dataclass(frozen=True)
class Priority:
    """What a closed row of the priorities shows of an outcome."""

    measure: str
    word: str
    materiality: str
    negative: bool


def show_priority(_state: PlanState, outcome: Item) -> Priority:
    return Priority(
        outcome.get("measure", ""),
        measure_word(outcome["measure"]),
        show_materiality(outcome),
        outcome["direction"] == "negative",
    )


@dataclass(frozen=True)
class Tally:
    """How many outcomes are measured now, later, not, or have no choice yet (the key is empty)."""

    counts: tuple[tuple[str, str, int], ...]
    """(key, word, count), each key once; what nobody chose is left out but for “now”."""
    total: int
    note: str

    def count(self, key: str) -> int:
        return next((count for name, _word, count in self.counts if name == key), 0)


def tally(state: PlanState) -> Tally:
    outcomes = state.rows("outcome")
    keys = [*(key for key, _label in MEASURES), ""]
    counts = [(key, measure_word(key), sum(item.get("measure", "") == key for item in outcomes)) for key in keys]
    now, most = counts[0][2], state.rules.most_indicators
    note = ""
    if now > most:
        note = _(
            "You measure %(now)s outcomes now, and each asks for an indicator of its own. "
            "More than %(most)s indicators is seldom kept up: which of them can wait?",
            now=now,
            most=most,
        )
    elif outcomes and now == len(outcomes) and now > 2:
        note = _("You measure everything now. What may wait until the first figures are there?")
    return Tally(tuple(counted for counted in counts if counted[2] or counted[0] == "now"), len(outcomes), note)
