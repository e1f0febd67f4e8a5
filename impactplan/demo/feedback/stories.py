"""The feedback on the other plans of the demo, each of which stands at another turn."""

from __future__ import annotations

from impactplan.demo.feedback.notation import (
    Ask,
    AskReader,
    Begin,
    Edit,
    HandOver,
    Note,
    Opening,
    Place,
    Reaction,
    Resolve,
    SendAnswers,
    SendReview,
    Story,
    Take,
    Type,
)
from impactplan.models.feedback import Answer, Verdict

MARIT, DAAN = "trainer", "trainer2"

SAMEN_LEZEN = Story(
    "samen-lezen",
    (
        Ask("intervisie", 41.2, "first", ("theory",), "Is ‘plezier’ wel een effect, of een middel?"),
        Take(MARIT, 40.1, "first"),
        SendReview(
            *(MARIT, 38.9, "review"),
            "Plezier is een effect, en een mooi effect ook. Jullie tekening is klein en klopt.",
            {"theory": Verdict.AGREED},
            (
                Opening(
                    "quiet",
                    Place("theory", "link", "Er is thuis een rustig moment"),
                    "Hoe weet je dat? In drukke gezinnen is dat moment er misschien juist niet.",
                ),
                Opening(
                    "joy",
                    Place("theory", "outcome", "Kleuters hebben plezier"),
                    "Fijn dat de leerkracht dit het eerst ziet: dan hoef je niemand een vragenlijst te geven.",
                    asks=False,
                ),
            ),
        ),
        SendAnswers(
            "intervisie",
            35.2,
            {"quiet": (Answer.OTHERWISE, "Dat vragen we op de voorleesochtend, in het gesprekje bij de koffie.")},
        ),
        Resolve(MARIT, 34.1, ("quiet",)),
        Ask(
            *("intervisie", 7.9, "second", ("results", "feasibility")),
            "We hebben nog maar één keer gemeten. Mag ik daar al iets uit afleiden, of wacht ik op de volgende meting?",
        ),
    ),
    {"intervisie": 7.8},
)
"""Waits for the trainer, longest of all."""

TAALHUIS = Story(
    "taalhuis-rivier",
    (
        Ask(
            *("taalhuis", 22.2, "first", ("indicators", "sources")),
            "Wij zijn met z’n tweeën. Zijn drie indicatoren genoeg, en zijn ze niet te persoonlijk?",
        ),
        Take(MARIT, 21.3, "first"),
        SendReview(
            *(MARIT, 19.9, "review"),
            "Drie is genoeg, en dapper gekozen: ze gaan over schaamte en over echte brieven.\n\n"
            "Bij twee vraag ik me af hoe je het te weten komt zonder iemand in verlegenheid te brengen.",
            {"indicators": Verdict.REVISE, "sources": Verdict.AGREED},
            (
                Opening(
                    "pile",
                    Place("indicators", "indicator", "brievenstapel", "name"),
                    "Een lege stapel: hoe zie je dat zonder bij iemand thuis te komen?",
                ),
                Opening(
                    "told",
                    Place("indicators", "indicator", "het iemand heeft verteld", "baseline"),
                    "30 % aan het begin: uit welk gesprek komt dat?",
                ),
                Opening(
                    "attendance",
                    Place("sources", "source", "Aanwezigheidslijst"),
                    "Goed dat je begint met wat er al ligt.",
                    asks=False,
                ),
            ),
        ),
        Edit(
            *("y.bouali", 0.27, Place("indicators", "indicator", "brievenstapel", "name")),
            "% dat zegt alle post van de laatste maand te hebben geopend",
        ),
        SendAnswers(
            "y.bouali",
            0.24,
            {
                "pile": (Answer.ADOPTED, "Klopt, dat zien we niet. We vragen het nu in het gesprek na een halfjaar."),
                "told": (Answer.OTHERWISE, "Uit de eerste twintig gesprekken. De bron staat er nu bij."),
            },
        ),
    ),
    {"taalhuis": 0.5, "y.bouali": 0.2},
)
"""Answered: the trainer looks again."""

