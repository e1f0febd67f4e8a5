"""What a participant fills in for modules 2 to 5: every required field of their steps, and some of the others.

Builds on the rows of ``module_one``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page, expect

from impactplan.models.culture import DIMENSIONS
from tests.browser import module_one
from tests.browser.steps import answer, done, expect_complete, field, item, make_on_the_spot, saved

OUTCOME = module_one.OUTCOME["statement"]
ASSUMPTION = module_one.LINKS[0]["assumption"]
PRIORITY = {"measure": "now", "measure_reason": "De gemeente beslist er in het voorjaar over", "relevance": 4}
INDICATOR = {
    "outcome": OUTCOME,
    "name": "% afronders dat zelfstandig inlogt",
    "indicator_kind": "percentage",
    "unit": "%",
    "direction": "up",
    "denominator": "alle afronders",
    "baseline": "45",
    "target": "70",
    "target_date": "31-12-2027",
    "baseline_kind": "pre_measurement",
    "baseline_date": "28 mei 2026",
    "owner": "Projectleider Digitaal Mee",
}
SOURCE = {"name": "Cursusregistratie van de bibliotheek", "owner": "Cursusbureau", "quality": 4}
COLLECTION = {
    "name": "Vragenlijst voor en na de cursus",
    "indicators": [INDICATOR["name"]],
    "method": "survey",
    "origin": "primary",
    "population": "240",
    "sampling": "census",
    "invited": "240",
    "response": "60",
    "minutes": "8",
    "waves": "2",
    "start": "12-4-2027",
    "end": "16-12-2027",
    "staff_hours": "40",
    "cost": "224",
    "performed_by": "self",
    "performer_reason": "Docenten zien de cursisten elke week",
    "personal_data": "yes",
    "lawful_basis": "consent",
    "retention": "24",
}
CAPACITY = {"year": "2027", "quarter": "2", "hours": "60", "euros": "500"}
DROPPED = "Het interview met naasten doen we pas in 2028."
THRESHOLD = {"minimum": "55"}
MEASUREMENT = {
    "indicator": INDICATOR["name"],
    "measured_on": "18-6-2027",
    "wave": "Nameting voorjaar",
    "value": "60",
    "n": "144",
    "note": "Drie groepen ontbreken nog",
}
CONTRIBUTION = {
    "gross": "126",
    "gross_source": "Voor- en nameting 2027",
    "deadweight": "30",
    "deadweight_source": "Wachtlijst van de cursus",
    "displacement": "5",
    "displacement_source": "Gesprek met het Taalhuis",
    "own_share": "60",
    "own_share_source": "Inschatting met de partners",
    "drop_off": "25",
    "drop_off_source": "Nabellen na een jaar",
    "duration": "3",
    "duration_source": "Landelijk onderzoek naar cursussen",
    "story": "Cursisten noemen de herhaling op een *vertrouwde plek*.",
}
VALUATION = {
    "method": "monetary",
    "proxy": "Prijs van een vergelijkbare cursus",
    "unit_price": "850",
    "price_year": "2026",
    "price_source": "Prijslijst van de volksuniversiteit",
}
INSIGHT = {
    "finding": "Wie de oefeninloop bezoekt, logt vaker zelf in",
    "alternative": "Wie al handiger is, komt vaker terug",
}
HELD = {"held": "partly", "held_because": "Een derde oefende thuis niet"}
REPORT = {
    "message": "60 van de 100 afronders loggen nu zelf in",
    "channel": "Eén A4 en een gesprek",
    "frequency": "elk voorjaar",
    "next_date": "15-4-2028",
    "sender": "De directeur",
}
NEGATIVE = {
    "description": "Deelnemers worden vaker opgelicht",
    "stakeholder": module_one.STAKEHOLDERS[0]["name"],
    "severity": 4,
    "likelihood": 2,
    "mitigation": "De veiligheidsles komt in week één",
}
DECISION = {
    "question": "Waarom haakt een kwart af?",
    "rule": "Onder 75 % in twee kwartalen starten we een avondgroep",
    "decision": "adapt",
    "decided_by": "Het managementteam",
    "decided_on": "1-7-2027",
}
RHYTHM = {"moment": "Kwartaalsessie ‘wat leren we’", "rhythm": "quarterly", "month": "6", "who": "Docenten en coaches"}
SUPPORTER = {"actor": "Wethouder sociaal domein", "attitude": 0, "influence": 5, "concern": "Blijft het betaalbaar?"}
LINE = {
    "period": "2027",
    "outcome": OUTCOME,
    "planned_reach": "150",
    "realised_reach": "180",
    "gross": "126",
    "cost": "68.000",
    "explanation": "Een extra groep in het najaar.",
}
CONDITION = {"condition_kind": "time", "statement": "Vier uur per maand voor meten", "state": "missing"}
TASK = {"name": "Het jaarverslag maken", "doer": "colleague", "request": "Twee dagen in januari"}
ACTION = {
    "name": "De avondgroep starten",
    "accountable": "Programmamanager",
    "responsible": "Cursuscoördinator",
    "consulted": "Docenten, Vrijwilligers",
    "start": "1-9-2027",
    "end": "15-10-2027",
    "answers": [DECISION["question"]],
}
PITCH = {
    "headline": "Merenrijk doet mee",
    "lessons": "De avondgroep kwam *te laat*.",
    "request": "€ 20.000 per jaar erbij",
    "request_date": "1-10-2027",
    "contact": "Olga, projectleider, 06 5555 0199",
}
EVIDENCE = "Elk kwartaal op de agenda van het team"


def row(page: Page, kind: str, **values: Any) -> None:
    """Add a row, wherever its step's layout puts it, fill it in, and close it."""
    page.locator(f"#add-{kind}").click()
    finish(page, kind, values)


