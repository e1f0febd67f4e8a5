"""The feedback on Digitaal Mee: two rounds of it behind, a third under way, in every state that there is."""

from __future__ import annotations

from impactplan.demo.feedback.notation import (
    Ask,
    Begin,
    Keep,
    Opening,
    Place,
    Reaction,
    Resolve,
    Rework,
    Say,
    SendAnswers,
    SendReview,
    Story,
    Take,
)
from impactplan.graph import PlanState
from impactplan.models.feedback import Answer, Circle, Verdict
from impactplan.workbook.operations import duplicate_item, set_fields
from impactplan.workbook.positions import move_item
from impactplan.workbook.writing import Write

SANNE, BRAM, FATIMA, PIETER, MARIT = "deelnemer", "collega", "intervisie", "taalhuis", "trainer"


def ask_for_consent(write: Write, state: PlanState) -> None:
    """Add a task behind the first one, and put the last one before it."""
    first, *_others, last = state.rows("task")
    task = duplicate_item(write, first)
    set_fields(write, "task", task, {"name": "De cursist vragen of de krant haar verhaal mag gebruiken"}, {})
    move_item(write, "task", last.id, index=0)


def let_a_coach_help(write: Write, state: PlanState) -> None:
    (row,) = [row for row in state.rows("collection") if row["name"].startswith("Voor- en nameting bij cursisten")]
    reason = (
        "De docent deelt de lijst in de les uit en ziet of het inloggen op de oefensite lukt; dat kost weinig en "
        "bijna iedereen is er dan. "
        "Bij het invullen helpt een digicoach van een andere groep, zodat niemand zich bekeken voelt."
    )
    set_fields(write, "collection", row.id, {"performer_reason": reason}, {})


def shorten_the_headline(write: Write, state: PlanState) -> None:
    set_fields(write, "pitch", "pitch", {"headline": "Zelf doen"}, {})


FIRST = (
    Ask(
        *(SANNE, 48, "first", ("theory", "priorities")),
        "Kloppen onze pijlen zo? En kiezen we niet te veel om te meten, met 24 uur per kwartaal?",
    ),
    Take(MARIT, 47.2, "first"),
    SendReview(
        *(MARIT, 45.1, "review-1"),
        "Wat een doordachte theory of change. Je ziet waar jullie het verschil maken, en jullie durven op te schrijven "
        "wat er mis kan gaan.\n\nBij twee pijlen mis ik nog waarop jullie geloof is gebaseerd; kijk daar nog eens naar. Over "
        "de keuze wat je meet ben ik tevreden: die past bij jullie uren.",
        {"theory": Verdict.REVISE, "priorities": Verdict.AGREED},
        (
            Opening(
                "internet",
                Place("theory", "link", "Thuis is er apparaat", "evidence"),
                "Dit weten jullie nog niet, terwijl er veel van afhangt. Kun je het de cursisten zelf vragen?",
            ),
            Opening(
                "research",
                Place("theory", "link", "Meer online is meer blootstelling"),
                "Zoek bij deze pijl een onderzoek. Een wethouder vraagt hier zeker naar.",
            ),
            Opening(
                "brave",
                Place("theory", "outcome", "slachtoffer van online oplichting"),
                "Knap dat jullie een effect opschrijven dat niemand wil. Dat maakt de rest geloofwaardig.",
                asks=False,
            ),
            Opening(
                "relatives",
                Place("priorities", "outcome", "Naasten zijn minder tijd kwijt", "measure_reason"),
                "Twaalf gesprekken is weinig voor een percentage. Wat zeggen jullie straks tegen de gemeente?",
            ),
        ),
    ),
    SendAnswers(
        *(SANNE, 41.3),
        {
            "internet": (
                Answer.ADOPTED,
                "Goed idee. We vragen het in de volgende vragenlijst; het staat nu bij de pijl.",
            ),
            "research": (
                Answer.DECLINED,
                "Over oplichting na een cursus vonden we geen onderzoek. We zeggen er eerlijk bij dat het onze ervaring is.",
            ),
            "relatives": (
                Answer.OTHERWISE,
                "We noemen geen percentage, maar ‘een deel van de naasten’. Dat staat bij de gegevensverzameling.",
            ),
        },
    ),
    Resolve(MARIT, 39.4, ("internet", "relatives")),
    SendReview(
        *(MARIT, 39.3, "review-2"),
        "Bij nader inzien was ik te streng over de pijlen: jullie zeggen er eerlijk bij waarop ze gebaseerd zijn. "
        "Voor mij is deze stap klaar.",
        {"theory": Verdict.AGREED},
        (Reaction("research", "Dat is een prima reden. Laat hem zo staan.", asks=False),),
        follows="review-1",
    ),
    Resolve(MARIT, 39.2, ("research",)),
)

