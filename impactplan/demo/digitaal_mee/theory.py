"""The theory of change of Digitaal Mee, with what later steps ask of it: what is measured first and why
(priorities), and whether the assumptions held (insights)."""

from __future__ import annotations

from typing import Any

from impactplan.demo.rows import Rows, Sheets, to

SHEETS: Sheets = {
    "narrative": {
        "story": (
            "Wie in een passend tempo leert, **durft meer**. Wie meer durft en zelf kan inloggen, **regelt meer zelf**. "
            "Dat scheelt naasten tijd en geeft mensen weer **regie over hun eigen zaken**.\n\n"
            "Meer online zijn betekent ook meer risico op oplichting. Daarom zit veiligheid in elke les, en meten we "
            "of dat genoeg is.\n\n"
            "Zo dragen we eraan bij dat inwoners van Merenrijk veilig en volwaardig meedoen in de digitale "
            "samenleving. Dat bereiken we niet alleen: daarvoor moet ook de overheid goed bereikbaar blijven."
        )
    },
}


def _outcome(statement: str, whom: str, term: str, kind: str, importance: tuple[int, str]) -> dict[str, Any]:
    return {
        "statement": statement,
        "stakeholder": to(whom),
        "term": term,
        "outcome_kind": kind,
        "direction": "positive",
        "intention": "intended",
        "importance": importance[0],
        "importance_by": importance[1],
    }


def _priority(measure: str, relevance: int, significance: int, reason: str) -> dict[str, Any]:
    return {"measure": measure, "relevance": relevance, "significance": significance, "measure_reason": reason}


OUTCOMES: Rows = (
    (
        "U2",
        _outcome("Cursisten herkennen nepberichten", "S1", "short", "knowledge", (4, "docenten"))
        | _priority(
            "now",
            4,
            3,
            "Met een korte opdracht in de les goed te meten. Laat zien of veiligheid genoeg aandacht krijgt.",
        ),
    ),
    (
        "U3",
        _outcome("Cursisten durven meer zelf online te doen", "S1", "short", "confidence", (5, "cursisten"))
        | _priority("now", 5, 5, "Cursisten noemen dit zelf het belangrijkst, en bijna iedereen heeft ermee te maken."),
    ),
    (
        "U1",
        _outcome("Cursisten loggen zelfstandig in met DigiD", "S1", "short", "skill", (4, "cursisten"))
        | _priority("now", 4, 4, "Zonder inloggen lukt de rest niet. We passen er de lessen over DigiD op aan."),
    ),
    (
        "U5",
        _outcome("Werkzoekenden solliciteren zelfstandig online", "S2", "mid", "behaviour", (4, "gemeente"))
        | _priority("now", 4, 2, "Gaat mee in het belrondje over zelf regelen. De groep is klein."),
    ),
    (
        "U8",
        _outcome(
            "Deelnemers worden vaker slachtoffer van online oplichting", "S1", "mid", "situation", (4, "digicoaches")
        )
        | {"direction": "negative", "intention": "unintended"}
        | _priority(
            "now",
            5,
            3,
            "Wie mensen online helpt, moet weten of zij daar schade van hebben. Bij meer dan 6 % grijpen we in.",
        ),
    ),
    (
        "U4",
        _outcome("Cursisten regelen overheidszaken zelf online", "S1", "mid", "behaviour", (5, "gemeente"))
        | _priority("now", 5, 4, "Hierop besluit de gemeente over de subsidie voor cursusjaar {programme year 2023}."),
    ),
    (
        "U6",
        _outcome("Naasten zijn minder tijd kwijt aan digitale hulp", "S3", "mid", "situation", (3, "naasten"))
        | _priority("now", 3, 3, "Klein beginnen: twaalf gesprekken laten zien of naasten er iets van merken."),
    ),
    (
        "U7",
        _outcome("Deelnemers ervaren meer regie over hun eigen zaken", "S1", "long", "situation", (5, "cursisten"))
        | _priority(
            "later",
            5,
            3,
            "Pas na zes maanden iets over te zeggen. Eerst één vraag in de nameting, in cursusjaar {programme year 2023} meer.",
        ),
    ),
)

IMPACTS: Rows = (
    (
        "I1",
        {
            "statement": "Inwoners van Merenrijk kunnen veilig en volwaardig meedoen in de digitale samenleving",
            "above_ceiling": True,
        },
    ),
)

PRECONDITIONS: Rows = (("V1", {"statement": "Elke cursist kan op een veilige computer oefenen"}),)


def _link(
    ends: tuple[str, str], assumption: str, evidence: str, held: str, because: str, **more: Any
) -> dict[str, Any]:
    return {
        "source": to(ends[0]),
        "target": to(ends[1]),
        "effect": "strengthens",
        "assumption": assumption,
        "evidence": evidence,
        "held": held,
        "held_because": because,
        **more,
    }


RESEARCH = "Landelijk cursusonderzoek (fictief)"

