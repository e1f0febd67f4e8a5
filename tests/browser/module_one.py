"""What a participant fills in for module 1: every required field of its five steps, and some of the others."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import add, answer, done, expect_complete, make_on_the_spot, open_row, saved
from tests.browser.words import like

PURPOSE = {
    "ambition": "In 2028 regelt elke cursist zonder hulp de eigen zaken – ook wie nu ‘digibeet’ heet. 🌱",
    "motives": ["learn", "account"],
    "scope": "programme",
    "period_start": "1-1-2026",
    "period_end": "31 december 2027",
    "area": "Gemeente Merenrijk en Súdwest-Fryslân",
}
AUDIENCE = {
    "question": "Komen de mensen die het nodig hebben?",
    "decision": "Of de subsidie na 2027 doorgaat",
    "moment": "vóór de voorjaarsnota",
    "reach": "external",
}
CHALLENGE = {
    "statement": "Een op de vijf volwassenen in Merenrijk komt er digitaal **niet** uit.",
    "group_concerned": "Volwassenen met weinig digitale vaardigheden",
    "size": "6.000",
    "size_unit": "inwoners",
    "size_year": "2025",
    "size_source": "Raming op grond van de gemeentelijke monitor",
    "national_challenge": "information_society",
    "causes": "- weinig oefening\n- schaamte",
}
STAKEHOLDERS = (
    {
        "name": "Startende 55-plussers",
        "stakeholder_kind": "target_group",
        "size": "1.300",
        "influence": 2,
        "interest": 5,
    },
    {"name": "Stichting Taalhuis", "stakeholder_kind": "partner", "influence": 4, "interest": 4},
)
INPUT = {"name": "Vrijwilligers en lokalen", "euros": "12.500,50", "hours": "1.000"}
ACTIVITY = {
    "name": "Basiscursus computer",
    "stakeholders": ["Startende 55-plussers"],
    "frequency": "10 groepen per jaar",
}
OUTPUT = {"name": "Afgeronde cursussen", "activity": "Basiscursus computer", "quantity": "75", "unit": "mensen"}
OUTCOME = {
    "statement": "Cursisten loggen zelf in met DigiD",
    "stakeholder": "Startende 55-plussers",
    "term": "short",
    "outcome_kind": "skill",
    "direction": "positive",
    "intention": "intended",
}
IMPACT = {"statement": "Iedereen in Merenrijk doet mee in de digitale samenleving", "above_ceiling": True}
PRECONDITION = {"statement": "Elke cursist heeft thuis een apparaat"}
LINKS = (
    {
        "source": "Afgeronde cursussen",
        "target": "Cursisten loggen zelf in met DigiD",
        "effect": "strengthens",
        "evidence": "experience",
        "assumption": "Wie vaak oefent, durft het daarna alleen",
    },
    {
        "source": "Cursisten loggen zelf in met DigiD",
        "target": "Iedereen in Merenrijk doet mee in de digitale samenleving",
        "effect": "strengthens",
        "evidence": "none",
        "assumption": "Wie inlogt, regelt meer zelf",
    },
)
STORY = "Wij geven les, *mensen oefenen*, en zo doet iedereen mee."


def row(page: Page, kind: str, **values: Any) -> None:
    """Add a row, fill it in, and close it."""
    add(page, kind)
    answer(page, kind, **values)
    done(page, kind)


def go_on(page: Page, step: str) -> None:
    """Follow the way on at the foot of the page to the next step."""
    page.get_by_role("link", name=like("On to: %(step)s")).click()
    expect(page.locator("#main")).to_have_attribute("data-step", step)


def fill_purpose(page: Page) -> None:
    answer(page, "purpose", **PURPOSE)
    add(page, "audience")
    make_on_the_spot(page, "audience", "stakeholder", "stakeholder", name="Wethouder Sociaal Domein")
    answer(page, "audience", **AUDIENCE)
    done(page, "audience")
    saved(page)
    expect_complete(page, "purpose")


def fill_challenge(page: Page) -> None:
    answer(page, "challenge", **CHALLENGE)
    saved(page)
    expect_complete(page, "challenge")


def fill_stakeholders(page: Page) -> None:
    open_row(page, "stakeholder", "Wethouder Sociaal Domein")  # made on the spot, so its kind is still missing
    answer(page, "stakeholder", stakeholder_kind="funder")
    done(page, "stakeholder")
    for values in STAKEHOLDERS:
        row(page, "stakeholder", **values)
    saved(page)
    expect_complete(page, "stakeholders")


def fill_solutions(page: Page) -> None:
    row(page, "input", **INPUT)
    row(page, "activity", **ACTIVITY)
    row(page, "output", **OUTPUT, period="jaar")
    saved(page)
    expect_complete(page, "solutions")


def fill_theory(page: Page) -> None:
    page.locator("[data-way=list]").click()
    row(page, "outcome", **OUTCOME)
    row(page, "impact", **IMPACT)
    row(page, "precondition", **PRECONDITION)
    for values in LINKS:
        row(page, "link", **values)
    answer(page, "narrative", story=STORY)
    saved(page)
    expect_complete(page, "theory")


def typed() -> list[str]:
    """Return the texts that must be found again in whatever is made of the plan."""
    parts = (
        PURPOSE,
        AUDIENCE,
        CHALLENGE,
        *STAKEHOLDERS,
        INPUT,
        ACTIVITY,
        OUTPUT,
        OUTCOME,
        IMPACT,
        PRECONDITION,
        *LINKS,
    )
    keys = {
        "motives",
        "scope",
        "period_start",
        "period_end",
        "reach",
        "national_challenge",
        "stakeholder_kind",
        "effect",
    }
    keys |= {"evidence", "term", "outcome_kind", "direction", "intention", "stakeholders", "influence", "interest"}
    texts = [value for part in parts for key, value in part.items() if key not in keys and isinstance(value, str)]
    texts = [*texts, STORY, "Wethouder Sociaal Domein"]
    return [
        line
        for text in texts
        for line in text.replace("*", "").replace("- ", "").replace("12.500,50", "12.500").split("\n")
    ]
