"""A plan whose theory of change has as many boxes as anybody draws, to measure what is done in its drawing."""

from __future__ import annotations

import random

from impactplan.workbook.operations import create_item
from impactplan.workbook.writing import Write

COLUMNS = (("activity", 8), ("output", 12), ("short", 14), ("mid", 12), ("long", 10), ("impact", 4))


def fill_theory(write: Write, seed: int = 1, links: int = 75) -> list[list[str]]:
    """Make sixty boxes and the links between them, and return the ids of the boxes by column."""
    chance = random.Random(seed)  # the same plan each time
    stakeholder = create_item(write, "stakeholder", {"name": "Deelnemers aan de cursus Digisterker"})
    columns: list[list[str]] = []
    for key, count in COLUMNS:
        columns.append([_make(write, key, at, stakeholder, columns, chance) for at in range(count)])
    joined: set[tuple[str, str]] = set()
    while len(joined) < links:
        at = chance.randrange(1, len(columns) - 1)
        pair = chance.choice(columns[at]), chance.choice(columns[at + 1])
        if pair not in joined:
            joined.add(pair)
            values = {"source": pair[0], "target": pair[1], "effect": "strengthens", "evidence": "experience"}
            if len(joined) % 3 == 0:
                values["assumption"] = "Wie het thuis nog eens oefent, onthoudt het beter dan wie dat niet doet."
            create_item(write, "link", values)
    return columns


def _make(write: Write, column: str, at: int, stakeholder: str, before: list[list[str]], chance: random.Random) -> str:
    text = f"Deelnemers regelen hun zaken met de gemeente vaker zelf online, ook als het ingewikkeld wordt ({at})"
    if column == "activity":
        return create_item(write, "activity", {"name": f"Cursus in de bibliotheek van wijk {at}"})
    if column == "output":
        return create_item(
            write, "output", {"name": f"Afronders van cursus {at}", "activity": chance.choice(before[0])}
        )
    if column == "impact":
        return create_item(write, "impact", {"statement": f"Iedereen kan meedoen in de digitale samenleving ({at})"})
    values = {"statement": text, "term": column, "stakeholder": stakeholder, "direction": "positive"}
    return create_item(write, "outcome", values | {"intention": "intended"})
