"""Module 3 of Digitaal Mee, second half: what the data tell, whom it is told, what is said of negative effects."""

from __future__ import annotations

from datetime import date

from impactplan.demo.rows import Rows, to

INSIGHTS: Rows = (
    (
        "F1",
        {
            "results": to("K3-year"),
            "finding": "70 % van wie antwoordde durft meer zelf online te doen: 101 van de 144, omgerekend 126 van de 180 afronders",
            "alternative": "Wie twijfelde, vulde de tweede lijst misschien niet in, en van de 60 afhakers weten we niets.",
            "confidence": "mid",
            "meaning": "De aanpak met kleine groepen en een rustig tempo houden we vast.",
        },
    ),
    (
        "F2",
        {
            "results": to("K1-spring"),
            "finding": "Inloggen met DigiD gaat van 45 naar 72 %; daarmee is de streefwaarde van 70 % gehaald",
            "alternative": "De gemeente gaf in dezelfde tijd ook uitleg over DigiD, en met 43 antwoorden is de marge ruim 13 procentpunt.",
            "confidence": "mid",
            "meaning": "De twee extra oefenlessen lijken te helpen. We gaan ermee door en kijken over een halfjaar of het zo blijft.",
        },
    ),
    (
        "F3",
        {
            "results": to("K4", "K3"),
            "finding": "Zelf regelen groeit langzamer (32 naar 48 %) dan durven: meer zekerheid is nog geen gedrag",
            "alternative": "Misschien is drie maanden te kort: niet iedereen hoeft in die tijd iets bij de overheid te regelen. En de groep is klein.",
            "confidence": "mid",
            "meaning": "Na de cursus is een duwtje nodig: een eerste eigen zaak regelen in de oefeninloop.",
        },
    ),
    (
        "F4",
        {
            "results": to("K6"),
            "finding": "Naasten helpen nog ruim twee uur per week: 2,1 in plaats van 2,5, terwijl hooguit 2 het minimum was",
            "alternative": "We spraken maar twaalf naasten, en zij schatten achteraf hoeveel het eerst was.",
            "confidence": "low",
            "meaning": "Naasten geven de bankzaken niet uit handen. Dat vraagt een gesprek met cursist en naaste samen.",
        },
    ),
    (
        "F5",
        {
            "results": to("K8-year", "K8-spring"),
            "finding": "Van de 90 gebelde cursisten zijn er zes opgelicht, en later drie van de 42: meer dan de 4 % die we wilden",
            "alternative": "Het zijn er te weinig om van een stijging te spreken. Ook herkennen cursisten oplichting nu misschien beter.",
            "confidence": "low",
            "meaning": "Het gaat om weinig mensen, maar de schade is groot. Daarom wachten we niet op meer cijfers.",
        },
    ),
    (
        "F6",
        {
            "results": to("K5"),
            "finding": "Werkzoekenden bereiken we te weinig: 31 van de 240 cursisten, en 31 van de 90 doorverwijzingen",
            "alternative": "Het uitkeringsbureau was een deel van het eerste jaar dicht, waardoor minder mensen zijn doorverwezen.",
            "confidence": "high",
            "meaning": "Over het effect bij werkzoekenden kunnen we nog niets zeggen. Eerst moeten zij de cursus vinden.",
        },
    ),
)