SECOND = (
    Ask(
        *(SANNE, 22.3, "second", ("indicators", "collection")),
        "Negen indicatoren, is dat te veel? En krijgen we zo eerlijke antwoorden, of zijn cursisten te dankbaar?",
    ),
    Take(MARIT, 21.1, "second"),
    SendReview(
        *(MARIT, 20.2, "review-3"),
        "De indicatoren zijn scherp opgeschreven: met teller, noemer en een minimum. Dat zie ik niet vaak.\n\n"
        "Aan twee moet nog iets veranderen: één meet wat jullie doen in plaats van wat het oplevert, en bij één begrijp ik "
        "de streefwaarde nog niet. De gegevensverzameling is akkoord.",
        {"indicators": Verdict.REVISE, "collection": Verdict.AGREED},
        (
            Opening(
                "certificates",
                Place("indicators", "indicator", "certificaten"),
                "Dit is een prestatie, geen effect. Wat zegt een certificaat over wat iemand daarna zelf doet?",
            ),
            Opening(
                "target",
                Place("indicators", "indicator", "overheidszaak", "target"),
                "Van 32 naar 50 % in drie maanden lijkt me hoog. Met wie is deze streefwaarde afgesproken?",
            ),
            Opening(
                "drop",
                Place("indicators"),
                "Als het krap wordt: welke indicator laten jullie dan als eerste vallen?",
            ),
            Opening(
                "teacher",
                Place("collection", "collection", "Voor- en nameting bij cursisten", "performer_reason"),
                "De docent deelt de lijst uit. Durft iemand dan nog een laag cijfer te geven?",
            ),
            Opening(
                "bias",
                Place("collection", "collection", "Telefonische nameting", "bias"),
                "Sterk dat jullie op drie momenten bellen. Dit voorbeeld gebruik ik graag in de volgende ronde.",
                asks=False,
            ),
        ),
    ),
    Keep(SANNE, 9.5, "vóór het MT"),
    SendAnswers(
        *(SANNE, 8.6),
        {
            "certificates": (Answer.ADOPTED, "Je hebt gelijk, weg ermee. Zo houden we er acht over."),
            "teacher": (
                Answer.OTHERWISE,
                "De docent blijft uitdelen, maar een digicoach van een andere groep helpt bij het invullen.",
            ),
        },
    ),
    Resolve(MARIT, 7.3, ("teacher",)),
)

NOW = (
    Begin(
        *(FATIMA, 8.05, "peer", Place("theory", "narrative", field="story")),
        "Wat een helder verhaal. Hebben jullie het ook aan cursisten voorgelezen? Wij twijfelen of we dat durven.",
        Circle.READERS,
    ),
    Ask(
        *(SANNE, 3.1, "third", ("contribution", "reports")),
        "Mogen we zeggen dat vijftig mensen dankzij ons meer durven? Of klinkt dat harder dan het is?",
    ),
    Say(
        *(SANNE, 2.45, "peer"),
        "Ja, aan de zes cursisten die meedenken. ‘Regie’ vonden ze een raar woord, dus dat leggen we nu uit.",
    ),
    Begin(
        *(SANNE, 2.4, "share", Place("contribution", "contribution", "durven meer", "own_share")),
        "Wij rekenen onszelf 60 % toe. Is dat uit te leggen aan een wethouder, of kunnen we beter 40 % noemen?",
    ),
    SendAnswers(
        *(SANNE, 2.3),
        {
            "target": (
                Answer.OTHERWISE,
                "De streefwaarde komt uit het halfjaarlijkse overleg met de gemeente. Dat zetten we erbij, het cijfer blijft.",
            )
        },
        sent=False,
    ),
    Begin(
        *(BRAM, 1.1, "newspaper", Place("pitch", "pitch", field="story")),
        "Sanne, heeft deze cursist ook getekend voor gebruik in de krant? Ik kan het formulier niet vinden.",
        Circle.AUTHORS,
    ),
    SendReview(
        *(MARIT, 0.78, "review-4"),
        "Ik las vast jullie bladzijde voor de wethouder; over de rest kom ik deze week terug.",
        {"pitch": None},
        (
            Opening(
                "request",
                Place("pitch", "pitch", field="request"),
                "Een duidelijke vraag. Zeg er ook bij wat er níet doorgaat als het antwoord nee is.",
            ),
            Opening(
                "headline",
                Place("pitch", "pitch", field="headline"),
                "‘Zelf doen, en veilig’: in vier woorden waar het om gaat. Houden zo.",
                asks=False,
            ),
        ),
    ),
    Rework(SANNE, 0.6, ask_for_consent),
    Rework(SANNE, 0.55, let_a_coach_help),
    Rework(BRAM, 0.5, shorten_the_headline, undone=True),
    Say(PIETER, 0.45, "peer", "Wij gaan dit ook doen, bij de taalinloop. Dank voor de tip."),
)

REFLECTIONS = (
    Begin(
        *(FATIMA, 47.5, "examination", Place("reflection_1")),
        "Wij lieten ouders kaartjes op volgorde leggen, met koffie erbij. Niemand dacht aan een examen.",
        Circle.REFLECTION,
        asks=False,
        reflection_of=SANNE,
    ),
    Begin(
        *(MARIT, 19.8, "percentage", Place("reflection_2")),
        "Liever niet: met twaalf mensen zegt een percentage te veel. Schrijf ‘zeven van de twaalf’, dan ziet iedereen het.",
        Circle.REFLECTION,
        asks=False,
        reflection_of=SANNE,
    ),
)

DIGITAAL_MEE = Story(
    "digitaal-mee", (*FIRST, REFLECTIONS[0], *SECOND, REFLECTIONS[1], *NOW), {"deelnemer": 2.2, "trainer": 0.7}
)