VRAAGPUNT = Story(
    "vraagpunt",
    (
        Ask("h.vos", 20.4, "first", ("theory", "priorities"), "Toeslagen meten we niet zelf. Is dat een gemis?"),
        Take(MARIT, 19.2, "first"),
        SendReview(
            *(MARIT, 17.1, "review"),
            "Geen gemis: de gemeente weet dat, en jullie hoeven het alleen te vragen. Twee stappen akkoord.",
            {"theory": Verdict.AGREED, "priorities": Verdict.AGREED},
            (
                Opening(
                    "granted",
                    Place("theory", "link", "Een aanvraag die wordt ingediend"),
                    "Wie kan je zeggen hoe vaak dat zo is?",
                ),
            ),
        ),
        SendAnswers("h.vos", 12.3, {"granted": (Answer.ADOPTED, "De sociaal raadslieden; ik heb het ze gevraagd.")}),
        Resolve(MARIT, 10.8, ("granted",)),
    ),
)
"""Settled."""

LOOPBAANPLEIN = Story(
    "loopbaanplein",
    (
        Ask(
            *("m.kramer", 5.2, "first", ("collection", "feasibility")),
            "Halen we 60 % respons bij mensen die net werk hebben? En is 36 uur genoeg als wij ze moeten nabellen?",
        ),
        Take(MARIT, 2.9, "first"),
        SendReview(
            *(MARIT, 0.76, "unsent"),
            "Jullie vragen het op het goede moment: na zes weken weet iemand of de cursus iets waard was.\n\n"
            "60 % is hoog voor mensen met een nieuwe baan. Reken het ook eens door met 40 %.",
            {"collection": Verdict.REVISE, "feasibility": Verdict.AGREED},
            (
                Opening(
                    "response",
                    Place("collection", "collection", "Vragenlijst na zes weken", "response"),
                    "Waarop is 60 % gebaseerd? Bij vergelijkbare groepen zie ik eerder 40 %.",
                ),
                Opening(
                    "satisfied",
                    Place("collection", "collection", "Vragenlijst na zes weken", "bias"),
                    "Denk ook aan het omgekeerde: wie net is afgewezen, vult liever niets in.",
                ),
                Opening(
                    "hours",
                    Place("feasibility"),
                    "Netjes verdeeld over de kwartalen.",
                    asks=False,
                ),
            ),
            sent=False,
        ),
        Type(
            *(MARIT, 0.72, Place("indicators", "indicator", "zoekplan", "target")),
            "Van 20 naar 65 % in zes weken is een grote stap. Weet je",
        ),
        Note(
            *(MARIT, 0.71),
            "Ahmet zei na afloop dat hij de cijfers spannend vindt. Volgende keer vragen of hij de uitkomsten wil vertellen.",
        ),
    ),
)
"""Taken by the trainer, whose review is not sent yet."""

VOORLEZEN = Story(
    "voorlezen-eiland",
    (
        Ask("j.baas", 47.3, "first", ("solutions", "challenge"), "Is één boekje per gezin genoeg om iets te merken?"),
        Take(MARIT, 45.2, "first"),
        SendReview(
            *(MARIT, 40.6, "review"),
            "Eén boekje kan genoeg zijn, als het gesprek erbij goed is. Vertel daarom meer over dat gesprek.",
            {"solutions": Verdict.REVISE, "challenge": Verdict.REVISE},
            (
                Opening(
                    "talk",
                    Place("solutions", "activity", "Boekje en gesprek"),
                    "Hoe lang duurt dat gesprek, en wat krijgt de verpleegkundige mee om het te voeren?",
                ),
            ),
        ),
    ),
)
"""The authors' turn for weeks: their author has not been back."""

