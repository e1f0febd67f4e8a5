"""What the smaller plans of the demo are about: the words of a plan for each theme, in the order of its steps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effect:
    """An outcome, why it is believed in, and how it is measured, if it is."""

    statement: str
    kind: str
    term: str
    because: str
    """What the link that leads to it assumes."""
    indicator: str = ""
    unit: str = "%"
    baseline: str = ""
    target: str = ""
    unwanted: bool = False


@dataclass(frozen=True)
class Theme:
    ambition: str
    area: str
    statement: str
    concerned: str
    size: int
    unit: str
    source: str
    causes: str
    challenge: str
    """The national one."""
    group: str
    helper: str
    partner: str
    funder: str
    hours: int
    activities: tuple[str, str]
    output: tuple[str, int, str]
    effects: tuple[Effect, ...]
    impact: str
    story: str
    question: str
    """Of whoever pays for it."""
    data: str
    survey: str
    people: int = 0
    """How many are asked."""


TAALHUIS = Theme(
    ambition="Wie in Rivierdal moeite heeft met lezen, durft hulp te vragen en oefent tot het lukt.",
    area="gemeente Rivierdal",
    statement="Een op de acht volwassenen in Rivierdal leest zo moeizaam dat brieven van instanties blijven liggen.",
    concerned="Volwassenen die moeite hebben met lezen en schrijven",
    size=3400,
    unit="volwassenen",
    source="Schatting op basis van landelijk onderzoek (fictief)",
    causes="- Schaamte\n- Nooit goed leren lezen op school\n- Een andere moedertaal\n- Brieven in moeilijke taal",
    challenge="literate_society",
    group="Volwassenen die moeite hebben met lezen",
    helper="Taalvrijwilligers",
    partner="Wijkteam en huisartsen",
    funder="Gemeente Rivierdal, team Sociaal",
    hours=620,
    activities=("Taalinloop op drie ochtenden", "Eén-op-één oefenen met een taalvrijwilliger"),
    output=("Deelnemers aan de taalinloop", 140, "mensen"),
    effects=(
        Effect(
            *("Deelnemers vertellen iemand dat lezen moeilijk is", "confidence", "short"),
            *("Een vaste ochtend en hetzelfde gezicht geven vertrouwen", "% deelnemers dat het iemand heeft verteld"),
            *("%", "30", "60"),
        ),
        Effect(
            *("Deelnemers lezen een brief van de gemeente zelf", "skill", "mid"),
            *("Wie niet langer hoeft te verbergen, oefent vaker", "% dat een echte brief zelf uitlegt"),
            *("%", "25", "55"),
        ),
        Effect(
            *("Deelnemers regelen hun post binnen een week", "behaviour", "mid"),
            *("Wie de brief begrijpt, durft te antwoorden", "% met een lege brievenstapel na een halfjaar"),
            *("%", "35", "55"),
        ),
        Effect(
            *("Deelnemers worden afhankelijk van één vrijwilliger", "behaviour", "short"),
            "Een vast gezicht kan ook te vast worden",
            unwanted=True,
        ),
    ),
    impact="In Rivierdal doet iedereen mee, ook wie moeizaam leest",
    story="Wie durft te zeggen dat lezen moeilijk is, zet de moeilijkste stap. Daarna is het oefenen, met echte brieven.",
    question="Komen er minder mensen met schulden bij de gemeente door ongelezen post?",
    data="Aanwezigheidslijst van het Taalhuis",
    survey="Gesprek aan het begin en na een halfjaar",
    people=140,
)

VRAAGPUNT = Theme(
    ambition="Elke inwoner van De Vesting kan met elke vraag over de overheid binnen een kwartier verder.",
    area="gemeente De Vesting, vier wijken",
    statement="Inwoners lopen vast in digitale formulieren en missen daardoor toeslagen waar ze recht op hebben.",
    concerned="Inwoners die hun zaken met de overheid niet digitaal geregeld krijgen",
    size=5200,
    unit="inwoners",
    source="Armoedemonitor van de gemeente (fictief)",
    causes="- Formulieren zonder voorbeeld\n- Geen DigiD\n- Angst voor fouten en terugbetalen",
    challenge="information_society",
    group="Inwoners met een vraag aan de overheid",
    helper="Medewerkers van het informatiepunt",
    partner="Belastingdienst, sociaal raadslieden",
    funder="Ministerie en gemeente",
    hours=1400,
    activities=("Informatiepunt digitale overheid, elke middag open", "Spreekuur met sociaal raadslieden"),
    output=("Beantwoorde vragen", 2100, "vragen"),
    effects=(
        Effect(
            *("Bezoekers weten welke stap nu komt", "knowledge", "short"),
            *("De medewerker schrijft de volgende stap op een kaartje", "% bezoekers dat de volgende stap noemt"),
            *("%", "40", "80"),
        ),
        Effect(
            *("Bezoekers zetten de volgende stap zelf", "behaviour", "short"),
            *("Wie weet wat er moet, stelt het minder lang uit", "% dat binnen twee weken verder is"),
            *("%", "30", "60"),
        ),
        Effect(
            *("Huishoudens ontvangen de toeslag waar ze recht op hebben", "situation", "mid"),
            "Een aanvraag die wordt ingediend, wordt meestal toegekend",
        ),
    ),
    impact="Niemand in De Vesting leeft in armoede door een formulier",
    story="Een kaartje met één volgende stap, dat is wat mensen mee naar huis nemen.",
    question="Hoeveel meer inwoners krijgen hun toeslag, en wat kost een bezoek?",
    data="Registratie van vragen aan de balie",
    survey="Belrondje na twee weken",
    people=300,
)

LOOPBAAN = Theme(
    ambition="Werkzoekenden in de Veenstreek vinden in de bibliotheek het begin van hun weg naar ander werk.",
    area="Veenstreek, drie gemeenten",
    statement="Wie in de Veenstreek zonder diploma werk zoekt, weet vaak niet wat hij al kan en waar dat gevraagd wordt.",
    concerned="Werkzoekenden en werkenden zonder startkwalificatie",
    size=1900,
    unit="mensen",
    source="Regionale arbeidsmarktmonitor (fictief)",
    causes="- Weinig zicht op eigen vaardigheden\n- Drempel bij het loket\n- Vacatures in ambtelijke taal",
    challenge="lifelong_learning",
    group="Werkzoekenden zonder startkwalificatie",
    helper="Loopbaancoaches",
    partner="Werkgeversservicepunt en mbo",
    funder="Arbeidsmarktregio",
    hours=480,
    activities=("Loopbaanplein op dinsdag", "Workshop Wat kan ik al?"),
    output=("Gevoerde loopbaangesprekken", 220, "gesprekken"),
    effects=(
        Effect(
            *("Deelnemers benoemen drie dingen die ze goed kunnen", "knowledge", "short"),
            *("In de workshop noemen anderen het eerst", "Aantal vaardigheden dat iemand zelf noemt"),
            *("vaardigheden", "1.2", "3"),
        ),
        Effect(
            *("Deelnemers zoeken gericht naar werk of een opleiding", "behaviour", "short"),
            *("Wie weet wat hij kan, zoekt smaller", "% met een zoekplan na zes weken"),
            *("%", "20", "65"),
        ),
        Effect(
            *("Deelnemers hebben ander werk of een opleiding", "situation", "mid"),
            *("Werkgevers nemen aan op vaardigheden", "% met werk of opleiding na een jaar"),
            *("%", "22", "35"),
        ),
        Effect(
            *("Deelnemers raken ontmoedigd door afwijzingen", "confidence", "short"),
            "Meer solliciteren geeft ook meer afwijzingen",
            unwanted=True,
        ),
    ),
    impact="In de Veenstreek blijft niemand langs de kant staan om een diploma",
    story="Je kunt meer dan je denkt, en iemand anders ziet dat eerder dan jij. Daar begint het gesprek.",
    question="Hoeveel mensen stromen door naar werk, en zouden ze dat zonder jullie ook hebben gedaan?",
    data="Gespreksverslagen van de coaches",
    survey="Vragenlijst na zes weken",
    people=180,
)