def finish(page: Page, kind: str, values: Mapping[str, Any]) -> None:
    expect(item(page, kind)).to_be_visible()
    answer(page, kind, **values)
    done(page, kind)


def later(page: Page, kind: str, title: str, values: Mapping[str, Any]) -> None:
    """Answer what a step asks more of a row that is there already."""
    page.locator("#main a[data-open]").filter(has_text=title).first.press("Enter")
    finish(page, kind, values)


def preset(page: Page, section: str, kind: str, **values: Any) -> None:
    """Add a row with the first button that gives it a beginning, and fill in the rest."""
    page.locator(f"#section-{section} a[data-add][href*='set-']").first.click()
    finish(page, kind, values)


def fill_priorities(page: Page) -> None:
    later(page, "outcome", OUTCOME, PRIORITY)


def fill_indicators(page: Page) -> None:
    page.locator("#add-indicator").click()
    expect(item(page, "indicator")).to_be_visible()
    make_on_the_spot(page, "indicator", "sources", "source", name=SOURCE["name"])
    answer(page, "indicator", **INDICATOR)
    done(page, "indicator")


def fill_sources(page: Page) -> None:
    later(page, "source", SOURCE["name"], SOURCE)  # made on the spot, for the indicator


def fill_collection(page: Page) -> None:
    row(page, "collection", **COLLECTION)


def fill_feasibility(page: Page) -> None:
    row(page, "capacity", **CAPACITY)
    answer(page, "feasibility", dropped=DROPPED)


def fill_results(page: Page) -> None:
    later(page, "indicator", INDICATOR["name"], THRESHOLD)
    row(page, "measurement", **MEASUREMENT)


def fill_contribution(page: Page) -> None:
    preset(page, "contribution", "contribution", **CONTRIBUTION)


def fill_valuation(page: Page) -> None:
    preset(page, "valuation", "valuation", **VALUATION)


def fill_insights(page: Page) -> None:
    row(page, "insight", **INSIGHT, results=[INDICATOR["name"]])
    later(page, "link", ASSUMPTION, HELD)


def fill_reports(page: Page) -> None:
    preset(page, "report", "report", **REPORT)
    row(page, "negative_effect", **NEGATIVE)


def fill_decisions(page: Page) -> None:
    row(page, "decision", **DECISION)


def fill_rhythm(page: Page) -> None:
    row(page, "rhythm", **RHYTHM)


def fill_culture(page: Page) -> None:
    for _key, _label in DIMENSIONS:
        page.locator("#section-culture a[data-add]").first.click()
        expect(item(page, "culture")).to_be_visible()
        for name, level in (("level_now", 2), ("level_goal", 4)):
            field(page, "culture", name).locator(f'input[value="{level}"]').check()
        answer(page, "culture", evidence=EVIDENCE)
        done(page, "culture")


def fill_support(page: Page) -> None:
    row(page, "supporter", **SUPPORTER)


def fill_ledger(page: Page) -> None:
    row(page, "ledger_line", **LINE)


def fill_conditions(page: Page) -> None:
    row(page, "condition", **CONDITION)


def fill_tasks(page: Page) -> None:
    row(page, "task", **TASK)


def fill_roadmap(page: Page) -> None:
    row(page, "action", **ACTION)


def fill_pitch(page: Page) -> None:
    for name, text in PITCH.items():
        place = field(page, "pitch", name).locator("xpath=ancestor::*[@data-word-part][1]")
        for draft in place.locator("[data-use-draft]:visible").all():  # made from the plan: write over it
            draft.click()
        answer(page, "pitch", **{name: text})


FILL: Mapping[str, Callable[[Page], None]] = {
    "priorities": fill_priorities,
    "indicators": fill_indicators,
    "sources": fill_sources,
    "collection": fill_collection,
    "feasibility": fill_feasibility,
    "results": fill_results,
    "contribution": fill_contribution,
    "valuation": fill_valuation,
    "insights": fill_insights,
    "reports": fill_reports,
    "decisions": fill_decisions,
    "rhythm": fill_rhythm,
    "culture": fill_culture,
    "support": fill_support,
    "ledger": fill_ledger,
    "conditions": fill_conditions,
    "tasks": fill_tasks,
    "roadmap": fill_roadmap,
    "pitch": fill_pitch,
}


def fill(page: Page, step: str) -> None:
    """Fill in a step, and see that it counts as complete."""
    FILL[step](page)
    saved(page)
    expect_complete(page, step)


PARTS = (
    INDICATOR,
    SOURCE,
    COLLECTION,
    MEASUREMENT,
    CONTRIBUTION,
    VALUATION,
    INSIGHT,
    HELD,
    REPORT,
    NEGATIVE,
    DECISION,
    RHYTHM,
    SUPPORTER,
    LINE,
    CONDITION,
    TASK,
    ACTION,
    PITCH,
    PRIORITY,
)


def typed() -> list[str]:
    """Return the longer texts that must be found again in whatever is made of the plan."""
    texts = [value for part in PARTS for value in part.values() if isinstance(value, str) and " " in value]
    one_by_one = {ACTION["consulted"]}  # the names are columns of the table of roles
    return [
        text.replace("*", "")
        for text in [*texts, DROPPED, EVIDENCE]
        if not text[0].isdigit() and text not in one_by_one
    ]