MAAKPLAATS = Story(
    "maakplaats",
    (
        Ask("c.pinas", 30.3, "first", ("indicators",), "Kun je doorzettingsvermogen meten zonder toets?"),
        Take(MARIT, 29.4, "first"),
        SendReview(
            *(MARIT, 27.8, "review"),
            "Jullie tellen wat je ziet: dat past bij kinderen. Bij twee indicatoren vraag ik me af of iedereen hetzelfde telt.",
            {"indicators": Verdict.REVISE},
            (
                Opening(
                    "again",
                    Place("indicators", "indicator", "Keren opnieuw proberen"),
                    "Wie telt dit, en wanneer begint iets opnieuw? Spreek dat af voor de eerste middag.",
                ),
                Opening(
                    "score",
                    Place("indicators", "indicator", "ik kan iets maken", "target"),
                    "Een halve punt winst is bij kinderen al veel. Waarom bijna een hele?",
                ),
            ),
        ),
        SendAnswers(
            "c.pinas",
            24.1,
            {
                "again": (Answer.ADOPTED, "Eén stagiair telt, met een kaartje waarop drie voorbeelden staan."),
                "score": (Answer.DECLINED, "Niet lager: op onze andere locatie was het 0,9 na één reeks."),
            },
        ),
        Resolve(MARIT, 22.7, ("again",)),
        SendReview(
            *(MARIT, 22.6, "follow-up"),
            "Mooi, dat kaartje. Eén ding nog over de score.",
            {"indicators": None},
            (Reaction("score", "Dat is een goede reden. Zet die andere locatie er dan bij als bron."),),
            follows="review",
        ),
        Ask(
            "c.pinas",
            1.3,
            "second",
            ("collection",),
            "Vijf vragen aan het eind: is dat niet te veel voor een kind van acht?",
        ),
    ),
    {"c.pinas": 1.2},
)
"""Both sides: one step waits for the authors, another for the trainer."""

TAAL_AAN_ZEE = Story(
    "taal-aan-zee",
    (
        Ask("ander", 1.9, "first", ("purpose",), "Is ‘praten mee’ een goed begin, of moet het preciezer?"),
        Take(DAAN, 1.4, "first"),
        SendReview(
            *(DAAN, 1.1, "unsent"),
            "‘Praten mee’ is een goed begin: je hoort er mensen in. Nu nog waarover, en met wie.",
            {"purpose": Verdict.REVISE},
            (Opening("who", Place("purpose"), "Wie zijn het, en waarover praten ze over een jaar mee?"),),
            sent=False,
        ),
        AskReader(DAAN, 1.05, MARIT),
    ),
    {"ander": 1.8, DAAN: 1.0},
)
"""A colleague asks to read along before the review is sent."""

TIENERS = Story(
    "tieners-lezen",
    (
        Begin(
            "l.brouwer",
            3.95,
            "school",
            Place("purpose"),
            "Mag een plan ook over één school gaan? Dan kan ik sneller beginnen.",
        ),
        SendReview(
            *(MARIT, 1.2, "unsent"),
            "",
            {},
            (
                Reaction(
                    "school", "Dat mag. Zeg er wel bij waarom deze school, en wat je van haar leert voor de andere."
                ),
            ),
            sent=False,
        ),
        AskReader(MARIT, 1.15, DAAN),
    ),
    {"l.brouwer": 3.9, MARIT: 1.2},
)
"""A colleague reads the review before it is sent."""

DIGITAAL_OP_WEG = Story(
    "digitaal-op-weg",
    (
        Ask(
            "m.kaya",
            1.75,
            "first",
            ("challenge",),
            "Waar vinden we een cijfer over inwoners die de app niet vertrouwen?",
        ),
        HandOver(DAAN, 0.95, "first", MARIT),
    ),
    {"m.kaya": 1.7},
)
"""Handed over by a colleague."""

STORIES = (
    *(SAMEN_LEZEN, TAALHUIS, VRAAGPUNT, LOOPBAANPLEIN, VOORLEZEN, MAAKPLAATS),
    *(TAAL_AAN_ZEE, TIENERS, DIGITAAL_OP_WEG),
)