LINKS: Rows = (
    (
        "L1",
        _link(
            ("O1", "U2"),
            "Veiligheid zit in elke les",
            "research",
            "partly",
            "In het eerste jaar sloeg een op de vijf groepen de veiligheidsles over. Sinds {month 2022-02} staat die in week 1.",
            evidence_reference=RESEARCH,
        ),
    ),
    (
        "L2",
        _link(
            ("O2", "U1"),
            "Cursist oefent ook thuis",
            "research",
            "partly",
            "Ongeveer de helft oefent thuis. Wie dat niet doet, komt vaker naar de oefeninloop.",
            evidence_reference=RESEARCH,
        ),
    ),
    (
        "L3",
        _link(
            ("O1", "U3"),
            "Tempo past; 75 % rondt af",
            "own_data",
            "yes",
            "{In season 2021-05} rondde 68 % af; met de avondgroep werd het over het hele jaar 75 % (180 van de 240).",
            evidence_reference="Eigen cursusregistratie {year 2020} (fictief)",
            risk="Meer uitval, juist van wie het onzekerst is.",
        ),
    ),
    (
        "L4",
        _link(
            ("O4", "U3"),
            "Herhaling op een vertrouwde plek bouwt zekerheid op",
            "experience",
            "partly",
            "Het gaat samen: wie de oefeninloop bezoekt, wint vaker een punt zelfvertrouwen. Maar wie komt, was misschien "
            "al gemotiveerder.",
        ),
    ),
    (
        "L5",
        _link(
            ("O5", "U3"),
            "Coach heeft tijd, hooguit 3 cursisten per coach",
            "experience",
            "yes",
            "Presentielijsten: gemiddeld 2,6 cursisten per coach.",
        ),
    ),
    (
        "L6",
        _link(
            ("O6", "U5"),
            "Doorverwezen werkzoekende start echt",
            "none",
            "no",
            "Van de 90 doorverwijzingen in het eerste jaar leidden er 31 tot een start. Wie zelf moest bellen, kwam meestal niet.",
            risk="We bereiken werkzoekenden nauwelijks.",
        ),
    ),
    (
        "L7",
        _link(
            ("O3", "U4"),
            "Spreekuur leert aan en neemt niet over",
            "none",
            "unknown",
            "Sinds {month 2021-10} noteren we herhaalvragen. Het beeld is nog niet compleet.",
        ),
    ),
    (
        "L8",
        _link(
            ("U1", "U4"),
            "Thuis is er apparaat en internet",
            "none",
            "unknown",
            "Nog niet gevraagd; komt in de vragenlijst van {season 2022-10}.",
        ),
    ),
    (
        "L9",
        _link(
            ("U3", "U4"),
            "Zekerheid leidt tot gebruik",
            "experience",
            "partly",
            "Het gaat samen: wie zekerder werd, regelde drie maanden later vaker zelf een overheidszaak. Wat waardoor "
            "komt, weten we niet.",
        ),
    ),
    (
        "L10",
        _link(
            ("U4", "U8"),
            "Meer online is meer blootstelling",
            "experience",
            "unknown",
            "Van de 90 gebelde cursisten zijn er zes opgelicht, ongeveer evenveel als voor de cursus. Te weinig om iets te "
            "zeggen.",
        ),
    ),
    (
        "L11",
        _link(
            ("U2", "U8"),
            "Kennis wordt op tijd toegepast",
            "none",
            "partly",
            "Cursisten herkennen nepberichten beter, maar drie van hen werden opgelicht vóór de veiligheidsles.",
            effect="inhibits",
        ),
    ),
    (
        "L12",
        _link(
            ("U4", "U6"),
            "Naaste draagt taken echt over",
            "none",
            "partly",
            "Uit de gesprekken: zeven van de twaalf naasten laten taken los, vijf houden de bankzaken bij zich.",
        ),
    ),
    (
        "L13",
        _link(
            ("U4", "U7"),
            "Zelf regelen voelt als regie, niet als last",
            "experience",
            "unknown",
            "Eerste cijfers na zes maanden zijn er, maar nog te weinig om iets te zeggen.",
        ),
    ),
    (
        "L14",
        _link(("U5", "U7"), "Werkgever reageert", "none", "unknown", "Te weinig werkzoekenden gesproken."),
    ),
    (
        "L15",
        _link(
            ("U7", "I1"),
            "Overheid houdt kanalen toegankelijk",
            "none",
            "unknown",
            "Ligt buiten ons bereik; we vragen het aan de gemeente.",
        ),
    ),
    (
        "L16",
        _link(
            ("V1", "U1"),
            "Wie veilig kan oefenen, oefent vaker",
            "experience",
            "yes",
            "De inloop met zes oefenlaptops trok gemiddeld acht bezoekers per keer.",
        ),
    ),
)

ROWS: dict[str, Rows] = {
    "outcome": OUTCOMES,
    "impact": IMPACTS,
    "precondition": PRECONDITIONS,
    "link": LINKS,
}