REPORTS: Rows = (
    (
        "G1",
        {
            "audience": to("P1"),
            "question": "Wat krijgt de inwoner voor deze subsidie?",
            "message": "Van de cursisten die antwoordden, durft 70 % (101 van de 144) meer zelf online; bij naar schatting 50 mensen is dat aan ons te danken.",
            "evidence": to("K3-year", "F1"),
            "story": "‘Vroeger legde ik de brief van de gemeente weg. Nu zoek ik het zelf op en druk ik op verzenden.’",
            "story_consent": True,
            "channel": "één A4",
            "frequency": "jaarlijks, vóór het subsidiebesluit",
            "next_date": date(2022, 7, 7),
            "sender": "directeur",
            "call_to_action": "Verleng de subsidie voor cursusjaar {programme year 2023}.",
            "publicity": "public",
        },
    ),
    (
        "G2",
        {
            "audience": to("P5"),
            "question": "Worden kwetsbare inwoners bereikt?",
            "message": "Bereik per wijk en verhaal van een deelnemer: 240 starters, van wie 31 werkzoekend.",
            "evidence": to("K5", "F6"),
            "story": "Een deelnemer van 71 uit Merenrijk-Oost leidt de raad rond bij de oefeninloop.",
            "story_consent": True,
            "channel": "werkbezoek en infographic",
            "frequency": "jaarlijks",
            "next_date": date(2022, 9, 23),
            "sender": "directeur",
            "call_to_action": "Vraag het college om werkzoekenden warm door te verwijzen.",
            "publicity": "public",
        },
    ),
    (
        "G3",
        {
            "audience": to("P2"),
            "question": "Wat werkt in mijn groep?",
            "message": "Waar cursisten afhaken en wat helpt: sinds er een avondgroep is, steeg het aandeel dat afrondt van 68 naar 75 %. Komt het daardoor?",
            "evidence": to("K1", "K3", "F2"),
            "channel": "teamsessie",
            "frequency": "per kwartaal",
            "next_date": date(2022, 7, 5),
            "sender": "projectleider",
            "call_to_action": "Kies per groep één ding dat je volgende keer anders doet.",
            "publicity": "internal",
        },
    ),
    (
        "G4",
        {
            "audience": to("P4"),
            "question": "Wat doen jullie met mijn antwoorden?",
            "message": "Dit hebben we aangepast dankzij u: een avondgroep en de veiligheidsles in week 1.",
            "evidence": to("K2", "F5"),
            "channel": "poster en e-mail in eenvoudige taal",
            "frequency": "halfjaarlijks",
            "next_date": date(2022, 7, 8),
            "sender": "cursuscoördinator",
            "call_to_action": "Kom oefenen in de inloop en vertel ons wat beter kan.",
            "publicity": "public",
        },
    ),
    (
        "G5",
        {
            "audience": to("P3"),
            "question": "Liggen we op koers en wat zijn de risico’s?",
            "message": "Voortgang per indicator met toelichting op oplichting: twee van de acht streefwaarden zijn "
            "gehaald; drie van de 42 gebelde cursisten zijn opgelicht, te weinig om van een stijging te spreken.",
            "evidence": to("K1", "K4", "K8", "F5"),
            "channel": "dashboardpagina",
            "frequency": "per kwartaal",
            "next_date": date(2022, 7, 14),
            "sender": "programmamanager",
            "call_to_action": "Bespreek of de maatregelen tegen oplichting genoeg zijn.",
            "publicity": "internal",
        },
    ),
)

NEGATIVE_EFFECTS: Rows = (
    (
        "N1",
        {
            "description": "Cursisten worden slachtoffer van online oplichting, omdat zij meer online doen",
            "outcome": to("U8"),
            "stakeholder": to("S1"),
            "severity": 4,
            "likelihood": 3,
            "signal": to("K8"),
            "mitigation": "De veiligheidsles gaat naar week 1, met een oefening. Wie toch wordt opgelicht, krijgt hulp "
            "in het spreekuur.",
            "owner": "projectleider",
            "told": "eerst de cursisten die het overkwam, in een gesprek; raad van toezicht binnen twee weken; daarna wethouder en alle cursisten",
            "wording": (
                "Van de 42 mensen die we {in season 2022-03} belden, zijn er drie opgelicht. Dat zijn er te weinig om van "
                "een stijging te spreken, maar elk geval is er een te veel. We hebben de veiligheidsles "
                "naar het begin gehaald en bellen {in season 2022-09} opnieuw."
            ),
            "negative_state": "occurred",
        },
    ),
    (
        "N2",
        {
            "description": "Wie de cursus niet afmaakt, voelt zich nog minder zeker dan daarvoor",
            "stakeholder": to("S1"),
            "severity": 3,
            "likelihood": 3,
            "signal": to("K3"),
            "mitigation": "Een digicoach belt iedereen die twee keer wegblijft en zoekt samen een andere groep of de inloop.",
            "owner": "cursuscoördinator",
            "told": "digicoaches, in de kwartaalsessie",
            "wording": "Stoppen is geen falen: samen zoeken we een vorm die wel past.",
            "negative_state": "under_control",
        },
    ),
    (
        "N3",
        {
            "description": "Naasten raken het contact kwijt dat bij het helpen hoorde",
            "stakeholder": to("S3"),
            "severity": 2,
            "likelihood": 2,
            "signal": to("K6"),
            "mitigation": "We vragen ernaar in de gesprekken en nodigen naasten uit bij de laatste les.",
            "owner": "beleidsadviseur",
            "told": "projectleider, na de gesprekken",
            "negative_state": "possible",
        },
    ),
)

ROWS: dict[str, Rows] = {
    "insight": INSIGHTS,
    "report": REPORTS,
    "negative_effect": NEGATIVE_EFFECTS,
}
