"""Build the rows of a plan from the texts of a theme, step by step as an author would write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from impactplan.demo.course.calendar import THURSDAY, last_weekday
from impactplan.demo.course.themes import Effect, Theme
from impactplan.demo.rows import Rows, Sheets, to

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sitting:
    """What an author wrote in a step in one go: new rows, sheets, and fields added to earlier rows."""

    rows: Mapping[str, Rows] = field(default_factory=dict)
    sheets: Sheets = field(default_factory=dict)
    added: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    """Kind, name of the row within the demo, values."""

    def halved(self) -> Sitting:
        """Return this sitting as if it was broken off: only the first kind of row, half of its rows, the last one half filled in."""
        if not self.rows:
            return replace(self, sheets={kind: _half(values) for kind, values in self.sheets.items()})
        kind, rows = next(iter(self.rows.items()))
        half = rows[: (len(rows) + 1) // 2]
        return Sitting({kind: (*half[:-1], (half[-1][0], _half(half[-1][1])))})


def _half(values: dict[str, Any]) -> dict[str, Any]:
    return dict(list(values.items())[: (len(values) + 1) // 2])


def first_of_quarter(today: date, later: int) -> date:
    """Return the first day of the quarter so many quarters after that of today."""
    quarters = 4 * today.year + (today.month - 1) // 3 + later
    return date(quarters // 4, 3 * (quarters % 4) + 1, 1)


def sittings(theme: Theme, today: date) -> dict[str, Sitting]:
    """Return what a theme gives to write, by step and in the order of the steps."""
    return {
        "purpose": _purpose(theme, today),
        "challenge": _challenge(theme, today),
        "stakeholders": _stakeholders(theme),
        "solutions": _solutions(theme),
        "theory": _theory(theme),
        "priorities": _priorities(theme),
        "indicators": Sitting({"indicator": _indicators(theme, today)}),
        "sources": _sources(theme),
        "collection": _collection(theme, today),
        "feasibility": _feasibility(today),
        "results": _results(theme, today),
    }


def _purpose(theme: Theme, today: date) -> Sitting:
    sheet = {
        "ambition": theme.ambition,
        "motives": ("learn", "account"),
        "scope": "programme",
        "period_start": first_of_quarter(today, -3),
        "period_end": first_of_quarter(today, 5) - DAY,
        "area": theme.area,
    }
    audience = {
        "name": theme.funder,
        "question": theme.question,
        "decision": "Doorgaan, bijstellen of stoppen na volgend jaar",
        "moment": "voor de begroting",
        "reach": "external",
    }
    return Sitting({"audience": (("P1", audience),)}, {"purpose": sheet})


def _challenge(theme: Theme, today: date) -> Sitting:
    return Sitting(
        sheets={
            "challenge": {
                "statement": theme.statement,
                "group_concerned": theme.concerned,
                "size": Decimal(theme.size),
                "size_unit": theme.unit,
                "size_year": today.year - 1,
                "size_source": theme.source,
                "causes": theme.causes,
                "national_challenge": theme.challenge,
            }
        }
    )


def _stakeholders(theme: Theme) -> Sitting:
    named = (
        ("S1", theme.group, "target_group", 2, 5),
        ("S2", theme.helper, "deliverer", 4, 4),
        ("S3", theme.partner, "partner", 3, 3),
        ("S4", theme.funder, "funder", 5, 3),
    )
    rows = tuple(
        (name, {"name": who, "stakeholder_kind": kind, "influence": influence, "interest": interest})
        for name, who, kind, influence, interest in named
    )
    return Sitting({"stakeholder": rows})


def _solutions(theme: Theme) -> Sitting:
    first, second = theme.activities
    output, quantity, unit = theme.output
    delivered = {
        "name": output,
        "activity": to("A1"),
        "quantity": Decimal(quantity),
        "unit": unit,
        "period": "jaar",
    }
    return Sitting(
        {
            "activity": (
                ("A1", {"name": first, "stakeholders": to("S1"), "frequency": "elke week"}),
                ("A2", {"name": second, "stakeholders": to("S1", "S3"), "frequency": "elke maand"}),
            ),
            "input": (("M1", {"name": "Eigen medewerkers", "hours": Decimal(theme.hours)}),),
            "output": (("O1", delivered),),
        }
    )


def _theory(theme: Theme) -> Sitting:
    """Chain the intended effects from the output to the impact; an unwanted one starts at the output by itself."""
    outcomes, links, before = [], [], "O1"
    for number, effect in enumerate(theme.effects, 1):
        name = f"U{number}"
        outcomes.append((name, _outcome(effect)))
        links.append((f"L{number}", _link("O1" if effect.unwanted else before, name, effect.because, "experience")))
        before = before if effect.unwanted else name
    links.append(("L0", _link(before, "I1", "Anderen in de gemeente bouwen erop voort", "none")))
    impact = {"statement": theme.impact, "above_ceiling": True}
    sheets = {"narrative": {"story": theme.story}} if theme.story else {}
    return Sitting({"outcome": tuple(outcomes), "impact": (("I1", impact),), "link": tuple(links)}, sheets)


def _outcome(effect: Effect) -> dict[str, Any]:
    return {
        "statement": effect.statement,
        "stakeholder": to("S1"),
        "term": effect.term,
        "outcome_kind": effect.kind,
        "direction": "negative" if effect.unwanted else "positive",
        "intention": "unintended" if effect.unwanted else "intended",
        "importance": 4,
    }


def _link(source: str, target: str, assumption: str, evidence: str) -> dict[str, Any]:
    ends = {"source": to(source), "target": to(target), "effect": "strengthens"}
    return ends | {"evidence": evidence, "assumption": assumption}


def _measured(theme: Theme) -> list[tuple[int, Effect]]:
    return [(number, effect) for number, effect in enumerate(theme.effects, 1) if effect.indicator]


def _priorities(theme: Theme) -> Sitting:
    added = []
    for number, effect in enumerate(theme.effects, 1):
        if effect.indicator:
            chosen = {"measure": "now", "measure_reason": "Hierop sturen we het komende jaar.", "relevance": 4}
        else:
            chosen = {"measure": "later", "measure_reason": "Eerst zien of het begin werkt.", "relevance": 3}
        added.append(("outcome", f"U{number}", chosen | {"significance": 5 - number % 3}))
    return Sitting(added=tuple(added))


def _indicators(theme: Theme, today: date) -> Rows:
    return tuple(
        (
            f"K{number}",
            {
                "outcome": to(f"U{number}"),
                "name": effect.indicator,
                "indicator_kind": "percentage" if effect.unit == "%" else "mean",
                "unit": effect.unit,
                "direction": "up",
                "baseline": Decimal(effect.baseline),
                "baseline_kind": "pre_measurement",
                "baseline_date": last_weekday(today - timedelta(days=170), THURSDAY),
                "target": Decimal(effect.target),
                "target_date": first_of_quarter(today, 4) - DAY,
                "owner": "projectleider",
            }
            | ({"numerator": "wie ja zegt", "denominator": "wie antwoordt"} if effect.unit == "%" else {}),
        )
        for number, effect in _measured(theme)
    )


def _sources(theme: Theme) -> Sitting:
    covered = to(*(f"K{number}" for number, _effect in _measured(theme)[:1]))
    source = {"name": theme.data, "owner": "administratie", "refresh": "elke week", "indicators": covered}
    return Sitting({"source": (("B1", source | {"quality": 3, "evidence_class": "observed"}),)})


def _collection(theme: Theme, today: date) -> Sitting:
    asked = {
        "name": theme.survey,
        "indicators": to(*(f"K{number}" for number, _effect in _measured(theme))),
        "method": "interview" if "gesprek" in theme.survey.lower() else "survey",
        "origin": "primary",
        "group": to("S1"),
        "population": theme.people,
        "sampling": "census",
        "invited": theme.people,
        "response": Decimal(60),
        "minutes": Decimal(8),
        "waves": 2,
        "start": first_of_quarter(today, -2),
        "end": first_of_quarter(today, 2) - DAY,
        "staff_hours": Decimal(36),
        "cost": Decimal(150),
        "performed_by": "self",
        "personal_data": "no",
        "bias": "Wie tevreden is, doet eerder mee.",
    }
    return Sitting({"collection": (("D1", asked),)})


def _feasibility(today: date) -> Sitting:
    """Make room in each quarter in which data are collected."""
    begins = [first_of_quarter(today, quarters) for quarters in range(-2, 2)]
    rows = tuple(
        (
            f"Q{number}",
            {"year": day.year, "quarter": str(day.month // 3 + 1), "hours": Decimal(20), "euros": Decimal(200)},
        )
        for number, day in enumerate(begins, 1)
    )
    return Sitting({"capacity": rows}, {"feasibility": {"dropped": "Geen aparte vragenlijst voor partners."}})


def _results(theme: Theme, today: date) -> Sitting:
    """Judge the first indicator, and enter what was measured half-way."""
    rows, added = [], []
    for number, effect in _measured(theme)[:1]:
        low, high = Decimal(effect.baseline), Decimal(effect.target)
        measurement = {
            "indicator": to(f"K{number}"),
            "measured_on": last_weekday(today - timedelta(days=34), THURSDAY),
            "wave": "halverwege",
        }
        rows.append(("X1", measurement | {"value": (low + high) / 2, "n": theme.people // 3}))
        added.append(("indicator", f"K{number}", {"minimum": low + (high - low) / 4, "judged_by": to("S1")}))
    return Sitting({"measurement": tuple(rows)}, added=tuple(added))
