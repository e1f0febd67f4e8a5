"""Who is what in which action: accountable, responsible, consulted or informed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from impactplan.graph import Item, PlanState
from impactplan.integration.timing import in_time_order
from impactplan.lib.names import fold
from impactplan.workbook.wording import name_of

MOST_PEOPLE = 40
"""Beside each other; nobody can read a wider table, and a long roadmap can name hundreds."""
ROLES = {"accountable": "A", "responsible": "R", "consulted": "C", "informed": "I"}
_SEPARATORS = re.compile(r"[,;\n]")
_TWO = re.compile(r"\S[,;/&+]\s*\S|\S\s+(?:en|and|of|or)\s+\S|\S\s+[,;/&+]\s*\S", re.IGNORECASE)


def split_names(text: str | None) -> list[str]:
    """Return the names in a text with commas between them."""
    names = (" ".join(part.split()).strip(" .") for part in _SEPARATORS.split(text or ""))
    return [name for name in names if name]


def names_two(text: str | None) -> bool:
    """Tell whether a text for one person seems to name more of them."""
    return bool(_TWO.search(text or ""))


def key_of(name: str) -> str:
    """Return what makes two spellings the same person."""
    return fold(name)


@dataclass(frozen=True)
class RaciLine:
    """An action, and the letters of each person, in the order of the people of the table."""

    item: Item
    name: str
    letters: tuple[str, ...]
    two_accountable: bool


@dataclass(frozen=True)
class Raci:
    people: tuple[str, ...]
    lines: tuple[RaciLine, ...]
    named: int
    """How many people there are, those without a place in the table included."""


def roles_in(action: Item) -> dict[str, str]:
    """Return the letters of everybody in an action, by person."""
    letters: dict[str, str] = {}
    for field, letter in ROLES.items():
        for name in split_names(action[field]):
            there = letters.get(key_of(name), "")
            letters[key_of(name)] = there if letter in there else there + letter
    return letters


def make_raci(state: PlanState) -> Raci:
    """Return the actions in their order against everybody who is named in them, those with most to do first."""
    actions = in_time_order(state.rows("action"))
    shown = {key_of(name): name for name in reversed(list(_names(actions)))}
    weight = {key: [0, 0] for key in shown}
    for action in actions:
        for key, letters in roles_in(action).items():
            weight[key][0] += letters.count("A") + letters.count("R")
            weight[key][1] += 1
    order = list(dict.fromkeys(map(key_of, _names(actions))))
    people = sorted(order, key=lambda key: [-count for count in weight[key]])[:MOST_PEOPLE]
    lines = tuple(
        RaciLine(
            action,
            name_of(state, action.id),
            tuple("/".join(letters.get(key, "")) for key in people),
            names_two(action["accountable"]),
        )
        for action in actions
        for letters in (roles_in(action),)
    )
    return Raci(tuple(shown[key] for key in people), lines, len(order))


def has_raci(state: PlanState) -> bool:
    return next(_names(state.rows("action")), None) is not None


def _names(actions: Iterable[Item]) -> Iterator[str]:
    for action in actions:
        for field in ROLES:
            yield from split_names(action[field])


def busiest(state: PlanState) -> tuple[str, int, int]:
    """Return who does or answers for most actions, how many these are, and how many there are."""
    counts: dict[str, int] = {}
    actions = [action for action in state.rows("action") if action["action_state"] != "dropped"]
    for action in actions:
        for key, letters in roles_in(action).items():
            counts[key] = counts.get(key, 0) + bool({"A", "R"} & set(letters))
    most = max(counts, key=lambda key: counts[key], default="")
    return most, counts.get(most, 0), len(actions)
